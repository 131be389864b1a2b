"""Everybody's questions: notes of any number of shows -> Parquet, counted by wording; on one machine or on many (docs/ARCHIVE.md)."""

from qbank.errors import QbankError


def arrow() -> None:
    """Raise QbankError, with the cure, where pyarrow is not installed."""
    from importlib.util import find_spec

    if find_spec("pyarrow") is None:
        raise QbankError("an archive needs pyarrow, which is not installed", hint="pip install 'qbank[archive]'")
