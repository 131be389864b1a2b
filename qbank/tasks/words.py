"""What a host reads for the values that a brief can have, in the order in which they are offered."""

from __future__ import annotations

from collections.abc import Mapping

from qbank.model import FactType, Family, Relation, Role

RELATION_TITLES: Mapping[Relation, str] = {
    "made": "Made it: a founder or one of its makers", "joined": "Joined when it existed already", "uses": "Uses it",
    "studies": "Studies it", "writes": "Writes it, or about it",
}  # fmt: skip
FAMILY_TITLES: Mapping[Family, str] = {
    "software": "Software that people install and run", "service": "A service that somebody runs for others", "company": "A company or a start-up",
    "language": "A programming language", "standard": "A standard, a format or a protocol", "hardware": "A device or a piece of hardware",
    "publication": "A newsletter, a journal, a show", "book": "A book", "research": "A field or a piece of research",
    "topic": "A topic: something that many people work on", "craft": "A craft or a practice", "person": "A person: the guest's own life and work",
}  # fmt: skip
FACT_TITLES: Mapping[FactType, str] = {
    "choice": "A choice that was made on purpose", "limit": "A limit that it has", "change": "A change: a release, a break, a new name",
    "number": "A number", "claim": "A claim that is made for it", "criticism": "A criticism of it",
    "body": "Who owns it, or who pays for it", "part": "A part of it that has a name", "story": "Something that happened",
    "said": "Something that the guest said or wrote", "past": "Something that the guest did before", "rival": "Something that people use instead",
}  # fmt: skip
ROLE_TITLES: Mapping[Role, str] = {
    "deeper": "+ deeper", "other-side": "↔ the other side", "if-brief": "! if the guest is brief",
}  # fmt: skip
