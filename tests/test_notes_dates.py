"""Dates in the forms that notes use."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbank.notes.dates import iso_date


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2016-02-13", "2016-02-13"),
        ("2014-09-23T19:10:23-05:00", "2014-09-23"),
        ("Aug, 12 2015", "2015-08-12"),
        ("August 27th, 2015", "2015-08-27"),
        ("Wed, 12 Aug 2015 10:00:00 +0000", "2015-08-12"),
        ("3. März 2021", "2021-03-03"),
        ("2 de outubro de 2020", "2020-10-02"),
        (date(2020, 1, 2), "2020-01-02"),
        (datetime(2020, 1, 2, 3, tzinfo=UTC), "2020-01-02"),
        (1680264000571, "2023-03-31"),
        ("2016-13-40", None),
        ("soon", None),
        (True, None),
        (12, None),
        (None, None),
    ],
)
def test_dates_are_read(value: object, day: str | None) -> None:
    """Each form gives the same form, or None when it is not a date."""
    assert iso_date(value) == day


@given(st.dates(min_value=date(1000, 1, 1)))
def test_iso_dates_stay(day: date) -> None:
    """A date that is in the right form already stays as it is."""
    assert iso_date(day.isoformat()) == day.isoformat()
