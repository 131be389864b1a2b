"""E-mail as a mail program saves it: who wrote to whom, about what, and the text."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime

from qbank.records import dataclass
from qbank.regex import regex

_HEADER = regex(
    rb"^(?:From|To|Subject|Date|Message-ID|Received|Return-Path|MIME-Version|Content-Type|X-Unsent|Delivered-To|Reply-To):\s",
    re.IGNORECASE | re.MULTILINE,
)
_ANSWERS = regex(r"^\s*(?:re|aw|sv|antw?|ref|rif|res|odp)(?:\[\d+\])?\s*:\s*", re.IGNORECASE)
_PASSED_ON = regex(r"^\s*(?:fwd?|wg|tr|rv|enc|vs)\s*:\s*", re.IGNORECASE)
_SAYS = regex(
    r"^(?:On|Am|Le|El|Em|Op|Den)\b.{5,200}(?:wrote|schrieb|a écrit|escribió|escreveu|schreef|skrev)\s*:\s*$",
    re.MULTILINE,
)
_QUOTED = regex(r"^> ?", re.MULTILINE)
_SIGNATURE = regex(r"^-- ?$.*", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mail:
    """One message: its fields in the names that front matter has, its text, and whether that is HTML."""

    fields: dict[str, object]
    text: str
    html: bool


def looks_like_mail(data: bytes) -> bool:
    """Say whether a file begins with the headers of a message."""
    head = data[:8192].lstrip().replace(b"\r\n", b"\n").split(b"\n\n", 1)[0]
    names = {found[0].split(b":")[0].lower() for found in _HEADER.finditer(head)}
    sent = names & {b"from", b"message-id", b"received", b"mime-version", b"x-unsent"}
    return len(names) >= 3 and bool(sent) and (b"subject" in names or b"to" in names)


def read_mail(data: bytes) -> Mail:
    """Return a message's fields and text. Whoever writes is the host, or the guest where they answer quoted questions."""
    try:
        message = message_from_bytes(data.lstrip(), policy=policy.default)
        subject = str(message.get("subject") or "").strip()
        senders, receivers = _people(message, "from"), _people(message, "to")
        when = message.get("date")
        date = parsedate_to_datetime(str(when)).date().isoformat() if when else None
    except (MessageError, ValueError, TypeError, LookupError, AttributeError, IndexError):
        return Mail({}, data.decode("utf-8", "replace"), html=False)
    text, html = _body(message)
    answered = bool(_ANSWERS.match(subject)) and len(re.findall(r"^>.*[?？؟]", text, re.MULTILINE)) >= 2
    if not html:
        text = _SIGNATURE.sub("", _SAYS.sub("", text))
        if answered:
            text = _QUOTED.sub(
                "", "\n".join(line if line.startswith(">") else "" for line in text.split("\n"))
            )
    title = _PASSED_ON.sub("", _ANSWERS.sub("", subject))
    hosts, guests = (receivers, senders) if answered else (senders, receivers)
    fields: dict[str, object] = {"title": title, "date": date, "hosts": hosts, "guests": guests}
    return Mail({k: v for k, v in fields.items() if v}, text, html)


def _people(message: EmailMessage, header: str) -> list[str]:
    """Return the names in a header; an address without a name names nobody."""
    named = [
        name
        for name, address in getaddresses([str(v) for v in message.get_all(header, [])])
        if name and name != address
    ]
    return [" ".join(reversed(name.split(", "))) if name.count(",") == 1 else name for name in named]


def _body(message: EmailMessage) -> tuple[str, bool]:
    for kind in ("plain", "html"):
        part = message.get_body(preferencelist=(kind,))
        if part is None:
            continue
        try:
            text = part.get_content()
        except (LookupError, ValueError, KeyError):
            raw = part.get_payload(decode=True)
            text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else ""
        if isinstance(text, str) and text.strip():
            return text.replace("\r\n", "\n"), kind == "html"
    return "", False
