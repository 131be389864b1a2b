"""Facts of documents: the sentences worth asking about, each with the question that it would bring."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import tomli

from qbank.english.asks import sentences
from qbank.errors import SourceError
from qbank.model import FAMILIES
from qbank.outline.facts import FoundFact, find
from qbank.records import dataclass

if TYPE_CHECKING:
    from qbank.model import Bank, FactType
    from qbank.notes.formats.blocks import Block

_FACT_LIST = re.compile(r"^fact\s*=\s*\[.*?\]\s*$\n?", re.MULTILINE | re.DOTALL)
MARKDOWN, HTML, WORD = {".md", ".markdown", ".mdown", ".rst", ".txt", ""}, {".html", ".htm"}, {".docx"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A fact of a document, and the question that it would bring; empty where the bank has none."""

    fact: FoundFact
    question: str


def facts_of(bank: Bank, paths: Iterable[Path]) -> tuple[Finding, ...]:
    """Return the facts of documents, in order. SourceError names one that cannot be read or is of no known kind."""
    return _findings(bank, find(said for path in paths for said in _sentences(_blocks(path), path.name)))


def facts_in(bank: Bank, text: str, where: str = "text") -> tuple[Finding, ...]:
    """Return the facts of a text in Markdown, in order; `where` is what the text is called."""
    from qbank.notes.formats.markdown import read_markdown

    return _findings(bank, find(_sentences(read_markdown(text, where, lambda _: False).blocks, where)))


def _findings(bank: Bank, found: Sequence[FoundFact]) -> tuple[Finding, ...]:
    asks = {kind: _question(bank, kind) for kind in {f.type for f in found}}
    return tuple(Finding(fact=f, question=asks[f.type]) for f in found)


def into_brief(path: Path, chosen: Sequence[FoundFact]) -> str:
    """Return the text of a file of answers with facts added: what it says otherwise stays. SourceError if it cannot be read."""
    try:
        text = path.read_text("utf-8-sig") if path.exists() else ""
        before = tomli.loads(text).get("fact", [])
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError) as error:
        raise SourceError(
            f"cannot be read: {error}", where=str(path), hint='a TOML file with options by name: fact = ["…"]'
        ) from error
    every = list(dict.fromkeys((*before, *(f"{f.type}: {f.text}" for f in chosen))))
    line = "fact = [\n" + "".join(f"  {json.dumps(one, ensure_ascii=False)},\n" for one in every) + "]\n"
    return _FACT_LIST.sub(lambda _: line, text, count=1) if "fact" in tomli.loads(text) else f"{line}{text}"


def _question(bank: Bank, kind: FactType) -> str:
    """Return what a fact of this type is asked first: the question that asks why, of those that fit most subjects."""
    every = [t for t in bank.templates if t.takes == kind and not t.of_guest]
    frames = [t for t in every if t.step == "why"] or every
    best = min(frames, key=lambda t: (-len(t.families or FAMILIES), t.step != "why", t.id), default=None)
    return best.text if best else ""


def _sentences(blocks: Iterable[Block], name: str) -> Iterator[tuple[str, str]]:
    """Yield the sentences of a document's prose, headings and code aside, each with its place."""
    for block in blocks:
        if block.kind == "heading" or block.aside:
            continue
        # A document is wrapped where its writer liked.
        yield from ((f"{name}:{block.line}", said) for said in sentences(" ".join(block.text.split())))


def _blocks(path: Path) -> Sequence[Block]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(
            f"cannot be read: {error.strerror or error}", where=str(path), hint="name a file on this machine"
        ) from error
    kind = path.suffix.lower()
    if kind in WORD:
        from qbank.notes.formats.worddoc import read_word

        return read_word(data, str(path)).blocks
    from qbank.notes.formats.source import decode

    text, _ = decode(data, str(path))
    if kind in HTML:
        from qbank.notes.formats.html import read_html

        return read_html(text, str(path), lambda _: False).blocks
    if kind in MARKDOWN:
        from qbank.notes.formats.markdown import read_markdown

        return read_markdown(text, str(path), lambda _: False).blocks
    raise SourceError(
        f"{path.suffix} is not a kind of document that can be read",
        where=str(path),
        hint="use Markdown, text, HTML or Word",
    )
