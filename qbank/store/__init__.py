"""A bank's files: read, checked, written as one change. The only package that touches data files."""

from qbank.store.load import load, read
from qbank.store.save import save

__all__ = ["load", "read", "save"]
