"""Files from strangers by the thousand, editors and commands that write at the same time: each part counts what came of it.

Layouts that hang or tell, sheets and outlines that name other places, an editor that saves meanwhile, six writers at once.

    python benchmarks/fault_hostile.py layouts 5000 --seed 1      # or mutations, editor, writers (seconds)
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from fault_kills import Row
from fault_scenes import SUBJECT, written_bank

from qbank import bank as banks
from qbank.bank import disk
from qbank.cli import run
from qbank.errors import BankError, SourceError
from qbank.sheet import bounds
from qbank.sheet.copies import host_copy
from qbank.sheet.formats import samples

LAYOUTS, MUTATIONS, SAVES, SECONDS = 5_000, 10_000, 2_000, 120
"""How much a full run tries: layouts, changed files, saves of an editor, seconds of six writers."""
INSIDE = re.compile(
    r" at 0x[0-9a-f]{6}|<class |<function |<bound method|HostCopy\(|PlannedQuestion\(|root:x:|/site-packages/"
)
"""What shows a reader the inside of the program, or of the machine."""

# ---- layouts

_VALUES = ("x", "l", "sheet", "sheet.parts", "sheet.outline", "sheet.title", "sheet.outline.spoken", "range(9)", "''", "[]", "{}", "9", "0.5", "none", "x.upper", "range", "namespace(a=1)", "cycler(1)", "loop", "self", "caller", "m", "joiner()")  # fmt: skip
_FILTERS = ("abs", "attr('__class__')", "batch(3)", "batch(999999999,'x')", "capitalize", "center(999999999)", "count", "default(x)", "dictsort", "escape", "filesizeformat", "first", "float", "format(x)", "groupby(0)", "indent(99999999)", "int", "items", "join(x)", "join", "last", "length", "list", "lower", "map('upper')", "map(attribute='__class__')", "max", "min", "pprint", "random", "reject", "replace('a', x)", "replace('', x)", "reverse", "round", "safe", "select", "selectattr('title')", "slice(99999999)", "sort", "string", "striptags", "sum", "sum(start=x)", "title", "tojson", "tojson(indent=99999)", "trim", "truncate(9)", "unique", "upper", "urlencode", "urlize", "wordcount", "wordwrap(1)", "xmlattr", "clock", "number", "asked_before", "names", "line", "md", "sign")  # fmt: skip
_TAILS = (".__class__", "['__class__']", ".format(sheet)", ".__init__.__globals__", ".translate({97: x})", ".encode()", ".append(1)", ".mro()", "()", ".replace('a', x)", ".split('a')", ".join(l)", "[0]", "[::-1]", "._fields", "._call")  # fmt: skip
_STATEMENTS: tuple[Callable[[str, str], str], ...] = (
    lambda value, inner: f"{{% for a in {value} %}}{inner}{{% endfor %}}",
    lambda _, inner: f"{{% for a in range(99999) %}}{inner}{{% endfor %}}",
    lambda value, inner: f"{{% for a in {value} recursive %}}{inner}{{{{ loop([a]) }}}}{{% endfor %}}",
    lambda value, inner: f"{{% if {value} %}}{inner}{{% endif %}}",
    lambda value, inner: f"{{% set x = {value} %}}{inner}",
    lambda value, inner: f"{{% set x %}}{inner}{{{{ {value} }}}}{{% endset %}}{{{{ x }}}}",
    lambda value, inner: f"{{% macro m(n) %}}{inner}{{{{ m({value}) }}}}{{% endmacro %}}{{{{ m(1) }}}}",
    lambda value, inner: f"{{% call m({value}) %}}{inner}{{% endcall %}}",
    lambda value, inner: f"{{% filter upper %}}{inner}{{{{ {value} }}}}{{% endfilter %}}",
    lambda value, inner: f"{{% block b{len(inner)} %}}{inner}{{{{ {value} }}}}{{% endblock %}}",
    lambda value, inner: f"{{% include {value} %}}{inner}",
    lambda value, inner: "{% set x = x ~ x %}" * 30 + inner + f"{{{{ {value} }}}}",
    lambda value, inner: "{% set l = l + l %}" * 30 + inner + f"{{{{ {value} }}}}",
    lambda value, inner: inner[: len(inner) // 2] + f"{{{{ {value}",
)  # fmt: skip


def _expression(rng: random.Random, depth: int = 3) -> str:
    made = rng.choice(_VALUES)
    for _ in range(rng.randrange(depth + 1)):
        match rng.randrange(4):
            case 0 | 1:
                made = f"({made}) | {rng.choice(_FILTERS)}"
            case 2:
                made = f"({made}){rng.choice(_TAILS)}"
            case _ if depth:
                sign = rng.choice(("+", "*", "**", "~", "%", "==", "in", "and", "//"))
                made = f"({made}) {sign} ({_expression(rng, depth - 1)})"
            case _:
                made = f"[{made}, {made}]"
    return made


def layout(rng: random.Random) -> str:
    """Return a layout that someone might write to do harm, or out of curiosity."""
    made = f"{{{{ {_expression(rng)} }}}}"
    for _ in range(rng.randrange(5)):
        made = rng.choice(_STATEMENTS)(_expression(rng), made)
    return "{% set x = 'aaaaaaaa' %}{% set l = [1, 2, 'b'] %}" + made


def layouts(count: int, rng: random.Random) -> Row:
    """Fill made-up layouts: each comes to an end within its limits, as a text that shows nothing inside or as a sentence."""
    row, began, here = Row(what="layouts from strangers"), time.monotonic(), bounds.SECONDS
    bounds.SECONDS = 1
    given = {"sheet": host_copy(samples()[0])}
    for _ in range(count):
        source, start = layout(rng), time.monotonic()
        row.tried += 1
        try:
            said = bounds.fill(source, given, name="mine.md")
            row.hit += 1
        except SourceError as error:
            said = str(error)
        if time.monotonic() - start > bounds.PATIENCE + 5:
            row.left += 1
            row.notes.append(f"not ended: {source}")
        if INSIDE.search(said):
            row.lost += 1
            row.notes.append(f"shows {INSIDE.search(said)}: {source} -> {said[:120]}")
    bounds.SECONDS = here
    row.seconds = time.monotonic() - began
    return row


# ---- sheets and outlines

_ODD = ("", "0", "-1", "²", "1e999", "9" * 5000, "a" * 70000, "../../x", "/etc/passwd", "/tmp/qbank-pwned", "http://127.0.0.1:9/", "NaN", "true", "&#10;", "{{ x }}", "{% for %}", "٣", "q01", "q99", "qbank_part_99", "rId999", "+1", "0x10", " ", "A;B", "%s", "file:///etc/passwd", "..\\..\\x", "C:\\x", "~/x", "con")  # fmt: skip
_TOML = ("inf", "-inf", "nan", "1e308", "-1", "0", "99999999999999999999999", "true", "1979-05-27", '""', '"q01"', '"\\u0000"', '"\\u001b[31m"', '"{{ x }}"', '"../../x"', '"/tmp/qbank-pwned"', '"/etc/passwd"', '"..\\\\x"', '"C:x"', '"a\\nb"', '"   "', '"99:99"', '"must"', '"<b>&"', "'''x'''", '"9999-12-31"', "[]", "{}", '["a", "a"]', "[[]]", '"~/x"', '"con"')  # fmt: skip


def mutations(count: int, rng: random.Random, folder: Path) -> Row:
    """Change sheets and outlines in small ways and give them to the commands: nothing outside is read or written, nothing crashes."""
    row, began = Row(what="sheets and outlines changed by strangers"), time.monotonic()
    bank = written_bank(folder / "bank")
    kept, here = Path.cwd(), folder / "strange"
    here.mkdir()
    os.chdir(bank.root)
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            assert run(["outline", *SUBJECT, "--to", "docx"]) == 0
        sheet, outline = (Path(f"exports/ceph-ada-example.{ending}") for ending in ("docx", "toml"))
        parts, text = _parts(sheet), outline.read_text("utf-8")
        watch = _Watch((folder, *_program()))
        for number in range(count):
            if number % 2:
                file = here / "sheet.docx"
                file.write_bytes(_changed_sheet(parts, rng))
                tries: list[list[str]] = [["edits", str(file)], ["import", "--dry-run", str(file)], ["check", "--layout", str(file)]]  # fmt: skip
            else:
                file = here / "outline.toml"
                file.write_text(_changed_outline(text, rng), "utf-8")
                to = rng.choice(("md", "html", "txt", "email", "json", "docx"))
                tries = [["export", str(file), "--to", to, "--force"], ["outline", "refresh", str(file), "--dry-run"]]
            _given(row, rng.choice(tries), watch)
    finally:
        os.chdir(kept)
    row.seconds = time.monotonic() - began
    return row


def _given(row: Row, argv: list[str], watch: _Watch) -> None:
    out, err = io.StringIO(), io.StringIO()
    row.tried += 1
    watch.seen.clear()
    watch.on = True
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(argv)
    watch.on = False
    said = out.getvalue() + err.getvalue()
    row.hit += code == 0
    if "should not have happened" in said or "Traceback" in said or code not in {0, 1, 3}:
        row.tracebacks += 1
        row.notes.append(f"{argv}: {code}: {said[-300:]}")
    if watch.seen or "root:x:" in said:
        row.lost += 1
        row.notes.append(f"{argv}: {sorted(watch.seen)[:4]}")


class _Watch:
    """Notes every file outside of some folders that this process opens, makes, renames or removes, connections, and programs but Python."""

    def __init__(self, allowed: Sequence[Path]) -> None:
        self.allowed = tuple(os.path.realpath(path) for path in allowed)
        self.seen: set[str] = set()
        self.on = False
        sys.addaudithook(self._hook)

    def _hook(self, event: str, args: tuple[Any, ...]) -> None:
        if not self.on:
            return
        if event.startswith("socket.") or (event == "subprocess.Popen" and args[0] != sys.executable):
            self.seen.add(f"{event} {args}")
        elif args and (event == "open" or event.startswith("os.")):
            for path in args[:2]:
                if isinstance(path, str | bytes | os.PathLike):
                    real = os.path.realpath(os.fsdecode(path))
                    if not real.startswith(self.allowed):
                        self.seen.add(f"{event} {real}")


def _program() -> Iterator[Path]:
    """Yield the folders that any command reads or writes: the program's, those that Python looks for modules in, the caches'."""
    yield Path(__file__).resolve().parents[1]
    yield from {Path(path) for path in sys.path if path}
    yield from {Path(path) for path in (*sysconfig.get_paths().values(), sys.base_prefix, sys.prefix) if path}
    yield from (Path("/dev"), Path("/usr/share"), Path("/usr/lib"), Path("/proc/self"), Path("/etc/ld.so.cache"))
    yield Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    yield Path(tempfile.gettempdir()) / "new-"


def _parts(sheet: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(sheet) as package:
        return {name: package.read(name) for name in package.namelist()}


def _changed_sheet(parts: dict[str, bytes], rng: random.Random) -> bytes:
    name = rng.choice([name for name in parts if name.endswith((".xml", ".rels"))])
    if rng.random() < 0.3:
        name = rng.choice([name for name in parts if name.startswith("docProps/")])
    text = parts[name].decode()
    for _ in range(rng.choice((1, 1, 2, 5))):
        places = [*re.finditer(r'="([^"]*)"' if rng.random() < 0.6 else r">([^<]+)<", text)]
        if places:
            found = rng.choice(places)
            text = text[: found.start(1)] + rng.choice(_ODD) + text[found.end(1) :]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for part, data in parts.items():
            if part != name or rng.random() > 0.03:
                package.writestr(part, text if part == name else data)
    return made.getvalue()


def _changed_outline(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    for _ in range(rng.choice((1, 1, 2, 4))):
        at = rng.choice([n for n, line in enumerate(lines) if " = " in line or line.startswith("[")])
        key, equals, _ = lines[at].partition(" = ")
        lines[at] = f"{key} = {rng.choice(_TOML)}" if equals else rng.choice(("", f"{lines[at]}\n{lines[at]}", "[x]"))
    if rng.random() < 0.2:
        lines[0] = f"id = {rng.choice(_TOML)}"
    return "\n".join(lines)


# ---- an editor, and other commands


def editor(count: int, rng: random.Random, folder: Path) -> Row:
    """Have an editor save a file into or over itself at a call of a command that writes: the edit stands, or was read and stands."""
    row, began, note = Row(what="an editor that saves meanwhile"), time.monotonic(), b"# a person's note\n"
    place = written_bank(folder / "bank")
    base = banks.load(place)
    new = replace(base, templates=tuple(replace(t, minutes=t.minutes + 1) for t in base.templates))
    files = sorted((place.questions / "templates").glob("*.toml"))
    before = {path: path.read_bytes() for path in files}
    real = {
        name: getattr(disk, name) for name in ("write_new", "rename", "remove", "keep", "sync", "read", "make_folder")
    }
    calls = _counted(real, -1, lambda: None)
    banks.save(place, new, base=base, command="count")
    total = len(calls)
    while row.tried < count:
        for path, data in before.items():
            path.write_bytes(data)
        victim, number, anew = rng.choice(files), rng.randrange(total), rng.random() < 0.5

        def save(victim: Path = victim, anew: bool = anew) -> None:
            data = victim.read_bytes() + note
            if anew:
                (victim.parent / "editor~").write_bytes(data)
                (victim.parent / "editor~").replace(victim)
            else:
                victim.write_bytes(data)

        made = _counted(real, number, save)
        refused = False
        try:
            banks.save(place, new, base=base, command="race")
        except BankError:
            refused = True
        if number >= len(made):
            # The command made fewer calls this time, and was done before the editor saved.
            continue
        row.tried += 1
        window = anew and number < len(made) and made[number] == "rename"
        if note not in victim.read_bytes() and not window:
            row.lost += 1
            row.notes.append(f"lost at call {number}, {made[number : number + 1]}, {'anew' if anew else 'in place'}")
        row.hit += refused
        row.old += refused
        row.new += not refused
        changed = [path for path in files if path.read_bytes().replace(note, b"") != before[path]]
        row.mixed += refused and bool(changed)
        row.left += bool([*place.root.rglob("*.qbank-*")])
    for name, function in real.items():
        setattr(disk, name, function)
    row.seconds = time.monotonic() - began
    return row


def _counted(real: dict[str, Callable[..., Any]], number: int, act: Callable[[], None]) -> list[str]:
    """Have `act` done before the disk call of that number; return the list that the calls are noted in."""
    made: list[str] = []

    def watched(name: str) -> Callable[..., Any]:
        def call(*given: object, **named: object) -> Any:  # noqa: ANN401
            made.append(name)
            if len(made) - 1 == number:
                act()
            return real[name](*given, **named)

        return call

    for name in real:
        setattr(disk, name, watched(name))
    return made


def writers(seconds: float, folder: Path) -> Row:
    """Six commands at once in one bank, again and again: each does what it was asked, and what it said is there afterwards."""
    row, began = Row(what="six writers at once"), time.monotonic()
    place = written_bank(folder / "bank")
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "caches")}

    def command(*argv: str) -> tuple[int, str, str]:
        done = subprocess.run([sys.executable, "-m", "qbank", *argv], cwd=place.root, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    promised: list[tuple[str, str]] = []

    def work(worker: int) -> None:
        number = 0
        while time.monotonic() - began < seconds:
            number += 1
            notes = folder / f"w{worker}-{number}.md"
            asked = [f"How does Product{worker}x{number} deal with problem {k}?" for k in range(3)]
            notes.write_text(f"# Episode {worker * 1000 + number}: Product{worker}x{number} with Guest{worker} Number{number}\n\n## Interview\n\n" + "".join(f"- {q}\n" for q in asked), "utf-8")  # fmt: skip
            code, out, err = command("import", str(notes), "--json")
            _done(row, code, err)
            if code == 0:
                id_ = json.loads(out)["episodes"][0]["id"]
                promised.extend((f"questions/episodes/{id_}.toml", q) for q in asked)
                code, _, err = command("review", f"{id_}/1", "--category", "usage")
                _done(row, code, err)
            code, out, err = command(
                "outline", "--guest", f"Guest {worker} {number}", "--technology", "Ceph", "--no-input", "--json"
            )
            _done(row, code, err)
            if code == 0:
                id_ = json.loads(out)["id"]
                code, _, err = command("outline", "log", id_, "--note", f"q01=note {worker} {number}")
                _done(row, code, err)
                promised.append((f"exports/{id_}.toml", f"note {worker} {number}"))

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(1, 7)))
    for name, what in promised:
        if not (place.root / name).is_file() or what not in (place.root / name).read_text("utf-8"):
            row.lost += 1
            row.notes.append(f"lost: {what} in {name}")
    banks.load(place)
    row.left += bool([*place.root.rglob("*.qbank-*")])
    row.seconds = time.monotonic() - began
    return row


def _done(row: Row, code: int, err: str) -> None:
    row.tried += 1
    row.hit += code == 0
    row.new += code == 0
    if code:
        # Refused for another command's sake: nobody has edited anything here.
        row.left += 1
        row.notes.append(f"exit {code}: {err[:300]}")


PARTS = ("layouts", "mutations", "editor", "writers")


def hostile(part: str, folder: Path, *, share: float, seed: int) -> Row:
    """Return the row of a part; `share` is how much of a full run is tried."""
    folder.mkdir(parents=True)
    rng = random.Random(f"{seed} {part}")
    tries: dict[str, Callable[[], Row]] = {
        "layouts": lambda: layouts(max(20, round(LAYOUTS * share)), rng),
        "mutations": lambda: mutations(max(30, round(MUTATIONS * share)), rng, folder / part),
        "editor": lambda: editor(max(40, round(SAVES * share)), rng, folder / part),
        "writers": lambda: writers(max(6.0, SECONDS * share), folder / part),
    }
    row = tries[part]()
    shutil.rmtree(folder)
    return row


def main() -> int:
    """Run one part and print its row."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=PARTS)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    rng = random.Random(f"{given.seed} {given.part}")
    with tempfile.TemporaryDirectory(prefix="qbank-hostile-") as name:
        os.environ["XDG_CACHE_HOME"] = f"{name}/caches"
        parts: dict[str, Callable[[], Row]] = {
            "layouts": lambda: layouts(given.count, rng),
            "mutations": lambda: mutations(given.count, rng, Path(name) / "m"),
            "editor": lambda: editor(given.count, rng, Path(name) / "e"),
            "writers": lambda: writers(given.count, Path(name) / "w"),
        }
        row = parts[given.part]()
    print(row)
    return 0 if row.sound else 1


if __name__ == "__main__":
    sys.exit(main())
