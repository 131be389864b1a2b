"""A question that is a phrasing of nothing known keeps its words; who else can be asked it is told by them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbank.model.pattern import escape
from qbank.normalize.new_template import tidied
from qbank.normalize.taught import vocabulary


@pytest.mark.parametrize(
    "pattern",
    [
        "What would you change about {{ technology }} today?",
        "Who decides which features get built?",
        "How does {{ technology }} differ from {{ alternatives }}?",
    ],
)
def test_anybody_s_words_make_a_reusable_template(pattern: str) -> None:
    """Its text is the question itself."""
    made = vocabulary().new_template(pattern, "usage", ())
    assert (made.text, made.reusable) == (pattern, True)


@pytest.mark.parametrize(
    "pattern",
    [
        "Why did Zorbulon leave Quenby?",
        "How does the {{ component }} work?",
        "How do they do that?",
        "Can you explain why that is important?",
        "What do you use that for?",
        "Why is the quantizer monotone?",
        "What happened in 2014?",
        "Why {{ '{' }}?",
    ],
)
def test_what_is_private_or_points_back_was_asked_once(pattern: str) -> None:
    """A name, a part, another question's words, a word that hardly any question has: kept word for word, asked of nobody else."""
    made = vocabulary().new_template(pattern, "usage", ())
    assert (made.text, made.reusable) == (pattern, False)


def test_a_lead_in_stays_with_its_question() -> None:
    """What was said first carries the meaning of what is asked; nobody else is asked it."""
    pattern = "You wrote it all in Erlang. How do you test it?"
    made = vocabulary().new_template(pattern, "operations", ())
    assert (made.text, made.reusable) == (pattern, False)


@pytest.mark.parametrize(
    "pattern",
    [
        "To which OSS projects do you contribute?",
        "How do people who use {{ technology }} keep their work safe?",
        "What role does {{ language }} play in your work?",
        "What was it like to work at {{ company }}?",
        "How would you describe the community? What do you like about it?",
        "How many users host it themselves?",
    ],
)
def test_what_names_nothing_particular_is_for_everybody(pattern: str) -> None:
    """Abbreviations of the trade, people meant by "they", a second sentence that means the first, a language, a former employer."""
    made = vocabulary().new_template(pattern, "usage", ())
    assert (made.text, made.reusable) == (pattern, True)


@pytest.mark.parametrize(
    "pattern",
    [
        "How big is the board of {{ technology }}?",
        "Does {{ technology }} support nested transactions?",
        "What does lift mean?",
        "Which does {{ technology }} use and why?",
        "Where does the current situation need work?",
        "What was it like to rename {{ technology }}?",
        "Given that {{ technology }} is so fast, who needs it?",
        "The walrus has to be fed?",
        "What happens at companies like {{ company }}?",
        "Best tips?",
    ],
)
def test_what_is_tied_to_a_kind_of_subject_is_for_it_alone(pattern: str) -> None:
    """A part that only some have, one feature, one word, what was said before, what only some have been through."""
    made = vocabulary().new_template(pattern, "usage", ())
    assert (made.text, made.reusable) == (pattern, False)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("Did Zorbulon start its life as open source?", "Did {{ technology }} start its life as open source?"),
        ("Why did you leave Zorbulon in the end?", "Why did you leave {{ company }} in the end?"),
        ("What do you like most about Rust?", "What do you like most about {{ language }}?"),
        ("What role does the Blue Zorbulon have in your work?", "What role does {{ technology }} have in your work?"),
    ],
)
def test_a_question_about_one_thing_by_name_is_about_any(pattern: str, text: str) -> None:
    """Another thing than the subject, a former employer, a language: its name is taken out, and others can be asked."""
    made = vocabulary().new_template(pattern, "origin", (), languages=("Rust",))
    assert (made.text, made.reusable) == (text, True)


@pytest.mark.parametrize(
    "pattern",
    [
        "What do tools like Zorbulon get wrong about people?",
        "What did you show at ZorbulonConf this year?",
        "So let's talk about Zorbulon",
        "Why Zorbulon?",
    ],
)
def test_a_name_that_is_an_example_an_event_or_all_there_is_stays(pattern: str) -> None:
    """Without it the question would ask nothing, or something else."""
    made = vocabulary().new_template(pattern, "origin", ())
    assert (made.text, made.reusable) == (pattern, False)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("If time: what would you change today?", "What would you change today?"),
        ("What would you change (and why) today?", "What would you change today?"),
        ("What would you _not_ change today?", "What would you not change today?"),
        ("What would you change today? It was a long year, and we all know it", "What would you change today?"),
        (
            "Let's talk about {{ technology }} - what would you change in {{ technology }}?",
            "What would you change in {{ technology }}?",
        ),
        ("Which tool(s) would you change today?", "Which tool(s) would you change today?"),
    ],
)
def test_asides_are_left_out_of_a_template(asked: str, said: str) -> None:
    """What the host told himself, what stands in brackets, marks of emphasis, what follows the question."""
    assert tidied(asked) == said


@pytest.mark.parametrize(
    ("pattern", "cue"),
    [
        ("What are some of the most requested features for {{ technology }}?", "requested features"),
        ("Is there a minimum or maximum size of cluster that makes sense?", "minimum or maximum size"),
        ("What are the most interesting, unexpected, or challenging lessons?", "challenging lessons"),
        ("What kinds of sensors does {{ technology }} read?", "sensors"),
        ("How hard was it to port {{ technology }} to Zorbulon?", "port to Zorbulon"),
        ("What were the challenges around moving the office?", "challenges around moving office"),
        ("What is it?", "what is it"),
        ("Why?", "why"),
    ],
)
def test_a_cue_is_a_phrase_of_the_question(pattern: str, cue: str) -> None:
    """Words that stand beside each other, never over a comma; a word that only says what is wanted brings what it is wanted of."""
    assert vocabulary().new_template(pattern, "usage", ()).cue == cue


@pytest.mark.parametrize(
    ("pattern", "cue"),
    [
        ("I noticed that {{ technology }} supports Zorbulon. What were the challenges?", "Zorbulon challenges"),
        ("You moved the ticket office. What was the motivation for that?", "ticket office motivation"),
        ("The menu is new each day. What do you think of that idea?", "menu"),
        ("You keep bees. Why is that important?", "bees"),
    ],
)
def test_what_points_back_takes_its_cue_from_the_lead_in(pattern: str, cue: str) -> None:
    """The word alone ("challenges") would stand for those of the whole subject."""
    assert vocabulary().new_template(pattern, "usage", ()).cue == cue


@given(st.text(max_size=80), st.lists(st.sampled_from("what how the use of cases {{ technology }} Kiln's and ports to ? , é 3".split()), max_size=20))  # fmt: skip
def test_a_cue_is_short_and_there_always_is_one(text: str, words: list[str]) -> None:
    """Up to four words, whatever was asked."""
    for pattern in (escape(text), " ".join(words).replace("{{", "{{ technology }}").replace("}}", "")):
        made = vocabulary().new_template(pattern or "?", "usage", ())
        assert made.cue
        assert len(made.cue.split()) <= 4


def test_no_text_and_no_id_has_the_name_of_its_subject() -> None:
    """Not as a part of a longer name either; filled for the same subject, the text is what was asked."""
    slots = {"technology": "Kestrel"}
    made = vocabulary().new_template("Who draws the {{ technology }} Atlas for Zorbulon?", "usage", (), slots)
    assert (made.text, made.reusable) == ("Who draws the {{ technology }} Atlas for Zorbulon?", False)
    alone = vocabulary().new_template("Who draws the {{ technology }} Atlas in your town?", "usage", (), slots)
    assert (alone.text, alone.reusable) == ("Who draws {{ technology }} in your town?", True)
    assert "kestrel" not in made.id


def test_asked_once_it_keeps_the_names_that_were_said() -> None:
    """Only its own subject's name is taken out, in whatever case it was written; another name belongs to that subject alone."""
    slots = {"technology": "Kestrel", "technology_2": "kestrel", "company": "Harrow", "language": "Rust"}
    pattern = "Why did {{ company }} port {{ technology }} and the {{ technology_2 }} daemon to {{ language }}?"
    made = vocabulary().new_template(pattern, "usage", (), slots)
    assert made.text == "Why did Harrow port {{ technology }} and the {{ technology }} daemon to Rust?"
    assert not made.reusable


def test_one_telling_word_is_said_with_its_neighbors_and_a_term_keeps_its_capitals() -> None:
    """A bare "module" would remind nobody of anything; a language and an abbreviation are nobody's name."""
    words = vocabulary()
    assert words.new_id("What are some of the features that an average user might not know?") == "features-average-user"
    assert words.new_id("Could the module get around the GIL?", public={"Python"}) == "module-gil"
    assert words.new_id("What is your view of the Python packaging story?", public={"Python"}).startswith(
        "python-packaging"
    )


def test_ids_are_made_of_words_and_never_of_names() -> None:
    """The telling words of the ask, more of them when the short one is taken; names are left out."""
    pattern = "How does the {{ technology }} planner order joins across remote shards today, as Zorbulon says?"
    words = vocabulary()
    short = words.new_id(pattern)
    assert short == "planner-joins-remote-shards"
    assert words.new_id(pattern, {short}) == "planner-order-joins-remote-shards"
    assert words.new_id("What is it?") == "what-is-it"
    taken: set[str] = set()
    for n in range(300):
        taken.add(words.new_id(f"What is it, {n}?", taken))
    assert len(taken) == 300
    assert max(map(len, taken)) < 40
    assert "zorbulon" not in words.new_id("Zorbulon, why?")


@given(
    st.lists(st.sampled_from(["how", "why", "it", "{{ technology }}", "Kaffee", "grow", "?", "é", "なぜ"]), min_size=1)
)
def test_an_id_is_always_found(words: list[str]) -> None:
    """Whatever was asked, and however many asked it before, there is an id that nobody has."""
    taken: set[str] = set()
    for _ in range(4):
        made = vocabulary().new_id(" ".join(words), taken)
        assert made
        assert made not in taken
        taken.add(made)


@pytest.mark.parametrize(
    "asked",
    [
        "Why did you build your own kiln rather than buy the Belgian one?",
        "When should a potter NOT use an electric kiln?",
        "Where did yours come from, and how old is it really?",
    ],
)
def test_a_people_and_a_word_said_loudly_are_no_thing_by_name(asked: str) -> None:
    """Nothing takes the place of "the Belgian one" or "NOT", and whose "yours" are was said before: such a question was asked once."""
    made = vocabulary().new_template(asked, "origin", set())
    assert (made.text, made.reusable) == (asked, False)
