"""Intent rules: words that give away what an ask wants, looked for in its frame. A match counts as one more word of it.

A rule's `match` is a regular expression over a frame (see `wording_frame`), matched from the start to the end of words. X
stands for the subject, whichever way it is named; a few more capitals stand for families of words. Most rules do not
apply: `RuleTable` finds out which pieces of words each one needs and tries only those that can match.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from qbank.lazy import dataclass, regex

FAMILIES = {
    "X": "(?:X|NAME|PROJECT|PART|COMPANY|KIND|it|this)",
    "MAKE": (
        r"(?:creat(?:e|ed|es|ing|ion of)|buil[dt]\w*|start\w*|writ\w+|wrote|made|make|making|develop\w*|found(?:ed|ing)?|"
        r"launch\w*|begin\w*|began|invent\w*|design\w*|implement\w*|form\w*)"
    ),
    "HARD": (
        r"(?:challeng\w+|difficult\w*|hard(?:er|est)?|tricky|trickiest|thorn\w+|tough\w*|struggl\w+|obstacles?|hurdles?|"
        r"problems?|issues?|complicat\w+|complexit\w+|trouble|pain\w*|headaches?|barriers?)"
    ),
    "FOLKS": (
        r"(?:i|you|we|they|people|users?|developers?|customers?|someone|somebody|anyone|one|teams?|companies|organi[sz]ations?|"
        r"folks|programmers?|engineers?|data scientists|newcomers?|others|listeners)"
    ),
    "MOST": "(?:most|biggest|largest|main|greatest|major|primary|key|significant|hardest|worst|toughest)",
    "PLATFORMS": (
        r"(?:platforms|operating systems|(?:system )?architectures|browsers|versions|databases|backends|languages|clouds|"
        r"cloud providers|devices|editors|formats|distributions|interpreters|compilers|runtimes|providers)"
    ),
}
"""What the capitals in a rule stand for, beside those that stand in frames themselves."""
_FAMILY = regex(rf"\b(?:{'|'.join(FAMILIES)})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Words that give a template away: a regular expression over frames."""

    match: str
    template: str


@dataclass(slots=True)
class _Sought:
    """One alternative of a rule: which rule, and the needs that a frame must meet, as bits; compiled when first tried."""

    at: int
    source: str
    needed: int
    pattern: re.Pattern[str] | None = None

    def search(self, frame: str) -> re.Match[str] | None:
        """Return the first match that begins where a word begins or ends."""
        # That is looked at afterwards: an expression that begins with letters, not with an edge, is searched for faster.
        if self.pattern is None:
            self.pattern = re.compile(rf"(?:{self.source})(?!\w)", re.MULTILINE)
        match = self.pattern.search(frame)
        while match and not _EDGE.match(frame, match.start()):
            match = self.pattern.search(frame, match.start() + 1)
        return match


class RuleTable:
    """Rules, ready to be heard.

    Every need has a bit. A word meets needs by its beginnings and by what stands inside it; which, is looked up once a
    word. A frame meets what its words meet, so that nearly all rules are ruled out without being tried.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = tuple(rules)
        self._always: list[_Sought] = []
        self._by_need: dict[int, list[_Sought]] = {}
        self._starting: dict[str, list[int]] = {}
        self._inside: dict[str, list[int]] = {}
        self._known: dict[str, tuple[int, tuple[_Sought, ...]]] = {}
        bits: dict[Need, int] = {}
        for at, rule in enumerate(rules):
            for source in alternatives(_FAMILY.sub(lambda m: FAMILIES[m[0]], rule.match)):
                needed = [bits.setdefault(need, 1 << len(bits)) for need in needs(source)]
                sought = _Sought(at, source, sum(set(needed)))
                (self._by_need.setdefault(needed[0], []) if needed else self._always).append(sought)
        for need, bit in bits.items():
            met_by = self._starting if need.starts else self._inside
            for piece in need.pieces:
                met_by.setdefault(piece, []).append(bit)

    def heard(self, frame: str) -> tuple[str, ...]:
        """Return the names of the rules that match a frame, each once, in the order of the table."""
        found = {sought.at for sought in self._candidates(frame) if sought.search(frame)}
        return tuple([f">{self._rules[at].match}" for at in sorted(found)])

    def _candidates(self, frame: str) -> list[_Sought]:
        """Return what may match: what a word could be the reason for, and whose needs are all met."""
        words = [self._known.get(word) or self._meet(word) for word in dict.fromkeys(_WORD.findall(frame))]
        met = 0
        for bits, _ in words:
            met |= bits
        made = {id(s): s for _, found in words for s in found if s.needed & met == s.needed}
        return [*self._always, *made.values()]

    def _meet(self, word: str) -> tuple[int, tuple[_Sought, ...]]:
        """Find out which needs a word meets, and what is looked up by one of them."""
        bits: set[int] = set()
        for end in range(1, len(word) + 1):
            bits.update(self._starting.get(word[:end], ()))
            for start in range(end):
                bits.update(self._inside.get(word[start:end], ()))
        met = sum(bits)
        found = tuple(s for bit in sorted(bits) for s in self._by_need.get(bit, ()))
        if len(self._known) < _REMEMBERED:
            self._known[word] = met, found
        return met, found


_WORD = regex(r"\w+")
_EDGE = regex(r"\b")
_REMEMBERED = 50_000
"""Words of which it is remembered what they meet."""
_TOKEN = regex(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?(?:[:!=]|<[!=])|[?*+]\??|\{\d*,?\d*\}\??|.", re.DOTALL)


def alternatives(source: str) -> list[str]:
    """Return the outermost alternatives of a regular expression."""
    made, depth = [""], 0
    for piece in _TOKEN.findall(source):
        depth += piece.startswith("(")
        depth -= piece == ")"
        if piece == "|" and not depth:
            made.append("")
        else:
            made[-1] += piece
    return made


@dataclass(frozen=True, slots=True)
class Need:
    """Pieces of text one of which stands in whatever matches; `starts` says that it begins a word there."""

    pieces: frozenset[str]
    starts: bool

    @property
    def telling(self) -> tuple[int, int]:
        """Say how much the need narrows: its shortest piece, then how few there are."""
        return min(map(len, self.pieces)), -len(self.pieces)


def needs(source: str) -> list[Need]:
    """Return what every text that the expression matches has in it, the most telling first; empty if unknown."""
    tokens = _TOKEN.findall(source)
    found, end = _sequence(tokens, 0, at_word=True)
    return (
        sorted(found, key=lambda need: (need.starts, need.telling), reverse=True)
        if end == len(tokens)
        else []
    )


def _branches(tokens: list[str], at: int, *, at_word: bool) -> tuple[list[Need], int]:
    """Read alternatives up to the closing bracket: every one must need something, or nothing is known."""
    found: list[Need] = []
    sure = True
    while True:
        choices, at = _sequence(tokens, at, at_word=at_word)
        best = max(choices, key=lambda need: (need.starts, need.telling), default=None)
        found += [best] if best else []
        sure = sure and best is not None
        if at >= len(tokens) or tokens[at] == ")":
            break
        at += 1
    if not sure:
        return [], at
    return [Need(frozenset().union(*(n.pieces for n in found)), all(n.starts for n in found))], at


def _sequence(tokens: list[str], at: int, *, at_word: bool) -> tuple[list[Need], int]:
    """Read one alternative and gather what it needs."""
    found: list[Need] = []
    run, run_starts, starts = "", at_word, at_word
    while at < len(tokens) and tokens[at] not in "|)":
        piece, at = tokens[at], at + 1
        inner: list[Need] = []
        if piece.startswith("("):
            inner, at = _branches(tokens, at, at_word=starts and not run)
            at += 1
        quantifier = tokens[at] if at < len(tokens) and tokens[at][0] in "?*+{" else ""
        at += bool(quantifier)
        if piece.isalnum() and not quantifier:
            run_starts = run_starts if run else starts
            run, starts = run + piece, False
            continue
        found += [Need(frozenset([run]), run_starts)] if run else []
        found += inner if piece in ("(", "(?:") and quantifier in ("", "+") else []
        run, starts = "", piece in (" ", "^", r"\b") and not quantifier
    return found + ([Need(frozenset([run]), run_starts)] if run else []), at


DATA = Path(__file__).parent / "data"
WORDINGS = {"examples.txt": 1, "spoken.txt": 2}
"""The files of labeled wordings, each with what one of its wordings counts."""


class Wording(NamedTuple):
    """A slotted question with its labels; it counts `weight` times."""

    text: str
    category: str
    also: tuple[str, ...] = ()
    template: str | None = None
    weight: int = 1


@cache
def shipped_wordings() -> tuple[Wording, ...]:
    """Return the labeled wordings that ship, in the order of their files."""
    return tuple(
        w for name, weight in WORDINGS.items() for w in parsed((DATA / name).read_text("utf-8"), weight)
    )


def parsed(text: str, weight: int = 1) -> Iterator[Wording]:
    """Yield the wordings of a text with a line `category|also|template|text` each; `#` begins a remark, `-` is none."""
    for line in text.splitlines():
        if line and not line.startswith("#"):
            category, also, template, wording = line.split("|", 3)
            further = () if also == "-" else tuple(also.split(","))
            yield Wording(wording, category, further, None if template == "-" else template, weight)


@cache
def shipped_rules() -> tuple[Rule, ...]:
    """Return the intent rules that ship."""
    with (DATA / "intent_rules.toml").open("rb") as file:
        return tuple(Rule(**rule) for rule in tomllib.load(file)["rules"])


class _JoinRule(NamedTuple):
    """What a frame needs, and what it must not have, to be joined; None is anything."""

    needs: re.Pattern[str] | None
    never: re.Pattern[str] | None


@cache
def _join_rules() -> Mapping[str, list[_JoinRule]]:
    """Return the conditions on joins by template; `*` is every template."""
    with (DATA / "join_rules.toml").open("rb") as file:
        rules = tomllib.load(file)["rules"]
    made: dict[str, list[_JoinRule]] = {}
    for rule in rules:
        needs, never = (re.compile(rule[key]) if key in rule else None for key in ("needs", "never"))
        made.setdefault(rule["template"], []).append(_JoinRule(needs, never))
    return made


def may_join(template: str, frame: str) -> bool:
    """Say whether a frame may be joined to a template without asking: words that are much alike may ask something else."""
    rules = [*_join_rules()["*"], *_join_rules().get(template, ())]
    return all(
        (rule.needs is None or rule.needs.search(frame)) and not (rule.never and rule.never.search(frame))
        for rule in rules
    )
