"""Coined notes of several shows, in every form in which an archive takes them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

SHOWS = ("The Weir", "Loom Talk", "Osier Radio")
EVERYBODY = "How did {0} get started?"
"""What each of them asks."""
ELSEWHERE = "Where does the shuttle end and the warp begin?"
"""What each of them asks, but for interviews with Ada Quill."""


def notes(subject: str, guest: str, *questions: str, title: str = "") -> str:
    """Return the notes of one episode."""
    asked = "\n".join(f"- {q}" for q in questions)
    return f"# {title or f'{subject} with {guest}'}\n\nIn this episode {guest} talks about {subject}.\n\n## Interview\n\n- Introduction\n{asked}\n"


def episodes() -> list[dict[str, str]]:
    """Return records of episodes: Ada Quill was on each show, and so was someone else."""
    made = []
    for n, show in enumerate(SHOWS):
        for guest, subject, last in (
            ("Ada Quill", "Lantern", "Who mends the Lantern?"),
            (f"Bo Reed{n}", f"Granite{n}", ELSEWHERE),
        ):
            text = notes(
                subject,
                guest,
                EVERYBODY.format(subject),
                last,
                f"What did {show.split()[-1].lower()} number {n} teach you?",
            )
            made.append(
                {
                    "show": show,
                    "title": f"{subject} with {guest}",
                    "date": f"202{n}-03-0{n + 1}",
                    "guest": guest,
                    "notes": text,
                }
            )
    return made


def as_lines(path: Path, records: Sequence[dict[str, str]]) -> Path:
    """Write records as JSON Lines; return the file."""
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path


def feed(show: str, records: Sequence[dict[str, str]]) -> str:
    """Return records as a feed."""
    items = "".join(
        f"<item><title>{r['title']}</title><pubDate>Mon, 02 Mar 2020 10:00:00 GMT</pubDate><description><![CDATA[{_html(r['notes'])}]]></description></item>"
        for r in records
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{show}</title>{items}</channel></rss>'


def _html(text: str) -> str:
    bullets = "".join(f"<li>{line[2:]}</li>" for line in text.splitlines() if line.startswith("- "))
    return f"<h2>Interview</h2><ul>{bullets}</ul>"
