"""An item goes in as it was read and comes out with pattern, category and template."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from qbank.model import Bank, Episode, FollowUp, Item, Lexicon, Subject, Template
from qbank.model.pattern import is_lossless
from qbank.normalize.meaning import Meaning
from qbank.normalize.normalizer import MOST_MEANT, Normalizer

BANK = Bank(
    templates=(
        Template(
            id="growth", category="scaling", cue="growth", text="How far does {{ technology }} scale?",
            phrasings=("How large can {{ technology }} grow?", "How big can a cluster grow?", "How far can you scale it?", "How many machines can it use?", "How much data can it hold?"),
        ),
        Template(
            id="money", category="community", cue="money", text="Who pays for {{ technology }}?",
            phrasings=("Who lends the money?", "Who funds the work?", "Who sponsors the project?", "Who gives money?", "Who pays you?"),
            follow_ups=(FollowUp(role="deeper", text="And who pays them?"),),
        ),
    ),
    lexicon=Lexicon(subjects=(Subject(name="Marrow"),), companies=("Harrow Ltd",), languages=("Rust",)),
)  # fmt: skip
EPISODE = Episode(
    id="kestrel", title="", technology="KestrelDB", kind="event store", aliases=("Kes",), guests=("Ada Holm",)
)
NORMALIZER = Normalizer(BANK)
NAMES = NORMALIZER.names(EPISODE)
JINJA = ImmutableSandboxedEnvironment(undefined=StrictUndefined, keep_trailing_newline=True)
_pieces = st.sampled_from(
    ["KestrelDB", "kestreldb's", "Kes", "Marrow", "Rust", "{{", "}}", "{%", "{#", "{", "{{ technology }}", "'", '"', "“quoted”", "an event store",
     "compared to Marrow and Foo", "99.9%", "three years", "https://a.example/x", "Ada Holm", "как", "なぜ", "?", ". ", "how does", "e.g."]
)  # fmt: skip
one_line = st.lists(
    st.one_of(_pieces, st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=8)), max_size=9
).map(" ".join)


def test_a_question_is_slotted_sorted_and_placed() -> None:
    """A question gets its slots, its category, and the template that it is a phrasing of."""
    made = NORMALIZER.item(Item(n=1, text="Who pays for KestrelDB these days?"), NAMES)
    assert made.item.pattern == "Who pays for {{ technology }} these days?"
    assert (made.item.category, made.item.template, made.item.match) == ("community", "money", "same")


def test_a_further_ask_is_named_beside() -> None:
    """The category of a clear second question stands in `also`."""
    made = NORMALIZER.item(Item(n=1, text="How large can KestrelDB grow? Who funds the work?"), NAMES)
    assert (made.item.category, made.item.also) == ("scaling", ("community",))
    assert (made.item.template, made.item.also_templates) == ("growth", ("money",))


def test_what_is_coined_is_known_afterwards() -> None:
    """The same words about another subject join the template that was coined for them."""
    normalizer = Normalizer(BANK)
    first = normalizer.item(Item(n=1, text="Which birds gave KestrelDB its colors?"), NAMES)
    other = normalizer.names(Episode(id="marrow", title="", technology="Tidewater"))
    second = normalizer.item(Item(n=1, text="Which birds gave Tidewater its colors?"), other)
    assert first.coined is not None
    assert (second.coined, second.item.template) == (None, first.item.template)


def test_a_question_with_a_private_name_is_asked_once() -> None:
    """It needs no review: it keeps its own words, its id has no name in it, and nobody else is asked it."""
    made = Normalizer(BANK).item(Item(n=1, text="Which birds did Zorbulon paint for Quenby?"), NAMES)
    assert made.coined is not None
    assert (made.item.match, made.coined.reusable) == ("new", False)
    assert made.coined.text == "Which birds did Zorbulon paint for Quenby?"
    assert "zorbulon" not in made.coined.id


def test_my_words_stay() -> None:
    """A new template says what was asked, with the subject taken out, and no sentence that was not."""
    made = Normalizer(BANK).item(Item(n=1, text="What would you change about KestrelDB today?"), NAMES)
    assert made.coined is not None
    assert (made.coined.text, made.coined.reusable) == ("What would you change about {{ technology }} today?", True)


def test_its_own_sentences_are_known_whatever_their_slots_hold() -> None:
    """A wording about a subject that nobody knows, a mark of the sheet before it, and a follow-up as such."""
    names = NORMALIZER.names(Episode(id="x", title=""))
    texts = ("How large can Tidewater Mill grow?", "☐ Who funds the work?", "And who pays them?")
    made = [n.item for n in NORMALIZER.items([Item(n=n, text=t) for n, t in enumerate(texts, 1)], names)]
    assert [(i.template, i.match, i.follow_up) for i in made] == [
        ("growth", "same", None), ("money", "same", None), ("money", "same", "deeper"),
    ]  # fmt: skip


def test_a_language_that_is_not_understood_gets_no_category_and_no_review() -> None:
    """The question is kept as it is; nobody is asked about it."""
    asked = Item(n=1, text="Wie seid ihr auf die Idee gekommen?")
    (made,) = NORMALIZER.items([asked], NAMES, language="de")
    assert (made.item.category, made.item.template, made.item.match) == (None, None, None)
    assert made.item.pattern == asked.text


def test_what_was_read_is_kept() -> None:
    """Whatever an item has that is not decided here stays as it was read."""
    read = Item(
        n=7, text="What does Foo promise?", line=3, depth=2, asker="Tobi", at="00:12:00", links=(("Foo", "https://a.example"),),
        said="Little.", part_of="What does Foo promise, and why?", by="hand",
    )  # fmt: skip
    made = NORMALIZER.item(read, NAMES).item
    assert (
        replace(
            made, pattern=None, slots={}, category=None, also=(), template=None, match=None, confidence=None, likely=()
        )
        == read
    )


def test_a_topic_has_a_category_and_no_template() -> None:
    """A line that asks nothing is sorted, so that a search by category finds it; it is a phrasing of no question."""
    made = NORMALIZER.item(Item(n=1, kind="topic", text="Who pays for KestrelDB"), NAMES)
    assert (made.item.category, made.item.template, made.coined) == ("community", None, None)
    assert made.item.pattern == "Who pays for {{ technology }}"


def test_notes_are_only_escaped() -> None:
    """A note keeps its words and gets no category."""
    made = NORMALIZER.item(Item(n=1, kind="note", text="see {x}"), NAMES).item
    assert (made.category, made.template, is_lossless(made.text, made.pattern or "", made.slots)) == (None, None, True)


@given(one_line)
def test_any_line_is_lossless(text: str) -> None:
    """Whatever the text holds, pattern and slots give it back, and Jinja agrees."""
    made = NORMALIZER.item(Item(n=1, text=text), NAMES).item
    assert is_lossless(text, made.pattern or "", made.slots)
    assert JINJA.from_string(made.pattern or "").render(made.slots) == text


@given(one_line)
def test_placing_again_changes_nothing(text: str) -> None:
    """What was placed once is placed the same again, and nothing is coined for it."""
    normalizer = Normalizer(BANK)
    first = normalizer.item(Item(n=1, text=text), NAMES).item
    again = normalizer.item(Item(n=1, text=text), NAMES)
    assert again.coined is None
    assert (again.item.template, again.item.category, again.item.pattern) == (
        first.template,
        first.category,
        first.pattern,
    )


def test_what_no_interview_asks_is_read_by_words_alone() -> None:
    """The model reads a question in milliseconds: a file of a hundred thousand would take ten minutes, and its host is told."""
    told: list[str] = []
    normalizer = Normalizer(BANK, Meaning(BANK, tell=told.append))
    many = [Item(n=n, text=f"How does KestrelDB deal with {n}?") for n in range(1, MOST_MEANT + 2)]
    assert len(normalizer.items(many, NAMES)) == MOST_MEANT + 1
    assert told == [f"{MOST_MEANT + 1:,} questions in one episode: words alone decide what they are."]
