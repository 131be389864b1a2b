"""Make everything that qbank makes in other surroundings, and compare the bytes: locales, time zones, hash seeds, umasks, folders, caches.

    python benchmarks/same_everywhere.py [--only 3]

In each surrounding a bank is begun, an episode imported with the sentence model, an interview planned and exported in every format
for the host and the guest, and the bank asked. All of it is made in one process with one `SOURCE_DATE_EPOCH`. A file or an answer
that differs from the first surrounding's is named, and the exit code is 1.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
SURROUNDINGS: tuple[dict[str, str], ...] = (
    {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC", "UMASK": "022"},
    {"PYTHONHASHSEED": "1", "LC_ALL": "C.UTF-8", "TZ": "UTC", "UMASK": "022"},
    {"PYTHONHASHSEED": "4294967295", "LC_ALL": "C.UTF-8", "TZ": "UTC", "UMASK": "077"},
    {"PYTHONHASHSEED": "random", "LC_ALL": "C", "TZ": "Pacific/Kiritimati", "UMASK": "022"},
    {"PYTHONHASHSEED": "random", "LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TZ": "Pacific/Pago_Pago"},
    {"PYTHONHASHSEED": "2", "LC_ALL": "de_DE.UTF-8", "TZ": "America/St_Johns", "UMASK": "000"},
    {"PYTHONHASHSEED": "3", "LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Kathmandu", "UMASK": "027"},
    {"PYTHONHASHSEED": "4", "LC_ALL": "C", "PYTHONIOENCODING": "latin-1", "TZ": "Europe/Berlin"},
    {"PYTHONHASHSEED": "5", "PYTHONIOENCODING": "ascii", "TZ": "nonsense", "FOLDER": "a folder with – and “ü”"},
    {"PYTHONHASHSEED": "6", "COLUMNS": "20", "TERM": "dumb", "NO_COLOR": "1", "FOLDER": "/".join(["deep"] * 12)},
    {"PYTHONHASHSEED": "7", "PYTHONOPTIMIZE": "2", "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "7"},
    {"PYTHONHASHSEED": "8", "CACHE": "none", "HOME": "/nonexistent", "LANG": "ja_JP.eucJP"},
)  # fmt: skip
"""What surrounds a command. UMASK, FOLDER and CACHE are this script's own: the rights of new files, where the bank lies, no cache folder."""

NOTES = """Episode 77: Wickerwork with Ada Example

Interview:
- What is Wickerwork – and why “now”, señor?
- How does Wickerwork braid a plan out of so many strands?
- How does Wickerwork compare to Basketry?
- When is Wickerwork the wrong choice?
"""
PLAN = (
    "--guest",
    "Ada Example",
    "--technology",
    "Ceph",
    "--fact",
    "choice: it is a log",
    "--no-input",
    "--date",
    "2026-01-02",
)
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("init", "bank", "--show", "Basket", "--host", "Ö. Host", "--domain", "data", "--no-input"),
    ("import", "notes.md", "--bank", "bank", "--json"),
    ("outline", *PLAN, "--bank", "bank", "--json"),
    *(("export", "ceph-ada-example", "--bank", "bank", "--to", to, "--copy", copy, "-o", f"{copy}.{to}", "--date", "2026-01-02")
      for to in ("md", "html", "txt", "docx", "json", "email") for copy in ("host", "guest") if (to, copy) not in {("json", "guest"), ("email", "host")}),
    ("outline", "log", "ceph-ada-example", "--bank", "bank", "--note", "q01=well said"),
    ("search", "scaling", "--bank", "bank", "--json"), ("templates", "--bank", "bank", "--json"), ("stats", "--bank", "bank", "--json"),
    ("show", "040-ceph", "--bank", "bank", "--json"), ("lint", "--bank", "bank", "--json"), ("check", "--bank", "bank", "--json"),
)  # fmt: skip


def make() -> None:
    """Run every command in this folder, in this process; print exit codes and what was said, as JSON."""
    import io
    from contextlib import redirect_stderr, redirect_stdout

    from qbank.cli import run

    os.umask(int(os.environ.get("UMASK", "022"), 8))
    Path("notes.md").write_text(NOTES, "utf-8")
    told = []
    for argv in COMMANDS:
        out = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
        with redirect_stdout(out), redirect_stderr(io.StringIO()) as err:
            code = run(list(argv))
        told.append((code, out.buffer.getvalue().decode(), err.getvalue() if code else ""))
    Path("answers.json").write_text(json.dumps(told), "utf-8")


def made_in(folder: Path, given: dict[str, str]) -> dict[str, str]:
    """Return the digest of every file and answer that was made in a surrounding, by name."""
    here = folder / given.get("FOLDER", "plain")
    here.mkdir(parents=True)
    base = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "QBANK", "PYTHON"))}
    cache = "/nonexistent/cache" if given.get("CACHE") == "none" else str(folder / "caches")
    environment = {**base, "PYTHONPATH": str(TOP), "SOURCE_DATE_EPOCH": "1767312000", "XDG_CACHE_HOME": cache, **given}
    done = subprocess.run([sys.executable, __file__, "--make"], cwd=here, env=environment, capture_output=True, text=True, errors="replace", check=False)  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{given}: {done.stderr[-2000:]}")
    made = {}
    for argv, (code, out, err) in zip(COMMANDS, json.loads((here / "answers.json").read_text("utf-8")), strict=True):
        if code not in {0, 3}:
            raise SystemExit(f"{given}: {argv}: {code}: {err}")
        made["answer of " + " ".join(argv[:3])] = hashlib.sha256(out.encode()).hexdigest()
    for path in sorted(here.rglob("*")):
        name = path.relative_to(here).as_posix()
        if path.is_file() and ".qbank" not in path.parts and name != "answers.json":
            made[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return made


def main() -> int:
    """Make everything everywhere; name what differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--make", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--only", type=int, default=len(SURROUNDINGS), help="the first so many surroundings")
    given = parser.parse_args()
    if given.make:
        make()
        return 0
    differing = 0
    with tempfile.TemporaryDirectory(prefix="qbank-same-") as name:
        first: dict[str, str] = {}
        for number, surrounding in enumerate(SURROUNDINGS[: given.only]):
            made = made_in(Path(name) / str(number), surrounding)
            first = first or made
            wrong = sorted(n for n in first.keys() | made.keys() if first.get(n) != made.get(n))
            differing += bool(wrong)
            print(f"{surrounding}: {len(made)} files and answers, {len(wrong)} differ {wrong[:6]}", flush=True)
    print(f"{given.only} surroundings: {differing} differ from the first")
    return int(bool(differing))


if __name__ == "__main__":
    sys.exit(main())
