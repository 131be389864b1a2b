"""The body of the guest's copy, drawn from the allow-list alone: it never sees the outline."""

from __future__ import annotations

from qbank import words
from qbank.sheet.copies import GuestCopy
from qbank.sheet.text import join, number
from qbank.sheet.word import package as x
from qbank.sheet.word.context import BOX_MARK, Body, Setting, footer_line
from qbank.sheet.word.layout import say
from qbank.sheet.word.styles import FIRST_FREE_LIST, PLAIN_LIST


def guest_body(copy: GuestCopy, setting: Setting) -> Body:
    """Return the body of the guest's copy: when and what, the lines of its level, a form to fill in."""
    said, slots = setting.layout.guest, _slots(copy)
    meeting = said.meeting if copy.when else said.length
    content = [
        setting.line("title", say(said.title, **slots)),
        setting.line("subtitle", say(said.subtitle, **slots)),
        setting.line("field", say(meeting, **slots)),
    ]
    if copy.subject:
        content.append(setting.line("field", say(said.about, **slots)))
    if slots["sender"]:
        content.append(setting.line("field", say(said.sender, **slots)))
    for heading, texts in ((said.plug, copy.plug), (said.links, copy.links)):
        if texts:
            content.append(setting.line("field", f"{heading}: {join(texts, copy.language)}"))
    content += _lines(copy, setting)
    content += [setting.line("section", said.fill_in), _form(copy, setting)]
    return Body(
        content=tuple(content),
        unproven=content,
        footer=footer_line(said.footer, setting, slots),
        counted=(PLAIN_LIST,),
    )


def _slots(copy: GuestCopy) -> dict[str, str]:
    return {
        "title": copy.title,
        "guest": copy.guest,
        "subject": copy.subject,
        "sender": ", ".join(part for part in (copy.host, copy.show) if part),
        "minutes": number(copy.minutes),
        "recorded_at": copy.when or "",
    }


def _lines(copy: GuestCopy, setting: Setting) -> list[str]:
    return [
        setting.line("section", copy.heading),
        setting.line("field", setting.layout.guest.free),
        *(
            setting.line("guest-question", f"{line.context} {line.text}".strip(), num=FIRST_FREE_LIST)
            for line in copy.lines
        ),
    ]


def _form(copy: GuestCopy, setting: Setting) -> str:
    label = int(setting.width * 0.36)
    widths = [label, setting.width - label]
    rows = [
        x.row(
            [
                x.cell(setting.line("form-label", field.ask, keep=True), widths[0], fill="F2F2F2"),
                x.cell(setting.line("form-answer", "", mark=f"{BOX_MARK}{field.key}"), widths[1]),
            ],
            height=560,
        )
        for field in copy.form
    ]
    heading = setting.layout.guest.fill_in
    return x.table(
        rows,
        widths,
        setting.table,
        title=heading,
        about=words.say("What we ask, and room for your answer", copy.language),
    )
