"""The options of `qbank outline`, checked: what a host typed becomes a request, or an error that says how to mend it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from qbank.cli import session
from qbank.errors import InputNeededError, SourceError, UsageError
from qbank.model import FACT_TYPES, FAMILIES, RELATIONS, Bank, Episode, Fact, Item, TopBox
from qbank.outline import OwnLine, Request
from qbank.outline.brief import Brief

LONGEST_NAME = 300
"""A name may have so many characters; what is longer is no name."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")


def brief(given: dict[str, Any]) -> Brief:
    """Return what the options say; the files of --notes and --heard are read. SourceError names one that cannot be."""
    said = {f.name: given.get(f.name) for f in fields(Brief)}
    said["add"] = [*(given["add"] or ()), *(lines(given["notes"], "--notes") if given["notes"] else ())]
    said["heard"] = [line for path in given["heard"] or () for line in lines(path, "--heard")]
    for listed in ("alternatives", "focus"):
        said[listed] = _listed(given[listed], f"--{listed}")
    tuples: dict[str, Any] = {
        n: tuple(v) if isinstance(v, list) else v for n, v in said.items() if v is not None
    }
    return Brief(**tuples)


def request(said: Brief, bank: Bank) -> Request:
    """Return the request that a brief makes; UsageError names the option that cannot be meant."""
    guests = tuple(name(g, "--guest") for g in said.guest)
    technology = name(said.technology, "--technology") if said.technology is not None else None
    family = one_of(said.family, FAMILIES, "--family")
    if not guests:
        raise InputNeededError("an outline needs a guest", hint='add --guest "NAME"')
    if technology is None and family != "person":
        raise InputNeededError(
            "an outline needs a subject",
            hint="add --technology NAME, or --family person if it is about the guest",
        )
    _positive(said.minutes, "--minutes")
    _positive(said.questions, "--questions")
    return Request(
        guests=guests, technology=technology, date=session.today(said.date), relations=_relations(said.relation, guests),
        family=family, kind=_text(said.kind, "--kind"), company=_text(said.company, "--company"),
        domain=_text(said.domain, "--domain"), alternatives=_texts(said.alternatives, "--alternatives"),
        traits=_traits(said.trait, bank, "--trait"), not_traits=_traits(said.not_trait, bank, "--not-trait"),
        facts=tuple(fact(f) for f in said.fact), minutes=said.minutes, questions=said.questions,
        without_episode=said.without_episode, like=_text(said.like, "--like") or None, heard=_texts(said.heard, "--heard"),
        must=_templates(said.must, bank, "--must"), avoid=_templates(said.avoid, bank, "--avoid"),
        focus=_categories(said.focus, bank), box=_box(said),
    )  # fmt: skip


def lacks_something(said: Brief) -> bool:
    """Say whether a brief lacks what no outline can do without: a guest, or a subject where it is not about the guest."""
    return not said.guest or (said.technology is None and said.family != "person")


def check_before_asking(said: Brief, bank: Bank) -> None:
    """Refuse at once what no answer could mend: UsageError names the option that cannot be meant."""
    relation = said.relation if said.guest else ()
    request(
        replace(
            said,
            guest=said.guest or ("somebody",),
            technology=said.technology or "something",
            relation=relation,
        ),
        bank,
    )


def check_formats(formats: Sequence[str], output: Path | None) -> None:
    """Refuse formats that there are not, and one name for several files, before anything is planned."""
    if not formats:
        return
    from qbank.sheet.formats import FORMATS

    for given in formats:
        one_of(given, tuple(FORMATS), "--to")
    if output is not None and len(formats) > 1:
        raise UsageError(
            "-o names one file, but there are several formats", hint="give one --to, or leave -o out"
        )


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


def own_lines(bank: Bank, texts: Iterable[str], asked: Request) -> tuple[OwnLine, ...]:
    """Return the host's own questions, sorted into categories; the bank's question of the same intent steps aside.

    What is asked for tells the names in them, the subject's and the guests': a name is no part of a question's meaning.
    """
    texts = _texts(texts, "--add")
    if not texts:
        return ()
    from qbank.normalize.normalizer import Normalizer

    normalizer = Normalizer(bank)
    names = normalizer.names(_interview(asked.technology, asked.guests))
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


def _interview(technology: str | None, guests: tuple[str, ...]) -> Episode:
    return Episode(id="own", title="", technology=technology, guests=guests)


def sorter(
    bank: Bank, technology: str | None, guests: tuple[str, ...]
) -> Callable[[str], tuple[str, str | None]]:
    """Return what sorts a question into a category and, if the bank knows it for sure, to its template.

    Like `own_lines` it has to know what the interview is about, and with whom.
    """

    def sort(text: str) -> tuple[str, str | None]:
        from qbank.normalize.normalizer import Normalizer

        normalizer = Normalizer(bank)
        names = normalizer.names(_interview(technology, guests))
        item = normalizer.item(Item(n=1, text=text), names).item
        return item.category or "overview", item.template if item.match == "same" else None

    return sort


def lines(path: Path, flag: str) -> list[str]:
    """Return the lines of a text file, bullets and comments aside; SourceError if it cannot be read."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else error.strerror or str(error)
        raise SourceError(
            f"cannot be read: {reason}",
            where=str(path),
            hint=f"{flag} takes a text file in UTF-8, one question a line",
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


def _box(said: Brief) -> TopBox:
    def text(field: str) -> str | None:
        return _text(getattr(said, field), f"--{field.replace('_', '-')}") or None

    return TopBox(
        role=text("role"), pronunciation=text("pronunciation"), pronouns=text("pronouns"), purpose=text("purpose"),
        recorded_at=text("recorded_at"), hard_stop=text("hard_stop"), links=_texts(said.link, "--link"),
        off_limits=_texts(said.off_limits, "--off-limits"), plug=_texts(said.plug, "--plug"),
    )  # fmt: skip


def _texts(given: Iterable[str], flag: str) -> tuple[str, ...]:
    return tuple(cleaned for t in given if (cleaned := _text(t, flag)))
