"""What proves a bank: each kind of fault planted in a sound one and found, and nothing found in the shipped bank."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from banks import empty_place

from qbank import bank as banks
from qbank.bank.place import Place, shipped
from qbank.model import (
    FAMILIES,
    Bank,
    Category,
    Episode,
    Family,
    FamilyPlan,
    FollowUp,
    Item,
    Lexicon,
    RitualPlace,
    Show,
    Subject,
    Template,
    Trait,
)
from qbank.tasks import check
from qbank.tasks import check as trial
from qbank.tasks.check import Finding, is_plain

PLAIN = tuple(
    Template(
        id=f"plain-{n}", category="origin", cue="go on", text="What of {{ technology }}?", minutes=30, written=True
    )
    for n in range(2)
)
ASKED = Template(id="asked", category="origin", cue="why", text="Why {{ technology }}?", ritual=True)
ITEM = Item(
    n=1,
    text="Why { Ceph?",
    category="origin",
    template="asked",
    pattern="Why {{ '{' }} {{ technology }}?",
    slots={"technology": "Ceph"},
)
BANK = Bank(
    show=Show(rituals=(RitualPlace(template="asked", place="open"),)),
    categories=(Category(id="origin", title="Origin", block="why", minutes=5),),
    families={family: FamilyPlan(core=("origin",)) for family in FAMILIES},
    traits=(Trait(id="distributed", ask="?", means="!"),),
    templates=(*PLAIN, ASKED),
    episodes=(Episode(id="040-ceph", title="Ceph", items=(ITEM,)),),
)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A bank's empty folder."""
    return empty_place(tmp_path)


def _found(place: Place, bank: Bank) -> list[tuple[str, str]]:
    banks.save(place, bank, base=Bank(), command="x")
    return [(problem.where, problem.what) for problem in check.of_bank(banks.load(place), place)]


def _with(**changes: object) -> Bank:
    """Return the sound bank with its asked template changed."""
    return replace(BANK, templates=(*PLAIN, replace(ASKED, **changes)))  # type: ignore[arg-type]


def test_a_sound_bank_has_no_findings(place: Place) -> None:
    """Nothing is said about a bank in which nothing is wrong."""
    assert _found(place, BANK) == []


def test_the_shipped_bank_s_questions_are_lossless(tmp_path: Path) -> None:
    """Every item of the bank that ships gives back its text, by our own reading and by Jinja's."""
    assert list(check.of_items(banks.load(shipped(cwd=tmp_path)))) == []


def test_the_shipped_layouts_render(tmp_path: Path) -> None:
    """Every layout renders an outline that is full of awkward text and one that holds next to nothing."""
    assert trial.of_layouts(shipped(cwd=tmp_path)) == ()


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        ("Why {{ technology }}?", "040-ceph/1: `pattern` filled with `slots` does not give `text`"),
        ("Why { {{ technology }}?", None),
        ("Why {{ '{' }} {{technology}}?", "040-ceph/1: `pattern` filled with `slots` does not give `text`"),
    ],
)
def test_a_loss_is_found(place: Place, pattern: str, what: str | None) -> None:
    """A pattern that does not give back its text is named with file and line."""
    item = replace(ITEM, pattern=pattern)
    bank = replace(BANK, episodes=(replace(BANK.episodes[0], items=(item,)),))
    found = [("questions/episodes/040-ceph.toml:9", what)] if what else []
    assert _found(place, bank) == found


def test_jinja_has_the_last_word_on_losses() -> None:
    """What our own reading takes for text and Jinja for code is a finding."""
    item = Item(n=1, text="{% if %}", pattern="{% if %}")
    (found,) = check.of_items(replace(BANK, episodes=(Episode(id="x", title="", items=(item,)),)))
    assert "TemplateSyntaxError" in found.what


@pytest.mark.parametrize(
    ("changes", "field", "what"),
    [
        ({"text": "Why {{ tecnology }}?"}, "text", "unknown slot `tecnology` in 'Why {{ tecnology }}?'"),
        ({"text": " "}, "text", "it asks nothing"),
        ({"text": "Why {% if %}?"}, "text", "'Why {% if %}?' is more than text and slots"),
        ({"context": "{{ technology.__class__ }}"}, "context", "is more than text and slots"),
        ({"again": "{{ technology | upper }}"}, "again", "is more than text and slots"),
        ({"text": "Why {% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}?"}, "text", "is more than text and slots"),
        ({"text": "Why {{ 'a' * 99999999999 }}?"}, "text", "is more than text and slots"),
        ({"phrasings": ("{{ x }}",)}, "phrasings", "unknown slot `x`"),
        ({"cue": "one two three four five"}, "cue", "`cue` is 'one two three four five'"),
        ({"cue": ""}, "cue", "`cue` is ''"),
        ({"takes": "limit"}, "takes", "it takes a limit and does not say it"),
        ({"follow_ups": (FollowUp(role="deeper", text="And {{ technology }}?"),)}, "follow_ups", "a follow-up names the subject"),
        ({"follow_ups": (FollowUp(role="deeper", text="so " * 13),)}, "follow_ups", "a follow-up has more than 12 words"),
        ({"intent": "other"}, "intent", "no other template has the intent 'other'"),
        ({"goes_back_to": ("plain-9",)}, "goes_back_to", "it goes back to 'plain-9', and no template has that intent"),
        ({"ritual": False}, "rituals", "the template `asked` is not a ritual"),
    ],
)  # fmt: skip
def test_a_template_s_fault_is_found(place: Place, changes: dict[str, object], field: str, what: str) -> None:
    """Each fault of a template is named, at the line of the field that has it."""
    found = _found(place, _with(**changes))
    assert len(found) == 1
    assert what in found[0][1]
    where = banks.where(
        place,
        "show" if field == "rituals" else "template",
        field if field == "rituals" else "asked",
        field if field != "rituals" else "",
    )
    assert found[0][0] == where


def test_a_frame_says_its_fact(place: Place) -> None:
    """A template that takes a fact and says it is sound, and is not counted as one that holds for any subject."""
    assert _found(place, _with(takes="limit", context="{{ fact }}")) == []
    assert not is_plain(replace(ASKED, takes="limit", context="{{ fact }}"))


def test_a_template_that_nobody_asks_is_found(place: Place) -> None:
    """A template is asked in an episode or was written for the bank."""
    bank = replace(BANK, templates=(*PLAIN, ASKED, Template(id="lost", category="origin", cue="x", text="?")))
    assert _found(place, bank) == [("questions/templates/origin.toml:21", "lost: no episode asks it")]


def test_rituals_and_the_show_agree(place: Place) -> None:
    """A ritual that is not a template, and a ritual template that the show does not list, are found."""
    bank = replace(BANK, show=Show(rituals=(RitualPlace(template="ask", place="open"),)))
    assert [what for _, what in _found(place, bank)] == [
        "rituals: the ritual `ask` is not a template",
        "asked: the show lists no such ritual",
    ]


def test_a_variant_names_the_intent_of_its_fellows() -> None:
    """An intent that is a template's id is the one that template has."""
    one, two = (replace(t, intent=intent) for t, intent in zip(PLAIN, ("", "plain-0"), strict=True))
    assert not [f for f in check.of_templates(replace(BANK, templates=(one, two, ASKED))) if f.field]
    (found,) = (f for f in check.of_templates(replace(BANK, templates=(replace(one, intent="x"), two, ASKED))) if f.id == "plain-1")  # fmt: skip
    assert found.hint == "that template's own intent is 'x': write that here too"


@pytest.mark.parametrize(
    "changes", [{"needs": ("distributed",)}, {"relation": ("made",)}, {"text": "What of {{ company }}?"}, {"intent": "plain-1"}]
)  # fmt: skip
def test_every_family_needs_templates_that_hold_for_any(changes: dict[str, object]) -> None:
    """Templates with needs, a relation or a special slot do not count, nor do two of the same intent twice."""
    special = replace(PLAIN[0], **changes)  # type: ignore[arg-type]
    found = list(check.of_families(replace(BANK, templates=(special, PLAIN[1]))))
    assert {(f.kind, f.id) for f in found} == {("family", family) for family in FAMILIES}
    assert {f.what for f in found if f.id == "person"} == {
        "1 templates of origin hold for any person",
        "templates that hold for any person make 30 minutes",
    }


def test_a_family_without_a_plan_is_found() -> None:
    """Each family says what a sheet about it is made of."""
    plans: dict[Family, FamilyPlan] = {family: plan for family, plan in BANK.families.items() if family != "person"}
    found = list(check.of_families(replace(BANK, families=plans)))
    assert found == [
        Finding(
            kind="family",
            id="questions/categories.toml",
            field="",
            what="person has no core categories",
            hint="add [families.person]",
        )
    ]


def test_a_bank_just_begun_has_nothing_to_prove(place: Place) -> None:
    """Without templates nothing is said about families."""
    assert _found(place, Bank(categories=BANK.categories)) == []


def test_the_lexicon_agrees_with_itself(place: Place) -> None:
    """What does not agree in the lexicon is found at its subject, unless the lexicon is the shipped one."""
    subject = Subject(name="Ceph", family="software", traits=("distributed",), not_traits=("distributed",))
    found = _found(place, replace(BANK, lexicon=Lexicon(subjects=(subject,), companies=("A", "A"))))
    assert ("questions/lexicon.toml:3", "Ceph: trait distributed stands both ways") in found
    assert ("questions/lexicon.toml", "companies: A stands twice") in found
    (place.questions / "lexicon.toml").unlink()
    assert check.of_bank(banks.load(place), place) == ()


def test_a_bank_s_own_layout_is_proved(place: Place) -> None:
    """A layout of the bank's own is tried in the place of the shipped one, and its fault named with its line."""
    place.layouts.mkdir()
    (place.layouts / "host.md.jinja").write_text("fine\n{{ sheet.nothing }}\n", encoding="utf-8")
    (problem,) = trial.of_layouts(place)
    assert problem.where == "host.md.jinja:2"
    mine = place.layouts / "host.md.jinja"
    mine.write_text("{{ nobody }}\n{{ sheet.nothing }}\n", encoding="utf-8")
    assert [p.where for p in trial.of_layout(mine, place)] == [f"{mine}:1", f"{mine}:2"]


def test_one_layout_is_proved_by_its_name(tmp_path: Path) -> None:
    """A layout file's name says its format; one that says nothing, or is not there, is a finding."""
    sound = shipped(cwd=tmp_path).layouts
    assert trial.of_layout(sound / "host.html.jinja") == ()
    assert trial.of_layout(sound / "word.toml") == ()
    mine = tmp_path / "mine.md.jinja"
    mine.write_text("{% if %}", encoding="utf-8")
    assert trial.of_layout(mine)[0].where.endswith(".md.jinja:1")
    assert "does not say which format" in trial.of_layout(tmp_path / "x.pdf")[0].what
    assert "cannot be read" in trial.of_layout(tmp_path / "host.md.jinja")[0].what


def test_a_plan_of_a_family_names_what_there_is(place: Place) -> None:
    """The question that sheets begin with and the blocks of categories are looked up; what is not there is named."""
    plan = replace(BANK.families["person"], first="no-such", blocks={"weather": "why"})
    found = _found(place, replace(BANK, families={**BANK.families, "person": plan}))
    what = [said for where, said in found if where.startswith("questions/categories.toml")]
    assert what == [
        "person: sheets for any person begin with 'no-such', and there is no such template",
        "person: there is no category 'weather'",
    ]


def test_a_subject_without_a_family_is_told_how_to_get_one(place: Place) -> None:
    """What belongs to nothing has no plan: a family of its own, or a kind that has one, mends it."""
    banks.save(place, replace(BANK, lexicon=Lexicon(subjects=(Subject(name="Ceph"),))), base=Bank(), command="x")
    (problem,) = check.of_bank(banks.load(place), place)
    assert "has no family" in problem.what
    assert problem.hint == "give it a `family`, or a `kind` that has one"


def test_a_broken_outline_is_found(place: Place) -> None:
    """The outlines that are kept belong to the bank: one that cannot be read is named with its line."""
    place.exports.mkdir(parents=True, exist_ok=True)
    (place.exports / "broken.toml").write_text('id = "x"\ndate = 3\n', encoding="utf-8")
    found = _found(place, BANK)
    assert found
    assert all(where.startswith("exports/broken.toml") for where, _ in found)
