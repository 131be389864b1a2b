"""The brief of an interview: what a host says before it is planned, by the names of the options of `qbank outline`.

A field of the top box is declared once, here: its option, the wizard's question, the desk, every sheet and the guest's form follow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, fields, replace
from typing import Any, Literal, get_args

from qbank.lazy import dataclass

Voice = Literal["show", "bank"]
VOICES: tuple[Voice, ...] = get_args(Voice)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxField:
    """How a field of the top box is asked for and shown. It is declared beside the field, and nowhere else.

    `label` stands before its value on the host's sheet, `help` beside its option, `title` in the wizard's list and on the desk,
    `ask` is the wizard's question with an `example`, and `form` what the guest's copy asks; empty: it does not. `option` is the
    option's name where that is not the field's. It is about the subject, and stays when another guest comes, unless `of_guest`;
    `who` stands right behind the guest's name, `wide` takes the whole width of a Word sheet, `many` are several texts.
    """

    label: str
    help: str
    title: str
    ask: str
    example: str = ""
    form: str = ""
    option: str = ""
    metavar: str = "TEXT"
    of_guest: bool = True
    who: bool = False
    wide: bool = False
    many: bool = False


def _text(**how: Any) -> Any:  # noqa: ANN401 (a field's default)
    return field(default=None, metadata={"box": BoxField(**how)})


def _texts(**how: Any) -> Any:  # noqa: ANN401 (a field's default)
    return field(default=(), metadata={"box": BoxField(many=True, **how)})


@dataclass(frozen=True, slots=True, kw_only=True)
class TopBox:
    """What a host wants to see before the first question, in the order of the sheet."""

    pronunciation: str | None = _text(
        label="Say it", help="How to say the guest's name.", title="How to say the guest's name", ask="How is the name said?",
        example="KREPS, rhymes with steps", form="How do we say your name?", who=True,
    )  # fmt: skip
    pronouns: str | None = _text(
        label="Pronouns", help="The guest's pronouns.", title="The guest's pronouns", ask="The guest's pronouns?", form="Your pronouns",
        who=True,
    )  # fmt: skip
    role: str | None = _text(
        label="Role", help="The guest's role, as it should be read.", title="The guest's role",
        ask="The guest's role, as it should be read out?", form="Your role, as you want it read out", who=True,
    )  # fmt: skip
    recorded_at: str | None = _text(
        label="Recording", help="When the recording is, with the time zone.", title="When it is recorded",
        ask="When, and in which time zone?", example="2026-11-22 18:00 CET",
    )  # fmt: skip
    hard_stop: str | None = _text(
        label="Hard stop", help="When the guest has to leave.", title="When the guest has to leave",
        ask="When does the guest have to leave?", example="19:00", form="When do you have to leave?", metavar="TIME",
    )  # fmt: skip
    plug: tuple[str, ...] = _texts(
        label="Wants to plug", help="What the guest wants to mention.", title="What the guest wants to plug",
        ask="What does the guest want to mention?", form="What would you like to plug?",
    )  # fmt: skip
    off_limits: tuple[str, ...] = _texts(
        label="Off limits", help="What not to ask about.", title="What is off limits", ask="What must not be asked about?",
        form="What should we not touch?",
    )  # fmt: skip
    links: tuple[str, ...] = _texts(
        label="Links", help="Something to have open.", title="Links to have open", ask="Which links?",
        form="Links to show our listeners", option="link", metavar="URL", wide=True,
    )  # fmt: skip
    purpose: str | None = _text(
        label="Purpose", help="One sentence: what this interview is for.", title="What this interview is for",
        ask="In one sentence: what should the listener take away?", of_guest=False, wide=True,
    )  # fmt: skip


BOX: Mapping[str, BoxField] = {one.name: one.metadata["box"] for one in fields(TopBox)}
"""The fields of the top box, in the order of the sheet, and how each is asked for and shown."""


def box_option(name: str) -> str:
    """Return the option that says a field of the top box: `--hard-stop`."""
    return f"--{BOX[name].option or name.replace('_', '-')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief(TopBox):
    """What a host said, what goes into the top box included; nothing is checked yet. Absent is not said."""

    guest: tuple[str, ...] = ()
    technology: str | None = None
    relation: tuple[str, ...] = ()
    family: str | None = None
    kind: str | None = None
    company: str | None = None
    domain: str | None = None
    alternatives: tuple[str, ...] = ()
    trait: tuple[str, ...] = ()
    not_trait: tuple[str, ...] = ()
    fact: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    voice: str | None = None
    part: tuple[str, ...] = ()
    written_in: str | None = None
    builds_on: str | None = None
    compatible_with: str | None = None
    slot: tuple[str, ...] = ()
    minutes: float | None = None
    questions: int | None = None
    like: str | None = None
    focus: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    without_episode: int | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a host asked for that nothing else in an outline says: with it the outline can be planned again.

    `looked_up` names what the outline says and the host did not: the lexicon did.
    """

    questions: int | None = None
    without_episode: int | None = None
    like: str | None = None
    focus: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    add: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    voice: Voice | None = None
    parts: tuple[str, ...] = ()
    slots: Mapping[str, str] = field(default_factory=dict)
    looked_up: tuple[str, ...] = ()


_OF_THE_GUEST = ("relation", "heard", *(name for name, one in BOX.items() if one.of_guest))
_OF_THE_SUBJECT = (
    "relation", "family", "kind", "company", "alternatives", "trait", "not_trait", "fact", "part", "written_in", "builds_on",
    "compatible_with", "slot",
)  # fmt: skip
_OF_THE_KIND = ("family", "kind", "trait", "not_trait")
_REPLACED = ("guest", "relation", "alternatives")
"""Lists that do not grow."""


def over(base: Brief, said: Brief) -> Brief:
    """Return a brief with what is said on top of it: most lists grow, everything else is replaced.

    Another guest, subject or kind takes with it what was said of the one before; a trait is not kept both ways.
    """
    if said.guest and base.guest and said.guest != base.guest:
        base = _without(base, _OF_THE_GUEST)
    if said.technology and base.technology and said.technology != base.technology:
        base = _without(base, _OF_THE_SUBJECT)
    if said.family not in (None, base.family) or said.kind not in (None, base.kind):
        base = _without(base, _OF_THE_KIND)
    base = replace(
        base,
        trait=tuple(t for t in base.trait if t not in said.not_trait),
        not_trait=tuple(t for t in base.not_trait if t not in said.trait),
    )
    changes: dict[str, Any] = {
        f.name: _joined(f.name, getattr(base, f.name), getattr(said, f.name)) for f in fields(Brief)
    }
    return replace(base, **changes)


def _without(brief: Brief, names: tuple[str, ...]) -> Brief:
    bare = Brief()
    return replace(brief, **{name: getattr(bare, name) for name in names})


def _joined(name: str, before: object, said: object) -> object:
    if isinstance(before, tuple) and isinstance(said, tuple) and name not in _REPLACED:
        return tuple(dict.fromkeys((*before, *said)))
    return said if said not in (None, ()) else before
