"""Feeds whose entries hold or name transcripts: each entry is read as what it is, nothing is fetched, and that is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from commands import Run

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">
<channel><title>Tide Talk</title><podcast:person role="host">Petra Lund</podcast:person>
"""
TURNS = (
    ("Petra", "Welcome, Ines. What is kelp good for?"),
    ("Ines", "For soup. Did you know it grows half a meter a day?"),
    ("Petra", "I did not. How do you farm it?"),
    ("Ines", "On ropes. Long ones."),
    ("Petra", "And what eats it?"),
    ("Ines", "Everything."),
    ("Petra", "So who buys it?"),
    ("Ines", "Restaurants, mostly."),
    ("Petra", "Thank you for coming."),
    ("Ines", "Thanks for having me."),
)
ASKED = ["What is kelp good for?", "How do you farm it?", "And what eats it?", "So who buys it?"]
TALK = "".join(f"<p><strong>{who}:</strong> {words}</p>\n" for who, words in TURNS)
VTT = "WEBVTT\n\n" + "".join(
    f"00:{2 * n:02}.000 --> 00:{2 * n + 1:02}.000\n<v {who}>{words}\n\n" for n, (who, words) in enumerate(TURNS)
)
NAMED = '<podcast:transcript url="https://example.org/{}.vtt" type="text/vtt"/>'


def entry(title: str, body: str, *, number: int, more: str = "") -> str:
    """Return an entry of a feed."""
    return (
        f"<item><title>{title}</title><itunes:episode>{number}</itunes:episode>{more}"
        f"<content:encoded><![CDATA[{body}]]></content:encoded></item>\n"
    )


TALKED = entry(
    "12: Kelp with Ines Falk", f"<p>We talk about kelp.</p><h2>Transcript</h2>\n{TALK}", number=12,
    more=NAMED.format(12) + '<podcast:person role="guest">Ines Falk</podcast:person>',
)  # fmt: skip
LISTED = entry(
    "11: Eels with Bo Rask", "<h2>Interview</h2><ul><li>Where do eels go?</li><li>Why do they come back?</li></ul>", number=11,
)  # fmt: skip
BARE = entry("10: Fog", "<p>Nothing here.</p>", number=10, more=NAMED.format(10))


@pytest.fixture
def imported(command: Run, tmp_path: Path) -> Any:  # noqa: ANN401 (JSON)
    """Return a function that reads a feed of these entries, as `import --json` tells it."""

    def run(*entries: str) -> Any:  # noqa: ANN401
        path = tmp_path / "feed.xml"
        path.write_text(HEAD + "".join(entries) + "</channel></rss>", "utf-8")
        code, out, said = command("import", "--dry-run", "--json", str(path))
        assert code == 0, said
        return json.loads(out)

    return run


def asked(episode: Any) -> list[str]:  # noqa: ANN401
    """Return the questions of an episode."""
    return [i["text"] for i in episode["items"] if i["kind"] == "question"]


@pytest.mark.parametrize("form", [TALKED, TALKED.replace(TALK, VTT)], ids=["turns", "captions"])
def test_entry_that_is_a_talk_is_heard(imported: Any, form: str) -> None:  # noqa: ANN401
    """An entry with a transcript gives what its host asked, with the entry's number, title and people; the other stays notes."""
    made = {e["number"]: e for e in imported(form, LISTED, BARE)["episodes"]}
    assert asked(made[12]) == ASKED
    assert (made[12]["guests"], made[12]["hosts"]) == (["Ines Falk"], ["Petra Lund"])
    assert made[12]["transcript"]
    assert made[12]["items"][0]["asker"] == "Petra Lund"
    assert asked(made[11]) == ["Where do eels go?", "Why do they come back?"]
    assert not made[11]["transcript"]


def test_transcripts_that_are_only_named_are_told(imported: Any) -> None:  # noqa: ANN401
    """A feed that names transcripts elsewhere says so, and that nothing is fetched."""
    told = [p["what"] for p in imported(LISTED, BARE)["problems"]]
    assert "1 transcript is named in the feed; nothing is ever fetched" in told


def test_rows_of_links_are_not_a_talk(imported: Any) -> None:  # noqa: ANN401
    """Link lists with colons are not a talk, however many there are, nor is the feed as a whole."""
    links = "".join(f"<p>{name}: Ropes and knots</p>" for name in ("Twine", "Harbor", "Ferry") * 8)
    made = imported(entry("9: Rope", links, number=9), BARE)
    assert [e for e in made["episodes"] if e["transcript"]] == []


def test_prefix_that_nobody_declared_is_read_over(imported: Any) -> None:  # noqa: ANN401
    """A tag whose prefix the feed does not declare stops nothing."""
    odd = LISTED.replace("</itunes:episode>", "</itunes:episode><googleplay:kind>full</googleplay:kind>")
    assert [asked(e) for e in imported(odd)["episodes"]] == [["Where do eels go?", "Why do they come back?"]]
