"""Changes that a page or an assistant asks for: what is not one is refused in words, and then nothing is changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from banks import shipped_bank
from outlines import full

from qbank import bank as banks
from qbank.bank.place import Place
from qbank.errors import NotFoundError, UsageError
from qbank.tasks import outlines

ROLE = {"role": "sideways", "text": "Why?"}


def kept(folder: Path) -> tuple[Place, outlines.Seen]:
    """Return a place with one outline, and that outline as it stands there."""
    place = Place(root=folder, exports=folder / "exports")
    return place, outlines.see(banks.save_outline(place, full()))


def change(place: Place, seen: outlines.Seen, *changes: dict[str, Any], expected: str = "") -> outlines.Seen:
    """Ask for changes of an outline, by default in the version that was seen."""
    sort: Any = None
    return outlines.change(place, shipped_bank(), seen, changes, expected=expected or seen.digest, sort=sort)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"do": "fly"}, "no change 'fly'"),
        ({"do": "drop", "id": 7}, "id has to be a text"),
        ({"do": "text", "id": "q01", "text": "a" * 4001}, "text has to be a text of at most 4000"),
        ({"do": "minutes", "id": "q01", "minutes": "many"}, "minutes has to be a number"),
        ({"do": "minutes", "id": "q01", "minutes": True}, "minutes has to be a number"),
        ({"do": "lane", "id": "q01", "lane": "fast"}, "no lane 'fast'"),
        ({"do": "wording", "id": "q01", "text": "Say what?"}, "the bank does not word it so"),
        ({"do": "replace", "id": "q01", "template": "none-such"}, "cannot be asked in the place"),
        ({"do": "follow_ups", "id": "q01", "follow_ups": "Why?"}, "has to be a list"),
        ({"do": "follow_ups", "id": "q01", "follow_ups": [ROLE]}, "no role 'sideways'"),
    ],
)
def test_what_is_no_change_is_refused(tmp_path: Path, asked: dict[str, Any], said: str) -> None:
    """The message says what is wrong, and the outline stays as it was, to the byte: a sound change before it, too."""
    place, seen = kept(tmp_path)
    first = {"do": "cue", "id": seen.outline.questions[0].id, "cue": "elsewhere"}
    asked = {**asked, "id": asked["id"] if asked.get("id") == 7 else seen.outline.questions[0].id}
    with pytest.raises((UsageError, NotFoundError), match=said):
        change(place, seen, first, asked)
    assert outlines.see(seen.path) == seen


def test_a_change_of_what_is_not_there_any_more_is_refused(tmp_path: Path) -> None:
    """Whoever asks names the version that was looked at; so many changes at once are nobody's."""
    place, seen = kept(tmp_path)
    with pytest.raises(outlines.ConflictError, match="changed meanwhile"):
        change(place, seen, {"do": "drop", "id": "q01"}, expected="0" * 32)
    with pytest.raises(UsageError, match="too many"):
        change(place, seen, *[{"do": "drop", "id": "q01"}] * (outlines.MOST_CHANGES + 1))
    assert outlines.see(seen.path) == seen
    assert outlines.digest(tmp_path / "none.toml") == ""


def test_a_sound_change_is_kept(tmp_path: Path) -> None:
    """What was asked for stands in the file."""
    place, seen = kept(tmp_path)
    id_ = seen.outline.questions[0].id
    after = change(place, seen, {"do": "cue", "id": id_, "cue": "elsewhere"})
    assert after.outline.questions[0].cue == "elsewhere"
    assert after.digest != seen.digest
