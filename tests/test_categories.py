"""Words and meaning decide together, and say how sure they are."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from qbank.english.terms import split
from qbank.normalize.categories import NEAR_TIE, OFFERED, SURE_FROM, Judge, Lesson, Lessons, beside, features
from qbank.normalize.wordings import frame

LESSONS = [
    (text, category, template)
    for category, template, texts in (
        ("scaling", "growth", ("How far does it scale?", "How large can it grow?", "How big can a cluster grow?", "How many machines can it use?", "How much data can it hold?")),
        ("community", "money", ("Who pays for it?", "Who funds the work?", "Who sponsors the project?", "Who gives money?", "Who pays you?")),
        ("origin", "start", ("Why was it started?", "Why did you begin?", "Whose idea was it?", "How did it begin?", "Where does the idea come from?")),
    )
    for text in texts
]  # fmt: skip


def counted(text: str) -> Mapping[str, float]:
    """Return what is counted of a question."""
    parts = split(text)
    return features(frame(parts.ask), beside(parts))


def judge(*more: Lesson) -> Judge:
    """Return a judge of the lessons above, and of more."""
    lessons = (Lesson(counted(text), category, template) for text, category, template in LESSONS)
    return Judge(Lessons.of([*lessons, *more]))


def test_learned_wordings_decide() -> None:
    """A question like the examples gets their category and template, and the others follow by likelihood."""
    opinion = judge().opinion(counted("Who pays for the servers?"))
    assert opinion.sorted is not None
    assert (opinion.sorted.category, opinion.sorted.sure) == ("community", True)
    assert opinion.templates[0][0] == "money"
    assert len(opinion.sorted.likely) == OFFERED


def test_nothing_learned_says_nothing() -> None:
    """Without examples there is no category to give."""
    opinion = Judge(Lessons.of([])).opinion(counted("Who pays?"))
    assert (opinion.sorted, opinion.templates) == (None, ())


def test_meaning_decides_where_words_are_strange() -> None:
    """A question without a known word is as likely of one category as of another, until its meaning is asked."""
    strange = counted("Quorum sharding throughput?")
    by_words = judge().opinion(strange).sorted
    meant = {"scaling": 2.0, "community": -1.0, "origin": -1.0}
    both = judge().opinion(strange, (meant, {"growth": 2.0, "money": -1.0, "start": -1.0})).sorted
    assert by_words is not None
    assert both is not None
    assert (by_words.sure, both.category, both.sure) == (False, "scaling", True)


def test_a_template_needs_both_opinions() -> None:
    """What words alone take for a phrasing is one no more when the meaning is another's."""
    asked = counted("Who pays for the servers?")
    alone = dict(judge().opinion(asked).templates)
    against = dict(judge().opinion(asked, ({}, {"growth": 6.0, "money": -6.0, "start": 0.0})).templates)
    assert against["money"] < alone["money"]


@given(st.dictionaries(st.sampled_from(["scaling", "community", "origin"]), st.floats(-3, 3), min_size=3))
def test_near_ties_are_settled_by_words_alone(meant: dict[str, float]) -> None:
    """However a processor rounds, a share that is nearer than the margin does not decide; and a tie is never sure."""
    asked = counted("Who pays, and why was it started?")
    one = judge().opinion(asked, (meant, {})).sorted
    nudged = {name: score + 1e-7 for name, score in meant.items()}
    two = judge().opinion(asked, (nudged, {})).sorted
    assert one is not None
    assert two is not None
    assert one.category == two.category or one.confidence < 0.5 + NEAR_TIE
    assert one.sure == (one.confidence >= SURE_FROM)


def test_a_lesson_that_counts_three_times_outweighs_one_that_counts_once() -> None:
    """The host's own word goes before what ships."""
    said = counted("Who braids the baskets?")
    once = judge(Lesson(said, "community", None, 1.0), Lesson(said, "scaling", None, 3.0)).opinion(said).sorted
    assert once is not None
    assert once.category == "scaling"
