"""What sheets, mails and the lint say, in each language: the words of ours, never those of a show.

English stands where it is said, in layouts and in the code; a file here, `de.toml`, says the same sentences in another language. A sentence that a file does not
have is the host's own, and stays as it is. A language is added by adding one file: a test says what is missing in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from qbank.errors import UsageError, did_you_mean
from qbank.model.pattern import fill

ENGLISH = "en"
_FOLDER = Path(__file__).parent


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """Return the codes of the languages there are, English first."""
    return (ENGLISH, *sorted(path.stem for path in _FOLDER.glob("*.toml")))


def known(language: str) -> str:
    """Return a language's code; UsageError with the nearest if there is no file of it."""
    if language in languages():
        return language
    hint = did_you_mean(
        language, languages(), f"there are {', '.join(languages())}; qbank/english/de.toml shows how one is added"
    )
    raise UsageError(f"there are no words in the language '{language}'", hint=hint)


@lru_cache(maxsize=8)
def table(language: str) -> Mapping[str, Any]:
    """Return what the file of a language holds; nothing for English. UsageError if there is no such file."""
    import tomli

    if known(language) == ENGLISH:
        return {}
    return tomli.loads((_FOLDER / f"{language}.toml").read_text("utf-8"))


def say(text: str, language: str = ENGLISH, /, **slots: object) -> str:
    """Return a sentence of ours in a language, its slots filled: "For {{ guest }}" with `guest="Ada"` is "For Ada".

    A text that the language does not have, a host's own, is returned as it is.
    """
    said = text if language == ENGLISH else table(language)["say"].get(text, text)
    return fill(said, {name: str(value) for name, value in slots.items()}) if slots else said
