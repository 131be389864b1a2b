"""The options of `qbank outline`, checked: what a host typed becomes a request, or an error that says how to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from qbank.cli import session
from qbank.errors import InputNeededError, SourceError, UsageError
from qbank.model import FACT_TYPES, FAMILIES, RELATIONS, Bank, Fact, Item, TopBox
from qbank.outline import OwnLine, Request

LONGEST_NAME = 300
"""A name may have so many characters; what is longer is no name."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")


def request(given: dict[str, Any], bank: Bank, *, asking: bool) -> Request:
    """Return the request that the options make; UsageError names the option that cannot be meant."""
    guests = tuple(name(g, "--guest") for g in given["guest"] or ())
    technology = name(given["technology"], "--technology") if given["technology"] is not None else None
    family = one_of(given["family"], FAMILIES, "--family")
    if asking and (not guests or (technology is None and family != "person")):
        from qbank import ask

        guests, technology = ask.guest_and_subject(guests, technology)
    if not guests:
        raise InputNeededError("an outline needs a guest", hint='add --guest "NAME"')
    if technology is None and family != "person":
        raise InputNeededError(
            "an outline needs a subject",
            hint="add --technology NAME, or --family person if it is about the guest",
        )
    _positive(given["minutes"], "--minutes")
    _positive(given["questions"], "--questions")
    traits, not_traits = (
        _traits(given["trait"], bank, "--trait"),
        _traits(given["not_trait"], bank, "--not-trait"),
    )
    return Request(
        guests=guests, technology=technology, date=session.today(given["date"]), relations=_relations(given["relation"], guests),
        family=family, kind=_text(given["kind"], "--kind"), company=_text(given["company"], "--company"),
        domain=_text(given["domain"], "--domain"), alternatives=tuple(_listed(given["alternatives"], "--alternatives")),
        traits=traits, not_traits=not_traits, facts=tuple(fact(f) for f in given["fact"] or ()),
        minutes=given["minutes"], questions=given["questions"], without_episode=given["without_episode"],
        must=_templates(given["must"], bank, "--must"), avoid=_templates(given["avoid"], bank, "--avoid"),
        focus=_categories(_listed(given["focus"], "--focus"), bank), box=_box(given),
    )  # fmt: skip


def name(text: str, flag: str) -> str:
    """Return a name as it was typed, blanks at its ends aside; UsageError if it is none."""
    stripped = _text(text, flag)
    if not stripped:
        raise UsageError(f"{flag} is empty", hint="give a name")
    if len(stripped) > LONGEST_NAME:
        raise UsageError(f"{flag} has {len(stripped)} characters", hint=f"a name has at most {LONGEST_NAME}")
    return stripped


def _text(text: str | None, flag: str) -> str | None:
    if text is None:
        return None
    control = _CONTROL.search(text)
    if control:
        shown = control[0].encode("unicode_escape", "backslashreplace").decode()
        raise UsageError(f"{flag} holds a control character ({shown})", hint="type it without")
    return text.strip()


def one_of(text: str | None, allowed: Sequence[str], flag: str) -> Any:  # noqa: ANN401 (one of the allowed literals)
    """Return the text if it is one of those allowed; UsageError with the nearest otherwise."""
    if text is None or text in allowed:
        return text
    near = get_close_matches(text, allowed, n=1)
    raise UsageError(
        f"{flag} is '{text}'",
        hint=f"did you mean '{near[0]}'?" if near else f"it can be {', '.join(allowed)}",
    )


def fact(text: str) -> Fact:
    """Return the fact that "TYPE: TEXT" gives; UsageError if there is no type or no text."""
    kind, colon, said = text.partition(":")
    cleaned = _text(said, "--fact") or ""
    if not colon or not cleaned:
        raise UsageError(
            f"--fact '{text}' has no type and text",
            hint='write it as "choice: the database runs inside the calling program"',
        )
    return Fact(type=one_of(kind.strip(), FACT_TYPES, "--fact"), text=cleaned)


def own_lines(bank: Bank, added: tuple[str, ...], notes: Path | None) -> tuple[OwnLine, ...]:
    """Return the host's own questions, sorted into categories; the bank's question of the same intent steps aside."""
    texts = [*added, *(_lines(notes) if notes else ())]
    texts = [cleaned for t in texts if (cleaned := _text(t, "--add"))]
    if not texts:
        return ()
    from qbank.model import Episode
    from qbank.normalize import Normalizer

    normalizer = Normalizer(bank)
    names = normalizer.names(Episode(id="own", title=""))
    known = {t.id: t.intent or t.id for t in bank.templates}
    made = []
    for text in texts:
        item = normalizer.item(Item(n=1, text=text), names).item
        made.append(
            OwnLine(
                text=text,
                category=item.category or "overview",
                instead_of=known.get(item.template or "") if item.match == "same" else None,
            )
        )
    return tuple(made)


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(
            f"cannot be read: {error}", where=str(path), hint="--notes takes a text file in UTF-8"
        ) from error
    return [
        re.sub(r"^[-*•–]\s+|^\d+[.)]\s+", "", line.strip())
        for line in text.splitlines()
        if line.strip() and not line.startswith("#")
    ]


def _positive(number: float | None, flag: str) -> None:
    if number is not None and not 0 < number < 1000:
        raise UsageError(f"{flag} is {number:g}", hint="it has to be more than 0 and less than 1000")


def _listed(text: str | None, flag: str) -> list[str]:
    return [part for raw in (text or "").split(",") if (part := _text(raw, flag))]


def _traits(given: Iterable[str] | None, bank: Bank, flag: str) -> tuple[str, ...]:
    allowed = [t.id for t in bank.traits]
    return tuple(one_of(t, allowed, flag) for t in given or ())


def _templates(given: Iterable[str] | None, bank: Bank, flag: str) -> tuple[str, ...]:
    allowed = [t.id for t in bank.templates]
    return tuple(one_of(t, allowed, flag) for t in given or ())


def _categories(given: Iterable[str], bank: Bank) -> tuple[str, ...]:
    allowed = [c.id for c in bank.categories]
    return tuple(one_of(c, allowed, "--focus") for c in given)


def _relations(given: Iterable[str] | None, guests: tuple[str, ...]) -> dict[str, Any]:
    """Return each guest's relation: "made" is everybody's, "Ada Lovelace=made" hers."""
    made: dict[str, Any] = {}
    for text in given or ():
        who, equals, relation = text.rpartition("=")
        relation = one_of(relation.strip(), RELATIONS, "--relation")
        if equals:
            made[one_of(who.strip(), guests, "--relation")] = relation
        else:
            made = {**dict.fromkeys(guests, relation), **made}
    return made


def _box(given: dict[str, Any]) -> TopBox:
    def said(field: str) -> str | None:
        return _text(given[field], f"--{field.replace('_', '-')}") or None

    return TopBox(
        role=said("role"), pronunciation=said("pronunciation"), pronouns=said("pronouns"), purpose=said("purpose"),
        recorded_at=said("recorded_at"), hard_stop=said("hard_stop"), links=_texts(given["link"], "--link"),
        off_limits=_texts(given["off_limits"], "--off-limits"), plug=_texts(given["plug"], "--plug"),
    )  # fmt: skip


def _texts(given: Iterable[str] | None, flag: str) -> tuple[str, ...]:
    return tuple(cleaned for t in given or () if (cleaned := _text(t, flag)))
