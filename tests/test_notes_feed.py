"""Feeds: entries, missing fields, and what a hostile feed may try."""

from __future__ import annotations

import pytest

from qbank.notes.formats.feed import looks_like_feed, read_feed

RSS = "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>Show</title>{}</channel></rss>"


def test_fields_and_bodies() -> None:
    """An entry gives title, date and its bodies, content before description."""
    feed = read_feed(
        RSS.format(
            "<item><title>T</title><pubDate>Wed, 12 Aug 2015 10:00:00 GMT</pubDate><description>d</description><content:encoded>&lt;p&gt;c&lt;/p&gt;</content:encoded></item>"
        ),
        "x",
    )
    (entry,) = feed.entries
    assert feed.title == "Show"
    assert entry.fields == {"title": "T", "date": "2015-08-12"}
    assert entry.bodies[0] == ("<p>c</p>", True)


def test_missing_fields_are_no_trouble() -> None:
    """Entries without title, date or text are entries."""
    assert len(read_feed(RSS.format("<item/><item><title/></item>"), "x").entries) == 2


@pytest.mark.parametrize(
    "broken", ["<rss><channel><item><title>a & b</title>", "<rss><item>", "<rss>", "<feed><entry><title>x"]
)
def test_broken_feeds_are_read_as_far_as_they_go(broken: str) -> None:
    """A feed cut off anywhere gives what it has."""
    assert read_feed(broken, "x").problems == ()


def test_entities_are_never_expanded() -> None:
    """Entities that a feed defines stay as they stand: no billion laughs, no file, no address is read."""
    laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "ha"}">' for i in range(10))
    for doctype in (
        f"<!DOCTYPE x [{laughs}]>",
        '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY % e SYSTEM "http://127.0.0.1:1/e"> %e;]>',
    ):
        feed = read_feed(f"<?xml version='1.0'?>{doctype}" + RSS.format("<item><title>a &l9; b</title></item>"), "x")
        assert "entities" in feed.problems[0].what
        assert len(str(feed.entries)) < 1000
        assert "root:" not in str(feed.entries)


def test_size_and_number_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A feed that is too long is cut, with a Problem."""
    monkeypatch.setattr("qbank.notes.formats.feed.MOST_ENTRIES", 3)
    feed = read_feed(RSS.format("<item><title>a</title></item>" * 5), "x")
    assert len(feed.entries) == 3
    assert "first 3" in feed.problems[0].what


@pytest.mark.parametrize(
    ("text", "feed"),
    [
        ("<?xml version='1.0'?><!-- c --><rss version='2.0'>", True),
        ("<!DOCTYPE rss [<!ENTITY a 'b'>]><rss>", True),
        ("<feed xmlns='http://www.w3.org/2005/Atom'>", True),
        ("<rdf:RDF>", True),
        ("<html><rss>", False),
        ("<article>", False),
    ],
)
def test_root_elements(text: str, feed: bool) -> None:
    """What a feed is shows in its root element."""
    assert looks_like_feed(text) is feed


def test_a_feed_that_is_too_much_is_read_up_to_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """A feed beyond the size that can be read in bounded time gives its beginning, and a Problem."""
    item = "<item><title>a</title></item>"
    text = RSS.format(item * 50)
    monkeypatch.setattr("qbank.notes.formats.feed.MOST_TEXT", text.index(item) + len(item) * 3)
    feed = read_feed(text, "x")
    assert len(feed.entries) == 3
    assert "its end was not read" in feed.problems[0].what


def test_a_feed_on_which_the_parser_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the library cannot read is a Problem, and no error of the library's."""

    def fail(*_: object, **__: object) -> None:
        raise ValueError("Invalid IPv6 URL")

    monkeypatch.setattr("feedparser.api.parse", fail)
    feed = read_feed(RSS.format("<item/>"), "x")
    assert feed.entries == ()
    assert "broken beyond reading" in feed.problems[0].what
