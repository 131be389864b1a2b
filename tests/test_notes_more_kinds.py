"""More kinds of files that hosts keep questions in: note-taking programs, boards, forms, outliners, wikis, papers, sites of their own."""

from __future__ import annotations

from typing import Any

import pytest

from qbank.notes import read
from qbank.transcripts import find_talk, hear

Q3 = ["How did you come to rope?", "Which rope is hardest to make?", "Who teaches the knots now?"]
KINDS: list[tuple[str, str, list[str], dict[str, Any]]] = [
    ('bare-headings.md', "# Ep. 9: Ada Brand on rope\n\nIntro\n- Hi Ada, thanks for coming!\n- How did you end up in the rope trade?\n\nThe walk\n1. Which rope is hardest to make?\n2. Why that one?\n\nWrap-up\n* Who teaches you new knots now?\n* Thanks!\n", ['How did you end up in the rope trade?', 'Which rope is hardest to make?', 'Why that one?', 'Who teaches you new knots now?'], {'guests': ('Ada Brand',), 'number': 9}),
    ('notion.md', '# Ropewalk with Ada Brand\n\nCreated: March 2, 2026 10:14 AM\nStatus: Draft\nGuest: Ada Brand\nEpisode: 14\n\n## Questions\n\n- How did you come to rope?\n- Which rope is hardest to make?\n- Who teaches the knots now?\n\n## Links\n\n- [Ropewalk](https://example.org)\n', Q3, {'guests': ('Ada Brand',), 'number': 14, 'technology': 'Ropewalk'}),
    ('obsidian.md', '---\ntags: [podcast, draft]\nguest: "[[Ada Brand]]"\n---\n# Ropewalk\n\n#podcast #ropes\n\n## Questions\n- How did [[Ada Brand|you]] come to rope?\n- Which [[rope]] is hardest to make? ^q2\n- Who teaches the knots now? #closing\n', Q3, {'guests': ('Ada Brand',)}),
    ('callout.md', '# Ep 9: Ropewalk with Ada Brand\n\n> [!question] How did you come to rope?\n\n> [!question] Which rope is hardest to make?\n\n> [!question] Who teaches the knots now?\n', Q3, {'guests': ('Ada Brand',), 'number': 9}),
    ('run-of-show.md', '# Run of show: Ada Brand\n\n| Time | Segment | Question | Owner |\n|---|---|---|---|\n| 0:00 | Intro | | Sam |\n| 0:05 | Open | How did you come to rope? | Sam |\n| 0:12 | Craft | Which rope is hardest to make? | Sam |\n| 0:20 | Close | Who teaches the knots now? | Sam |\n', Q3, {}),
    ('cards.csv', 'Card ID,Card Name,Labels,List\n1,How did you come to rope?,open,Ready\n2,Which rope is hardest to make?,craft,Ready\n3,Who teaches the knots now?,close,Ready\n4,Buy microphones,,Done\n', Q3, {}),
    ('airtable.csv', 'Question,Asked?,Guest,Episode\nHow did you come to rope?,checked,Ada Brand,12\nWhich rope is hardest to make?,,Ada Brand,12\nWho teaches the knots now?,checked,Ada Brand,12\n', Q3, {'guests': ('Ada Brand',), 'number': 12}),
    ('outline.opml', '<?xml version="1.0"?>\n<opml version="2.0"><head><title>Ropewalk with Ada Brand</title></head><body><outline text="Questions"><outline text="How did you come to rope?"/><outline text="Which rope is hardest to make?"><outline text="Why that one?"/></outline><outline text="Who teaches the knots now?"/></outline></body></opml>\n', ['How did you come to rope?', 'Which rope is hardest to make?', 'Why that one?', 'Who teaches the knots now?'], {'guests': ('Ada Brand',)}),
    ('note.enex', '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE en-export SYSTEM "http://xml.evernote.com/pub/evernote-export3.dtd">\n<en-export><note><title>Ropewalk with Ada Brand</title><content><![CDATA[<?xml version="1.0"?><!DOCTYPE en-note SYSTEM "http://xml.evernote.com/pub/enml2.dtd"><en-note><h2>Questions</h2><ul><li>How did you come to rope?</li><li>Which rope is hardest to make?</li><li>Who teaches the knots now?</li></ul></en-note>]]></content></note></en-export>\n', Q3, {'guests': ('Ada Brand',)}),
    ('chapters.txt', 'Ropewalk, with Ada Brand\n\n00:00 Intro\n01:23 How did you come to rope?\n12:40 Which rope is hardest to make?\n25:02 Who teaches the knots now?\n31:00 Outro\n', Q3, {}),
    ('paper.tex', '\\documentclass{article}\n\\title{Ropewalk with Ada Brand}\n\\begin{document}\n\\section{Questions}\n\\begin{itemize}\n\\item How did you come to rope?\n\\item Which rope is \\emph{hardest} to make?\n\\item Who teaches the knots now?\n\\end{itemize}\n\\end{document}\n', Q3, {}),
    ('notes.ipynb', '{"cells": [{"cell_type": "markdown", "metadata": {}, "source": ["# Ropewalk with Ada Brand\\n", "\\n", "## Questions\\n", "- How did you come to rope?\\n", "- Which rope is hardest to make?\\n", "- Who teaches the knots now?\\n"]}, {"cell_type": "code", "metadata": {}, "source": ["print(1)"], "outputs": [], "execution_count": 1}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', Q3, {'guests': ('Ada Brand',)}),
    ('wiki.wiki', "= Ropewalk with Ada Brand =\n\n== Questions ==\n* How did you come to rope?\n* Which '''rope''' is hardest to make?\n* Who teaches the [[knot]]s now?\n\n== Links ==\n* [https://example.org Ropewalk]\n", Q3, {}),
    ('confluence.txt', 'h1. Ropewalk with Ada Brand\n\nh2. Questions\n\n* How did you come to rope?\n* Which rope is hardest to make?\n* Who teaches the knots now?\n', Q3, {}),
    ('qa.json', '{"title": "Ropewalk", "guest": "Ada Brand", "questions": [{"question": "How did you come to rope?", "answer": "Well. Would you?"}, {"question": "Which rope is hardest to make?", "answer": "Well. Would you?"}, {"question": "Who teaches the knots now?", "answer": "Well. Would you?"}]}', Q3, {'guests': ('Ada Brand',)}),
    ('list.json', '{"episode": {"title": "Ropewalk with Ada Brand", "number": 7}, "questions": ["How did you come to rope?", "Which rope is hardest to make?", "Who teaches the knots now?"]}', Q3, {}),
    ('form.csv', 'Timestamp,Your name,How did you come to rope?,Which rope is hardest to make?,Who teaches the knots now?\n2026-03-01 10:00,Ada Brand,By my uncle,The first,My niece\n', Q3, {'guests': ('Ada Brand',)}),
    ('details.md', '# Ropewalk with Ada Brand\n\n<details><summary>How did you come to rope?</summary>By my uncle.</details>\n<details><summary>Which rope is hardest to make?</summary>The first.</details>\n<details><summary>Who teaches the knots now?</summary>My niece.</details>\n', Q3, {'guests': ('Ada Brand',)}),
    ('front.md', '---\ntitle: Ropewalk\nguests:\n  - name: Ada Brand\n    url: https://example.org\nquestions:\n  - How did you come to rope?\n  - Which rope is hardest to make?\n  - Who teaches the knots now?\n---\n\nWords about it.\n', Q3, {'guests': ('Ada Brand',)}),
    ('comp.mdx', "---\ntitle: Ropewalk\nguest: Ada Brand\n---\nimport Question from '../Question.astro'\n\n<Question>How did you come to rope?</Question>\n\nBy my uncle.\n\n<Question>Which rope is hardest to make?</Question>\n\nThe first.\n\n<Question>Who teaches the knots now?</Question>\n\nMy niece.\n", Q3, {'guests': ('Ada Brand',)}),
    ('short.md', '---\ntitle: Ropewalk\nguest: Ada Brand\n---\n## Interview\n\n{{< question time="00:10" >}}How did you come to rope?{{< /question >}}\n\n{{< question >}}Which rope is hardest to make?{{< /question >}}\n\n{{< question >}}Who teaches the knots now?{{< /question >}}\n', Q3, {'guests': ('Ada Brand',)}),
    ('letters.md', '# Ropewalk with Ada Brand\n\n## Questions\n\na) How did you come to rope?\nb) Which rope is hardest to make?\nc) Who teaches the knots now?\n', Q3, {}),
    ('roman.txt', 'Ropewalk with Ada Brand\n\nQuestions\n\ni. How did you come to rope?\nii. Which rope is hardest to make?\niii. Who teaches the knots now?\n', Q3, {}),
    ('qn.txt', 'Ropewalk with Ada Brand\n\nQ1 - How did you come to rope?\nQ2 - Which rope is hardest to make?\nQ3 - Who teaches the knots now?\n', Q3, {}),
    ('arabic.md', '# مقابلة\n\n## Interview\n\n- كيف بدأت؟\n- ما أصعب حبل؟\n- من يعلم العقد الآن؟\n', ['كيف بدأت؟', 'ما أصعب حبل؟', 'من يعلم العقد الآن؟'], {}),
    ('japanese.txt', 'ロープの話\n\n質問\n\n・ロープとはどう出会いましたか？\n・一番難しいロープは？\n・今は誰が教えていますか？\n', ['ロープとはどう出会いましたか？', '一番難しいロープは？', '今は誰が教えていますか？'], {}),
    ('quoted.md', '# Ropewalk with Ada Brand\n\n> **Q:** How did you come to rope?\n>\n> **A:** By my uncle.\n\n> **Q:** Which rope is hardest to make?\n>\n> **A:** The first. Would you try?\n\n> **Q:** Who teaches the knots now?\n>\n> **A:** My niece.\n', Q3, {}),
    ('wrapped.txt', 'Ropewalk, an interview with Ada Brand\n\nHow did you come to rope, when all of your family had always been in\nthe baking trade?\n\nWhich rope is hardest to make?\n\nWho teaches the knots now?\n', ['How did you come to rope, when all of your family had always been in the baking trade?', 'Which rope is hardest to make?', 'Who teaches the knots now?'], {}),
    ('ranges.md', '# Ropewalk with Ada Brand\n\n## Questions\n\n- [05:00–10:00] How did you come to rope?\n- [10:00–20:00] Which rope is hardest to make?\n- [20:00–25:00] Who teaches the knots now?\n', Q3, {}),
    ('mail.eml', 'From: Sam Hoste <sam@example.org>\nTo: Ada Brand <ada@example.org>\nSubject: Questions for Thursday\nDate: Tue, 03 Mar 2026 10:00:00 +0000\nContent-Type: text/plain; charset=utf-8\n\nHi Ada,\n\nhere is what I would like to ask. Does Thursday at ten work for you?\n\n1. How did you come to rope?\n2. Which rope is hardest to make?\n3. Who teaches the knots now?\n\nBest\nSam\n', Q3, {'guests': ('Ada Brand',), 'date': '2026-03-03', 'hosts': ('Sam Hoste',)}),
    ('fr.md', '# La corde avec Ada Brand\n\n## Questions\n\n1. Comment êtes-vous venue à la corde ?\n2. Quelle corde est la plus difficile ?\n', ['Comment êtes-vous venue à la corde ?', 'Quelle corde est la plus difficile ?'], {'guests': ('Ada Brand',)}),
    ('headings-bold.docx.md', '**Ropewalk**\n\n**Guest:** Ada Brand\n**Host:** Sam Hoste\n**Date:** 3 March 2026\n\n**Questions**\n\n1. How did you come to rope?\n2. Which rope is hardest to make?\n3. Who teaches the knots now?\n', Q3, {'guests': ('Ada Brand',), 'date': '2026-03-03', 'hosts': ('Sam Hoste',)}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "asked", "wants"), KINDS, ids=[k[0] for k in KINDS])
def test_questions_are_found_whole_and_clean(name: str, text: str, asked: list[str], wants: dict[str, Any]) -> None:
    """Each question stands once, without the marks of its program; people, number and date are read where they are said."""
    reading = read(text.encode(), source=name)
    (episode,) = reading.episodes
    assert [i.text for i in episode.items if i.kind == "question"] == asked
    assert {key: getattr(episode, key) for key in wants} == wants


@pytest.mark.parametrize("end", ["\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_line_ends_and_encodings_of_other_systems_do_not_matter(end: str, encoding: str) -> None:
    """What an old editor saved is read like any other file."""
    text = end.join(["Ropewalk with Ada Brand", "", "Questions", *(f"- {q}" for q in Q3), ""])
    (episode,) = read(text.encode(encoding), source="x.txt").episodes
    assert [i.text for i in episode.items if i.kind == "question"] == Q3


def test_list_of_feeds_is_still_refused() -> None:
    """An OPML file that subscribes to feeds is named as what it is; an outliner's is read."""
    text = '<opml version="2.0"><body><outline text="Tide Talk" xmlUrl="https://example.org/feed.xml"/></body></opml>'
    reading = read(text.encode(), source="x.opml")
    assert reading.episodes == ()
    assert "list of feeds" in reading.problems[0].what


def test_subtitles_with_styles_are_a_talk() -> None:
    """SubStation subtitles say who speaks in a column or in front of the words; styles are not words."""
    said = [
        ("Sam Hoste", "Welcome to the show. How did you come to rope?"),
        ("Ada Brand", "{\\i1}By my uncle.{\\i0}"),
    ] * 3
    lines = [
        f"Dialogue: 0,0:00:{3 * n:02}.00,0:00:{3 * n + 2:02}.00,Default,{who},0,0,0,,{words}"
        for n, (who, words) in enumerate(said)
    ]
    talk = find_talk("[Script Info]\nTitle: x\n\n[Events]\n" + "\n".join(lines) + "\n")
    assert talk is not None
    heard = hear(talk, source="x.ass")
    assert [(a.text, a.asker, a.start, a.said) for a in heard.asks][1] == (
        "How did you come to rope?",
        "Sam Hoste",
        6.0,
        "By my uncle.",
    )
    assert heard.asks[0].line == 5
