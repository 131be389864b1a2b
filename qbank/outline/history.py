"""What was asked before: of this guest, of this subject and its company, on other shows, on the sheet to start from."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import field
from itertools import chain, repeat
from operator import itemgetter

from qbank import past
from qbank.english.terms import whole_number
from qbank.errors import NotFoundError
from qbank.lazy import dataclass, regex
from qbank.model import Bank, Episode, Item, Outline, Subject, Template, ref
from qbank.model.pattern import names
from qbank.outline import subjects
from qbank.outline.brief import Request
from qbank.outline.wordings import Wording

FRESH_AFTER = 3
"""A template asked in each of the show's last so many episodes is worn out for the next one."""
_BETWEEN_US = regex(r"\b(?:I|me|we|us|here|last time)\b")
"""Words of a wording that is true only where the guest was asked by this very host."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A question that this guest was asked before: where it stands."""

    episode: Episode
    item: Item

    @property
    def ref(self) -> str:
        """The reference of the item."""
        return ref(self.episode, self.item)


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What is remembered, by template or by intent.

    Only the bank's own show is remembered; a bank without one remembers all. `asked` holds where each template was asked
    at all, `common` how often other shows in the bank asked it, `related` where it was asked about the same subject or company
    of someone else, `guest` what this guest was asked here, by intent, `elsewhere` the intents that other shows asked
    this guest, `visits` the episodes that this guest was in and `on_it` those of them on this very subject, `worn` what each of the show's last episodes had, `liked` the place of each template on the sheet to
    start from, `own` are the show's own episodes, the earliest first, `places` where in an interview it is usually asked, from 0 to 1.
    """

    asked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    common: Mapping[str, int] = field(default_factory=dict)
    related: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    guest: Mapping[str, Heard] = field(default_factory=dict)
    elsewhere: frozenset[str] = frozenset()
    worn: frozenset[str] = frozenset()
    liked: Mapping[str, int] = field(default_factory=dict)
    places: Mapping[str, float] = field(default_factory=dict)
    intents: Mapping[str, str] = field(default_factory=dict)
    visits: tuple[Episode, ...] = ()
    on_it: tuple[Episode, ...] = ()
    own: tuple[Episode, ...] = ()
    lately: Mapping[str, int] = field(default_factory=dict)
    returning: frozenset[str] = frozenset()

    def staleness(self, wording: Wording) -> int:
        """Return how lately the show has said a wording: the most on its last sheet, 0 if not on the last few."""
        return max((self.lately.get(said, 0) for said in wording.asked), default=0)


def remember(bank: Bank, request: Request, subject: Subject, earlier: Sequence[Outline] = ()) -> Memory:
    """Gather what the bank, the sheet to start from, other shows and `earlier` outlines tell; NotFoundError for no such sheet."""
    kept = (e for e in bank.episodes if request.without_episode is None or e.number != request.without_episode)
    every = sorted(kept, key=lambda e: (e.number or 0, e.id))
    episodes = [e for e in every if is_own(bank, e)]
    foreign = [e for e in every if not is_own(bank, e)]
    intents = {t.id: t.purpose for t in bank.templates}
    guests = _people(request.guests)
    met = {e.id for e in every if e.guests and not guests.isdisjoint(_people(e.guests))}
    visits = sorted((e for e in episodes if e.id in met), key=lambda e: (e.date or "", e.number or 0, e.id))
    entries = subjects.find_all(bank.lexicon, {e.technology for e in every if e.technology})
    others = [e for e in episodes if e.id not in met and _about(entries, e, subject)]
    guested = [e for e in foreign if e.id in met]
    same = {e.id for e in (*visits, *guested) if _on_it(entries, e, subject)}
    recent = _last_sheets(episodes, [o for o in earlier if not _is_this(o, request)])
    had = {t for e in (*visits, *guested) for item in e.items for t in asked_by(item)}
    bound = had.difference(t.id for t in bank.templates if t.id in had and is_of_the_guest(t))
    told = past.of_bank(bank, episodes)
    of_every = past.of_bank(bank, every) if foreign else told
    return Memory(
        asked=told.refs, common={t: len(refs) for t, refs in past.of_bank(bank, foreign).refs.items()},
        related=past.tell(others).refs, guest=_heard(visits, intents, same, bound),
        elsewhere=request.heard_as | _heard(guested, intents, same, bound).keys(), worn=_worn(bank, recent), liked=_liked(bank, request.like),
        places=_places(of_every.asked), intents=intents, visits=tuple(visits), on_it=tuple(e for e in visits if e.id in same), own=tuple(episodes), lately=_lately(recent) if bank.show.name else {},
        returning=frozenset(g for g in request.guests if any(same_people((g,), e.guests) for e in visits)),
    )  # fmt: skip


def person(name: str) -> str:
    """Return a person's name as it is compared: case, accents and doubled blanks do not matter."""
    if not name.isascii():
        name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(name.casefold().split())


def same_people(some: Iterable[str], others: Iterable[str]) -> bool:
    """Say whether two lists of names have a person in common."""
    return not _people(some).isdisjoint(_people(others))


def _people(names: Iterable[str]) -> set[str]:
    return {person(name) for name in names}


def _about(entries: Mapping[str, Subject | None], episode: Episode, subject: Subject) -> bool:
    """Say whether an episode was about this subject or about something of the same company."""
    if not episode.technology:
        return False
    other = entries[episode.technology] or Subject(name=episode.technology)
    return person(other.name) == person(subject.name) or (bool(subject.company) and other.company == subject.company)


def _on_it(entries: Mapping[str, Subject | None], episode: Episode, subject: Subject) -> bool:
    """Say whether an episode was about this very subject."""
    if not episode.technology:
        return False
    other = entries[episode.technology]
    return person(other.name if other else episode.technology) == person(subject.name)


def is_of_the_guest(template: Template) -> bool:
    """Say whether a question is the same whatever the interview is about: a ritual, or one about the guest alone."""
    wordings = (template.context, template.text, *template.phrasings, template.again)
    return template.ritual or (
        template.category == "background" and all(set(names(text)) <= {"domain"} for text in wordings)
    )


def _heard(
    visits: Iterable[Episode], intents: Mapping[str, str], same: Container[str], bound: Container[str]
) -> dict[str, Heard]:
    """Return what was asked, by intent; of two times the later, a question of its own before a further ask of another.

    Of an episode that is not on the `same` subject, no template counts that is `bound` to its subject: it was another question.
    """
    asked = [
        (template, n, Heard(episode=episode, item=item))
        for episode in visits
        for item in episode.items
        if item.kind == "question"
        for n, template in enumerate(asked_by(item))
        if episode.id in same or template not in bound
    ]
    asked.sort(key=lambda a: a[1], reverse=True)
    return {intents.get(template, template): heard for template, _, heard in asked}


def asked_by(item: Item) -> tuple[str, ...]:
    """Return the templates that a question asks: its own, then those of its further asks."""
    return (item.template, *item.also_templates) if item.template else item.also_templates


def is_own(bank: Bank, episode: Episode) -> bool:
    """Say whether an episode is one of the bank's own show: of another's, this host remembers nothing."""
    return bank.show.name is None or episode.show in (None, bank.show.name)


def _is_this(outline: Outline, request: Request) -> bool:
    """Say whether an outline is for the very interview that is planned."""
    return outline.technology == request.technology and same_people(outline.guests, request.guests)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """What one of the last interviews had, recorded or planned: its templates, and the wordings or the items they came from."""

    templates: frozenset[str]
    said: frozenset[str]


def _last_sheets(episodes: Iterable[Episode], outlines: Iterable[Outline]) -> list[_Sheet]:
    """Return the show's last sheets, the latest last: its episodes, and the outlines that were planned since."""
    dated: list[tuple[tuple[str, float, str], Episode | Outline]] = [
        *(((e.date or "", e.number or 0, e.id), e) for e in episodes), *(((o.date, math.inf, o.id), o) for o in outlines)
    ]  # fmt: skip
    return [_sheet(one) for _, one in sorted(dated, key=itemgetter(0))[-FRESH_AFTER:]]


def _sheet(one: Episode | Outline) -> _Sheet:
    if isinstance(one, Episode):
        asked = [i for i in one.items if i.template]
        templates = frozenset(i.template for i in asked if i.template)
        return _Sheet(templates=templates, said=frozenset(ref(one, i) for i in asked))
    planned = [q for s in one.sections for q in s.questions if q.lane != "backup"]
    return _Sheet(
        templates=frozenset(q.template for q in planned if q.template),
        said=frozenset(q.words_from for q in planned if q.words_from),
    )


def _lately(recent: Sequence[_Sheet]) -> dict[str, int]:
    """Return how lately each wording was said, by the items it came from: the most for the last sheet."""
    return {said: n for n, sheet in enumerate(recent, start=1) for said in sheet.said}


def worn_out(bank: Bank, episodes: Iterable[Episode]) -> frozenset[str]:
    """Return the templates that each of the show's last episodes asked."""
    return _worn(bank, _last_sheets(episodes, ()))


def _worn(bank: Bank, recent: Sequence[_Sheet]) -> frozenset[str]:
    """Return what each of the show's last sheets had. A bank without a show of its own wears nothing out."""
    if bank.show.name is None or len(recent) < FRESH_AFTER:
        return frozenset()
    return frozenset.intersection(*(sheet.templates for sheet in recent))


def _liked(bank: Bank, like: str | None) -> dict[str, int]:
    """Return the place of each template on the sheet of the episode that was named."""
    if like is None:
        return {}
    number = whole_number(like.lstrip("#"))
    named = (e for e in bank.episodes if e.id == like or (number is not None and e.number == number))
    episode = next(named, None)
    if episode is None:
        raise NotFoundError(f"there is no episode {like} to start from", hint="name an episode's number or its id")
    places: dict[str, int] = {}
    for item in episode.items:
        if item.kind == "question" and item.template:
            places.setdefault(item.template, len(places))
    return places


def _places(asked: Mapping[str, past.Asked]) -> dict[str, float]:
    """Return where in an interview each template was asked on average, from 0 (first) to 1 (last)."""
    found: dict[str, float] = {}
    for template, told in asked.items():
        counted = sorted((n / of, often) for (n, of), often in told.places.items())
        if counted:
            every = chain.from_iterable(repeat(place, often) for place, often in counted)
            found[template] = sum(every) / sum(often for _, often in counted)
    return found


def said_before(template: Template, memory: Memory) -> Heard | None:
    """Return where this guest was asked the same; a frame is never the same, because its fact is another one."""
    return None if template.takes else memory.guest.get(template.purpose)


def anybodys(source: str) -> bool:
    """Say whether a wording for the second time is also true where another show asked first."""
    return bool(source) and not _BETWEEN_US.search(source)


def callback(template: Template, memory: Memory) -> Heard | None:
    """Return the earlier question that a callback goes back to: the last that it speaks of, one with an answer first.

    It speaks of the questions of the intents that it names, or of all of its category. None if the guest was asked nothing
    of the kind, or in an episode without a number.
    """
    found = [
        Heard(episode=episode, item=item)
        for episode in memory.on_it
        for item in episode.items
        if episode.number is not None and item.kind == "question" and _speaks_of(template, item, memory)
    ]
    answered = [h for h in found if h.item.said]
    best = answered or found
    return best[-1] if best else None


def _speaks_of(template: Template, item: Item, memory: Memory) -> bool:
    """Say whether a callback may go back to this question: what it says was asked has to have been asked."""
    if not template.goes_back_to:
        return item.category == template.category
    return any(memory.intents.get(asked) in template.goes_back_to for asked in asked_by(item))


def is_callback(template: Template) -> bool:
    """Say whether a template quotes what the guest said in an earlier episode."""
    whole = f"{template.context} {template.text}" if template.context else template.text
    return ("said" in whole or "episode" in whole) and not {"said", "episode"}.isdisjoint(names(whole))


def named(episode: Episode) -> str:
    """Return what an earlier episode is called in a sentence: "episode 40"."""
    return f"episode {episode.number}" if episode.number is not None else f"the episode “{episode.title}”"


def heard_in(kind: str, asked: Sequence[str], common: int) -> str:
    """Return where a question was asked, in words for the host, and whether in these words: no more than is true."""
    if not asked:
        often = "once by another show" if common == 1 else f"{common} times by other shows"
        return f"asked {often}" if common else "written for the bank"
    names_ = list(dict.fromkeys(_episode_name(r) for r in asked))
    shown = ", ".join(names_[-3:]) + (f" and {len(names_) - 3} more" if len(names_) > 3 else "")
    return f"asked in {shown}, in {'these' if kind == 'asked' else 'other'} words"


def _episode_name(reference: str) -> str:
    """Return what an episode is called in a reason: its number, else its id."""
    name = reference.rsplit("/", 1)[0]
    number = name.split("-", 1)[0]
    return number.lstrip("0") or "0" if number.isdigit() else name
