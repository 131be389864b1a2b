"""A bank of one's own, begun from the one that ships with qbank."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from qbank.errors import BankError
from qbank.model import Show
from qbank.place import SHOW, Place, data_files
from qbank.store import change
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
    if (folder / "questions").exists() or (folder / "questions").is_symlink():
        raise BankError(
            f"{folder} is a bank already",
            hint="name a new folder, or use this one with --bank",
            where=str(folder),
        )
    texts = {name: decoded(name, path) for name, path in data_files(shipped).items()}
    name = SHOW.as_posix()
    texts[name] = _show(texts[name], name, Show(name=show, host=host, domain=domain or ""), empty=empty)
    files = tuple(
        FileChange(name=n, before=None, after=text.encode())
        for n, text in texts.items()
        if not empty or group(n) not in _LEFT_OUT
    )
    with change.explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with change.locked(folder):
        change.apply(folder, "init", files, kept=False)
    return Place(root=folder, exports=folder / "exports")


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
