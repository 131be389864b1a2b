"""What of all that is said is an ask: one decision for each turn of a host, not one for each question mark.

In a median episode 64 sentences have a question mark, 36 turns hold one, 22 end in one, and one ask in eight has none. So first every sentence is
judged by its words (`kind`): it asks, invites, merely keeps the talk going ("right?", "does that make sense?"), sells something, or none of it.
Then the turn is judged: the last sentence that asks counts if the host stops there, or goes on only to say why it is asked, and if it is a guest
who speaks next. Sentences beside it that ask as well belong to it; what stands before is its lead-in.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from qbank.english.terms import stems, word_set
from qbank.lazy import dataclass, regex
from qbank.transcripts import sentences
from qbank.transcripts.people import Cast, calls
from qbank.transcripts.sentences import ASKING, Kind, Turn, is_backchannel, kind, without_sounds

MOST_AFTER = 45
"""Words that may follow an ask in its turn: why it is asked. More is a story that the question was part of."""
MOST_AFTER_INVITATION = 16
CLOSING_TURNS = 5
"""Turns at the end of a talk in which a host who has said thanks asks nothing more."""
LEAD_IN_SENTENCES = 3
MOST_LEAD_IN = 400
"""Characters of what stands before an ask that are kept with it."""
LONGEST_QUOTE = 300

_GOOD_BYE = regex(
    r"\b(?:listen(?:ers?|ing)|thank|thanks|bye|next (?:week|time|episode)|see you|subscribe|write in|let us know|take care)\b",
    re.IGNORECASE,
)

_THANKS = regex(
    r"\b(?:thank you|thanks|(?:it['’]s|it has|this has|you['’]ve) been (?:an? )?(?:\w+ )?(?:honou?r|pleasure|joy|treat|delight|privilege|fun))\b",
    re.IGNORECASE,
)
_ASKS_MORE = regex(
    r"and (?:then |also )?(?:how|what|who|where|when|why|which)\b(?:\W+\w+){3,}.*\?\W*$", re.IGNORECASE | re.DOTALL
)
_WHERE_TO_FIND = regex(
    r"\b(?:find|follow|reach|contact|connect|get in touch|learn more|read more|online|plug|shout|next|last|final|anything)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Ask:
    """What a host asked: the words as said, what led to it, who asked, when, and the first sentence of the answer."""

    text: str
    lead_in: str
    asker: str
    start: float | None
    line: int
    said: str = ""
    turn: int = 0

    @property
    def quote(self) -> str:
        """The first sentence of the answer, if it is short enough to be a line of notes or of a log; else empty."""
        return self.said if len(self.said) <= LONGEST_QUOTE else ""


_THANKS_FOR_ASKING = regex(
    r"\W*(?:(?:that['’]s |what )?(?:a |an )?(?:\w+ )?(?:good|great|interesting|excellent) question|thanks?(?: you)?(?: so much)?|hm+|so|well|oh \w+|let['’]s see|let me think)\W*",
    re.IGNORECASE,
)


def find_asks(turns: Sequence[Turn], cast: Cast) -> list[Ask]:
    """Return what the hosts ask the guests, in order."""
    made: list[Ask] = []
    for at, turn in enumerate(turns):
        found = _ask_in(turn) if turn.speaker in cast.hosts else None
        if found is None or (at >= len(turns) - CLOSING_TURNS and _is_after_thanks(turn, found[0])):
            continue
        if _is_for_guest(turns, at, *found, cast):
            made.extend(_made(turns, at, *part, cast) for part in _parts(turn, *found))
    return made


def _parts(turn: Turn, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield an ask's questions: "And how do you …" after another question is one of its own, with an answer of its own."""
    starts = [first, *(n for n in range(first + 1, last + 1) if _ASKS_MORE.match(turn.sentences[n].text))]
    yield from zip(starts, [*(n - 1 for n in starts[1:]), last], strict=True)


def _is_after_thanks(turn: Turn, first: int) -> bool:
    """Say whether an ask at the end of a talk only sees the guest to the door: "Thank you. Do you need a hand?"."""
    before = " ".join(s.text for s in turn.sentences[:first])
    ask = turn.sentences[first].text
    return _THANKS.search(f"{before} {ask}") is not None and _WHERE_TO_FIND.search(ask) is None


def _ask_in(turn: Turn) -> tuple[int, int] | None:
    """Return the first and last sentence of a turn's ask; None if the turn holds none."""
    kinds: list[Kind] = [kind(s.text) for s in turn.sentences]
    advert = max((n for n, k in enumerate(kinds) if k == "advert"), default=-1)
    kinds[: advert + 1] = ["advert"] * (advert + 1)
    last = next((n for n in reversed(range(len(kinds))) if kinds[n] in ASKING and _may_end(turn, kinds, n)), None)
    if last is None:
        return None
    first = last
    while first > 0 and (kinds[first - 1] in ASKING or _is_bridge(turn, kinds, first - 1)):
        first -= 1
    return _told(turn, kinds, first, last)


def _told(turn: Turn, kinds: Sequence[Kind], first: int, last: int) -> tuple[int, int]:
    """Return an ask without an announcement before it: "I want to ask about money. Who pays?" asks who pays."""
    for at in range(first, last):
        text = turn.sentences[at].text
        if kinds[at] in ASKING and not (
            kinds[at] == "invites" and sentences.INDIRECT.search(text) and not sentences.INVITES.match(text)
        ):
            return at, last
    return last, last


def _is_bridge(turn: Turn, kinds: Sequence[Kind], at: int) -> bool:
    """Say whether a short sentence between two asks belongs to them: "What happens to it? The trade. Are there kids?"."""
    if at == 0 or kinds[at] not in ("says", "tag") or kinds[at - 1] not in ASKING:
        return False
    text = turn.sentences[at].text
    return len(text.split()) <= 8 or sentences.MARKED.search(text) is not None


def _may_end(turn: Turn, kinds: Sequence[Kind], at: int) -> bool:
    """Say whether the turn's ask may end with a sentence, by what its speaker goes on to say."""
    text = turn.sentences[at].text
    after = [
        s.text for s, k in zip(turn.sentences[at + 1 :], kinds[at + 1 :], strict=True) if not is_backchannel(s.text)
    ]
    words = sum(len(t.split()) for t in after)
    marked = sentences.MARKED.search(text) is not None
    if any(map(sentences.TO_LISTENERS.search, [text, *after[:2]])):
        return False
    if not after:
        return True
    answers_itself = sentences.ANSWERS_ITSELF.match(after[0]) and not sentences.WHY_ASKED.match(after[0])
    if "advert" in kinds[at + 1 :] or sentences.REPORTS.search(text) or answers_itself:
        return False
    if sentences.INTRODUCES.match(after[0]) or any(map(sentences.WELCOMES.search, after)):
        return False
    if not marked:
        return words <= (MOST_AFTER_INVITATION if kinds[at] == "invites" else 6)
    directed = sentences.OPENS.match(text) is not None or sentences.YOU.search(text) is not None
    return words <= (MOST_AFTER if directed else 12)


def _is_for_guest(turns: Sequence[Turn], at: int, first: int, last: int, cast: Cast) -> bool:
    """Say whether it is a guest who is asked: no other host is called by name, and a guest is the next to say something."""
    text = " ".join(s.text for s in turns[at].sentences[max(0, first - 1) : last + 1])
    asker = turns[at].speaker
    if any(calls(text, h) for h in cast.hosts if h != asker) and not any(calls(text, g) for g in cast.guests):
        return False
    if at + 1 == len(turns):
        return _breaks_off(turns[at], last)
    for after in turns[at + 1 : at + 6]:
        if after.speaker in cast.guests:
            return True
        if after.is_backchannel or after.speaker not in cast.hosts:
            continue
        if after.speaker == asker:
            return False
        if _ask_in(after) is None and len(after.text.split()) > 6:
            return any(calls(text, g) for g in cast.guests)
    return False


def _breaks_off(turn: Turn, last: int) -> bool:
    """Say whether a transcript breaks off with an ask: an excerpt, not a good-bye to those who listen."""
    ends = last + 1 == len(turn.sentences) and sentences.OPENS.match(turn.sentences[last].text)
    return bool(ends) and _GOOD_BYE.search(turn.text) is None


def _made(turns: Sequence[Turn], at: int, first: int, last: int, cast: Cast) -> Ask:
    turn = turns[at]
    told = turn.sentences[first : last + 1]
    before = [s.text for s in turn.sentences[max(0, first - LEAD_IN_SENTENCES) : first] if not is_backchannel(s.text)]
    while len(" ".join(before)) > MOST_LEAD_IN:
        before = before[1:]
    return Ask(
        text=without_sounds(" ".join(s.text for s in told)), lead_in=" ".join(before), asker=turn.speaker or "",
        start=told[0].start, line=told[0].line, said=_answer(turns[at + 1 :], cast), turn=at,
    )  # fmt: skip


def _answer(turns: Sequence[Turn], cast: Cast) -> str:
    """Return the first sentence of a guest's answer that says something."""
    for turn in turns[:6]:
        if turn.speaker in cast.hosts and not turn.is_backchannel:
            return ""
        if turn.speaker in cast.guests:
            for sentence in turn.sentences:
                if not is_backchannel(sentence.text) and not _THANKS_FOR_ASKING.fullmatch(sentence.text):
                    return without_sounds(sentence.text)
    return ""


How = Literal["planned", "otherwise"]

ALIKE = 0.42
"""Likeness from which an ask is the planned question, in other words."""
SAME_WORDS = 0.72
"""Likeness of the words alone from which it was asked as planned."""
_SAME_INTENT = 0.22
_SAME_PLACE = 0.08
_COMMON = word_set("""a an the and or but so of to in on at for with from by as is are was were be been do does did have
has had it its that this these those there you your yours we our us i me my they them their he she
his her what how when where which who why would could can will should if then than not no yes um uh
like just really kind sort mean know think about some any all one thing get got go going tell say""")


@dataclass(frozen=True, slots=True)
class Planned:
    """A planned question: its id, the wordings it may be asked in, the first its own, and what it means, if that is known."""

    id: str
    wordings: tuple[str, ...]
    intent: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """An ask (by its place) that is a planned question, and how near its words are to the plan's."""

    ask: int
    planned: str
    how: How


def align(
    asks: Sequence[Ask], planned: Sequence[Planned], intents: Sequence[str] = (), names: Sequence[str] = ()
) -> list[Match]:
    """Return which ask is which planned question, in the order asked; every ask and every question is in one match at most.

    `intents` says what each ask means, as far as it is known: an id that is compared with the plan's. `names`, of the subject and the
    people, say nothing about which question it is.
    """
    known = frozenset(stem for name in names for stem in stems(name))
    heard = [[_bag(a.text, known), *([_bag(f"{a.lead_in} {a.text}", known)] if a.lead_in else [])] for a in asks]
    plans = [[_bag(w, known) for w in p.wordings if w.strip()] for p in planned]
    weight = _weights([*(h[0] for h in heard), *(p[0] for p in plans if p)])
    pairs = []
    for i, ask in enumerate(heard):
        for j, plan in enumerate(plans):
            words = max((_likeness(a, p, weight) for a in ask for p in plan if _is_enough(a, p)), default=0.0)
            same = bool(intents and intents[i] and intents[i] == planned[j].intent)
            place = 1 - abs(i / max(1, len(asks)) - j / max(1, len(planned)))
            total = words + _SAME_INTENT * same + _SAME_PLACE * place
            if total >= ALIKE and (words > 0.2 or same):
                pairs.append((total, -i, -j, words))
    taken: dict[int, Match] = {}
    used: set[int] = set()
    for _, i, j, words in sorted(pairs, reverse=True):
        if -i not in taken and -j not in used:
            taken[-i] = Match(-i, planned[-j].id, "planned" if words >= SAME_WORDS else "otherwise")
            used.add(-j)
    return [taken[i] for i in sorted(taken)]


def _is_enough(one: Counter[str], other: Counter[str]) -> bool:
    """Say whether two questions share two words or more, or all that the shorter one has to say: one shared word is chance."""
    shared = sum((one & other).values())
    return shared >= 2 or (shared == 1 and sum(one.values()) == sum(other.values()) == 1)


def _bag(text: str, names: frozenset[str]) -> Counter[str]:
    """Return the stems of a text that say something, or all of them where none does."""
    all_ = [s for s in stems(text) if s not in names]
    told = [s for s in all_ if s not in _COMMON and not re.fullmatch(r"\d", s)]
    return Counter(told or all_)


def _weights(bags: Sequence[Counter[str]]) -> Mapping[str, float]:
    """Return how much a word says: the fewer questions have it, the more."""
    seen = Counter(word for bag in bags for word in bag)
    return {word: math.log(1 + len(bags) / n) for word, n in seen.items()}


def _likeness(one: Counter[str], other: Counter[str], weight: Mapping[str, float]) -> float:
    """Return 0 to 1: the weight of the words two questions share, by the weight of all their words."""

    def worth(bag: Counter[str]) -> float:
        return sum(weight.get(w, 1.0) * n for w, n in bag.items())

    whole = worth(one) + worth(other)
    return 2 * worth(one & other) / whole if whole else 0.0
