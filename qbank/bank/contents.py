"""What a data file holds, by its name. Importing this module costs next to nothing: a bank that is kept is read with it alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from qbank.lazy import dataclass
from qbank.model import Category, Family, FamilyPlan, KindWords, Subject, Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class Categories:
    """What categories.toml holds."""

    categories: tuple[Category, ...] = ()
    families: Mapping[Family, FamilyPlan] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What lexicon.toml holds."""

    subjects: Mapping[str, Subject] = field(default_factory=dict)
    kinds: Mapping[str, KindWords] = field(default_factory=dict)
    companies: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    protocols: tuple[str, ...] = ()
    heads: Mapping[Family, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Themes:
    """What themes.toml holds."""

    themes: Mapping[str, Theme] = field(default_factory=dict)


def group(name: str) -> str:
    """Return the kind of a data file by its name: "templates" for questions/templates/origin.toml."""
    parts = name.removeprefix("questions/").removesuffix(".toml").split("/")
    return parts[0]


def stem(name: str) -> str:
    """Return the last part of a data file's name, without its ending."""
    return name.rpartition("/")[2].removesuffix(".toml")
