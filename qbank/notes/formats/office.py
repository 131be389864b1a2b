"""What word processors other than Word save: rich text (RTF) as Markdown, OpenDocument text (ODT) as HTML; mails and chats.

Of rich text little is needed: words, ends of lines, list marks, what is bold; a reader for it would bring more than it reads.
"""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime
from html import escape
from itertools import pairwise
from xml.etree.ElementTree import Element

from qbank.english.terms import word_set
from qbank.lazy import dataclass, regex
from qbank.notes.formats.blocks import is_marked
from qbank.notes.formats.source import decode, refuse_bomb, whole
from qbank.notes.people import split_title

_DEEPEST = 200
_TOKEN = regex(
    r"\\'([0-9a-fA-F]{2})|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\([^a-zA-Z\r\n])|\\[\r\n]+|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_HIDDEN = word_set("""fonttbl colortbl stylesheet info pict object header footer headerl headerr footerl footerr generator themedata datastore
latentstyles rsidtbl listtable listoverridetable fldinst xmlnstbl annotation atnid atnauthor pn filetbl revtbl bkmkstart bkmkend""")
_SIGNS = {
    "tab": "\t", "line": "\n", "par": "\n", "sect": "\n", "page": "\n", "row": "\n", "cell": " | ", "emdash": "—", "endash": "–", "lquote": "‘",
    "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•", "emspace": " ", "enspace": " ", "~": " ", "_": "-", "\\": "\\", "{": "{", "}": "}",
}  # fmt: skip
_MARK = regex(r"^\s*(?:[-–•·▪◦*o\uf0b7]|(\d{1,3})[.)])?\s*$")
_LEVEL = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}outline-level"
_LINK = "{http://www.w3.org/1999/xlink}href"


def is_rich_text(data: bytes) -> bool:
    """Say whether a file is rich text."""
    return data[:64].lstrip().startswith(b"{\\rtf")


def is_open_document(data: bytes) -> bool:
    """Say whether a file is OpenDocument text."""
    return data[:4] == b"PK\x03\x04" and b"application/vnd.oasis.opendocument.text" in data[:200]


@dataclass(slots=True, frozen=True)
class _Group:
    """What holds inside a pair of braces."""

    hidden: bool = False
    bold: bool = False
    listed: bool = False
    skip: int = 1
    """Characters that stand behind a Unicode character for programs that cannot read it."""


def rich_text(data: bytes) -> str:
    """Return the words of a rich text file as Markdown: list marks as such, a line that is bold throughout as a heading."""
    text = data.decode("latin-1")
    page = re.search(r"\\ansicpg(\d{3,5})", text[:2000])
    code = f"cp{page[1]}" if page and _known(f"cp{page[1]}") else "cp1252"
    lines: list[str] = []
    words, strong, mark = "", list[bool](), ""
    for sign, group in [*_signs(text, code), ("\n", _Group())]:
        if group.listed:
            mark += sign
        elif sign == "\n":
            lines.append(_line(words, mark, bold=bool(strong) and all(strong)))
            words, strong, mark = "", [], ""
        else:
            words += sign
            strong += [group.bold] if sign.strip() else []
    return "\n".join(lines)


def _line(text: str, mark: str, *, bold: bool) -> str:
    text = " ".join(text.replace("\x00", "").split())
    if found := _MARK.match(mark) if mark.strip() and text else None:
        return f"{found[1]}. {text}" if found[1] else f"- {text}"
    if text and bold and len(text) <= 100 and not text.endswith(("?", ".")):
        return f"\n## {text}\n"
    return f"{text}\n" if text else ""


def _signs(text: str, code: str) -> Iterator[tuple[str, _Group]]:
    """Yield what is shown, piece by piece, with the group it stands in."""
    stack = [_Group()]
    skip = 0
    first = False
    for found in _TOKEN.finditer(text):
        code_point, word, number, sign, brace, plain = found.groups()
        here = stack[-1]
        if brace:
            stack = [*stack[:_DEEPEST], here] if brace == "{" else stack[:-1] or [_Group()]
            first, skip = brace == "{", 0
            continue
        if word is not None or sign is not None:
            stack[-1], shown = _obeyed(here, word or sign or "", number, first=first)
            if word == "u" and number:
                shown = chr(int(number) % 0x10000)
                skip = here.skip
        elif code_point is not None:
            letter = bytes([int(code_point, 16)]).decode(code, "replace")
            shown, skip = ("", skip - 1) if skip else (letter, 0)
        elif plain is not None:
            shown, skip = plain[skip:], max(0, skip - len(plain))
        else:
            shown = "\n" if found[0].startswith("\\") else ""
        first = False
        if shown and not stack[-1].hidden:
            yield "\x00" if "\ud800" <= shown[0] <= "\udfff" else shown, stack[-1]  # half of a pair is nothing


def _obeyed(group: _Group, word: str, number: str | None, *, first: bool) -> tuple[_Group, str]:
    """Return the group after a control word or sign, and what that shows."""
    if word == "*" or (first and word in _HIDDEN):
        return replace(group, hidden=True), ""
    if word in ("listtext", "pntext"):
        return replace(group, hidden=False, listed=True), ""
    if word in ("b", "plain"):
        return replace(group, bold=word == "b" and number != "0"), ""
    if word == "uc" and number:
        return replace(group, skip=max(0, min(8, int(number)))), ""
    return group, _SIGNS.get(word, "")


def _known(code: str) -> bool:
    with suppress(LookupError):
        return bool(codecs.lookup(code))
    return False


_TAGS = {"p": "p", "list": "ul", "list-item": "li", "table": "table", "table-row": "tr", "table-cell": "td"}
"""What the elements of OpenDocument are in HTML; of any other its words remain."""


def open_document(data: bytes, source: str) -> str:
    """Return the text of an OpenDocument file as HTML. SourceError when it cannot be read."""
    from defusedxml.ElementTree import fromstring

    with whole(source, "document"), zipfile.ZipFile(io.BytesIO(data)) as packed:
        refuse_bomb(source, [packed.getinfo("content.xml")])
        root = fromstring(packed.read("content.xml"))
        body = root.find("{*}body/{*}text")
        return _page(body, 0) if body is not None else ""


def _page(element: Element, depth: int) -> str:
    """Return an element of OpenDocument as HTML, each block on a line of its own."""
    name = element.tag.rpartition("}")[2]
    if depth > _DEEPEST or name in ("note", "annotation", "tracked-changes"):
        return ""
    if name in ("s", "tab", "line-break"):
        return " "
    inside = escape(element.text or "") + "".join(_page(c, depth + 1) + escape(c.tail or "") for c in element)
    if name == "a":
        return f'<a href="{escape(element.get(_LINK) or "")}">{inside}</a>'
    if name == "h":
        name = f"h{min(6, max(1, int(element.get(_LEVEL) or 1)))}"
    tag = name if name[:1] == "h" and name[1:].isdecimal() else _TAGS.get(name)
    return f"<{tag}>{inside}</{tag}>\n" if tag else inside


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


def looks_like_mail(data: bytes) -> bool:
    """Say whether a file begins with the headers of a message."""
    head = data[:8192].lstrip().replace(b"\r\n", b"\n").split(b"\n\n", 1)[0]
    names = {found[0].split(b":")[0].lower() for found in _HEADER.finditer(head)}
    sent = names & {b"from", b"message-id", b"received", b"mime-version", b"x-unsent"}
    return len(names) >= 3 and bool(sent) and (b"subject" in names or b"to" in names)


def read_mail(data: bytes) -> tuple[str, bool, dict[str, object]]:
    """Return a message's text, whether that is HTML, and its fields in the names that front matter has.

    Whoever writes is the host, or the guest where they answer quoted questions.
    """
    try:
        message = message_from_bytes(data.lstrip(), policy=policy.default)
        subject = str(message.get("subject") or "").strip()
        senders, receivers = _people(message, "from"), _people(message, "to")
        when = message.get("date") or message.get("sent")
        date = parsedate_to_datetime(str(when)).date().isoformat() if when else None
    except (MessageError, ValueError, TypeError, LookupError, AttributeError, IndexError):
        return data.decode("utf-8", "replace"), False, {}
    text, html = _body(message)
    if "\ufffd" in text and not message.get_content_charset():
        text = decode(data, "")[0].replace("\r\n", "\n").partition("\n\n")[2]
    answered = bool(_ANSWERS.match(subject)) and len(re.findall(r"^>.*[?？؟]", text, re.MULTILINE)) >= 2
    if not html:
        text = _SIGNATURE.sub("", _SAYS.sub("", text))
        if answered:
            text = _QUOTED.sub("", "\n".join(line if line.startswith(">") else "" for line in text.split("\n")))
    title = _PASSED_ON.sub("", _ANSWERS.sub("", subject))
    hosts, guests = (receivers, senders) if answered else (senders, receivers)
    fields: dict[str, object] = {"title": title, "date": date, "hosts": hosts, "guests": guests}
    return text, html, {k: v for k, v in fields.items() if v}


def _people(message: EmailMessage, header: str) -> list[str]:
    """Return the names in a header; an address without a name names nobody."""
    pairs = getaddresses([str(v) for v in message.get_all(header, [])])
    named = [name or address for name, address in pairs if name != address and (name or "@" not in address)]
    return [" ".join(reversed(name.split(", "))) if name.count(",") == 1 else name for name in named]


def _body(message: EmailMessage) -> tuple[str, bool]:
    bodies = ((kind, message.get_body(preferencelist=(kind,))) for kind in ("plain", "html"))
    for kind, part in bodies:
        try:
            text = part.get_content() if part is not None else ""
        except (LookupError, ValueError):
            raw = part.get_payload(decode=True) if part is not None else b""
            text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else ""
        if isinstance(text, str) and text.strip():
            return text.replace("\r\n", "\n"), kind == "html"
    return "", False


_DATE = r"(?:\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}|[Tt]oday|[Yy]esterday)"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?(?:[\s\u202f]?[AaPp]\.?[Mm]\.?)?"
_WHO = r"[^\W\d_][^:\n\[\]]{0,40}?"
_STAMPED = regex(
    rf"^[\u200e\u200f]?\[?{_DATE},?\s+{_CLOCK}\]?\s*(?:[-–—]\s*)?(?:(?P<who>[~@]?{_WHO}):\s(?P<words>.*)|(?P<system>[^:]*))$"
)
"""WhatsApp and Signal: "[14/01/2025, 21:04:11] Lena: words", "14.01.25, 21:04 - Lena: words"."""
_HEAD = regex(
    rf"^(?P<who>{_WHO})(?:\s+APP)?(?:,?\s+\[{_DATE},?\s+{_CLOCK}\]:?|\s+[-–—]\s+{_DATE}(?:,|\s+at)?\s+{_CLOCK}|\s{{1,4}}\[?(?:{_DATE},?\s+{_CLOCK}|{_CLOCK}(?<=[mM.]))\]?)$"
)
"""Slack, Telegram and Discord: who and when stand above the words."""
_LISTED = regex(r"(?:[-–•·*▪]|\(?\d{1,3}[.)]|Q\d{0,2}[:.)])\s+(?=\S)")
_LEAST = 4
_EDITED = regex(
    r"\s*\u200e?<(?:this message was edited|diese nachricht wurde bearbeitet|se editó este mensaje)>", re.IGNORECASE
)
_NOTHING = regex(
    r"^(?:[<\u200e]{0,2}(?:media omitted|image omitted|attached: .*|medien ausgeschlossen)>?|.{0,60}(?:end-to-end encrypted|ende-zu-ende-verschlüsselt|joined|left|was added).{0,80})$",
    re.IGNORECASE,
)


def looks_like_chat(text: str) -> bool:
    """Say whether a text is a chat: messages with who wrote them and on which day and hour, again and again."""
    lines = [line for line in text[:50_000].split("\n") if line.strip()]
    stamped = sum(_STAMPED.match(line) is not None for line in lines)
    heads = [found for line in lines if (found := _HEAD.match(line))]
    again = len(heads) >= _LEAST - 1 and len({h["who"] for h in heads}) < len(heads)
    return (stamped >= _LEAST and stamped * 3 >= len(lines)) or (again and len(heads) * 8 >= len(lines))


def from_chat(text: str) -> tuple[str, dict[str, object]]:
    """Return the words of a chat as Markdown, line for line, and for whom it says the questions are as the title.

    Lines that are listed are items; where there are such, what is said between them is set aside. In an interview held as a chat
    what whoever answers writes is set aside, and both are named.
    """
    messages = list(_messages(text))
    listed = sum(_LISTED.match(words) is not None for _, words in messages) >= _LEAST - 1
    guests = next((t.guests for _, w in messages[:20] if len(w) <= 100 and (t := split_title(w)).sure), ())
    fields: dict[str, object] = {"title": f"Questions for {' and '.join(guests)}"} if guests else {}
    host = None if listed else _interviewer(messages)
    if host:
        answer = dict.fromkeys(who for who, words in messages if words and who not in (host, ""))
        fields |= {"hosts": [host], "guests": list(answer)}
    return "\n".join(_lines(messages, host, listed=listed)), fields


def _messages(text: str) -> Iterator[tuple[str, str]]:
    """Yield who writes and what, line by line."""
    who = ""
    for line in text.split("\n"):
        found = _STAMPED.match(line) or _HEAD.match(line)
        words = (found.groupdict().get("words") or "") if found else line
        who = (found["who"] or "").strip("~@ ") if found else who
        yield who, "" if _NOTHING.match(words.strip()) else _EDITED.sub("", words).strip()


def _interviewer(messages: Sequence[tuple[str, str]]) -> str | None:
    """Return who asks in a chat, if someone else writes next: whoever ends three messages asking while others rarely do nothing but ask."""
    said = [(who, words) for who, words in messages if who and words]
    asked = Counter(who for who, words in said if is_marked(words))
    host, most = max(asked.items(), key=lambda one: one[1], default=("", 0))
    others = Counter(who for who, words in said if who != host and _ONE_ASK.fullmatch(words))
    answered = sum(a == host != b and is_marked(words) for (a, words), (b, _) in pairwise(said))
    return host if most >= _LEAST - 1 and others.total() * 2 <= most <= answered * 2 else None


_ONE_ASK = regex(r"[^.!?？…]+[?？]+\W*")


def _lines(messages: Sequence[tuple[str, str]], host: str | None, *, listed: bool) -> Iterator[str]:
    begun = False
    for who, words in messages:
        mine = host in (None, who)
        bullet = _LISTED.match(words)
        begun = begun or bullet is not None or (mine and not listed and is_marked(words))
        if mine and (bullet or (begun and words and not listed)):
            yield f"- {words[bullet.end() if bullet else 0 :]}"
        else:
            yield f"> {words}" if begun and words else words
