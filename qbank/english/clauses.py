"""Is a text a sentence? Told by its words: a verb that can only be one, a subject before it.

Nothing here knows what a text means. Two answers are given, for two uses: what may be a sentence must not be refused, and only
what surely is one can be said as it stands.
"""

from __future__ import annotations

import re

from qbank.lazy import regex

OBJECT = r"(?:the|an?|your|our|its|their|his|her|all|every|some|no|half|most|us|you|them|it|every\w+|\d\S*)\b"
FINITE = regex(
    r"\b(?:is|are|was|were|am|be|has|have|had|does|do|did|can|could|will|would|may|might|must|should|cannot|let's|goes|went|"
    r"\w+n['’]t|(?:i|you|it|he|she|they|we|who|that|there|nobody|someone|everyone|people|users|critics)(?:['’]\w+)? (?!(?:and|or|in|on|at|of|for|with|per|from)\b)\w+|"
    r"\w{2,}(?:ed|[^s\W]s)|gave|took|made|came|ran|wrote|left|kept|built|bought|sold|lost|found|grew|began|broke|chose|cost|"
    r"cut|fell|got|held|knew|led|met|paid|put|read|rose|said|saw|sent|set|shut|spent|stood|took|taught|told|thought|won)\b",
    re.IGNORECASE,
)  # fmt: skip
"""A word by which a text may be a sentence; a plural passes for one, because a sentence must never be refused."""
MANY_DO = regex(
    r"^(?:[\w-]+ )?[$€£]?\d[\d,.]*(?:\+|[kKmM]\b)? (?:[\w-]+ ){1,3}?"
    r"(?:run|use|work|share|depend|rely|live|come|go|sit|write|read|pay|ship|deploy|query|need|want|fail|wait|contribute|maintain|"
    r"arrive|pass|move|make|take|hold|cost|serve|store|keep|land|flow|start|join|subscribe|listen|follow|build|send|get|look|watch|answer)\b",
    re.IGNORECASE,
)
"""A number of things, and what they do: "4,000 DAGs run every night" is a sentence."""
HAPPENED = regex(
    r"\b(?:went|gave|took|came|ran|wrote|began|broke|chose|fell|rose|saw|grew|drove|flew|sank|froze|rewrote|ate|forgot|became|blew|threw|stole|shook|"
    rf"spoke|knew|shipped|failed|crashed|leaked|happened|slipped|stopped|spread)\b(?! by\b)|\b(?:\w+ed|read|lost|left|hit|cost|cut|shut|sent|made|kept|"
    rf"held|brought|built|sold|caught|found|led|paid|met|set|put|split) {OBJECT}|\w+ed (?:through|into|onto|out|off|up|down|away|back|over)\b|"
    r"^(?:the|that|your) (?:[\w-]+ ){1,6}?\w+ed\b(?! by\b)|^(?-i:[A-Z])[\w.]* \w+ed (?-i:[A-Z])",
    re.IGNORECASE,
)
"""What something did, said with a verb: "a flood ruined your workshop" is a sentence, "an outage caused by a typo" is not."""
SURELY_FINITE = regex(
    r"\b(?:is|are|was|were|be|has|have|had|does|do|did|can|could|will|would|may|might|must|should|cannot|\w+n['’]t|"
    r"(?:do|does|did|is|are|was|were|ca|wo|could|should|would)nt|(?:i|you|it|he|she|they|we|who|that)\b|gave|took|made|came|ran|wrote|left|kept|"
    r"lost|found|grew|bought|sold|said|went|chose|built|drew|told|saw|(?:never|always|often|rarely|usually) \w+|"
    r"people \w+ed\b|(?:people|\w+[^s\W]s) (?:now |still |also |only |mostly )?(?:say|see|think|take|get|give|make|need|want|use|run|call|keep|hold|know|find|pay|go|come|read|write|report|stay|live|"
    r"move|sit|fail|stop|share|work|print|send|cost|wait|grow|start|join|leave|build|ship|depend|rely|store|serve)\b|"
    r"^(?:the|every|each|your|our|their|this|an?|one) (?:(?!in\b|of\b|on\b|for\b|with\b|to\b)[\w-]*[^\Ws] ){1,3}?[a-z]+[^\Wsui]s (?!(?:of|and|or)\b)\w+|"
    r"\w+[^s\W]s (?:the|a|an|its|their|your|it|them|you|no|every|each|all|some|most|more|one|two|three|out|up|down|away|back|\d\S*|\w+ly))(?!\w)",
    re.IGNORECASE,
)  # fmt: skip
"""A word that no bare noun phrase has: "no single company owns the project" is a sentence, "no transactions" is not."""
_CERTAIN_OF_MANY = regex(SURELY_FINITE.pattern.partition(r"|\w+[^s\W]s (?:the")[0] + r")(?!\w)", re.IGNORECASE)
"""The same without words that end in -s: "11 million jobs a day" is no sentence."""
SPELLED = r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|a dozen|half a million|a million)"
_SO_MUCH = regex(
    rf"^(?:[a-z]+ (?:than )?)?(?:[$€£]?\d|{SPELLED}\b|half\b|(?:a|one) (?:third|quarter|fifth|tenth|hundredth|thousandth)\b)",
    re.IGNORECASE,
)
"""Begins with how much or how many."""
_NO_SUBJECT = regex(
    r"^(?:not\b|(?:can|could|will|would|must|may|might|should|is|are|was|were|has|had|does|did|grew|threw|took|got|made|gave|wrote|kept|built|bought)"
    r"(?:n['’]?t)?|cant|wont|[a-z]+ed)\b",
    re.IGNORECASE,
)
_BEGINS_LATER = regex(
    r"^(?:in|on|at|after|before|below|above|under|over|since|until|when|if|because|for|with|without|during|from|as|last|this|by|to)\b",
    re.IGNORECASE,
)
"""What comes before the subject of a sentence."""
_ABOUT_ITS_NOUN = regex(
    r", |(?<=\w) (?:that|which|who|whose|when|where|after|before|because|while|if|since|until|so|but)\b", re.IGNORECASE
)


def is_surely_sentence(text: str) -> bool:
    """Say whether a text is surely a sentence: its first clause has a subject, and a verb beside that of a clause about its noun.

    What is not sure is announced, and reads well then whether it is a sentence or not.
    """
    first = re.split(r"[.;!?] ", text, maxsplit=1)[0]
    head = first if _BEGINS_LATER.match(first) else _ABOUT_ITS_NOUN.split(first, maxsplit=1)[0]
    if _NO_SUBJECT.match(first):
        return False
    signs = (_CERTAIN_OF_MANY, MANY_DO) if _SO_MUCH.match(first) else (SURELY_FINITE, HAPPENED, MANY_DO)
    return any(sign.search(head) for sign in signs)


def is_sentence(text: str) -> bool:
    """Say whether a text may be a sentence: it has a word that can be a verb."""
    return bool(FINITE.search(text))
