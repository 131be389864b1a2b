"""What an outline remembers: only what the bank's own show has asked."""

from __future__ import annotations

import re
from dataclasses import replace

from banks import shipped_bank

from qbank.model import Bank, Episode, Item, PlannedQuestion, Show
from qbank.outline.brief import Request
from qbank.outline.plan import plan


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
    """The bank that ships names no show: there every episode counts as asked, and a sheet speaks in their words."""
    assert shipped_bank().show == replace(shipped_bank().show, name=None)
    assert isinstance(shipped_bank().show, Show)
    made = plan(shipped_bank(), Request(guests=("Joan Vidal",), technology="TiKV", date="2026-11-22")).outline
    asked = [q for q in made.questions if q.wording == "asked"]
    assert asked
    assert all(re.search(r"asked in \d+.*, in these words", q.why) for q in asked if q.why != "ritual of the show")


def _lines(request: Request, bank: Bank | None = None) -> dict[str, PlannedQuestion]:
    """Return the questions of a sheet by their templates, backups aside."""
    made = plan(bank or shipped_bank(), request).outline
    return {q.template or q.id: q for s in made.sections for q in s.questions if q.lane != "backup"}


def test_what_was_asked_about_another_subject_was_another_question() -> None:
    """Who comes back with something new has not described it before; the rituals are the same whatever it is about."""
    back = Request(guests=("Matteo Merli",), technology="Pulsar", date="2026-11-22")
    again = _lines(replace(back, technology="Oxia", family="software", kind="metadata store", minutes=60.0))
    assert again["what-is-it"].text == "Can you start with an overview of what Oxia is?"
    assert not [q.text for q in again.values() if "we last spoke" in q.text]
    assert "plans-kept" not in again
    assert again["guest-involvement"].text.startswith("I've asked you before")
    assert _lines(back)["what-is-it"].text.startswith("You've described Pulsar for us before")


def test_a_further_ask_was_asked_too() -> None:
    """Who asks "What is it and why did you start it?" asks two things: the second is not asked as if it were new."""
    items = (
        Item(n=1, text="What is Sedge and why was it started?", category="overview", template="what-is-it", also_templates=("motivation-for-creation",)),
        Item(n=2, text="What is next?", category="future-plans", template="future-plans"),
    )  # fmt: skip
    episode = Episode(id="900-sedge", number=900, title="Sedge", guests=("Mira Stolz",), technology="Sedge", items=items)  # fmt: skip
    bank = replace(shipped_bank(), episodes=(*shipped_bank().episodes, episode))
    request = Request(guests=("Mira Stolz",), technology="Sedge", family="software", date="2026-11-22")
    asked = _lines(request, bank)["motivation-for-creation"]
    (template,) = (t for t in bank.templates if t.id == "motivation-for-creation")
    assert asked.text == template.again.replace("{{ technology }}", "Sedge")
    assert "this guest had it before, in episode 900" in asked.why


def test_a_callback_goes_back_to_a_further_ask_too() -> None:
    """Who was asked what comes next after something else was asked what comes next."""
    items = (Item(n=1, text="Who uses Sedge, and what is next?", category="usage", template="production-examples", also_templates=("future-plans",)),)  # fmt: skip
    episode = Episode(id="900-sedge", number=900, title="Sedge", guests=("Mira Stolz",), technology="Sedge", items=items)  # fmt: skip
    bank = replace(shipped_bank(), episodes=(*shipped_bank().episodes, episode))
    request = Request(guests=("Mira Stolz",), technology="Sedge", date="2026-11-22", must=("plans-kept",))
    assert _lines(request, bank)["plans-kept"].context == "In episode 900 I asked what was next."


def test_an_answer_to_hear_again_is_named_once() -> None:
    """The question asked anew and the callback go back to one answer: it is listened to once."""
    request = Request(guests=("Sage Weil",), technology="Ceph", date="2026-11-22", must=("plans-kept", "future-plans"))
    outline = plan(shipped_bank(), request).outline
    asked = {q.template for s in outline.sections for q in s.questions}
    assert asked >= {"plans-kept", "future-plans"}
    (listen,) = (line for line in outline.look_up if line.startswith("Listen again to episode 40"))
    assert ("what's next" in listen) != ("plans kept" in listen)
