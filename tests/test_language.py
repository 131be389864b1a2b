"""The language of an episode is told by its small words."""

from __future__ import annotations

import pytest

from qbank.english.terms import language_of


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("en", ["How did you get started?", "What is it?"]),
        ("en", ["Was it hard?", "Die Hard?"]),
        ("en", []),
        ("de", ["Wie seid ihr auf die Idee gekommen?", "Was ist das Besondere an eurer Arbeit?"]),
        ("fr", ["Comment est née cette idée ?", "Quelles sont les limites du système pour vous ?"]),
        ("es", ["¿Cómo se te ocurrió la idea?", "¿Cuál es el mayor reto que has tenido?"]),
        ("pt", ["Como surgiu a ideia do projeto?", "Qual é o maior desafio que você teve?"]),
    ],
)
def test_languages(language: str, texts: list[str]) -> None:
    """German, French, Spanish and Portuguese are told from English, and a doubtful text is English."""
    assert language_of(texts) == language
