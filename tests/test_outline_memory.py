"""What an outline remembers: only what the bank's own show has asked."""

from __future__ import annotations

from dataclasses import replace

from banks import shipped_bank

from qbank.model import Bank, Show
from qbank.outline import Request, plan


def _of(show: str | None) -> Bank:
    bank = shipped_bank()
    return replace(bank, show=replace(bank.show, name=show))


def test_another_shows_guest_is_new_here() -> None:
    """Who was a guest elsewhere does not return: nothing is said of a last time, and nothing was asked before."""
    request = Request(guests=("Sage Weil",), technology="Ceph", date="2026-11-22")
    here = plan(_of("My Show"), request).outline
    there = plan(_of("Data Engineering Podcast"), request).outline
    assert not here.traits.get("returning")
    assert there.traits.get("returning")
    assert not any(q.asked for s in here.sections for q in s.questions)
    assert any(q.asked for s in there.sections for q in s.questions)


def test_what_other_shows_ask_is_worth_something() -> None:
    """A young show's sheet leans on what many have asked, and says so."""
    made = plan(_of("My Show"), Request(guests=("Joan Vidal",), technology="TiKV", date="2026-11-22")).outline
    reasons = [q.why for s in made.sections for q in s.questions]
    assert any("times by other shows" in why for why in reasons)
    assert not any("earlier interview" in why for why in reasons)


def test_a_bank_without_a_show_counts_every_episode() -> None:
    """The bank that ships names no show: there every episode counts as asked."""
    assert shipped_bank().show == replace(shipped_bank().show, name=None)
    assert isinstance(shipped_bank().show, Show)
    made = plan(shipped_bank(), Request(guests=("Joan Vidal",), technology="TiKV", date="2026-11-22")).outline
    assert any("earlier interview" in q.why for s in made.sections for q in s.questions)
