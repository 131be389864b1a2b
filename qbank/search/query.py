"""What words mean to a searcher: text as the index sees it, themes, and a query taken apart.

Questions, themes and queries are folded, split and stemmed in the same way. A theme is words that mean the same to a searcher;
words are compared by their stems.
"""

# No annotations from the future: a named tuple compiles each that is a text, and a search starts with twenty of them.

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

if TYPE_CHECKING:
    from tantivy import TextAnalyzer

    from qbank.model import Theme

_STOP_WORDS = """
    a about all am an and any are as asked asking ask at be been being but by can could did do does doing for from
    get had has have he her him his how i if in into is it its just ll me my no nor not of on or our past question
    questions re s she should so some t tell than that the their them then there these they this those to too up us ve versus vs
    very was we were what when where which while who whom whose why will with would you your
"""
STOP = frozenset(_STOP_WORDS.split())
"""Words that say nothing about a theme: they are left out of a query's words, not of its phrases."""

# Compiled when they are first needed: most searches need none of them.
_SYMBOLS = r"(?i)(?<![^\W_])(c|f|j|x)(\+\+|#)(?![^\W_])"
_IDEOGRAPH = "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]"
_DATE = r"(\d{4})-(\d\d)(?:-(\d\d))?(?![\d-])"
_LONG = 60
"""Bytes: a longer word is not a word."""
_SPELLED = {"++": "plusplus", "#": "sharp"}


def plain(text: str) -> str:
    """Return the text ready for the tokenizer: C++ and C# as words of their own, one word an ideograph."""
    if "#" in text or "++" in text:
        text = re.sub(_SYMBOLS, lambda m: m[1] + _SPELLED[m[2]], text)
    if text.isascii():
        return text
    return re.sub(_IDEOGRAPH, r" \g<0> ", unicodedata.normalize("NFKC", text))


@cache
def analyzer(*, stemmed: bool = True) -> "TextAnalyzer":
    """Return the tokenizer of stems, or of whole words: lower case, accents off, less than 60 bytes a word."""
    from tantivy import Filter, TextAnalyzerBuilder, Tokenizer

    built = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(_LONG)).filter(Filter.lowercase())
    built = built.filter(Filter.ascii_fold())
    return (built.filter(Filter.stemmer("english")) if stemmed else built).build()


def stems(text: str) -> list[str]:
    """Return the stems of a text's words, in order."""
    return list(analyzer().analyze(plain(text)))


def cut(text: str) -> list[tuple[str, str]]:
    """Return a text's words in order, each in lower case without accents, with its stem."""
    text = plain(text)
    words = text.lower().split() if text.isascii() and text.replace(" ", "").isalnum() and len(text) < _LONG else None
    return list(zip(words or analyzer(stemmed=False).analyze(text), analyzer().analyze(text), strict=True))


def tokens(text: str) -> list[str]:
    """Return a text's words in lower case without accents, in order, as many as `stems` returns."""
    return list(analyzer(stemmed=False).analyze(plain(text)))


def day_number(date: str) -> int | None:
    """Return a date like 2017-05-03 as 20170503, 2017-05 as its day 0; None if it is not a date."""
    found = re.match(_DATE, date)
    return int(found[1] + found[2] + (found[3] or "00")) if found else None


Cut = Callable[[str], Sequence[tuple[str, str]]]
"""Cuts a text into its words in lower case, each with its stem."""

_LIGHT_WORDS = """
    a an the i you he she it we they me him her us them my your his its our their this that these those to of for
    in on at by with is are was were be been being do does did have has had should would could can will shall may
    might must s t d m ll ve re
"""
_LIGHT = frozenset(_LIGHT_WORDS.split())
"""Words that a phrase may have or lack and still be the same: "why was it created", "why it is created"."""
_SHELVES = 256
"""So many shelves hold the entries; a search opens one for each word or run of words that it looks up."""
_LIKE, _MOST_LIKE = 0.72, 5
"""So like a text a word must be, as difflib counts it, and so many of them are taken."""
_HOLLOW = frozenset(("what", "when", "why", "who", "how", "where", "which", "not", "no", "and", "or"))
"""Words that make no phrase by themselves."""


class Group(NamedTuple):
    """One theme as a searcher needs it: its words and phrases as stems joined by blanks, with their spellings."""

    id: str
    category: str | None
    words: Mapping[str, Sequence[str]]


class Find(NamedTuple):
    """Words of a text, by their places in it, that belong to the theme `group`."""

    group: Group
    places: tuple[int, ...]


class Themes:
    """All themes, ready to be looked up. Nothing here changes after it is made.

    Every theme is a line, which is taken apart when the theme is first found, and so is, after them, every shelf of the words and
    phrases that lead to themes: kept in a file, they are read a line at a time.
    """

    def __init__(self, ids: Sequence[str], longest: int, line: Callable[[int], str | bytes]) -> None:
        """Take the themes' ids, the number of words of the longest entry, and what gives line n."""
        self.ids, self.longest, self._line = ids, longest, line
        self._read: dict[int, Group] = {}
        self._opened: dict[int, Mapping[str, Sequence[int]]] = {}
        self._spelt: dict[str, list[str]] = {}

    @property
    def groups(self) -> dict[str, Group]:
        """All themes by id."""
        return {name: self._group(n) for n, name in enumerate(self.ids)}

    def _group(self, n: int) -> Group:
        if n not in self._read:
            self._read[n] = Group(self.ids[n], *json.loads(self._line(n)))
        return self._read[n]

    def _led_to(self, stems: str) -> Sequence[int]:
        """Return the places of the themes that these stems, joined by blanks, are an entry of."""
        at = _shelf(stems)
        shelf = self._opened.get(at)
        if shelf is None:
            shelf = self._opened[at] = json.loads(self._line(len(self.ids) + at))
        return shelf.get(stems, ())

    def find(self, words: Sequence[tuple[str, str]]) -> list[Find]:
        """Return what of these words, each with its stem, belongs to a theme: long phrases first, no word twice.

        A phrase is found with or without its light words. A word that stands in a theme as it is spelt is not taken for another
        theme's word of the same stem: a customer is not a customization.
        """
        found: list[Find] = []
        taken: set[int] = set()
        heavy = [at for at, (word, _) in enumerate(words) if word not in _LIGHT]
        for places in (*self._runs(heavy), *self._runs(range(len(words))), *((at,) for at in range(len(words)))):
            entries = self._led_to(" ".join([words[at][1] for at in places]))
            if entries and taken.isdisjoint(places):
                taken.update(places)
                groups = [self._group(n) for n in entries]
                found += [Find(group, places) for group in _as_spelt(groups, words, places)]
        return found

    def _runs(self, places: Sequence[int]) -> Iterator[tuple[int, ...]]:
        for length in range(min(self.longest, len(places)), 1, -1):
            for start in range(len(places) - length + 1):
                yield tuple(places[start : start + length])

    def spelt_like(self, text: str) -> list[str]:
        """Return the ids of themes that have a word spelt like this text, the likest first."""
        from difflib import get_close_matches

        if not self._spelt:
            for group in self.groups.values():
                for word in (word for words in group.words.values() for word in words):
                    self._spelt.setdefault(word, []).append(group.id)
        size = len(text)
        # Most words are too long or too short to be like it: that is seen sooner here than by difflib.
        able = [word for word in self._spelt if 2 * min(len(word), size) >= _LIKE * (len(word) + size)]
        return [name for word in get_close_matches(text, able, _MOST_LIKE, _LIKE) for name in self._spelt[word]]

    def named(self, name: str, words: Sequence[tuple[str, str]]) -> list[Group]:
        """Return the theme of this id, else those that these words, each with its stem, are an entry of."""
        if name in self.ids:
            return [self._group(self.ids.index(name))]
        return [self._group(n) for n in self._led_to(" ".join(stem for _, stem in words))]


def _as_spelt(groups: list[Group], words: Sequence[tuple[str, str]], places: tuple[int, ...]) -> list[Group]:
    if len(places) > 1 or len(groups) == 1:
        return groups
    word, stem = words[places[0]]
    typed = word.removesuffix("s")
    return [g for g in groups if any(w.lower().removesuffix("s") == typed for w in g.words.get(stem, ()))] or groups


def compile_themes(themes: "Iterable[Theme]", cut: Cut) -> Themes:
    """Return the themes of a bank, ready for look-up, in the order they stand in."""
    ids, longest, lines = theme_lines(themes, cut)
    return Themes(ids, longest, lines.__getitem__)


def theme_lines(themes: "Iterable[Theme]", cut: Cut) -> tuple[list[str], int, list[str]]:
    """Return what `Themes` is made of."""
    ids: list[str] = []
    rows: list[str] = []
    entries: dict[str, list[int]] = {}
    for n, theme in enumerate(themes):
        words: dict[str, list[str]] = {}
        for word in (*theme.words, theme.id.replace("-", " ")):
            for key in dict.fromkeys(_keys(cut(word))):
                words.setdefault(key, []).append(word)
        for key in words:
            entries.setdefault(key, []).append(n)
        ids.append(theme.id)
        rows.append(json.dumps([theme.category, words], separators=(",", ":")))
    longest = max((key.count(" ") + 1 for key in entries), default=1)
    shelves: list[dict[str, list[int]]] = [{} for _ in range(_SHELVES)]
    for key, led_to in entries.items():
        shelves[_shelf(key)][key] = led_to
    kept = [json.dumps(shelf, separators=(",", ":")) for shelf in shelves]
    return ids, longest, rows + kept


def _shelf(stems: str) -> int:
    """Return the shelf on which an entry stands."""
    return crc32(stems.encode("utf-8", "replace")) % _SHELVES


def _keys(parts: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield a phrase's stems, then those without its light words if they still say something."""
    if not parts:
        return
    yield " ".join(stem for _, stem in parts)
    heavy = [(word, stem) for word, stem in parts if word not in _LIGHT]
    if len(heavy) > 1 and any(word not in _HOLLOW for word, _ in heavy):
        yield " ".join(stem for _, stem in heavy)


FIELDS = {
    "technology": "technology", "subject": "technology", "category": "category", "theme": "theme",
    "guest": "guest", "episode": "episode", "template": "template",
}  # fmt: skip
"""The names that may stand before a colon, and the field each means."""

LONGEST = 64
"""How many different words of a query are looked for."""

# Compiled when a query has more than plain words.
_PIECE = (
    r"(?P<minus>(?<!\S)[-\u2212](?=[\w\"“]))?"
    r"(?:(?P<field>[A-Za-z]+):(?=[^\s:/]))?"
    r"(?:[\"“”](?P<phrase>[^\"“”]*)(?:[\"“”]|$)|(?P<word>[^\s\"“”]+))"
)


class Word(NamedTuple):
    """One word of a query as it was typed, and its stem.

    `open` says that a star stands behind it and it may go on, `typed` what it replaces when it is a correction.
    """

    text: str
    stem: str
    open: bool = False
    typed: str = ""


class Phrase(NamedTuple):
    """Words that must stand side by side: as they were typed, and their stems."""

    text: str
    stems: tuple[str, ...]


class Ask(NamedTuple):
    """A query taken apart. `phrases` must stand in an answer, `without` must not, `fields` narrow it down.

    `said` are all words in order with their stems, stop words too: themes are found by them.
    """

    words: tuple[Word, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    without: tuple[tuple[str, ...], ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    without_fields: tuple[tuple[str, str], ...] = ()
    said: tuple[tuple[str, str], ...] = ()
    ignored: int = 0
    stop_words: int = 0

    @property
    def only_words(self) -> bool:
        """Say whether nothing narrows the answer down."""
        return not (self.phrases or self.without or self.fields or self.without_fields)

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to look for."""
        return not self.words and self.only_words


def readable(text: str) -> str:
    """Return the text without what no text can hold: half characters from a shell, NUL."""
    if text.isascii() and "\0" not in text:
        return text
    return text.encode("utf-8", "replace").decode().replace("\0", " ")


class _Piece(NamedTuple):
    """A word or a quoted phrase as it stands in a query, with the field before it and whether a minus is."""

    value: str
    quoted: bool = False
    field: str = ""
    minus: bool = False


def parse(text: str) -> Ask:
    """Return what a query asks for. Quotes left open end with the text; an unknown field is a plain word."""
    text = readable(text)
    if text.replace(" ", "").isalnum():  # most queries: nothing but words
        said = cut(text)
        words, stop_words = _words([(pair, False) for pair in said])
        return Ask(words[:LONGEST], said=tuple(said), ignored=len(words[LONGEST:]), stop_words=stop_words)
    if text[:1] == text[-1:] == '"' and text[1:-1].replace(" ", "").isalnum():  # or one phrase and nothing else
        said = cut(text[1:-1])
        if len(said) > 1:
            return Ask(phrases=(_phrase(said),), said=tuple(said))
    return _taken_apart(list(_pieces(text)))


def _taken_apart(pieces: list["_Piece"]) -> Ask:
    plain = [(piece, cut(piece.value)) for piece in pieces if not piece.field and not piece.minus]
    alone = [(piece, found) for piece, found in plain if len(found) == 1 or not piece.quoted]
    words, stop_words = _words([(pair, piece.value.endswith("*")) for piece, found in alone for pair in found])
    return Ask(
        words[:LONGEST],
        tuple(dict.fromkeys([_phrase(found) for piece, found in plain if piece.quoted and len(found) > 1])),
        tuple(dict.fromkeys(stems for p in pieces if p.minus and not p.field and (stems := _stems(cut(p.value))))),
        tuple([(piece.field, piece.value) for piece in pieces if piece.field and not piece.minus]),
        tuple([(piece.field, piece.value) for piece in pieces if piece.field and piece.minus]),
        tuple([pair for _, found in plain for pair in found]),
        len(words[LONGEST:]),
        stop_words,
    )


def _words(said: Iterable[tuple[tuple[str, str], bool]]) -> tuple[tuple[Word, ...], int]:
    """Return the words to look for, each stem once, and how many stop words were left out; `said` tells which are open."""
    words: dict[str, Word] = {}
    stop_words = 0
    for (word, stem), is_open in said:
        if word in STOP:
            stop_words += 1
        else:
            words.setdefault(stem, Word(word, stem, is_open))
    return tuple(words.values()), stop_words


def _pieces(text: str) -> Iterator[_Piece]:
    for found in re.finditer(_PIECE, text):
        name, quoted = (found["field"] or "").lower(), found["phrase"] is not None
        value = (found["phrase"] if quoted else found["word"]) or ""
        field = FIELDS.get(name, "")
        if name and not field:
            value = f"{name} {value}"
        yield _Piece(value, quoted, field, bool(found["minus"]))


def _phrase(found: list[tuple[str, str]]) -> Phrase:
    return Phrase(" ".join([word for word, _ in found]), _stems(found))


def _stems(found: list[tuple[str, str]]) -> tuple[str, ...]:
    return tuple([stem for _, stem in found])
