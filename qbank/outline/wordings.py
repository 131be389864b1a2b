"""How this show would put a question: words it has asked before, then words written for the bank; and what cannot be said again.

A template stands for one question; the show has asked it in several ways. Each of its own patterns is a wording: "What are the
scaling factors for {{ technology }}?" was said in one episode and can be said in another, as long as its slots can be
filled, what it takes for granted is true, and it neither holds a word that is private to its old subject ("georeplicated") nor
points back to a question that does not stand above it ("that effort"). What was asked right below it in the notes is its
follow-up.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING
from zlib import crc32

from qbank import past
from qbank.english.spoken import PLURAL, is_field, speak
from qbank.english.terms import common_words, is_ask, sentences, words
from qbank.lazy import dataclass, regex
from qbank.model import Bank, Episode, Family, FollowUp, Role, Template, Trait
from qbank.model.pattern import names
from qbank.outline import subjects

if TYPE_CHECKING:
    from qbank.outline.known import Known


MOST_FOLLOW_UPS, PRINTED = 3, 2
"""So many follow-ups a question has, and so many of them stand below it; the others wait on the last page."""
ENOUGH_EPISODES = 3
"""From so many episodes on, a show has a voice of its own."""
_ALIKE: tuple[frozenset[Family], ...] = (
    frozenset({"software", "service", "language", "hardware", "standard"}),
    frozenset({"publication", "book"}),
)
"""Families whose subjects are asked in each other's words."""
BEGAN_IT = "began_it"
"""Stands among the values where a guest began the subject: "What led you to create it?" is for no other."""
POINTS_BACK = "points back"
"""How a mark begins on a question that can be asked only right below the one that it points to."""
_SHORTENED = regex(r"'(?:ve|s|re|d|ll|m|t)$")
_GENERAL = """
a algorithm analysis and application architecture as build business capture change cloud code command company computer
computing configuration content continuous control customer data database delivery development distributed documentation
engine environment error experiment extension feature format framework identity implementation incident infrastructure
integration intelligence isolation language layer learning level library line load machine management manager method model
modeling monitoring natural network object operating organisation package performance platform privacy processing product
programming project provider quality research science series server service sharing site software stack static storage store
structure system task technique template test testing text time tool toolkit tracking transformation type version virtual
vision web workflow deployment cluster api backup file
"""
_OF_ANY_KIND = frozenset(_GENERAL.split())
"""Words in the names of kinds that say nothing of one kind: what is left, "graph" or "newsletter", does."""
_SPECIAL = frozenset({"alternatives", "company", "component", "language", "protocol", "kind", "kind_plural"})
"""Slots that say more of a subject than its name."""
_SLOT = regex(r"\{\{ \w+ \}\}")
_PROTOCOL = regex(r"\{\{ protocol\w* \}\} protocol")
"""What the subject relies on, not what it is."""
_KIND_ALONE = regex(
    r"(?<!\ba )(?<!\ban )(?<!\bthe )(?<!\byour )(?<!\bthis )(?<!\bthat )(?<!\bfinal )\{\{ kind \}\}", re.IGNORECASE
)
_IT = regex(r"\b(?:it|its)\b", re.IGNORECASE)
_NOUN = regex(
    r"\bthe \{\{ technology \}\} (platform|protocol|project|product|cluster|stack|database|library|language|framework|engine|tool|"
    r"service|system|format|company|newsletter)\b", re.IGNORECASE,
)  # fmt: skip
_AS_A_TOOL = regex(r"\bthe (?:wrong|right) tool\b|\bprojects or services\b", re.IGNORECASE)
_ARTICLE = regex(r"\bthe \{\{ technology \}\}(?= (?:and|or|as|in|on|for|to|with|that|going)\b|[?.,;]|$)", re.IGNORECASE)
_WITH_ARTICLE = regex(r"\b(?:Stack|Project|Framework|Protocol|Platform|Language|Act|Initiative|Foundation)$")
"""Names that are spoken with an article: the Elastic Stack."""
_CONTINUES = regex(r"^(?:and|but|also|so|then|or|if so|if not)\b", re.IGNORECASE)
_POINTS = regex(
    r"\b(?:this|these(?! days)|those)\b|"
    r"(?:^|\b(?:of|with|to|for|about|from|on|behind|by|does|did|do|is|was|has|how|why|affect|approach|approached|handle) )that\b"
    r"(?! (?:of|is|are|was|were|has|have|had|you|users|people|they|it|we|can|could|would|will|should|make|makes)\b)",
    re.IGNORECASE,
)
"""Points to something said before: "that effort", but neither "users that have" nor "is that of"."""
_HARMLESS = regex(
    r"\b(?:can|could|would) you (?:\w+ )?(?:describe|explain|give|provide|start|begin|talk|tell|share|speak|walk|discuss|elaborate|"
    r"outline|summarize|introduce|dig|go)\b|\b(?:have )?you (?:have |ever )?(?:seen|heard|found|find|consider|advise|recommend|say|think|"
    r"characterize|describe|aware)\b|\b(?:do|would|have) you (?:\w+ )?(?:see|seen|consider|advise|recommend|say|think|characterize|find|found)\b|"
    r"\byou are aware\b|\byour (?:perspective|experience|opinion|view|mind)\b",
    re.IGNORECASE,
)
_INSIDER = regex(r"\byou(?:r|rs|'re|'ve|’re|’ve)?\b|\b(?:working on|maintaining|building) \{\{", re.IGNORECASE)
_TO_ITS_SIDE = regex(r"\bcompetit(?:or|ion)", re.IGNORECASE)
_BUILT_IT = regex(
    r"\b(?:building|creating|starting|promoting) (?:and \w+ing )?\{\{|\byou have planned\b|\byour plans\b|\bplans that you have\b",
    re.IGNORECASE,
)
"""Says that the guest built the subject from nothing, or decides what comes next; who joined later worked on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One way to put a template's question: Jinja source, and the items that said it, the earliest first; none: written.

    `why_not` says why it can be said about no other subject; empty if it can. `needs` are traits that it takes for granted
    besides its template's, `families` the families of the subjects it was asked about, `insider` that it speaks to someone who
    made the subject, `of_a_kind` the words that only some kinds of subject have to do with. `covers` are the intents of what it asks along with its own, `also`
    their categories.
    """

    text: str
    asked: tuple[str, ...] = ()
    why_not: str = ""
    needs: tuple[str, ...] = ()
    families: frozenset[Family] = frozenset()
    insider: bool = False
    of_a_kind: frozenset[str] = frozenset()
    also: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()

    @property
    def speakable(self) -> bool:
        """Say whether there is a subject about which it can be said."""
        return not self.why_not

    @property
    def dangles(self) -> bool:
        """Say whether it calls the subject "it" without having named it."""
        return bool(_IT.search(self.text)) and "technology" not in names(self.text) and not split(self.text)[0]

    def suits(self, family: Family | None) -> bool:
        """Say whether it can be said about a subject of this family, as far as words tell."""
        if not self.families or family is None:
            return True
        return any(family in self.families or any({family, f} <= group for group in _ALIKE) for f in self.families)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedBelow:
    """A question that the show asked right below another one, as a follow-up, what it takes for granted, and its own template."""

    follow_up: FollowUp
    asked: str
    below: str
    intent: str
    wording: Wording
    template: Template | None = None


class Repertoire:
    """What a show has said: the wordings and the follow-ups of each template, worked out when first wanted."""

    def __init__(self, bank: Bank, episodes: Sequence[Episode]) -> None:
        """Take the episodes that count, the earliest first."""
        self._bank, self._episodes = bank, episodes
        self._past = past.of_bank(bank, episodes)
        self._templates = {t.id: t for t in bank.templates}
        self._intents = {t.id: t.purpose for t in bank.templates}
        self._kinds = frozenset(w for kind in bank.lexicon.kinds for w in words(kind)) - _OF_ANY_KIND
        self._made: dict[str, tuple[Wording, ...]] = {}
        self._of_text: dict[str, tuple[tuple[str, ...], frozenset[str]]] = {}
        self._common: frozenset[str] | None = None
        self._families: Mapping[subjects.About, Family | None] | None = None

    def wordings(self, template: Template) -> tuple[Wording, ...]:
        """Return all wordings of a template: what the show asked, the most recent last, then what is written for the bank."""
        if (made := self._made.get(template.id)) is None:
            asked = self._asked(template)
            there = {w.text for w in asked}
            written = dict.fromkeys(t for t in (template.text, *template.phrasings) if t not in there)
            made = self._made[template.id] = (*asked, *(Wording(text=text) for text in written))
        return made

    def asked(self, template: Template) -> tuple[str, ...]:
        """Return the references of a template's questions, in the order of the episodes."""
        return self._asked_of(template).refs

    def below(self, template: Template) -> tuple[AskedBelow, ...]:
        """Return what the show asked right below a template's question."""
        told = self._asked_of(template).below
        said = {saying: self._wording(saying, (), below=True) for saying in {saying for _, _, saying in told}}
        return tuple(
            AskedBelow(
                follow_up=FollowUp(role="deeper", text=wording.text), asked=asked, below=parent,
                intent=self._intents.get(saying.template or "", ""), wording=wording,
                template=self._templates.get(saying.template or ""),
            )
            for asked, parent, saying in told
            for wording in [said[saying]]
        )  # fmt: skip

    def _asked_of(self, template: Template) -> past.Asked:
        return self._past.asked.get(template.id) or past.Asked()

    def _asked(self, template: Template) -> tuple[Wording, ...]:
        return tuple(self._merged(said) for said in self._asked_of(template).said)

    def _merged(self, said: past.Said) -> Wording:
        """Return the wording of a text: as it was put last, for all families it was put about, and said again if it could be once."""
        every = [self._wording(saying, said.refs) for saying, _ in said.ways]
        families = frozenset(family for one in every for family in one.families)
        speakable = any(one.speakable for one in every)
        return replace(every[-1], families=families, why_not="" if speakable else every[-1].why_not)

    def _wording(self, saying: past.Saying, asked: tuple[str, ...], *, below: bool = False) -> Wording:
        text = saying.text
        if self._families is None:
            self._families = subjects.families_of(self._bank.lexicon, self._episodes)
        family = self._families[saying.about, saying.kind]
        needs, of_a_kind = self._told(text)
        own = self._intents.get(saying.template or "")
        return Wording(
            text=text, asked=asked, why_not=self._why_not(saying, text, below=below),
            needs=tuple(dict.fromkeys((*saying.needs, *needs))),
            families=frozenset({family} if family else ()), insider=speaks_to_an_insider(text),
            of_a_kind=of_a_kind, also=saying.also, covers=tuple(i for t in saying.also_templates if (i := self._intents.get(t)) and i != own),
        )  # fmt: skip

    def _told(self, text: str) -> tuple[tuple[str, ...], frozenset[str]]:
        """Return what a wording's words tell, once for each: the traits taken for granted, and what only some kinds have."""
        if (found := self._of_text.get(text)) is None:
            plain = _SLOT.sub(" ", _PROTOCOL.sub(" ", text))
            kinds = (w for w in words(plain) if w in self._kinds or w.removesuffix("s") in self._kinds)
            found = self._of_text[text] = taken_for_granted(self._bank.traits, plain), frozenset(kinds)
        return found

    def _why_not(self, item: past.Saying, text: str, *, below: bool) -> str:
        """Return why an item can be asked about no other subject; what a person has decided stands."""
        if item.speakable is not None:
            stands = item.speakable or (below and (item.why_not or "").startswith(POINTS_BACK))
            return "" if stands else item.why_not or "it is private to its old subject"
        if not below and (pointer := points_back(text)):
            return f"it points back: “{pointer}”"
        if private := self._private(text):
            return f"“{private}” belongs to its old subject"
        return ""

    def _private(self, text: str) -> str | None:
        """Return the first word that neither the bank's own questions nor those about other subjects use."""
        if self._common is None:
            self._common = _common_words(self._bank.templates, self._past)
        plain = (_SHORTENED.sub("", w) for w in words(_SLOT.sub(" ", text)))
        return next((w for w in plain if w not in self._common), None)


@lru_cache(maxsize=4096)
def points_back(text: str) -> str | None:
    """Return the words with which a question points to what was said before it, or None; its own lead-in may be meant."""
    first = sentences(text)[0] if text.strip() else ""
    found = _CONTINUES.match(text) or _POINTS.search(first)
    if not found:
        return None
    begins = found.start() + found[0].rfind(" ") + 1
    return " ".join(text[begins:].split()[:2]).rstrip("?.,;")


@lru_cache(maxsize=4096)
def speaks_to_an_insider(text: str) -> bool:
    """Say whether a question takes for granted that the guest made the subject: "your plans", "did you choose"."""
    return bool(_INSIDER.search(_HARMLESS.sub(" ", text)))


def taken_for_granted(traits: Iterable[Trait], text: str) -> tuple[str, ...]:
    """Return the traits that the words of a question take for granted: what has nodes is distributed."""
    said = f" {' '.join(words(text))} "
    return tuple(t.id for t in traits if any(f" {phrase} " in said for phrase in t.words))


def split(text: str) -> tuple[str, str]:
    """Part the spoken lead-in of a wording from what is asked: the sentences before the first one that asks."""
    parts = sentences(text)
    lead = next((n for n, s in enumerate(parts) if is_ask(s)), 0)
    return " ".join(parts[:lead]), " ".join(parts[lead:])


def has_a_voice(bank: Bank, episodes: Sequence[Episode]) -> bool:
    """Say whether a sheet is said in the show's words: as show.toml wants it, else from the third episode on."""
    return bank.show.voice == "show" if bank.show.voice else len(episodes) >= ENOUGH_EPISODES


def _common_words(templates: Iterable[Template], told: past.Past) -> frozenset[str]:
    """Return the words that say nothing of one subject: those of the bank's texts, and those said of two subjects."""
    made = {*common_words(), *told.words.common}
    for t in templates:
        if t.written:
            sources = (t.text, *t.phrasings, t.again, *(f.text for f in t.follow_ups))
            made.update(w for source in sources for w in words(_SLOT.sub(" ", source)))
    return frozenset(made)


def sayings(template: Template, known: Known) -> tuple[Wording, ...]:
    """Return the show's own wordings of a template that can be said on this sheet, the best first.

    Where there is one, it is one that says what the host has told. One that says more of this very subject goes first, then the one longest not used. What was not said on the last sheets is as good as new: among such the subject draws the lot, so that
    two sheets of one week differ. None where the sheet speaks with the bank's voice, or a fact is told.
    """
    if known.voice != "show" or template.takes:
        return ()
    fit = [w for w in known.repertoire.wordings(template) if w.asked and not _unfit(w, template, known)]
    subject = known.values.get("technology", "")

    def order(wording: Wording) -> tuple[bool, int, int, int]:
        special = len({*names(wording.text)} & _SPECIAL)
        lot = crc32(f"{subject}\n{wording.text}".encode())
        return (wording.dangles, -special, known.memory.staleness(wording), lot)

    said = sorted(fit, key=order)
    told = [w for w in said if {*names(w.text)} & known.told & _SPECIAL and not w.dangles]
    return tuple(told or said)


def _called(text: str) -> str | None:
    """Return what a question calls its subject: "the {{ technology }} platform" is a platform, "the {{ technology }}" has an article."""
    if found := _NOUN.search(text):
        return found[1].lower()
    return "tool" if _AS_A_TOOL.search(text) else "the" if _ARTICLE.search(text) else None


def _is_called(noun: str, known: Known) -> bool:
    """Say whether a subject may be called that: it is of that kind, a project whose source is open, or named with an article."""
    if noun == "the":
        return bool(_WITH_ARTICLE.search(known.values.get("technology", "")))
    if noun == "tool" and not known.thing and known.family in {"software", "service"}:
        return not known.truth.get("specification")
    if noun == "project":
        return known.truth.get("open-source") is True
    return noun in words(known.values.get("kind", ""))


def filled_with(template: Template, values: Mapping[str, str]) -> Mapping[str, str]:
    """Return what the slots of a template's asked wordings are filled with: `fills` goes before the slot's own name."""
    if not template.fills:
        return values
    kept = {slot: value for slot, value in values.items() if slot not in template.fills}
    return kept | {slot: values[name] for slot, name in template.fills.items() if name in values}


def _unfit(wording: Wording, template: Template, known: Known) -> str:
    """Return why a wording cannot be said on this sheet; empty if it can.

    A person has chosen the template's own text for every subject that the template is for: only its slots have to be filled.
    """
    if not wording.speakable:
        return wording.why_not
    if more := _asks_too_much(wording, template, known):
        return more
    values = filled_with(template, known.values)
    if missing := sorted({*names(wording.text)} - {*values}):
        return f"nothing is known to fill {missing[0]} with"
    if wording.text == f"{template.context} {template.text}".strip():
        return ""
    return _not_of_it(wording, known) or _not_to_them(wording, known)


def _not_of_it(wording: Wording, known: Known) -> str:
    """Return why the words of a wording cannot be said of this subject; empty if they can."""
    if (noun := _called(wording.text)) and not _is_called(noun, known):
        return f"it speaks of a {noun}"
    if foreign := sorted(w for w in wording.of_a_kind if w.removesuffix("s") not in known.values.get("kind", "")):
        return f"it speaks of “{foreign[0]}”"
    if "volumes of data" in wording.text and known.values.get("load") == "traffic":
        return "it speaks of data"
    if lacking := [t for t in wording.needs if known.truth.get(t) is not True]:
        return f"it takes '{lacking[0]}' for granted"
    if not wording.suits("software" if known.thing else known.family):
        return f"it is not for {known.family}"
    return ""


def _asks_too_much(wording: Wording, template: Template, known: Known) -> str:
    """Return why what a wording asks or takes for granted besides its own question is not for this sheet; empty if it is."""
    if not known.aside.isdisjoint(wording.covers):
        return "it asks what is asked already"
    besides = (known.core - {template.category}).isdisjoint(wording.also)
    if not besides or not known.core_asks.isdisjoint(wording.covers):
        return "it asks along with its own what has a question to itself"
    if known.family == "publication" and "domain" in names(wording.text):
        if "domain" not in known.told:
            return "nobody has said that it is about this field"
        if "{{ domain }} space" in wording.text and not is_field(known.values["domain"]):
            return "nobody calls this field a space"
    return ""


def _not_to_them(wording: Wording, known: Known) -> str:
    """Return why a wording cannot be said to these guests; empty if it can."""
    if wording.insider and not known.insiders:
        return "it speaks to someone who made it"
    if known.truth.get("only-users") and _TO_ITS_SIDE.search(wording.text):
        return "it speaks to someone who is on its side"
    built = not _BUILT_IT.search(wording.text) or not {"made", "writes"}.isdisjoint(known.relations.values())
    return "" if built else "it speaks to someone who built it"


def _for_others(template: Template | None, known: Known) -> bool:
    """Say whether a question is for another family of subjects or another guest: then it is not a follow-up here either."""
    if template is None:
        return False
    if not known.is_for(template):
        return True
    if template.relation and {*template.relation}.isdisjoint(known.relations.values()):
        return True
    return any(known.truth.get(trait) is True for trait in template.never)


def sayings_below(template: Template, said: Wording | None, known: Known) -> tuple[AskedBelow, ...]:
    """Return what the show asked right below a question and can ask there again, below these very words first."""
    if known.voice != "show" or template.takes:
        return ()
    here = frozenset(said.asked) if said else frozenset[str]()
    below = [b for b in known.repertoire.below(template) if not _for_others(b.template, known)]
    found = [b for b in below if not _unfit(b.wording, template, known)]
    fits = [b for b in found if b.below in here or not points_back(b.follow_up.text)]
    unique = {b.follow_up.text: b for b in sorted(fits, key=lambda b: b.below not in here, reverse=True)}
    return tuple(reversed(unique.values()))


def follow_ups(
    template: Template, said: Wording | None, known: Known, values: Mapping[str, str], there: Container[str]
) -> tuple[tuple[Role, str], ...]:
    """Return the follow-ups of a question that can be worded: what the show asked right below it, then the bank's, if-brief last.

    What is on the sheet already, as one of the questions `there`, is not a follow-up; nor is several things "it".
    """
    filled = filled_with(template, values)
    own = [a.follow_up for a in sayings_below(template, said, known) if a.intent not in there]
    fits: dict[str, FollowUp] = {}
    for one in (*own, *template.follow_ups):
        bare_it = PLURAL in values and "technology" not in names(one.text) and _IT.search(one.text)
        if {*names(one.text)} <= {*filled} and not bare_it:
            fits.setdefault(one.text, one)
    brief_last = sorted(fits.values(), key=lambda f: f.role == "if-brief")
    kept = brief_last[: MOST_FOLLOW_UPS - 1] + brief_last[MOST_FOLLOW_UPS - 1 :][-1:]
    return tuple((f.role, speak(f.text, filled)) for f in kept)
