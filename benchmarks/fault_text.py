"""Hostile text in everything that strangers send: banks, show notes, names, sheets, layouts; and whether any of it got through."""

from __future__ import annotations

import io
import os
import resource
import shutil
import signal
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

from fault_data import call, leaks
from fault_kills import Row
from fault_scenes import ended, in_child, small_bank

from qbank import bank as banks
from qbank.bank.place import SHARED, Place, shipped
from qbank.model import Bank, Item, is_file_name
from qbank.model.pattern import escape

SECRET = "93483"
"""What the sums below make: it must stand in no output."""
EVIL = (
    "\x1b]0;owned\x07\x1b[31mred\x1b[2J",
    "\x9b31m C1 \x90q\x9c",
    "\u202egnp.exe\u2066 bidi\u200f",
    "{{ 7191 * 13 }} {% for x in range(9) %}{{ 7191 * 13 }}{% endfor %}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}{{ 7191*13 }}",
    "<script>alert(1)</script><img src=x onerror=alert(1)>\"onmouseover='x'",
    "=HYPERLINK(\"http://evil\")",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "[bold red]markup[/bold red] [link=file:///etc/passwd]x[/link]",
    "../../../../tmp/evil",
    "con", "aux.txt", "nul", "a:b", "x" * 3000, "\ud7ff\ufffe\ufeff",
    "Bcc: everybody@example.org",
    "%s%n%x $(touch evil) `touch evil` ; touch evil",
)  # fmt: skip
SUBJECT = ("--guest", "Ada Example", "--technology", "Ceph", "--date", "2026-01-02", "--no-input")
SLOW = {"a million lines", "one endless line", "endless layout", "deep Markdown", "deep HTML", "zip bomb as a sheet"}
"""Bombs that take more than a second or two; a short run leaves them out."""
LIMIT = 60
"""Seconds of processor time that a bomb may take to be refused."""


def hostile_bank(text: str) -> Bank:
    """Return a sound bank that has a text in every place that a stranger can fill."""
    bank = small_bank()
    item = Item(n=1, text=f"{text}?", category="origin", template="why", pattern=escape(f"{text}?"), said=text, asker=text, at=text, links=((text, text),))  # fmt: skip
    episode = replace(bank.episodes[0], title=text, show=text, source=text, guests=(text,), hosts=(text,), kind=text, aliases=(text,), items=(item,))  # fmt: skip
    spoken = replace(bank.show.spoken, introduction=escape(text), preamble=escape(text), contact=escape(text))
    subject = replace(bank.lexicon.subjects[0], aliases=(text,), company=text, makers=(text,), alternatives=(text,), kind=text)  # fmt: skip
    return replace(
        bank,
        show=replace(bank.show, name=text, host=text, domain=text, spoken=spoken, probes=(text,), checklist=(text,)),
        categories=tuple(replace(c, title=text, cues=(text,)) for c in bank.categories),
        traits=tuple(replace(t, ask=text, means=text) for t in bank.traits),
        templates=tuple(replace(t, cue=text, context=escape(text), phrasings=(escape(text),)) for t in bank.templates),
        episodes=(episode,),
        lexicon=replace(bank.lexicon, subjects=(subject,), companies=(text,)),
        themes=tuple(replace(t, words=(text, "raft")) for t in bank.themes),
    )  # fmt: skip


def commands(text: str) -> Iterator[tuple[str, ...]]:
    """Yield every command, with the text as an argument where it takes one."""
    yield from (
        ("check",),
        ("templates",),
        ("templates", "--json"),
        ("stats",),
        ("stats", "--json"),
        ("lint",),
        ("lint", "--json"),
    )
    yield from (
        ("review",),
        ("review", "--json"),
        ("show", "040-ceph"),
        ("show", "040-ceph/1"),
        ("show", "why"),
        ("show", "040-ceph", "--json"),
    )
    yield from (
        ("search", "ceph"),
        ("search", "ceph", "--flat"),
        ("search", "ceph", "--plain"),
        ("search", "ceph", "--json"),
    )
    yield from (
        ("search", "--", text),
        ("show", "--", text),
        ("templates", f"--category={text}"),
        ("lint", f"--accept={text}"),
        ("export", "--", text),
    )
    yield from (
        ("import", "--dry-run", "--", text),
        ("import", "--dry-run", "evil.md"),
        ("import", "evil.md", "--verbose"),
        ("undo",),
    )
    yield from (
        ("import", "evil.html", "--dry-run", "--json"),
        (text,),
        (f"--{text}",),
        ("check", f"--bank={text}"),
        ("check", f"--layout={text}"),
    )
    yield (
        "outline",
        "--guest",
        text,
        "--technology",
        text,
        "--date",
        "2026-01-02",
        "--no-input",
        "--add",
        f"{text}?",
        "--explain",
    )
    yield ("outline", *SUBJECT, "--json", "--no-save")
    yield (
        "outline",
        *SUBJECT,
        *(word for name in ("docx", "md", "html", "txt", "email", "json") for word in ("--to", name)),
        "--force",
    )
    yield from (
        ("export", "ceph-ada-example", "--to", "html", "--copy", "guest", "--force"),
        ("lint", "ceph-ada-example"),
    )
    yield from (("edits", "exports/ceph-ada-example.docx"), ("edits", "evil.md"), ("review", "--join", text, "040-ceph/1"), ("undo", "--json"))  # fmt: skip


def hostile_text(folder: Path, *, full: bool) -> Iterator[Row]:
    """Yield a row for hostile text in every place, and one for bombs."""
    row, began, here = Row(what="hostile text in banks, notes, names and arguments"), time.monotonic(), Path.cwd()  # fmt: skip
    for number, text in enumerate(EVIL if full else (EVIL[0], EVIL[3], EVIL[5])):
        work = folder / str(number)
        _write(hostile_bank(text), work)
        (work / "evil.md").write_text(f"# {text}\n\n### Interview with {text}\n- {text}?\n- Why {text} and why now?\n", "utf-8")  # fmt: skip
        (work / "evil.html").write_text(f"<h1>Episode 3: {text}</h1><ul><li>What is {text}?</li></ul>", "utf-8")  # fmt: skip
        os.chdir(work)
        for argv in commands(text):
            _try(row, argv, text)
        os.chdir(here)
        _sheets(row, work, text)
        _files(row, folder, work, text)
    row.seconds = time.monotonic() - began
    yield row
    yield bombs(folder / "bombs", full=full)


def _write(bank: Bank, folder: Path) -> None:
    (folder / "questions" / "examples").mkdir(parents=True)
    for name in (*SHARED, "show.toml"):
        (folder / "questions" / name).write_text("", "utf-8")
    for path in (shipped(cwd=folder).questions / "examples").glob("*.toml"):
        (folder / "questions" / "examples" / path.name).write_text("", "utf-8")
    banks.save(Place(root=folder, exports=folder / "exports"), bank, base=Bank(), command="start")


def _try(row: Row, argv: tuple[str, ...], text: str) -> None:
    label = f"{' '.join(a[:40] for a in argv)!r} with {text[:30]!r}"
    found = call(*argv)
    row.tried += 1
    row.hit += found.code == 0
    said = found.out + found.err
    if found.traceback or found.code not in {0, 1, 2, 3}:
        row.tracebacks += 1
        row.notes.append(f"{label}: exit {found.code}: {said[-400:]}")
    if found_there := leaks(said):
        row.lost += 1
        row.notes.append(f"{label}: a terminal would obey {found_there!r}")
    if SECRET in said:
        row.lost += 1
        row.notes.append(f"{label}: a template in someone's text was run")
    if "--plain" in argv and any(f[:1] in {"=", "+", "@"} for f in found.out.replace("\n", "\t").split("\t")):
        row.lost += 1
        row.notes.append(f"{label}: a spreadsheet would calculate")


class _Tags(HTMLParser):
    """Gathers what in a page could run or fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note scripts, images, event attributes and links that are none of the web's."""
        values = [f"{name}={value}" for name, value in attrs if name.startswith("on") or (name in {"href", "src"} and not (value or "").startswith(("http://", "https://", "mailto:", "#")))]  # fmt: skip
        self.bad += values + [tag] * (tag in {"script", "img", "iframe", "object", "embed"})


def _sheets(row: Row, work: Path, text: str) -> None:
    """Look into the rendered sheets: no template ran, no page has scripts, no mail has further headers, Word opens."""
    import docx

    for path in sorted((work / "exports").iterdir()):
        row.tried += 1
        label = f"{path.name} with {text[:30]!r}"
        if path.suffix == ".docx":
            said = "\n".join(p.text for p in docx.Document(str(path)).paragraphs)
        else:
            said = path.read_text("utf-8")
        bad = [f"{SECRET} stands there"] if SECRET in said else []
        if path.suffix == ".html":
            tags = _Tags()
            tags.feed(said)
            bad += tags.bad
        if path.suffix == ".eml" and "\nBcc:" in said.split("\n\n")[0]:
            bad.append("a header of the stranger's")
        row.lost += bool(bad)
        row.notes += [f"{label}: {one}" for one in bad]


def _files(row: Row, folder: Path, work: Path, text: str) -> None:
    """See that nothing was written elsewhere, and that every name can stand on every system."""
    made = (p for p in work.rglob("*") if p.relative_to(work).parts[0] != ".qbank")
    bad = [p.name for p in made if not is_file_name(p.name)] + [p.name for p in folder.iterdir() if not p.name.isdecimal()]  # fmt: skip
    bad += ["evil"] if (work / "evil").exists() or Path("/tmp/evil").exists() else []
    row.lost += bool(bad)
    row.notes += [f"{text[:30]!r} made the file {name!r}" for name in bad]


def _bomb_files(folder: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Write bombs, and yield each one's name with the command that reads it."""

    def put(name: str, data: bytes | str) -> str:
        (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
        return name

    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("word/document.xml", b"\0" * 300_000_000)
    zipped = put("zip.docx", raw.getvalue())
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    yield "zip bomb", ("import", "--dry-run", zipped)
    yield "zip bomb as a sheet", ("edits", zipped)
    yield (
        "XML bomb",
        (
            "import",
            "--dry-run",
            put(
                "xml.xml",
                f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]><rss><channel><item><title>&a11;</title></item></channel></rss>',
            ),
        ),
    )
    yield (
        "external entity",
        (
            "import",
            "--dry-run",
            put(
                "xxe.xml",
                '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&e;</title><description>- Why?</description></item></channel></rss>',
            ),
        ),
    )
    aliases = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
    )
    yield ("YAML bomb", ("import", "--dry-run", put("yaml.md", f"---\n{aliases}title: *a11\n---\n# A\n- Why?\n")))
    yield "deep JSON", ("import", "--dry-run", put("deep.json", "[" * 200_000))
    yield ("deep Markdown", ("import", "--dry-run", put("deep.md", "### Interview\n" + ">" * 50_000 + "- Why?\n")))
    yield "deep HTML", ("import", "--dry-run", put("deep.html", "<ul><li>" * 50_000 + "Why?"))
    yield "one endless line", ("import", "--dry-run", put("line.txt", "why " * 2_000_000 + "?"))
    yield "a million lines", ("import", "--dry-run", put("lines.txt", "- Why?\n" * 1_000_000))
    yield "a device", ("import", "--dry-run", "/dev/zero")
    question = "Why " + "a" * 40 + "b now?"
    put("long.md", f"### Interview\n- {question}\n")
    yield "regular expression in cues", ("import", "--dry-run", "long.md", "--bank", "regex")
    yield "endless layout", ("check", "--layout", put("x.txt.jinja", "{% for a in range(99999) %}{% for b in range(99999) %}{% for c in range(99999) %}{{ c }}{% endfor %}{% endfor %}{% endfor %}"))  # fmt: skip


def bombs(folder: Path, *, full: bool) -> Row:
    """Return the row of bombs: each is read or refused in words, within time and memory."""
    row, began = Row(what="bombs: zip, XML, YAML, nesting, size, regular expressions"), time.monotonic()
    folder.mkdir(parents=True)
    _write(small_bank(), folder)
    _write(small_bank(), folder / "regex")
    cues = folder / "regex" / "questions" / "cues.toml"
    cues.write_text('[[cues]]\nmatch = "(a+)+$"\ncategory = "usage"\n', "utf-8")
    for name, argv in _bomb_files(folder):
        if name in SLOW and not full:
            continue
        row.tried += 1
        child = in_child(argv, folder, _limited)
        found = ended(child, folder)
        row.hit += found.code == 0
        if found.traceback or found.code not in {0, 1, 2, 3}:
            row.tracebacks += found.traceback
            row.left += not found.traceback
            row.notes.append(f"{name}: exit {found.code}: {found.err[-300:]}")
        if "root:" in found.out:
            row.lost += 1
            row.notes.append(f"{name}: a file of the host's was read")
    shutil.rmtree(folder)
    row.seconds = time.monotonic() - began
    return row


def _limited() -> None:
    """Give this process four gigabytes and a minute of processor time: what else the machine does is not its fault."""
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, LIMIT))
    signal.alarm(10 * LIMIT)
