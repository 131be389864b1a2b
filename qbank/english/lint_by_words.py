"""The interviewer's lint for a language of which only words are known: fewer rules than for English, each by the first words.

The words stand under `[lint]` in the language's file in `qbank/words`. As for English, precision comes before recall: a request
("Können Sie uns erzählen, …?") and a choice ("… oder …?") are not closed questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from qbank.regex import regex
from qbank.words import say, table

_SENTENCE = regex(r"[^.!?…]+[.!?…]*")
_END = r"(?!\w)"
_EDGE = " ¿¡«»“”\"'"


@lru_cache(maxsize=64)
def _any(words: tuple[str, ...], *, whole: bool = True) -> str:
    """Return the expression for any of these words, or for any word that begins with one."""
    return rf"(?:{'|'.join(map(re.escape, words))}){_END if whole else ''}"


class Sentences:
    """A text taken apart in a language: which of its sentences ask, and how they begin."""

    def __init__(self, text: str, words: Mapping[str, Sequence[str]]) -> None:
        self._words = {kind: tuple(said) for kind, said in words.items()}
        said = [found.strip(_EDGE) for found in _SENTENCE.findall(text)]
        self.questions = [s for s in said if s.endswith("?")]
        self.invites = any(self.is_request(s) for s in said)

    def is_request(self, sentence: str) -> bool:
        """Say whether a sentence asks someone to tell or explain: a word begins like one of the verbs."""
        return bool(
            re.search(rf"(?<!\w){_any(self._words['invites'], whole=False)}", sentence, re.IGNORECASE)
        )

    def is_choice(self, sentence: str) -> bool:
        """Say whether a sentence gives a choice: "… oder …?"."""
        return bool(re.search(rf"(?<!\w){_any(self._words['choice'])}", sentence, re.IGNORECASE))

    def begins(self, kind: str, sentence: str) -> bool:
        """Say whether a sentence begins with a word of a kind, words like "and" and "so" aside."""
        while found := re.match(_any(self._words["filler"]), sentence, re.IGNORECASE):
            sentence = sentence[found.end() :].lstrip(f",{_EDGE}")
        return bool(re.match(_any(self._words[kind]), sentence, re.IGNORECASE))

    def tag(self, sentence: str) -> str:
        """Return the tag that a question ends with, such as "oder" in "Das war Absicht, oder?"; empty for none."""
        found = re.search(rf",[\s¿]*({_any(self._words['tags'])})\s*\?$", sentence, re.IGNORECASE)
        return found[1] if found else ""


def remarks(text: str, language: str) -> Iterator[tuple[str, str, str]]:
    """Yield the remarks about a question, one a rule: rule, what is wrong, how to mend it; the sentences in that language."""
    found = Sentences(text, table(language)["lint"])
    if not found.questions and not found.invites:
        yield (
            "no-question",
            say("nothing is asked", language),
            say("end on a question, or begin with an invitation to tell", language),
        )
        return
    if len(found.questions) > 1:
        yield (
            "two-questions",
            say(
                "asks {{ count }} things at once; the guest will answer the last",
                language,
                count=len(found.questions),
            ),
            say("ask one, and keep the rest as a follow-up", language),
        )
    for question in found.questions:
        if tag := found.tag(question):
            yield (
                "leading",
                say("“{{ said }}?” asks for a yes", language, said=tag),
                say("ask it as if you did not know: how, what, where", language),
            )
        elif found.begins("leading", question):
            yield (
                "leading",
                say("gives the answer away", language),
                say("ask it as if you did not know: how, what, where", language),
            )
        elif len(found.questions) == 1 and _closed(found, question):
            yield (
                "closed",
                say("can be answered with yes or no", language),
                say("begin with how, what, or where", language),
            )
        else:
            continue
        return


def _closed(found: Sentences, question: str) -> bool:
    return (
        found.begins("closed", question) and not found.is_request(question) and not found.is_choice(question)
    )
