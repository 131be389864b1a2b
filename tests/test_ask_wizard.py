"""The wizard's real prompts, driven through a pipe on every path: answers, going back, Ctrl-C, a closed terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

import pytest
from keys import BACK, BREAK, CLEAR, CLOSE, DOWN, ENTER, ESCAPE, SPACE, UP, typed
from outlines import small

from qbank.cli import ask
from qbank.cli.ask import more, wizard
from qbank.cli.ask.wizard import Tools, ask_all, names
from qbank.errors import NotFoundError, UsageError
from qbank.model import Bank, Category, Episode, KindWords, Lexicon, Outline, Show, Subject, Template, Trait
from qbank.model.brief import BOX, Brief, box_option
from qbank.outline.candidates import Refusal
from qbank.outline.plan import Planned

BANK = Bank(
    show=Show(minutes=45, domain="data"),
    categories=(
        Category(id="origin", title="Why it exists", block="why", minutes=8),
        Category(id="scaling", title="Growth", block="inside", minutes=8),
    ),
    traits=(
        Trait(id="distributed", ask="Does it run on several machines?", means="many"),
        Trait(id="stores-data", ask="Does it store data?", means="kept"),
        Trait(id="returning", ask="Has the guest been here?", means="again"),
    ),
    templates=(
        Template(id="nodes", category="scaling", cue="nodes", text="How do nodes meet?", needs=("distributed",)),
        Template(id="loss", category="scaling", cue="loss", text="What was lost?", needs=("stores-data",)),
        Template(id="copies", category="scaling", cue="copies", text="Where are the copies?", needs=("stores-data",)),
        Template(id="why", category="origin", cue="why", text="Why was it started?"),
    ),
    episodes=(Episode(id="007-reeds", title="Reeds", number=7, technology="Reeds", guests=("Bo Weaver",)),),
    lexicon=Lexicon(
        subjects=(Subject(name="Lantern", family="software", kind="search engine", makers=("Ada Quill",)),),
        kinds={"message queue": KindWords(family="software"), "gadget": KindWords()},
    ),
)  # fmt: skip
WRITE = ENTER * 2
"""Plan the outline, and write it."""
REST = ENTER * 4
"""What is offered for relation, minutes, facts and questions of one's own."""


def asked(keys: str, given: Brief | None = None, *, plan: Callable[[Brief], Planned] | None = None) -> Brief:
    """Return the brief that was planned last when a host types these keys."""
    seen: list[Brief] = []

    def planned(said: Brief) -> Planned:
        seen.append(said)
        return plan(said) if plan else Planned(outline=small())

    tools = Tools(planned, lambda path: (f"What is in {path}?",), lambda _: ("origin", None))
    with typed(keys):
        ask_all(given or Brief(), BANK, tools)
    return seen[-1]


ADA = Brief(guest=("Ada Quill",), technology="Lantern", relation=("Ada Quill=made",), minutes=45)
FULL = replace(ADA, fact=("limit: one",), add=("Why?",))
"""Nothing is missing: whether to go ahead is asked at once."""
MORE = f"{DOWN}{ENTER}"


def test_two_names_and_enter_are_enough() -> None:
    """Who and about what are typed; the rest is offered: the maker is known to have made it, the show's minutes, nothing else."""
    assert asked(f"Ada Quill{ENTER}{CLEAR}Lantern{ENTER}{REST}{WRITE}") == ADA


def test_a_maker_is_offered_what_they_made() -> None:
    """The lexicon knows what Ada made: the subject is one Enter."""
    assert asked(f"Ada Quill{ENTER}{ENTER}{REST}{WRITE}") == ADA


def test_six_things_are_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guest, subject, relation, minutes, a fact, a question of one's own: no more, then whether to go ahead."""
    count, run = [0], ask.run

    def counted(question: object, **options: object) -> object:
        count[0] += 1
        return run(question, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(ask, "run", counted)
    asked(f"Ada Quill{ENTER}{ENTER}{REST}{WRITE}")
    assert count[0] == 6 + 1


def test_an_empty_line_never_becomes_a_guest() -> None:
    """Enter, blanks and a lone "and" are not a guest, and Enter is not a subject; it is asked until something is said."""
    said = asked(
        f"{ENTER}   {ENTER}{CLEAR} and {ENTER}{CLEAR}Zoe{ENTER}{ENTER} {ENTER}{CLEAR}Lantern{ENTER}{REST}{WRITE}"
    )
    assert (said.guest, said.technology) == (("Zoe",), "Lantern")


@pytest.mark.parametrize(
    ("text", "guests"),
    [
        ("Ada Quill", ("Ada Quill",)),
        ("Ada and Bo", ("Ada", "Bo")),
        ("Ada, Bo & Cy", ("Ada", "Bo", "Cy")),
        ("Ada Quill, PhD and Bo Weaver, Jr.", ("Ada Quill, PhD", "Bo Weaver, Jr.")),
        ("Alexander Andersen", ("Alexander Andersen",)),
        ("Ada and and Ada", ("Ada",)),
        (" , and ", ()),
    ],
)
def test_a_line_names_one_guest_or_several(text: str, guests: tuple[str, ...]) -> None:
    """Names stand between commas and "and"; a title belongs to its name."""
    assert names(text) == guests


@pytest.mark.parametrize(
    ("given", "keys"),
    [
        (ADA, ENTER * 2),
        (replace(ADA, fact=("limit: one",), add=("Why?",)), ""),
        (replace(ADA, guest=()), f"Ada Quill{ENTER}{ENTER * 2}"),
        (replace(ADA, technology=None), f"{ENTER}{ENTER * 2}"),
        (replace(ADA, relation=()), f"{DOWN * 2}{ENTER}{ENTER * 2}"),
        (replace(ADA, minutes=None), f"{CLEAR}30{ENTER}{ENTER * 2}"),
        (replace(ADA, minutes=None, questions=9), ENTER * 2),
        (Brief(guest=("Ada Quill",), family="person", minutes=45), ENTER * 2),
    ],
)
def test_what_is_known_is_not_asked(given: Brief, keys: str) -> None:
    """Only what no option said is asked for; what was said stays as it was said."""
    said = asked(f"{keys}{WRITE}", given)
    known = {f.name: getattr(given, f.name) for f in fields(Brief) if getattr(given, f.name) not in (None, ())}
    assert {name: getattr(said, name) for name in known} == known


def test_the_guests_own_name_makes_a_portrait() -> None:
    """An interview about the person has no technology, and nobody is asked what the guest is to themselves."""
    said = asked(f"Bo Weaver{ENTER}bo weaver{ENTER}{ENTER * 3}{WRITE}")
    assert said == Brief(guest=("Bo Weaver",), family="person", minutes=45)


def test_each_of_several_guests_has_a_relation() -> None:
    """Ada made it, Bo uses it; what one says of one's own accord is neutral."""
    said = asked(f"Ada Quill, Bo and Cy{ENTER}{CLEAR}Lantern{ENTER}{ENTER}{DOWN * 3}{ENTER}{ENTER}{ENTER * 3}{WRITE}")
    assert said.relation == ("Ada Quill=made", "Bo=uses")


def test_an_unknown_subject_with_a_known_kind() -> None:
    """The kind tells the family; the traits that decide most come first, and only what is marked is said."""
    said = asked(f"Zoe{ENTER}Zorblax{ENTER}message queue{ENTER}{SPACE}{ENTER}{REST}{WRITE}")
    assert (said.kind, said.family, said.trait) == ("message queue", None, ("stores-data",))


def test_an_unknown_subject_of_an_unknown_kind() -> None:
    """Where the kind tells nothing, the family is asked, and "not sure" is the answer that waits; nothing need be marked."""
    said = asked(f"Zoe{ENTER}Zorblax{ENTER}{ENTER}{DOWN * 4}{ENTER}{ENTER}{REST}{WRITE}")
    assert (said.kind, said.family, said.trait) == (None, "language", ())
    said = asked(f"Zoe{ENTER}Zorblax{ENTER}{ENTER}{ENTER}{ENTER}{REST}{WRITE}")
    assert said.family is None
    said = asked(f"Zoe{ENTER}Zorblax{ENTER}gadget{ENTER}{DOWN}{ENTER}{DOWN}{SPACE}{ENTER}{REST}{WRITE}")
    assert (said.kind, said.family, said.trait) == ("gadget", "software", ("distributed",))


def test_up_to_three_facts_and_their_types() -> None:
    """The type is guessed, can be typed before the fact, or chosen; after the third no more is asked."""
    keys = f"It cannot join{ENTER}{ENTER}number: 40 nodes{ENTER}It is a log{ENTER}{DOWN}{ENTER}{ENTER}"
    said = asked(f"{keys}{WRITE}", ADA)
    assert said.fact == ("limit: It cannot join", "number: 40 nodes", "limit: It is a log")


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("It is written in Go.", "choice"), ("Only one process may write.", "limit"), ("Version 4 dropped ZooKeeper", "change"),
        ("It holds 3 petabytes", "number"), ("It claims to be the fastest", "claim"), ("People complain about upgrades", "criticism"),
        ("A foundation owns the code", "body"),
    ],
)  # fmt: skip
def test_the_type_of_a_fact_is_guessed(text: str, type_: str) -> None:
    """The words of a fact suggest what it is; the host has the last word."""
    assert more.guess_type(text) == type_


def test_a_question_of_ones_own_meets_the_lint() -> None:
    """What the lint finds is said; the question is kept, reworded or left out as the host likes."""
    kept = f"Is it fast?{ENTER}{DOWN}{ENTER}"
    reworded = f"Is it slow?{ENTER}{ENTER}{CLEAR}How slow is it?{ENTER}"
    left = f"Is it old?{ENTER}{DOWN * 2}{ENTER}"
    said = asked(f"{kept}{reworded}{left}{ENTER}{WRITE}", replace(ADA, fact=("limit: one",)))
    assert said.add == ("Is it fast?", "How slow is it?")


PATH = [
    "Zoe and Bo\r", "Zorblax\r", "gadget\r", f"{DOWN}\r", f"{SPACE}\r", f"{UP * 4}\r", "\r", f"{CLEAR}30\r", "It cannot join\r\r",
    "\r", "Why is it so?\r", "\r",
]  # fmt: skip
"""A long way through the wizard, step by step: guests, subject, kind, family, traits, two relations, minutes, facts, own questions."""


def test_going_back_works_at_every_step() -> None:
    """Back to the first question and forward again, or a step back after every step: each answer is offered again, and Enter takes it."""
    straight = asked("".join(PATH) + WRITE)
    assert straight.add == ("Why is it so?",)
    assert asked("".join(PATH) + BACK * len(PATH) + ENTER * len(PATH) + WRITE) == straight
    assert asked("".join(f"{answer}{BACK}{ENTER}" for answer in PATH) + WRITE) == straight


def test_going_back_from_the_first_question_asks_it_again() -> None:
    """There is nothing before the first question."""
    assert asked(f"{BACK}{BACK}Ada Quill{ENTER}{ENTER}{REST}{WRITE}") == ADA


def test_another_answer_counts_after_going_back() -> None:
    """A subject that is known after all: what was said of the unknown one is gone."""
    said = asked(f"Zoe{ENTER}Zorblax{ENTER}gadget{ENTER}{BACK}{BACK}{CLEAR}Lantern{ENTER}{REST}{WRITE}")
    assert said == Brief(guest=("Zoe",), technology="Lantern", minutes=45)


def test_esc_goes_back_too() -> None:
    """Esc is what the screen says; going back from the kind of a fact leads to its words."""
    with typed(ESCAPE, closed=False), pytest.raises(ask.GoneBack):
        ask.line("A fact?")
    with typed(ESCAPE, closed=False), pytest.raises(ask.GoneBack):
        ask.choice("Which?", [("One", 1)])
    said = asked(f"It cannot join{ENTER}{BACK}s{ENTER}{ENTER}{ENTER}{ENTER}{WRITE}", ADA)
    assert said.fact == ("limit: It cannot joins",)


ON_THE_WAY = {
    "guest": (Brief(), ""), "technology": (Brief(guest=("Zoe",)), ""), "kind": (Brief(guest=("Zoe",)), f"Zorblax{ENTER}"),
    "family": (Brief(guest=("Zoe",)), f"Zorblax{ENTER}{ENTER}"), "traits": (Brief(guest=("Zoe",), kind="message queue"), f"Zorblax{ENTER}"),
    "relation": (Brief(guest=("Zoe",)), f"Lantern{ENTER}"), "minutes": (replace(ADA, technology=None, minutes=None), ENTER),
    "fact": (replace(ADA, guest=()), f"Zoe{ENTER}{ENTER}"), "its type": (replace(ADA, guest=()), f"Zoe{ENTER}{ENTER}A limit{ENTER}"),
    "own": (replace(FULL, add=()), ""), "the lint": (replace(FULL, add=()), f"Is it?{ENTER}"), "ready": (FULL, ""), "more": (FULL, MORE),
    "an entry": (FULL, f"{MORE}role{ENTER}"), "the sheet": (FULL, ENTER), "a line of it": (FULL, f"{ENTER}{DOWN * 4}{ENTER}"),
    "a new line": (FULL, f"{ENTER}a"),
}  # fmt: skip
"""Every prompt, with what is known and typed before it."""


@pytest.mark.parametrize("prompt", ON_THE_WAY)
def test_breaking_off_is_possible_at_every_step(prompt: str) -> None:
    """Ctrl-C and a terminal that is closed end the wizard at every prompt, and nothing is taken for an answer."""
    given, keys = ON_THE_WAY[prompt]
    tools = Tools(lambda _: Planned(outline=small()), lambda _: (), lambda _: ("origin", None))
    with typed(keys + BREAK), pytest.raises(KeyboardInterrupt):
        ask_all(given, BANK, tools)
    with typed(keys), pytest.raises(EOFError):
        ask_all(given, BANK, tools)


def test_ctrl_d_closes_a_line() -> None:
    """Ctrl-D on an empty line is the end of the input."""
    with typed(CLOSE), pytest.raises(EOFError):
        ask.line("Who?")


@pytest.mark.parametrize(
    ("entry", "keys", "field", "value"),
    [
        ("guest's role", "chief weaver", "role", "chief weaver"),
        ("How to say", "AY-da", "pronunciation", "AY-da"),
        ("pronouns", "she/her", "pronouns", "she/her"),
        ("Links", "a.example; b.example ;", "links", ("a.example", "b.example")),
        ("off limits", "pricing", "off_limits", ("pricing",)),
        ("plug", "the book", "plug", ("the book",)),
        ("is for", "What search costs.", "purpose", "What search costs."),
        ("recorded", "Monday 18:00 CET", "recorded_at", "Monday 18:00 CET"),
        ("leave", "19:00", "hard_stop", "19:00"),
        ("number of", "12", "questions", 12),
        ("One more fact", f"It cannot join{ENTER}", "fact", ("limit: one", "limit: It cannot join")),
        ("field", "search", "domain", "search"),
        ("company", "Wick Ltd", "company", "Wick Ltd"),
        ("shortlist", "Candle; Torch", "alternatives", ("Candle", "Torch")),
        ("kind of thing", "gadget", "kind", "gadget"),
        ("sort of thing", f"{DOWN}", "family", "service"),
        ("What is true", f"{SPACE}{DOWN}{SPACE}", "trait", ("distributed", "stores-data")),
        ("not true", f"{DOWN}{SPACE}", "not_trait", ("stores-data",)),
        ("room", f"{DOWN}{SPACE}", "focus", ("scaling",)),
        ("have to be in", "started", "must", ("why",)),
        ("to leave out", "copies", "avoid", ("copies",)),
        ("earlier episode", "Bo Weaver", "like", "007-reeds"),
        ("other shows", "chapters.txt", "heard", ("What is in chapters.txt?",)),
    ],
)  # fmt: skip
def test_everything_else_is_behind_say_more(entry: str, keys: str, field: str, value: object) -> None:
    """Each entry is found by typing a part of it, asks its one thing, and leads back to the list."""
    said = asked(f"{MORE}{entry}{ENTER}{keys}{ENTER}{UP * 30}{BACK}{WRITE}", FULL)
    assert getattr(said, field) == value
    assert replace(said, **{field: getattr(FULL, field)}) == FULL


def test_the_bank_is_searched_by_the_words_of_a_question_about_this_subject() -> None:
    """A template is found as it would be asked: the subject's name stands in it."""
    bank = replace(
        BANK,
        templates=(
            *BANK.templates,
            Template(id="light", category="origin", cue="light", text="Who lit {{ technology }} in {{ company }}?"),
        ),
    )
    with typed(f"who lit lantern{ENTER}"):
        assert more.entries(bank, lambda _: ())["avoid"][1](FULL).avoid == ("light",)


def test_going_back_from_an_entry_leaves_it() -> None:
    """Esc in an entry leads to the list, Esc in the list to the question whether to go ahead."""
    assert asked(f"{MORE}role{ENTER}weaver{BACK}{BACK}{WRITE}", FULL) == FULL


def test_an_entry_shows_and_changes_what_was_said() -> None:
    """What was said is offered again; an emptied line takes it back; a question of the bank is put on the list and off again."""
    said = asked(f"{MORE}role{ENTER}weaver{ENTER}{ENTER}{CLEAR}{ENTER}{BACK}{WRITE}", FULL)
    assert said.role is None
    said = asked(f"{MORE}have to{ENTER}started{ENTER}{ENTER}{ENTER}{BACK}{WRITE}", FULL)
    assert said.must == ()


def test_what_was_said_behind_say_more_outlives_going_back() -> None:
    """Who goes back to the minutes keeps the role."""
    given = replace(FULL, minutes=None)
    said = asked(f"{ENTER}{MORE}role{ENTER}weaver{ENTER}{BACK}{BACK}{CLEAR}30{ENTER}{WRITE}", given)
    assert (said.role, said.minutes) == ("weaver", 30)


def test_a_brief_that_cannot_be_planned_is_said_and_can_be_mended() -> None:
    """What the planner refuses is told, and the host is asked again."""

    def plan(said: Brief) -> Planned:
        if not said.role:
            raise UsageError("no role", hint="say more")
        return Planned(outline=small())

    assert asked(f"{ENTER}{MORE}role{ENTER}weaver{ENTER}{BACK}{WRITE}", FULL, plan=plan).role == "weaver"


def arranged(keys: str) -> tuple[Outline, int]:
    """Return the outline that would be written after these keys, and how often it was planned."""
    count = [0]

    def plan(_: Brief) -> Planned:
        count[0] += 1
        return Planned(outline=small())

    with typed(keys):
        done = ask_all(FULL, BANK, Tools(plan, lambda _: (), lambda _: ("origin", None)))
    return done.outline, count[0]


def test_the_sheet_is_kept_as_arranged_while_the_brief_is_the_same() -> None:
    """Back from the sheet and on again it is as it was left; with another brief it is planned anew."""
    drop = f"{ENTER}{DOWN * 4}d"
    outline, count = arranged(f"{drop}{BACK}{WRITE}")
    assert ([q.id for q in outline.questions], count) == (["q01", "q03"], 1)
    outline, count = arranged(f"{drop}{BACK}{MORE}role{ENTER}weaver{ENTER}{BACK}{WRITE}")
    assert ([q.id for q in outline.questions], count) == (["q01", "q02", "q03"], 2)


def test_every_entry_is_an_option() -> None:
    """What the wizard asks is a field of the brief, and every field of the brief is an option of the command."""
    from qbank.cli.app import group

    options = {o for p in group().get_command(None, "outline").params for o in p.opts}
    flags = {box_option(f.name) if f.name in BOX else f"--{f.name.replace('_', '-')}" for f in fields(Brief)}
    assert flags <= options
    assert {*more.entries(BANK, lambda _: ())} <= {f.name for f in fields(Brief)}
    steps = {s.name.partition(" ")[0] for s in wizard.steps(Brief(), Brief(guest=("Zoe",), technology="Zorblax"), BANK)}
    assert steps == {"guest", "technology", "kind", "family", "trait", "relation", "minutes", "fact", "add"}


def test_that_is_all_and_what_cannot_be_read_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first entry of the list ends it; a file that cannot be read is told, and the list is there again."""

    def read(path: str) -> tuple[str, ...]:
        raise NotFoundError(f"there is no {path}", hint="name a file of notes")

    told: list[str] = []
    monkeypatch.setattr(ask, "say", told.append)
    with typed(f"other shows{ENTER}none.txt{ENTER}That is{ENTER}"):
        assert more.ask_all(FULL, BANK, read) == FULL
    assert told == ["there is no none.txt: name a file of notes"]


def test_a_name_as_long_as_a_page_is_not_taken() -> None:
    """A text pasted where a name belongs is refused where it stands, and the name is typed instead."""
    keys = f"{'x' * 400}{ENTER}{CLEAR}Ada Quill{ENTER}"
    assert asked(f"{keys}{ENTER * 5}{WRITE}").guest == ("Ada Quill",)


def test_nothing_is_asked_that_would_tell_nothing() -> None:
    """In a bank whose questions take nothing for granted, no trait of an unknown subject is asked about."""
    plain = replace(BANK, templates=tuple(t for t in BANK.templates if not t.needs))
    steps = [
        s.name for s in wizard._about_unknown(Brief(), Brief(technology="Zorblax"), Subject(name="Zorblax"), plain)
    ]
    assert steps == ["kind", "family"]


def test_what_would_bring_questions_is_said_before_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """A good question may lack only one thing that the host knows; what two things lack is nobody's single answer."""
    lacking = [
        Refusal(template=f"t{n}", why=f"nothing is known to fill {slots} with")
        for n, slots in enumerate(("language", "component", "component", "builds_on or protocol", "company"))
    ]
    told: list[str] = []
    monkeypatch.setattr(wizard, "say", told.append)
    asked(f"{ENTER * 2}{WRITE}", ADA, plan=lambda _: Planned(outline=small(), refusals=tuple(lacking)))
    assert told[-2:] == [
        "  · A part of it with a name of its own? It would bring 2 more questions (under Say more).",
        "  · What it is written in? It would bring 1 more question (under Say more).",
    ]
