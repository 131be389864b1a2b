"""Written interviews as a play: turns with a label before them ("Petra:", "Interviewer:", "Q:", "PO:") or a dash."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from qbank.english.terms import word_set
from qbank.lazy import dataclass, regex
from qbank.notes.formats.blocks import Block, flat
from qbank.notes.items import judge, take_time
from qbank.notes.sections import Placed, Sections

ASKING = word_set("""q question interviewer interviewers host hosts moderator frage fragen f interviewerin moderation moderatorin pregunta preguntas p
    entrevistador entrevistadora pergunta perguntas vraag v interviewer fråga intervjuare domanda d intervistatore вопрос w questioner
    journalist reporter redaktion""")
"""Labels of whoever asks."""
ANSWERING = word_set("""a answer answers ans guest interviewee antwort antworten gast interviewte interviewter befragte respuesta respuestas r entrevistado
    entrevistada invitado invitada réponse réponses reponse résponse invité resposta respostas convidado convidada antwoord geïnterviewde svar
    gäst risposta ответ speaker reply""")
"""Labels of whoever answers."""
_FIELDS = frozenset(word for word in ASKING | ANSWERING if len(word) > 2)
_NO_LABEL = word_set("""title date note notes nb ps update summary links link sponsor sponsors music topic topics time duration tip example warning recording
    recorded published status website twitter email location theme season episode number thema datum follow-up""")
_NAME = r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,3}"
_TIMED = r"(?:[\[(]?(?:\d{1,2}:)?\d{1,2}:\d{2}[\])]?\s*[-–—]?\s*)?"
_TURN = regex(
    rf"^{_TIMED}[\[<]?(?P<who>{_NAME})[\]>]?(?: ?\d{{1,3}})?(?: ?\((?P<short>[^()]{{1,30}})\))?\s?[:：](?:\s+(?P<said>.*))?$",
    re.DOTALL,
)
_SHOUTED = regex(r"^(?P<who>[A-Z][A-Z.'’]+(?: [A-Z][A-Z.'’]+){0,2})(?:\s*[–—-]|\.)\s+(?P<said>.+)$", re.DOTALL)
_DASH = regex(r"^[—―–]\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person says until the next begins; `block` is its first paragraph, without the label."""

    who: str
    block: Block
    more: tuple[Block, ...] = ()


def asked_in_turns(placed: Sequence[Placed], sections: Sections) -> list[Block]:
    """Return the questions of whoever asks in a written interview as items; none where the notes are not a dialogue."""
    read = (p for p in placed if p.role != "skip" and not p.block.aside)
    here = [p for p in read if not p.title or p.block.text.casefold() in _FIELDS]
    turns = _one_name_each(_turns(here))
    if turns and (askers := _askers(turns, sections)):
        return list(_questions(turns, askers, sections))
    return _asked_by_dashes(here, sections)


def label(text: str) -> tuple[str, str] | None:
    """Return the label that a line begins with and the words after it; None for a line without one."""
    found = _TURN.match(text) or _SHOUTED.match(text)
    if not found or found["who"].casefold() in _NO_LABEL or len(found["who"].split()) > 4:
        return None
    who = found["who"]
    if who[0].islower() and who not in ASKING | ANSWERING:
        return None
    short = found.groupdict().get("short")
    return (f"{who} ({short})" if short else who), (found["said"] or "").strip()


def _turns(placed: Sequence[Placed]) -> list[Turn]:
    made: list[Turn] = []
    for p in placed:
        if p.block.kind == "heading":
            made.append(Turn("", p.block))
            continue
        for block in _lines(p.block):
            found = label(block.text) or _bold_label(block)
            if found:
                made.append(Turn(found[0], replace(block, text=found[1], strong="")))
            elif made and made[-1].who:
                made[-1] = replace(made[-1], more=(*made[-1].more, block))
    return [t for t in made if t.who]


def _lines(block: Block) -> Iterator[Block]:
    """Yield a paragraph in pieces that each begin with a label, or whole."""
    if "\n" not in block.text:
        yield block
        return
    lines = block.text.split("\n")
    starts = [0, *(i for i, line in enumerate(lines) if i and label(line))]
    for start, end in zip(starts, [*starts[1:], None], strict=True):
        strong = "" if start else block.strong
        yield replace(block, text="\n".join(lines[start:end]), line=block.line + start, strong=strong)


def _bold_label(block: Block) -> tuple[str, str] | None:
    """Return the label of a turn that has no colon: set in bold ("**Petra** What …"), or the field's name in a page's template."""
    who = block.strong.rstrip(":： ") or (block.text if block.text.casefold() in _FIELDS else "")
    if not who or len(who) > 40 or not re.fullmatch(_NAME, who) or who.casefold() in _NO_LABEL:
        return None
    said = block.text[len(block.strong or who) :].lstrip(" :\n") if block.text.startswith(block.strong or who) else ""
    return (who, said) if said or block.text in (block.strong, who) else None


def _one_name_each(turns: Sequence[Turn]) -> list[Turn]:
    """Return turns with one name a person: "PO" and "Petra" are "Petra (PO)"; labels used once are not turns."""
    names: dict[str, str] = {}
    for turn in turns:
        full, _, short = turn.who.partition(" (")
        for form in (full, short.rstrip(")")):
            if form:
                names.setdefault(form.casefold(), full)
    for name in list(dict.fromkeys(names.values())):
        parts = name.split()
        forms = (parts[0], "".join(p[0] for p in parts)) if len(parts) > 1 else ()
        for form in forms:
            if names.get(form.casefold()) == form:
                names[form.casefold()] = name
    told = [replace(t, who=names.get(t.who.partition(" (")[0].casefold(), t.who)) for t in turns]
    count = Counter(t.who for t in told)
    return [t for t in told if count[t.who] > 1 or t.who.casefold() in ASKING | ANSWERING]


def _askers(turns: Sequence[Turn], sections: Sections) -> frozenset[str]:
    """Return who asks: those labeled so, or those most of whose turns ask while someone else's do not."""
    count = Counter(t.who for t in turns)
    plain = {who: who.casefold().rstrip(" 0123456789") for who in count}
    if asked := frozenset(w for w in count if plain[w] in ASKING and not (plain[w] == "host" and len(count) == 1)):
        share = sum(_asks(t, sections) for t in turns if t.who in asked) / sum(count[w] for w in asked)
        return asked if share >= 0.4 and (len(count) > len(asked) or _answered(turns, asked)) else frozenset()
    asking = Counter(t.who for t in turns if _asks(t, sections))
    if any(w in ANSWERING for w in plain.values()):
        return frozenset(w for w in count if plain[w] not in ANSWERING and asking[w])
    askers = frozenset(w for w in count if asking[w] >= 2 and asking[w] * 2 >= count[w])
    if len(askers) == len(count) > 1:
        # Who answers asks, too: "What else was there? Nothing." Whoever stops at the question is the one who wants an answer.
        ends = Counter(t.who for t in turns if flat(t.block.text).endswith(tuple("?？؟")))
        askers = frozenset(w for w in askers if ends[w] * 2 > count[w])
    alone = len(askers) == len(count)
    if not askers or len(turns) < (3 if alone else 4):
        return frozenset()
    return askers if not alone or (len(count) == 1 and _answered(turns, askers)) else frozenset()


def _answered(turns: Sequence[Turn], asked: frozenset[str]) -> bool:
    """Say whether most labeled questions have an answer without a label below them."""
    mine = [t for t in turns if t.who in asked]
    return len(mine) >= 2 and sum(bool(t.more) for t in mine) * 2 >= len(mine)


def _asks(turn: Turn, sections: Sections) -> bool:
    return any(judge(flat(b.text), b.links, sections)[0] == "question" for b in (turn.block, *turn.more[:1]) if b.text)


def _questions(turns: Sequence[Turn], askers: frozenset[str], sections: Sections) -> Iterator[Block]:
    both = any(t.who not in askers for t in turns)
    for turn in (t for t in turns if t.who in askers):
        parts = [turn.block] if turn.block.text else []
        parts += turn.more if both else () if parts else turn.more[:1]
        for part in parts:
            text, at = take_time(flat(part.text))
            if judge(text, part.links, sections)[0] == "question":
                who = turn.who if turn.who.casefold().rstrip(" 0123456789") not in ASKING else ""
                yield replace(part, kind="item", level=1, text=text, at=at or "", asker=who)


def _asked_by_dashes(placed: Sequence[Placed], sections: Sections) -> list[Block]:
    """Return the questions of a dialogue in which a dash opens each turn: every second turn, or all that ask."""
    spoken = [
        replace(p.block, kind="item", level=1, text=_DASH.sub("", line), line=p.block.line + i)
        for p in placed
        if p.block.kind == "text" and not p.block.level
        for i, line in enumerate(p.block.text.split("\n"))
        if _DASH.match(line)
    ]
    asks = [judge(flat(b.text), b.links, sections)[0] == "question" for b in spoken]
    if sum(asks) < 2:
        return []
    all_ask = sum(asks) * 5 >= len(asks) * 4
    made: list[Block] = []
    turn = True
    for block, asked in zip(spoken, asks, strict=True):
        if asked and turn:
            made.append(block)
        # Whoever has just asked waits for an answer; a turn that does not ask is one.
        turn = all_ask or not (asked and turn)
    return made
