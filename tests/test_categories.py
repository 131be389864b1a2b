"""Learners and cues together decide, and say how sure they are."""

from __future__ import annotations

from qbank.english.asks import split
from qbank.model import Cue
from qbank.normalize.categories import CueTable, Judge, Lesson
from qbank.normalize.learner import beside, features
from qbank.normalize.wording_frame import frame

LESSONS = [
    (text, category, template)
    for category, template, texts in (
        ("scaling", "growth", ("How far does it scale?", "How large can it grow?", "How big can a cluster grow?", "How many machines can it use?", "How much data can it hold?")),
        ("community", "money", ("Who pays for it?", "Who funds the work?", "Who sponsors the project?", "Who gives money?", "Who pays you?")),
    )
    for text in texts
]  # fmt: skip


def _look(text: str) -> tuple[dict[str, float], str]:
    parts = split(text)
    asked = frame(parts.ask)
    return features(asked, beside(parts)), asked


def _judge(*cues: Cue) -> Judge:
    return Judge(
        [Lesson(*_look(text), category, template) for text, category, template in LESSONS], CueTable(cues)
    )


def test_learnt_wordings_decide() -> None:
    """A question like the examples gets their category and template."""
    opinion = _judge().opinion(*_look("Who pays for the servers?"))
    assert opinion.sorted is not None
    assert (opinion.sorted.category, opinion.sorted.runner_up) == ("community", "scaling")
    assert opinion.templates[0][0] == "money"


def test_a_cue_outweighs_a_likeness() -> None:
    """A heavy cue decides against a weak likeness, and is named."""
    cue = Cue(match="sponsor by size", template="growth", weight=4.0)
    opinion = _judge(cue).opinion(*_look("Who is the sponsor by size?"))
    assert opinion.sorted is not None
    assert (opinion.templates[0][0], opinion.cue > 3, opinion.sorted.cue) == (
        "growth",
        True,
        "sponsor by size",
    )


def test_what_a_cue_is_worth_is_learnt() -> None:
    """A cue that the examples of another template give does not carry a wording away from that template."""
    cue = Cue(match="who pays", template="growth", weight=3.0)
    opinion = _judge(cue).opinion(*_look("Who pays for the servers?"))
    assert opinion.templates[0][0] == "money"


def test_nothing_learnt_says_nothing() -> None:
    """Without examples there is no category to give."""
    opinion = Judge([], CueTable(())).opinion(*_look("Who pays?"))
    assert (opinion.sorted, opinion.templates) == (None, ())


def test_a_cue_of_a_category_that_nobody_has_says_nothing() -> None:
    """A cue for a category without a single example does not bring that category in."""
    cue = Cue(match="servers", category="weather", weight=9.0)
    opinion = _judge(cue).opinion(*_look("Who pays for the servers?"))
    assert opinion.sorted is not None
    assert (opinion.sorted.category, opinion.sorted.runner_up) == ("community", "scaling")
