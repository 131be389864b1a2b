"""Write what is made of the code: the man page, the reference of commands, the reference of the library. `python docs/generate.py`.

Nothing here is written by hand twice: commands and options say themselves what they do, public names have docstrings.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP))

import qbank  # noqa: E402
from qbank.cli.app import COMMANDS, group  # noqa: E402

MAN, COMMANDS_PAGE, LIBRARY_PAGE = (
    TOP / "docs/man/qbank.1",
    TOP / "docs/reference/commands.md",
    TOP / "docs/reference/library.md",
)
SHARED = ("--bank", "--json", "--no-input", "--debug", "--help")
"""Options that every command takes; they are described once."""


def commands() -> Iterator[tuple[str, Any]]:
    """Yield every command by its full name, `outline log` and the like behind `outline`."""
    root = group()
    for name in COMMANDS:
        command = root.get_command(None, name)
        yield name, command
        for part in command.list_commands(None) if hasattr(command, "list_commands") else ():
            yield f"{name} {part}", command.get_command(None, part)


def described(command: Any) -> tuple[str, str]:  # noqa: ANN401 (Typer's classes are private)
    """Return what a command does, and its example."""
    text, _, example = inspect.cleandoc(command.help or "").partition("Example:")
    return " ".join(text.split()), " ".join(example.split())


def parameters(command: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Yield a command's own arguments and options, each as it is written, with what it says; the shared ones are left out."""
    for one in command.params:
        if one.param_type_name == "argument":
            yield one.metavar or one.name.upper(), one.help or ""
        elif not set(one.opts) & set(SHARED) and not getattr(one, "hidden", False):
            value = "" if one.is_flag else f" {one.metavar or one.type.name.upper()}"
            yield ", ".join(one.opts) + value, one.help or ""


def man() -> str:
    """Return the man page, in the macros that every system has (man(7))."""
    lines = [
        f'.TH QBANK 1 "" "qbank {qbank.__version__}" "User Commands"', ".SH NAME", "qbank \\- an interview question bank for hosts of technical podcasts",
        ".SH SYNOPSIS", ".B qbank", ".I COMMAND", "[\\fIOPTION\\fR ...] [\\fIARGUMENT\\fR ...]", ".SH DESCRIPTION",
        "Reads a show's own notes, turns every question into a reusable template, and plans the next guest's interview. It works offline, on text files.",
        ".SH COMMANDS",
    ]  # fmt: skip
    for name, command in commands():
        what, example = described(command)
        lines += [".SS " + _roff(f"qbank {name}"), _roff(what)]
        for written, said in parameters(command):
            lines += [".TP", f"\\fB{_roff(written)}\\fR", _roff(said)]
        if example:
            lines += [".PP", "Example:", "." + "PP", f"\\fB{_roff(example)}\\fR"]
    lines += [
        ".SH OPTIONS OF EVERY COMMAND", ".TP", "\\fB\\-\\-bank DIR\\fR", "The bank's folder.", ".TP", "\\fB\\-\\-json\\fR", "Print one JSON object, where there are data.",
        ".TP", "\\fB\\-\\-no\\-input\\fR", "Never ask; say which option is missing.", ".TP", "\\fB\\-\\-debug\\fR", "Show the traceback of an error.",
        ".TP", "\\fB\\-\\-help\\fR", "Say what the command does, and stop.",
        ".SH EXIT STATUS", "0 done; 1 failed; 2 wrong usage; 3 a check found something; 4 input is needed and there is no terminal; 130 interrupted.",
        ".SH ENVIRONMENT", ".TP", "\\fBQBANK_BANK\\fR", "The bank's folder, where \\-\\-bank does not say it.", ".TP", "\\fBNO_COLOR\\fR", "Print without color.",
        ".TP", "\\fBSOURCE_DATE_EPOCH\\fR", "Today, in seconds since 1970.",
        ".SH FILES", "questions/ holds a bank's data, templates/ its layouts, exports/ its outlines and sheets. Without a bank of your own, the one that ships is read.",
    ]  # fmt: skip
    return "\n".join(lines) + "\n"


def _roff(text: str) -> str:
    """Return a text as roff prints it unchanged."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("…", "...")
    return re.sub(r"^([.'])", r"\\&\1", " ".join(text.split()))


def commands_page() -> str:
    """Return the reference of commands in Markdown."""
    lines = ["# Commands", "", "Made by `python docs/generate.py` from the commands themselves; `qbank COMMAND --help` says the same.", "",
             "Every command takes `--bank DIR`, `--no-input` and `--debug`, and `--json` where there are data.", ""]  # fmt: skip
    for name, command in commands():
        what, example = described(command)
        lines += [f"## qbank {name}", "", _cell(what), ""]
        if example:
            lines += ["```sh", example, "```", ""]
        rows = list(parameters(command))
        if rows:
            lines += [
                "| | |",
                "|---|---|",
                *(f"| `{written.replace('|', chr(92) + '|')}` | {_cell(said)} |" for written, said in rows),
                "",
            ]
    return "\n".join(lines).rstrip("\n") + "\n"


def _cell(text: str) -> str:
    return re.sub(r"([|<>*_\[\]])", r"\\\1", " ".join(text.split()))


def library_page() -> str:
    """Return the reference of what `import qbank` offers, made of its docstrings."""
    lines = [
        "# The library",
        "",
        "Made by `python docs/generate.py` from the docstrings of what `import qbank` offers. Types are in the package (`py.typed`).",
        "",
    ]
    for name in sorted(qbank.__all__, key=str.casefold):
        thing = getattr(qbank, name)
        lines += [f"## {name}", ""]
        if callable(thing):
            lines += ["```python", _signature(name, thing), "```", ""]
        lines += [_docstring(name, thing), ""]
        if inspect.isclass(thing):
            for method, function in inspect.getmembers(thing, inspect.isfunction):
                if not method.startswith("_") and function.__doc__:
                    lines += [f"**`{_signature(method, function)}`**", "", inspect.cleandoc(function.__doc__), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _signature(name: str, thing: Any) -> str:  # noqa: ANN401
    try:
        return f"{name}{str(inspect.signature(thing)).replace(chr(39), '')}"
    except ValueError:
        return f"{name}(...)"


def _docstring(name: str, thing: Any) -> str:  # noqa: ANN401
    """Return what a name's docstring says; of a value, the text that stands below it in its module."""
    if callable(thing) and (text := inspect.getdoc(thing)):
        return text
    from qbank import _HOMES

    module = TOP / "qbank" / f"{_HOMES[name].replace('.', '/')}.py"
    body = ast.parse(module.read_text("utf-8")).body
    for at, node in enumerate(body[:-1]):
        target = getattr(node, "target", None) or next(iter(getattr(node, "targets", [])), None)
        below = body[at + 1]
        if (
            isinstance(target, ast.Name)
            and target.id == name
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
        ):
            return inspect.cleandoc(str(below.value.value))
    return ""


PAGES = {MAN: man, COMMANDS_PAGE: commands_page, LIBRARY_PAGE: library_page}


def main() -> None:
    """Write every page that differs."""
    for path, make in PAGES.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(make(), "utf-8")


if __name__ == "__main__":
    main()
