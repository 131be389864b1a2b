"""Guest + subject + bank + minutes -> outline: the arc from the ritual opening to the parting question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from qbank.english import lint
from qbank.english.spoken import PLURAL, THE, speak
from qbank.english.terms import slug, words
from qbank.english.words import ENGLISH, say
from qbank.english.words import known as known_language
from qbank.lazy import dataclass
from qbank.model import Bank, Fact, Family, Outline, PlannedQuestion, Section, Show, Subject
from qbank.model.brief import Wishes
from qbank.outline import arc, candidates, choice, clock, history, subjects
from qbank.outline import clock as wall
from qbank.outline.brief import OwnLine, Request
from qbank.outline.candidates import Refusal
from qbank.outline.known import NEUTRAL, Known, relations, spoken_list
from qbank.outline.known import known_subject as known_subject
from qbank.outline.known import what_is_known as what_is_known
from qbank.outline.lines import Line
from qbank.outline.refresh import sealed

BLANK = "________"
_LAST_TALK = "The guest's last talk: what was claimed, what was left out."
_OF_A_THING = (
    "A limit that its own documentation admits.",
    "The last breaking change, and who complained.",
    "The loudest criticism from someone who knows it.",
    "Who owns it, and who pays for the work.",
    _LAST_TALK,
)
LOOK_UP: Mapping[Family, tuple[str, ...]] = {
    "software": _OF_A_THING,
    "service": _OF_A_THING,
    "language": _OF_A_THING,
    "company": (
        "A business that it has turned down, or got out of.",
        "The last change of price, product or direction, and who complained.",
        "The loudest criticism from a customer.",
        "Who owns it, and who put money into it.",
        _LAST_TALK,
    ),
    "publication": (
        "A mistake that it has corrected in public.",
        "The last change to what it covers or how often it appears.",
        "The loudest criticism from someone who follows it.",
        "Who pays for the work.",
        "The latest one: what was claimed, what was left out.",
    ),
    "research": (
        "A limit that its own papers admit.",
        "The latest result, and whom it surprised.",
        "The loudest criticism from someone in the field.",
        "Who pays for the work.",
        _LAST_TALK,
    ),
    "hardware": _OF_A_THING,
    "standard": _OF_A_THING,
    "book": (
        "A passage that its critics quote.",
        "What the author has changed their mind about since.",
        "The loudest criticism from someone who knows the field.",
        "What the author did before it, and what they wrote.",
        _LAST_TALK,
    ),
    "topic": (
        "A case where it went wrong in public.",
        "What has changed about it in the last year.",
        "The loudest criticism from someone in the field.",
        "Who gains if people believe in it.",
        _LAST_TALK,
    ),
    "craft": (
        "A piece of the guest's that did not come out as planned.",
        "What they do differently from how it was taught.",
        "The loudest criticism from someone in the field.",
        "What it costs to make one, and who buys it.",
        _LAST_TALK,
    ),
    "person": (
        "Something that they changed their mind about in public.",
        "A choice of theirs that others would not have made.",
        "The loudest criticism of their work.",
        "Who they work for, and what they do beside it.",
        _LAST_TALK,
    ),
}
"""Look-ups worth ten minutes, when the host has given no facts: each becomes a frame with --fact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """An outline, and what was left out of it and why: what would have been worth most comes first."""

    outline: Outline
    refusals: tuple[Refusal, ...] = ()


def plan(bank: Bank, request: Request, own: Sequence[OwnLine] = (), earlier: Sequence[Outline] = ()) -> Planned:
    """Plan an interview. The same bank and request give the same outline.

    `earlier` are outlines that were kept: what was skipped there comes back as a backup. UsageError if what must be in
    cannot be asked, NotFoundError if the sheet to start from does not exist.
    """
    known_language(bank.show.language)
    subject = known_subject(bank, request)
    known = what_is_known(bank, request, subject, earlier)
    offers = candidates.offered(bank, request, known)
    chosen = choice.choose(bank, request, known, offers, own, earlier)
    minutes = request.minutes or (float(bank.show.minutes) if request.questions is None else None)
    sections = arc.sections(bank, known, chosen.lines, minutes)
    problems = (
        *offers.overruled,
        *_problems(bank, request, subject, chosen, sections, minutes),
        *_of_own_lines(own, bank.show),
    )
    outline = _outline(bank, request, subject, known, chosen, sections, minutes, problems)
    outline = replace(
        outline, wishes=_wishes(request, own), problems=(*problems, *_thin(outline, offers), *_of_the_end(outline))
    )
    return Planned(outline=sealed(outline), refusals=chosen.refusals)


def _wishes(request: Request, own: Sequence[OwnLine]) -> Wishes:
    """Return what the outline would not tell otherwise of how it was asked for."""
    return Wishes(
        questions=request.questions, without_episode=request.without_episode, like=request.like, focus=request.focus,
        must=request.must, avoid=request.avoid, add=tuple(o.given or o.text for o in own), heard=request.heard,
        voice=request.voice, parts=request.parts, slots=request.slots,
        looked_up=tuple(name for name in ("company", "alternatives") if not getattr(request, name)),
    )  # fmt: skip


def _outline(
    bank: Bank, request: Request, subject: Subject, known: Known, chosen: choice.Chosen, sections: tuple[Section, ...],
    minutes: float | None, problems: tuple[str, ...],
) -> Outline:  # fmt: skip
    planned, language = sum(s.minutes for s in sections), bank.show.language
    return Outline(
        id=slug(" ".join(filter(None, (request.technology, *request.guests)))), date=request.date, show=bank.show.name,
        host=bank.show.host, guests=request.guests, relations=relations(request, subject), technology=request.technology,
        family=subject.family, kind=subject.kind, company=subject.company, domain=known.values.get("domain"),
        alternatives=subject.alternatives, traits=dict(sorted(known.truth.items())), facts=request.facts,
        minutes=planned if minutes is None else float(minutes), planned_minutes=planned, breaks=bank.show.breaks, box=request.box,
        spoken=_spoken(bank, request, subject, known), look_up=(
            *([_assumed(request, language)] if subject.family is None else []), *_listen_again(chosen.lines, language),
            *(() if request.facts else (say(text, language) for text in LOOK_UP[known.family or NEUTRAL])),
        ),
        probes=tuple(say(text, language) for text in bank.show.probes),
        checklist=tuple(say(text, language) for text in bank.show.checklist),
        sections=tuple(replace(s, title=say(s.title, language)) for s in sections), problems=problems, language=language,
    )  # fmt: skip


def _listen_again(lines: Sequence[Line], language: str) -> tuple[str, ...]:
    """Return a line for each earlier episode that has to be heard again, because nobody wrote down what was said.

    Each answer is named once, by the first question that goes back to it.
    """
    wanted: dict[str, dict[str, str]] = {}
    for line in lines:
        heard, template = line.heard, line.template
        if heard and template and (line.again or history.is_callback(template)) and not heard.item.said:
            at = f" ({heard.item.at})" if heard.item.at else ""
            wanted.setdefault(history.named(heard.episode), {}).setdefault(heard.ref, f"{template.cue}{at}")
    return tuple(
        say("Listen again to {{ episode }}: {{ cues }}.", language, episode=episode, cues=", ".join(cues.values()))
        for episode, cues in wanted.items()
    )


def _spoken(bank: Bank, request: Request, subject: Subject, known: Known) -> dict[str, str]:
    about = known.values.get("technology") or _listed(request.guests, bank.show.language)
    if subject.family == "person" and about in {*request.guests, spoken_list(request.guests)}:
        about = say("their work", bank.show.language)
    elif (
        request.technology
        and subject.kind
        and PLURAL not in known.values
        and not about.lower().endswith(subject.kind)
        and bank.show.language == ENGLISH  # an article has a gender elsewhere
    ):
        about += speak(", a {{ kind }}", {"kind": subject.kind})
    if THE in known.values and bank.show.language == ENGLISH:
        about = f"the {about}"
    values = {
        "host": bank.show.host or BLANK, "show": bank.show.name or BLANK, "guest": _listed(request.guests, bank.show.language),
        "subject": about, "domain": known.values.get("domain", bank.show.domain), "technology": request.technology or "",
    }  # fmt: skip
    lines = {
        "introduction": bank.show.spoken.introduction,
        "preamble": bank.show.spoken.preamble,
        "contact": bank.show.spoken.contact,
    }
    speech = {name: say(line, bank.show.language) for name, line in lines.items() if line}
    return {name: speak(line, values) for name, line in speech.items()}


def _listed(names: Sequence[str], language: str) -> str:
    return (
        spoken_list(names)
        if language == ENGLISH
        else say(" and ", language).join(filter(None, (", ".join(names[:-1]), names[-1])))
    )


def _problems(
    bank: Bank, request: Request, subject: Subject, chosen: choice.Chosen, sections: Sequence[Section],
    minutes: float | None,
) -> tuple[str, ...]:  # fmt: skip
    made, language = [], bank.show.language
    if subject.family is None:
        made.append(
            f"{_assumed(request, language)} {say('Say what it is with --family, --kind and --trait.', language)}"
        )
    if subject.family == "person" and request.technology and request.technology not in request.guests:
        made.append(
            say(
                "A sheet about a person asks the guest about themselves, and {{ subject }} is not a guest here: for a sheet about "
                "someone else's work, say --family research or give the work itself.",
                language,
                subject=request.technology,
            )
        )
    made += _of_a_namesake(bank, request)
    made += [_without_frame(fact, language) for fact in chosen.unused]
    if minutes is not None:
        made += _crowded([q for s in sections for q in s.questions], minutes, language)
    return tuple(made)


def _assumed(request: Request, language: str) -> str:
    """Return what a sheet takes for granted of a subject that nobody has said anything about."""
    return say(
        "{{ subject }} is not in the lexicon: nothing is assumed of what it is, and every question would do for anything.",
        language,
        subject=request.technology,
    )


def _of_a_namesake(bank: Bank, request: Request) -> list[str]:
    """Say that the lexicon may know another thing by this name, or surely does: its kind has not a word of the given one's."""
    entry = subjects.find(bank.lexicon, request.technology) if request.technology and request.kind else None
    if not (entry and entry.kind and request.kind) or {*words(entry.kind)} & {*words(request.kind)}:
        return []
    language = bank.show.language
    values = {"name": entry.name, "kind": _a(entry.kind, language), "yours": _a(request.kind, language)}
    if subjects.is_other(bank.lexicon, entry.kind, request.kind):
        return [
            say(
                "The lexicon's {{ name }} is {{ kind }}, yours {{ yours }}: it is taken for another thing, and nothing of its entry is used.",
                language,
                **values,
            )
        ]
    return [
        say(
            "The lexicon's {{ name }} is {{ kind }}, yours {{ yours }}. If these are two things, what it says is not true of yours: "
            "give --alternatives and --not-trait, or mend the entry in questions/lexicon.toml.",
            language,
            **values,
        )
    ]


def _a(kind: str, language: str) -> str:
    return speak("a {{ kind }}", {"kind": kind}) if language == ENGLISH else f"“{kind}”"


def _of_own_lines(own: Sequence[OwnLine], show: Show) -> tuple[str, ...]:
    """Say what the interviewer's lint would mend in the host's own lines; they stay as they are, word for word."""
    return tuple(
        f"“{line.text}” {remark.what}: {remark.hint}."
        for line in own
        for remark in lint.lint(line.text, accept=show.accept, language=show.language)
    )


def _thin(outline: Outline, offers: candidates.Offers) -> tuple[str, ...]:
    """Say when the bank has questions for less than half of the time, and how many it has that stay with their own subject."""
    if outline.planned_minutes >= outline.minutes / 2:
        return ()
    kept = sum(why == candidates.OF_ITS_SUBJECT for _, why in offers.refused)
    cure = "qbank review --reword ID TEXT gives one a text that others can be asked."
    return (
        say(
            "The bank is small: what it has to ask fills {{ filled }} of {{ minutes }} minutes. Import more show notes, or give questions of "
            "your own with --add.",
            outline.language,
            filled=f"{outline.planned_minutes:g}",
            minutes=f"{outline.minutes:g}",
        ),
        *(
            [f"{kept} of its questions are about the subjects they were asked of, and stay with them: {cure}"]
            if kept and outline.language == ENGLISH
            else ()
        ),
    )


def _of_the_end(outline: Outline) -> tuple[str, ...]:
    too_long = wall.overrun(outline)
    return (f"{too_long[0].upper()}{too_long[1:]}: {say(wall.CURE, outline.language)}.",) if too_long else ()


def _without_frame(fact: Fact, language: str) -> str:
    return say(
        "No question is left that could stand on your {{ type }} “{{ fact }}”: add one of your own with --add.",
        language,
        type=fact.type,
        fact=fact.text,
    )


def _crowded(questions: Sequence[PlannedQuestion], minutes: float, language: str) -> list[str]:
    """Say when what has to be in leaves no room to listen, or no room at all."""
    asked = [q for q in questions if q.lane != "backup"]
    musts = sum(q.minutes for q in asked if q.lane == "must")
    aside = clock.INTRODUCTION_MINUTES + clock.CONTACT_MINUTES
    wanted = sum(clock.planned(q.minutes, "must") for q in asked) + aside
    if wanted <= clock.MUST_SHARE * minutes + 1e-9 or musts <= clock.MUST_SHARE * minutes - aside + 1e-9:
        return []
    return [
        say(
            "What has to be in fills {{ filled }} of {{ minutes }} minutes, more than is good for an interview: drop a line, or plan for "
            "longer.",
            language,
            filled=f"{min(musts + aside, minutes):g}",
            minutes=f"{minutes:g}",
        )
    ]
