"""The records: frozen dataclasses that hold the data of a bank. Importing this module costs next to nothing.

Tuples stand for lists, None and empty values for what is not known. A step returns a new record (`replace`), it never changes one.
`bank` checks what comes from files against these very classes, with pydantic, and refuses unknown keys.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from itertools import chain
from typing import Literal, get_args

from qbank.lazy import dataclass, regex
from qbank.model.brief import TopBox, Voice, Wishes

ItemKind = Literal["question", "intro", "note", "topic", "fragment"]
Match = Literal["same", "new", "review"]
By = Literal["hand", "assistant"]
"""Who decided about an item, if not an import: a person, or an assistant, whose word stands below a person's."""
Lane = Literal["must", "nice", "backup"]
Role = Literal["deeper", "other-side", "if-brief"]
Relation = Literal["made", "joined", "uses", "studies", "writes"]
Family = Literal[
    "software", "service", "company", "language", "hardware", "standard", "publication", "book", "research", "topic", "craft", "person",
]  # fmt: skip
FactType = Literal[
    "choice", "limit", "change", "number", "claim", "criticism", "body", "part", "story", "said", "past", "rival",
]  # fmt: skip
WordingKind = Literal["asked", "asked-otherwise", "written", "own"]
Step = Literal["why", "cost", "gain"]
Block = Literal["open", "why", "inside", "breaks", "in-use", "ahead"]
Mark = Literal["asked", "skipped", "great", "improvised"]

_UNSAFE = regex(r'[\x00-\x1f\x7f<>:"/\\|?*]|^[. ]|[. ]$')
_RESERVED = regex(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)

FAMILIES: tuple[Family, ...] = get_args(Family)
RELATIONS: tuple[Relation, ...] = get_args(Relation)
FACT_TYPES: tuple[FactType, ...] = get_args(FactType)
BLOCKS: tuple[Block, ...] = get_args(Block)
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One bullet of an episode's interview section, in place, verbatim, with what was decided about it.

    `pattern` filled with `slots` gives back `text` exactly. `by` is "hand" when a person decided category, template, slots or kind; no later
    import overrules that. `also`, `also_templates` are of further asks. `likely` names categories, the likeliest first, where the import was not
    sure; `follow_up` is the role of a known follow-up. `said` is one line of what the guest answered, `part_of` the whole bullet of the notes when
    a person split it. `spoken` is what was heard in a transcript, word for word, `lead_in` what its asker said right before it. `speakable` says
    whether its words can be asked about another subject (None: nobody has said), `why_not` why they cannot, `needs` which traits they take for
    granted besides their template's.
    """

    n: int
    kind: ItemKind = "question"
    text: str
    line: int | None = None
    depth: int = 1
    asker: str | None = None
    at: str | None = None
    links: tuple[tuple[str, str], ...] = ()
    category: str | None = None
    also: tuple[str, ...] = ()
    template: str | None = None
    also_templates: tuple[str, ...] = ()
    match: Match | None = None
    confidence: float | None = None
    pattern: str | None = None
    slots: Mapping[str, str] = field(default_factory=dict)
    said: str | None = None
    lead_in: str | None = None
    spoken: bool = False
    part_of: str | None = None
    speakable: bool | None = None
    why_not: str | None = None
    needs: tuple[str, ...] = ()
    by: By | None = None
    likely: tuple[str, ...] = ()
    follow_up: Role | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One interview as published. `id` is also the name of its file; `source` the name of the notes' file.

    `transcript` says that its questions, or some of them, were heard in a transcript.
    `last_n` is the highest number an item ever had, where that item is gone: numbers are never used again.
    """

    id: str
    title: str
    number: int | None = None
    show: str | None = None
    date: str | None = None
    source: str | None = None
    guests: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    technology: str | None = None
    kind: str | None = None
    aliases: tuple[str, ...] = ()
    transcript: bool = False
    last_n: int = 0
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A question that needs the answer before it to make sense, and the part it plays."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A reusable question. `text`, `context`, `phrasings` and `again` are Jinja source with slots.

    `families`, `kinds`, `needs`, `never` and `relation` say when it may be asked (empty: always); `takes` names the type of
    fact that a frame is built on. `written` marks what was made for the bank, `favourite` what the host likes to ask. Those
    with the same `intent` (default: the id) are variants: a sheet takes one, and none that another `covers`, as its answer
    comes along. `goes_back_to` names the intents that a callback speaks of (default: all of its category). After one that
    `turns`, "it" is no longer the subject. A `core` one asks its category's own question, one of which a sheet has to have.
    `hard` marks what an interview can peak in. Of a fact's frames `step` says which comes first: why, cost, then what it
    opened; `of_guest` marks those for a fact about the guest, `compares` those for a number beside one that is not named.
    `fills` names what fills a slot where that is not what has its name. One that is not `reusable` was asked once, in words
    that only its subject has: found, and offered again only for the same guest, subject or company.
    """

    id: str
    category: str
    also: tuple[str, ...] = ()
    cue: str
    text: str
    phrasings: tuple[str, ...] = ()
    context: str = ""
    again: str = ""
    families: tuple[Family, ...] = ()
    kinds: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    relation: tuple[Relation, ...] = ()
    takes: FactType | Literal[""] = ""
    minutes: float = 3.0
    ritual: bool = False
    written: bool = False
    favourite: bool = False
    intent: str = ""
    covers: tuple[str, ...] = ()
    goes_back_to: tuple[str, ...] = ()
    turns: bool = False
    core: bool = False
    hard: bool = False
    step: Step | Literal[""] = ""
    of_guest: bool = False
    compares: bool = False
    fills: Mapping[str, str] = field(default_factory=dict, hash=False)
    reusable: bool = True
    follow_ups: tuple[FollowUp, ...] = ()

    @property
    def purpose(self) -> str:
        """What it is asked for: its intent, or its id where it is the only one of its intent."""
        return self.intent or self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One of the fourteen categories, with its place in an interview and the words that give it away."""

    id: str
    title: str
    block: Block
    minutes: float
    cues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyPlan:
    """What a sheet about a subject of this family is made of: its core categories and the titles of its sections.

    All begin with the `first` template: nobody can follow the rest without it. `blocks` has categories placed elsewhere.
    `domain` is what the rituals call the guest's field on a show that has never had such a subject, such as pottery.
    """

    core: tuple[str, ...]
    first: str | None = None
    domain: str | None = None
    blocks: Mapping[str, Block] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What an interview is about, as far as it is known. A trait that is absent is unknown, not false.

    `written_in`, `builds_on` (what it stands on: Raft, RocksDB), `compatible_with`, `parts` ("NAME: what it does") and
    `predecessor` fill the slots of questions that ask about them.
    """

    name: str
    family: Family | None = None
    kind: str | None = None
    aliases: tuple[str, ...] = ()
    company: str | None = None
    makers: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    written_in: tuple[str, ...] = ()
    builds_on: tuple[str, ...] = ()
    compatible_with: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    predecessor: str | None = None
    traits: tuple[str, ...] = ()
    not_traits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KindWords:
    """What a kind of subject brings along: what flows through it and what grows, its traits, what rituals call its field (`domain`).

    What is asked of the kinds that it `is_a` case of is asked of it, too: a pub/sub system is a message broker.
    """

    unit: str | None = None
    load: str | None = None
    domain: str | None = None
    family: Family | None = None
    is_a: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    not_traits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Known subjects by name, known kinds by noun, and plain names that mentions are found by.

    `heads` are nouns that tell a family where the kind is not known: a name written small that ends in "pottery" is a craft.
    """

    subjects: tuple[Subject, ...] = ()
    kinds: Mapping[str, KindWords] = field(default_factory=dict)
    companies: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    protocols: tuple[str, ...] = ()
    heads: Mapping[Family, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """Something a question may take for granted about a subject, with the wizard's yes/no question.

    `words` are those by which a question in the show's own words takes it for granted: "cluster", "the nodes". What has
    it has also what it `implies`, and nothing that it `excludes`; nothing of a family in `never` has it unless a host says so.
    """

    id: str
    ask: str
    means: str
    words: tuple[str, ...] = ()
    implies: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    never: tuple[Family, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A group of words that mean the same to a searcher."""

    id: str
    words: tuple[str, ...]
    category: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenLines:
    """Lines of the show that are spoken, not asked. They are Jinja source."""

    introduction: str = "Introduction"
    preamble: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RitualPlace:
    """A ritual question's template, and whether it opens or closes the interview."""

    template: str
    place: Literal["open", "close"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """The podcast and its habits.

    `speakers` says whom a label of its transcripts stands for: "A" for Frank Kessler. `voice` says whose words its sheets speak;
    None: its own from the third episode on. `language` is the code of the one that sheets, mails and lint speak.
    `model = "none"` does without the sentence model. `archive` is everybody's questions: a folder or bucket, from the bank's on.
    """

    name: str | None = None
    host: str | None = None
    domain: str = "your field"
    minutes: int = 45
    breaks: tuple[float, ...] = ()
    rituals: tuple[RitualPlace, ...] = ()
    spoken: SpokenLines = field(default_factory=SpokenLines)
    probes: tuple[str, ...] = ()
    checklist: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()
    speakers: Mapping[str, str] = field(default_factory=dict)
    voice: Voice | None = None
    model: Literal["", "none"] = ""
    language: str = "en"
    archive: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """All of a show's episodes and templates, and the data by which they are read, sorted and asked."""

    show: Show = field(default_factory=Show)
    categories: tuple[Category, ...] = ()
    families: Mapping[Family, FamilyPlan] = field(default_factory=dict)
    traits: tuple[Trait, ...] = ()
    templates: tuple[Template, ...] = ()
    episodes: tuple[Episode, ...] = ()
    lexicon: Lexicon = field(default_factory=Lexicon)
    themes: tuple[Theme, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something looked up about the subject, word for word; a frame's lead-in."""

    type: FactType
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFollowUp:
    """A follow-up on a sheet."""

    id: str
    role: Role
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedQuestion:
    """A question on a sheet: what is said, for how long, how important, and why it is there.

    `template` is None for the host's own line. `origin` is the bank's wording when the outline was made: it tells a refresh
    what the host touched; `seal` does so for the rest, in short. `private` keeps a question, `private_context` its lead-in
    off the guest's copy. `reserve` are follow-ups that wait on the last page. `wording` says whose words it is in, `words_from` the item that said it so. `covers` are the
    questions that it asks along with its own, or that a line of the host's own stands for. `check` is what the lexicon
    says and the host has not confirmed. `mark`, `note`, `said` (one line of the answer) and `at` (when, as a clock) are the log.
    """

    id: str
    template: str | None = None
    category: str
    cue: str
    context: str = ""
    text: str
    minutes: float = 3.0
    lane: Lane = "must"
    why: str = ""
    private: bool = False
    private_context: bool = False
    to: str | None = None
    asked: tuple[str, ...] = ()
    follow_ups: tuple[PlannedFollowUp, ...] = ()
    reserve: tuple[PlannedFollowUp, ...] = ()
    wording: WordingKind | None = None
    words_from: str | None = None
    covers: tuple[str, ...] = ()
    check: str = ""
    origin: str | None = None
    seal: str | None = None
    mark: Mark | None = None
    note: str = ""
    said: str = ""
    at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A block of a sheet with its place on the clock, in minutes from the start."""

    block: Block
    title: str
    start: float
    minutes: float
    questions: tuple[PlannedQuestion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The plan of an upcoming interview.

    `order` names what was really asked in the order asked, where that is not the order of the sheet; `breaks` are the
    minutes at which the show breaks; `language` is the one that its sheets and mails speak.
    """

    id: str
    date: str
    show: str | None = None
    host: str | None = None
    guests: tuple[str, ...]
    relations: Mapping[str, Relation] = field(default_factory=dict)
    technology: str | None = None
    family: Family | None = None
    kind: str | None = None
    company: str | None = None
    domain: str | None = None
    alternatives: tuple[str, ...] = ()
    traits: Mapping[str, bool] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    minutes: float = 45.0
    planned_minutes: float = 0.0
    breaks: tuple[float, ...] = ()
    box: TopBox = field(default_factory=TopBox)
    wishes: Wishes = field(default_factory=Wishes)
    spoken: Mapping[str, str] = field(default_factory=dict)
    look_up: tuple[str, ...] = ()
    probes: tuple[str, ...] = ()
    checklist: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    problems: tuple[str, ...] = ()
    language: str = "en"

    @property
    def questions(self) -> tuple[PlannedQuestion, ...]:
        """All questions in the order of the sheet, backups too."""
        return tuple(chain.from_iterable([section.questions for section in self.sections]))


def ref(episode: Episode, item: Item) -> str:
    """Return the reference of an item: `040-ceph/7`."""
    return f"{episode.id}/{item.n}"


def is_file_name(name: str) -> bool:
    """Say whether a name can be a file's on every system; the ids of outlines, episodes and categories become such."""
    fits = bool(name) and len(name.encode(errors="replace")) <= 200
    return fits and not (_UNSAFE.search(name) or _RESERVED.fullmatch(name))
