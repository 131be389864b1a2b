"""A bank of one's own, begun from the one that ships with qbank."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from qbank.errors import BankError
from qbank.model import Show
from qbank.place import SHOW, Place, data_files
from qbank.store import change, disk
from qbank.store.change import FileChange
from qbank.store.data import documents, group
from qbank.store.edit import edit
from qbank.store.load import assemble, decoded, parse

_LEFT_OUT = {"episodes", "templates", "cues", "examples"}
"""What an empty bank does without: questions, and what is said of templates. Cues and examples are borrowed."""


def init(
    folder: Path, *, show: str | None, host: str | None, domain: str | None, empty: bool, shipped: Place
) -> Place:
    """Start a bank in a folder with the shipped bank's data, or without its questions; return its place.

    BankError if there is a bank already, or if the folder cannot be written.
    """
    _refuse_a_bank(folder)
    texts = {name: decoded(name, path) for name, path in data_files(shipped).items()}
    name = SHOW.as_posix()
    texts[name] = _show(texts[name], name, Show(name=show, host=host, domain=domain or ""), empty=empty)
    files = tuple(
        FileChange(name=n, before=None, after=text.encode())
        for n, text in texts.items()
        if not empty or group(n) not in _LEFT_OUT
    )
    with change.explained(folder):
        disk.make_folder(folder)
    with change.locked(folder):
        # Another init may have come first, or one that was cut short has just been finished.
        _refuse_a_bank(folder)
        change.apply(folder, "init", files, kept=False)
    return Place(root=folder, exports=folder / "exports")


def _refuse_a_bank(folder: Path) -> None:
    """Refuse a folder whose `questions` holds anything but what an init that died has staged."""
    questions = folder / "questions"
    held = (p for p in questions.rglob("*") if p.is_symlink() or not p.is_dir())
    if questions.is_symlink() or questions.is_file() or any(not p.name.endswith(".qbank-new") for p in held):
        raise BankError(
            f"{folder} is a bank already",
            hint="name a new folder, or use this one with --bank",
            where=str(folder),
        )


def _show(text: str, name: str, said: Show, *, empty: bool) -> str:
    """Return the text of show.toml with what was said about the show; an empty bank has no templates for rituals."""
    before = assemble({name: parse(name, text)}).show
    after = replace(
        before,
        name=said.name or before.name,
        host=said.host or before.host,
        domain=said.domain or before.domain,
        rituals=() if empty else before.rituals,
    )
    old, new = (documents(assemble({name: {"": one}}))[name] for one in (before, after))
    return edit(text, old, new)
