"""A lint rule for qbank: words from a brochure are named, with the plain word beside each.

A rule gets one question. It returns None, or two texts: what is wrong, and how to mend it. The name of its entry point is the name
of the rule: `qbank lint --accept plain-words` leaves it out, and so does `accept` in show.toml.
"""

import re

PLAIN = {
    "leverage": "use",
    "utilize": "use",
    "facilitate": "help",
    "learnings": "lessons",
    "going forward": "from now on",
}
_WORDS = re.compile(rf"\b({'|'.join(PLAIN)})\b", re.IGNORECASE)


def plain_words(question: str) -> tuple[str, str] | None:
    """Name the first word of a question that nobody says aloud."""
    found = _WORDS.search(question)
    if found is None:
        return None
    return f"“{found[0]}” is a word from a brochure", f"say “{PLAIN[found[0].lower()]}”"
