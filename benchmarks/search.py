"""How fast search is, beside plain SQLite FTS5 and bare tantivy, on generated questions. Not collected by pytest.

    python benchmarks/search.py [--sizes 10000,100000,1000000] [--rounds 7]     in one process, queries alternating
    python benchmarks/search.py command [--sqlite-utils PROGRAM]               whole commands, alternating

A phrase is one of the lexicon's, as people say them; a rare phrase two words that happen to stand side by side, mostly once.

The questions are made of a Zipf distribution over the words of the theme lexicon, of common English and invented
words; the same seed gives the same questions. All three engines answer the same queries one after the other, in turns, each first as often as the others, and each once before it is timed;
bare tantivy, with an index of its own of the same fields in one segment too, is handed the query that qbank made (words, themes, templates,
categories), finds and loads the same twenty hits from its own store; FTS5 the same words and phrases joined by OR, the misspelt word corrected, ranked by
bm25, twenty hits, without counting them.

A misspelt word is measured beside bare tantivy three ways. "misspelt": the same query once more, with a fuzzy term in the place of the misspelt
word, as a program that has nothing but tantivy finds it. "put right": the query of the right word, which bare tantivy is told for
nothing. "fuzzy only": one fuzzy term and nothing else, so no themes, no templates, no order among the hits.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from unittest.mock import patch

import tantivy
import tomli_w

from qbank.model import Bank, Category, Episode, Item, Template, Theme
from qbank.search import Index
from qbank.search.cache import build
from qbank.search.index import conditions, corrected, plan
from qbank.search.query import STOP, analyzer, parse

T = TypeVar("T")
ROOT = Path(__file__).parent.parent
CATEGORIES = ("background", "overview", "origin", "architecture", "scaling", "failure-modes", "usage", "operations",
              "comparison", "tradeoffs", "challenges", "community", "future-plans", "closing")  # fmt: skip
COMMON = """the a of to and in is how what you do for it that with are on have was be your as from when which or can at
this by an we they some there people work make data system use project time way new most would get did know think
build different first software does about between see users need code"""
PER_EPISODE = 14
TEMPLATES = 400
SHOWN = 20


Row = tuple[str, str, str, str, str, str, str, int, int, bytes]
"""What the bare index holds of a question: texts, numbers, and what an answer shows of it."""


class Query(NamedTuple):
    """A query and its kind."""

    kind: str
    text: str


def themes() -> tuple[Theme, ...]:
    """Return the shipped lexicon."""
    data = tomllib.loads((ROOT / "questions" / "themes.toml").read_text("utf-8"))["themes"]
    return tuple(Theme(id=name, words=tuple(row["words"]), category=row.get("category")) for name, row in data.items())


def sentences(count: int) -> Iterator[str]:
    """Yield questions of 6 to 24 words; a theme's phrase now and then stays whole."""
    chance = random.Random(42)
    phrases = [word for theme in themes() for word in theme.words]
    chance.shuffle(phrases)
    invented = [
        "".join(chance.choices("bdfgklmnprstvz", k=1)[0] + chance.choice("aeiou") for _ in range(4))
        for _ in range(40_000)
    ]
    words = [*COMMON.split(), *phrases, *invented]
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(words))))
    for _ in range(count):
        yield " ".join(chance.choices(words, cum_weights=weights, k=chance.randint(5, 20))).capitalize() + "?"


def bank(count: int) -> Bank:
    """Return a bank of so many generated questions."""
    chance = random.Random(7)
    texts = list(sentences(count))
    episodes = []
    for n in range(0, count, PER_EPISODE):
        items = tuple(
            Item(
                n=i + 1,
                text=text,
                category=chance.choice(CATEGORIES),
                template=f"template-{chance.randrange(TEMPLATES)}",
                pattern=text,
            )
            for i, text in enumerate(texts[n : n + PER_EPISODE])
        )
        number = n // PER_EPISODE + 1
        name = texts[n].split()[-1].strip("?")
        episodes.append(
            Episode(id=f"{number:05}-{name}", number=number, title=f"{name} in depth", guests=(f"Guest {number}",),
                    technology=name.capitalize(), date=f"20{number % 25:02}-01-02", items=items)
        )  # fmt: skip
    made = tuple(
        Template(id=f"template-{n}", category=CATEGORIES[n % 14], cue=text.split()[0], text=text)
        for n, text in enumerate(sentences(TEMPLATES))
    )
    categories = tuple(Category(id=name, title=name, block="open", minutes=1) for name in CATEGORIES)
    return Bank(episodes=tuple(episodes), templates=made, themes=themes(), categories=categories)


def queries(index: Index) -> list[Query]:
    """Return twelve queries of each kind, chosen by how often the words are said."""
    chance = random.Random(3)
    texts = [text.rstrip("?").lower().split() for text in sentences(4000)]
    words = sorted({word for text in texts for word in text if word.isalpha() and len(word) > 3} - STOP)
    lexicon = [theme for theme in themes() if len(theme.words) > 9]
    unknown = [word for word in words if not index.view.themes.find([(word, word)])]
    by_count = sorted(unknown, key=lambda word: (index.view.says(word), word))
    rare, common = by_count[: len(by_count) // 2], by_count[-24:]
    made = [Query("rare", chance.choice(rare)) for _ in range(12)]
    made += [Query("common", chance.choice(common)) for _ in range(12)]
    made += [Query("two words", f"{chance.choice(common)} {chance.choice(rare)}") for _ in range(12)]
    for text in chance.sample([text for text in texts if len(text) > 8], 12):
        at = chance.randrange(len(text) - 2)
        made.append(Query("rare phrase", f'"{text[at]} {text[at + 1]}"'))
    said = [
        word for theme in themes() for word in theme.words if word.count(" ") == 1 and word.replace(" ", "").isalpha()
    ]
    made += [Query("phrase", f'"{word}"') for word in chance.sample(sorted(set(said)), 12)]
    made += [Query("theme", chance.choice(theme.words)) for theme in chance.sample(lexicon, 12)]
    for word in chance.sample([word for word in by_count[-200:] if len(word) > 6], 12):
        at = chance.randrange(1, len(word) - 1)
        made.append(Query("misspelt", word[:at] + word[at + 1 :]))
    return made + [Query(kind, text) for kind in ("put right", "fuzzy only") for _, text in made[-12:]]


def bare_engine(folder: str) -> tantivy.Index:
    """Return an empty index with the fields that qbank searches, and the hits' data in the engine's own store."""
    schema = tantivy.SchemaBuilder()
    for name in ("text", "about"):
        schema.add_text_field(name, tokenizer_name="stems", index_option="position")
    for name in ("technology", "guest"):
        schema.add_text_field(name, tokenizer_name="words", index_option="position")
    for name in ("episode", "template", "category", "leaning"):
        schema.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("number", "date"):
        schema.add_unsigned_field(name, indexed=True, fast=True)
    schema.add_bytes_field("data", stored=True)
    engine = tantivy.Index(schema.build(), path=folder, reuse=False)
    engine.config_reader("manual")
    engine.register_tokenizer("stems", analyzer())
    engine.register_tokenizer("words", analyzer(stemmed=False))
    return engine


def bare_build(rows: list[Row], folder: Path, threads: int) -> tantivy.Index:
    """Index ready-made values as a program without qbank would: the same fields; 0 threads: as many as the engine likes."""
    folder.mkdir()
    engine = bare_engine(str(folder))
    writer = engine.writer(1_000_000_000, threads)
    for text, about, technology, guest, episode, template, category, number, date, data in rows:
        document = tantivy.Document()
        document.add_text("text", text)
        document.add_text("about", about)
        document.add_text("technology", technology)
        document.add_text("guest", guest)
        document.add_text("episode", episode)
        document.add_text("template", template)
        document.add_text("category", category)
        document.add_text("leaning", category)
        document.add_unsigned("number", number)
        document.add_unsigned("date", date)
        document.add_bytes("data", data)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    engine.reload()
    return engine


def bare_rows(made: Bank) -> list[Row]:
    """Return what the bare index is filled with, made beforehand."""
    return [
        (item.text, f"{e.title} · {e.technology} · {e.guests[0]}", e.technology or "", e.guests[0], e.id, item.template or "",
         item.category or "", e.number or 0, 20200102,
         json.dumps([item.n, item.text, item.kind, item.category, item.template, e.id, e.number, e.title, e.date,
                     e.technology, e.guests]).encode())
        for e in made.episodes for item in e.items
    ]  # fmt: skip


def fts_build(made: Bank, path: str) -> sqlite3.Connection:
    """Index the texts with SQLite FTS5."""
    base = sqlite3.connect(path)
    base.execute("CREATE VIRTUAL TABLE questions USING fts5(text, ref UNINDEXED, tokenize='porter unicode61')")
    rows = ((item.text, f"{e.id}/{item.n}") for e in made.episodes for item in e.items)
    base.executemany("INSERT INTO questions VALUES (?, ?)", rows)
    base.commit()
    return base


def timed(work: Callable[[], T], clock: Callable[[], float] = time.perf_counter) -> tuple[float, T]:
    """Return how long something took, in milliseconds, and what it returned."""
    start = clock()
    found = work()
    return (clock() - start) * 1000, found


def fts_text(index: Index, text: str) -> str:
    """Return the words and phrases that qbank looks for as an FTS5 query."""
    asked, _ = corrected(parse(text), index.view)
    wanted = [word.text for word in asked.words] + [phrase.text for phrase in asked.phrases]
    if not asked.phrases:
        wanted += [word for find in index.view.themes.find(asked.said) for (word, *_) in find.group.words.values()]
    quoted = ['"{}"'.format(word.replace('"', " ")) for word in dict.fromkeys(wanted) if any(map(str.isalnum, word))]
    return " OR ".join(quoted)


def ways(index: Index, bare: tantivy.Index, fts: sqlite3.Connection, query: Query) -> dict[str, Callable[[], Any]]:
    """Return the three ways to answer a query."""
    asked, _ = corrected(parse(query.text), index.view)
    made, _ = plan(asked, index.view, conditions(asked, None, index.view))
    if query.kind == "misspelt":
        made = fuzzy(index, query.text)
    elif query.kind == "fuzzy only":
        made = tantivy.Query.fuzzy_term_query(index.view.item_schema, "text", query.text, 1)
    searcher, words = bare.searcher(), fts_text(index, query.text)
    sql = "SELECT ref, text FROM questions WHERE questions MATCH ? ORDER BY rank LIMIT 20"
    return {
        "qbank": lambda: index.search(query.text, limit=SHOWN).hits,
        "bare": lambda: [
            json.loads(searcher.doc(at)["data"][0].decode()) for _, at in searcher.search(made, SHOWN).hits
        ],
        "fts5": lambda: fts.execute(sql, (words,)).fetchall(),
    }


def fuzzy(index: Index, text: str) -> tantivy.Query:
    """Return the query that qbank makes for a misspelt word, with a fuzzy term in the place of the word it means."""
    asked, _ = corrected(parse(text), index.view)
    term = tantivy.Query.fuzzy_term_query(index.view.item_schema, "text", text, 1)
    with patch("qbank.search.index._said", lambda *_: [term]):
        return plan(asked, index.view, [])[0]


def compare(size: int, rounds: int, *, cpu: bool = False) -> None:
    """Build all three indexes of so many questions and print what each takes; `cpu`: of the processor's time, all threads."""
    building, asking = (time.process_time, time.thread_time) if cpu else (time.perf_counter, time.perf_counter)
    made = bank(size)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "qbank").mkdir()
        spent, engines = timed(partial(build, made, Path(folder) / "qbank"), building)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        index = Index(engines)
        rows = bare_rows(made)
        alike, engine = timed(partial(bare_build, rows, Path(folder) / "alike", 1), building)
        bare, _ = timed(partial(bare_build, rows, Path(folder) / "bare", 0), building)
        rows.clear()
        fts_spent, fts = timed(partial(fts_build, made, str(Path(folder) / "fts.db")), building)
        print(f"\n{size} questions. Build: qbank {spent / 1000:.2f} s, bare tantivy {alike / 1000:.2f} s "
              f"(ratio {spent / alike:.2f}; with all cores, hence segments and no order among equals, {bare / 1000:.2f} s, ratio {spent / bare:.2f}), "
              f"FTS5 {fts_spent / 1000:.2f} s; segments {index.view.items.num_segments}, {engine.searcher().num_segments}")  # fmt: skip
        print(f"peak memory {peak // 1024} MB, of which the bank's records {before // 1024} MB; disk: qbank {_size(folder, 'qbank')} MB, "
              f"bare {_size(folder, 'bare')} MB, FTS5 {_size(folder, 'fts.db')} MB")  # fmt: skip
        del made, engines
        gc.collect()
        _queries(index, engine, fts, rounds, asking)
        fts.close()


def _warm(work: Callable[[], Any], clock: Callable[[], float]) -> float:
    """Return how long something takes that was just done, as while someone types, in milliseconds."""
    work()
    start = clock()
    work()
    return (clock() - start) * 1000


def _size(folder: str, name: str) -> int:
    path = Path(folder) / name
    return sum(p.stat().st_size for p in (path, *path.rglob("*")) if p.is_file()) // 1_000_000


def _queries(
    index: Index, bare: tantivy.Index, fts: sqlite3.Connection, rounds: int, clock: Callable[[], float]
) -> None:
    times: dict[str, dict[str, list[float]]] = {}
    for turn in range(rounds):
        for query in queries(index):
            order = list(ways(index, bare, fts, query).items())
            for name, work in (*order[turn % 3 :], *order[: turn % 3]):
                times.setdefault(query.kind, {}).setdefault(name, []).append(_warm(work, clock))
    print(
        f"{'kind':10} {'qbank':>9} {'bare':>9} {'FTS5':>9}   {'÷ bare':>7} {'÷ FTS5':>7}   p95: qbank, FTS5 (ms, n = {rounds * 12})"
    )
    for kind, by_way in times.items():
        middle = {name: statistics.median(values) for name, values in by_way.items()}
        ends = {name: statistics.quantiles(values, n=20)[-1] for name, values in by_way.items()}
        print(f"{kind:10} {middle['qbank']:9.3f} {middle['bare']:9.3f} {middle['fts5']:9.3f}   {middle['qbank'] / middle['bare']:7.2f} "
              f"{middle['qbank'] / middle['fts5']:7.3f}   {ends['qbank']:.2f}, {ends['fts5']:.2f}")  # fmt: skip


def write_files(made: Bank, root: Path) -> None:
    """Write a bank's episodes and templates as data files."""
    questions = root / "questions"
    for name in ("episodes", "templates"):
        (questions / name).mkdir(parents=True)
    (questions / "show.toml").write_text("", "utf-8")
    for name in CATEGORIES:
        tables = {t.id: {"category": name, "cue": t.cue, "text": t.text} for t in made.templates if t.category == name}
        (questions / "templates" / f"{name}.toml").write_text(tomli_w.dumps(tables), "utf-8")
    for episode in made.episodes:
        items = [{"n": i.n, "text": i.text, "category": i.category, "template": i.template} for i in episode.items]
        head = {
            "title": episode.title,
            "number": episode.number,
            "guests": list(episode.guests),
            "technology": episode.technology,
        }
        (questions / "episodes" / f"{episode.id}.toml").write_text(
            tomli_w.dumps({"id": episode.id, **head, "items": items}), "utf-8"
        )


def command(rounds: int, peer: str | None) -> None:
    """Run whole commands in turns on 10,000 questions and print their medians."""
    made = bank(10_000)
    with tempfile.TemporaryDirectory() as folder:
        root, database = Path(folder) / "bank", str(Path(folder) / "fts.db")
        write_files(made, root)
        fts_build(made, database).close()
        env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        env |= {
            "QBANK_BANK": str(root),
            "XDG_CACHE_HOME": folder,
            "PYTHONPYCACHEPREFIX": str(Path(folder) / "bytecode"),
        }
        run = "import sys; from qbank.__main__ import main; main()"
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "qbank search raft": [sys.executable, "-c", run, "search", "raft"],
        }
        if peer:
            commands["sqlite-utils search"] = [peer, "search", database, "plain", "raft"]
            _plain_table(database)
        times: dict[str, list[float]] = {name: [] for name in commands}
        for turn in range(rounds + 3):
            for name, words in commands.items():
                spent, done = timed(partial(_run, words, env, folder))
                if done.returncode or (name != "python -c pass" and not done.stdout):
                    raise SystemExit(f"{name}: {done.stderr}")
                if turn > 2:
                    times[name].append(spent)
        bare = statistics.median(times["python -c pass"])
        for name, values in times.items():
            print(
                f"{name:22} {statistics.median(values):7.1f} ms  {statistics.median(values) / bare:5.2f} × a bare start  (n = {rounds})"
            )


def _run(words: list[str], env: dict[str, str], folder: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, env=env, cwd=folder, capture_output=True, text=True, check=False)


def _plain_table(database: str) -> None:
    with sqlite3.connect(database) as base:
        base.execute("CREATE TABLE plain AS SELECT ref, text FROM questions")
        base.execute("CREATE VIRTUAL TABLE plain_fts USING fts5(text, tokenize='porter', content=[plain])")
        base.execute("INSERT INTO plain_fts (rowid, text) SELECT rowid, text FROM plain")


def main() -> None:
    """Run what the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", default="library", choices=["library", "command"])
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--sqlite-utils", default=shutil.which("sqlite-utils"), metavar="PROGRAM")
    parser.add_argument("--cpu", action="store_true", help="by the processor's time, for a machine that is busy")
    given = parser.parse_args()
    if given.what == "command":
        command(given.rounds, given.sqlite_utils)
        return
    for size in map(int, given.sizes.split(",")):
        compare(size, given.rounds, cpu=given.cpu)


if __name__ == "__main__":
    main()
