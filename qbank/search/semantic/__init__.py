"""The optional extra `semantic`: a small sentence model says which texts mean nearly the same. It suggests and never decides."""

from __future__ import annotations

from qbank.search.semantic.model import ModelMissingError, available, vectors
from qbank.search.semantic.shelf import Shelf
from qbank.search.semantic.suggesting import Likeness, Suggestion, suggest

__all__ = ["Likeness", "ModelMissingError", "Shelf", "Suggestion", "available", "suggest", "vectors"]
