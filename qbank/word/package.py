"""A Word file is a zip of parts: written with fixed dates, so that the same sheet is the same bytes."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Mapping

from qbank.errors import UsageError

Parts = Mapping[str, bytes]
"""The parts of a package by their names in the zip, in the order in which they are written."""

EARLIEST = datetime.date(1980, 1, 1)


def pack(parts: Parts, day: str) -> bytes:
    """Return the zip of these parts, every one dated on this day (ISO)."""
    stamp = max(parse_day(day), EARLIEST)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, (stamp.year, stamp.month, stamp.day, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            # The default depends on the system that writes the file.
            info.create_system = 3
            package.writestr(info, data)
    return made.getvalue()


def parse_day(day: str) -> datetime.date:
    """Return the day that an ISO date or date and time names; UsageError when it names none."""
    try:
        return datetime.datetime.fromisoformat(day).date()
    except ValueError as error:
        raise UsageError(f"{day!r} is no date", hint="write it as 2026-11-22") from error
