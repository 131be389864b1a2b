"""Kinds of notes as hosts have them, each in several shapes: questions, people, numbers, dates, and what is none of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from qbank.notes import read

Q3 = ("How did you come to rope?", "Which rope is hardest to make?", "Who teaches the knots now?")
LIST = "## Questions\n\n- How did you come to rope?\n- Which rope is hardest to make?\n- Who teaches the knots now?\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A file, the questions in it (None: nothing is said of them), and what else must come out of it."""

    name: str
    text: str
    asked: tuple[str, ...] | None
    source: str
    wants: dict[str, Any] = field(default_factory=dict)


KINDS: list[Kind] = []


def kind(
    name: str,
    text: str,
    asked: tuple[str, ...] | None = Q3,
    source: str = "x.md",
    **wants: Any,  # noqa: ANN401 (an episode's fields)
) -> None:
    """Add a kind to those that are tried."""
    KINDS.append(Kind(name=name, text=text, asked=asked, source=source, wants=wants))


kind(
    "wrapped bold html",
    "<html><body><h1>Rope with Ada Brand</h1><p><b>How did you come\nto rope?</b></p><p>By my uncle.</p><p><b>Which rope is hardest\nto make?</b></p><p>The first. Would you try?</p><p><strong>Who teaches the knots now?</strong></p><p>My niece.</p></body></html>",
    source="x.html",
)
kind(
    "italic bold",
    "# Rope\n\n***How did you come to rope?***\n\nBy my uncle.\n\n***Which rope is hardest to make?***\n\nThe first.\n\n***Who teaches the knots now?***\n\nX.\n",
)
kind(
    "underscores bold wraps",
    "# Rope\n\n__How did you come\nto rope?__\n\nBy my uncle.\n\n__Which rope is hardest to make?__\n\nThe first.\n\n__Who teaches the knots now?__\n\nX.\n",
)
kind(
    "wrap up section",
    "# Rope\n\n## Opening\n\n- How did you come to rope?\n\n## Body\n\n- Which rope is hardest to make?\n- Who owns it?\n\n## Wrap-up\n\n- Who teaches the knots now?\n",
    (Q3[0], Q3[1], "Who owns it?", Q3[2]),
)
kind(
    "intro headings",
    "# Talk with Ada Brand\n\n## Introduction\n\n### How did you come to rope?\n\nx.\n\n## Work\n\n### Which rope is hardest to make?\n\ny.\n\n### Who owns it?\n\nz.\n\n## Conclusion\n\n### Who teaches the knots now?\n\nz.\n",
    (Q3[0], Q3[1], "Who owns it?", Q3[2]),
    guests=("Ada Brand",),
)
kind(
    "numbered paren",
    "Interview with Ada Brand\n\n1) How did you come to rope?\n\nBy my uncle. He was kind.\n\n2) Which rope is hardest to make?\n\nThe first.\n\n3) Who teaches the knots now?\n\nMy niece.\n",
    source="x.txt",
    guests=("Ada Brand",),
)
kind(
    "numbered bold",
    "# X\n\n**1. How did you come to rope?**\n\nBy my uncle.\n\n**2. Which rope is hardest to make?**\n\nThe first.\n\n**3. Who teaches the knots now?**\n\nx\n",
)
kind(
    "numbered heading",
    "# X\n\n### 1) How did you come to rope?\n\nBy my uncle.\n\n### 2) Which rope is hardest to make?\n\nThe first.\n\n### 3) Who teaches the knots now?\n\nx\n",
)
kind(
    "bare lines + list",
    "---\ntitle: Rope with Ada Brand\n---\n## Fragen\n\nHow did you come to rope?\nWhich rope is hardest to make?\n\n* hemp\n* jute\n\n### Schluss\n\nWho teaches the knots now?\n",
)
kind(
    "single bullets per h3",
    "# Rope\n\n### A\n* How did you come to rope?\n\n### B\n* Which rope is hardest to make?\n\n### C\n* Who teaches the knots now?\n",
)
kind(
    "nested under bold label",
    "# Rope\n\n- **Segment 1: warm-up**\n  - How did you come to rope?\n  - Which rope is hardest to make?\n- **Segment 2**\n  - Who teaches the knots now?\n- **Outro**\n  - Thank the guest\n",
)
kind(
    "nested label no colon",
    "# Rope\n\n- Warm-up\n    - How did you come to rope?\n    - Which rope is hardest to make?\n- The end\n    - Who teaches the knots now?\n",
)
kind(
    "html table",
    "<table><tr><th>Time</th><th>Question</th><th>Notes</th></tr><tr><td>1:00</td><td>How did you come to rope?</td><td>why?</td></tr><tr><td>2:00</td><td>Which rope is hardest to make?</td><td></td></tr><tr><td>3:00</td><td>Who teaches the knots now?</td><td>x</td></tr></table>",
    source="x.html",
    at="1:00",
)
kind(
    "md table no name",
    "# x\n\n| # | What | Min |\n|--|--|--|\n| 1 | How did you come to rope? | 3 |\n| 2 | Which rope is hardest to make? | 3 |\n| 3 | Who teaches the knots now? | 3 |\n",
)
kind(
    "md table Frage",
    "# x\n\n| Nr. | Frage | Wer |\n|--|--|--|\n| 1 | How did you come to rope? | Sam |\n| 2 | Which rope is hardest to make? | Lea |\n| 3 | Who teaches the knots now? | Sam |\n",
    asker="Sam",
)
kind(
    "csv",
    'Question,Asked by,Notes\nHow did you come to rope?,Sam,x?\nWhich rope is hardest to make?,Sam,\n"Who teaches the knots now?",Lea,y\n',
    source="q.csv",
    asker="Sam",
)
kind(
    "csv semicolon",
    "Nr;Frage;Zeit\n1;How did you come to rope?;1:00\n2;Which rope is hardest to make?;2:00\n3;Who teaches the knots now?;3:00\n",
    source="q.csv",
    at="1:00",
)
kind(
    "tsv",
    "id\tquestion\n1\tHow did you come to rope?\n2\tWhich rope is hardest to make?\n3\tWho teaches the knots now?\n",
    source="q.tsv",
)
kind(
    "Q A",
    "# x\n\nQ: How did you come to rope?\nA: By my uncle. Really?\n\nQ: Which rope is hardest to make?\nA: First.\n\nQ: Who teaches the knots now?\nA: Her.\n",
)
kind(
    "bold Q A",
    "# x\n\n**Q.** How did you come to rope?\n\n**A.** By my uncle. Really?\n\n**Q.** Which rope is hardest to make?\n\n**A.** First.\n\n**Q.** Who teaches the knots now?\n\n**A.** Her.\n",
)
kind(
    "F A german",
    "# Interview mit Ada Brand\n\nFrage: How did you come to rope?\nAntwort: By my uncle. Really?\n\nFrage: Which rope is hardest to make?\nAntwort: First.\n\nFrage: Who teaches the knots now?\nAntwort: Her.\n",
    guests=("Ada Brand",),
)
kind(
    "shouted",
    "# x\n\nSAM HOSTE: How did you come to rope?\n\nADA BRAND: By my uncle. Really?\n\nSAM HOSTE: Which rope is hardest to make?\n\nADA BRAND: First.\n\nSAM HOSTE: Who teaches the knots now?\n\nADA BRAND: Her.\n",
)
kind(
    "FSM only",
    "# x\n\n**FSM:** How did you come to rope?\n\nBy my uncle. Really?\n\n**FSM:** Which rope is hardest to make?\n\nFirst.\n\n**FSM:** Who teaches the knots now?\n\nHer.\n",
)
kind(
    "name own line",
    "# x\n\n**Sam**\n\nHow did you come to rope?\n\n**Ada**\n\nBy my uncle. Would you?\n\n**Sam**\n\nWhich rope is hardest to make?\n\n**Ada**\n\nThe first.\n\n**Sam**\n\nWho teaches the knots now?\n\n**Ada**\n\nMy niece.\n",
)
kind(
    "dl",
    "<dl><dt>Sam Hoste</dt><dd>How did you come to rope?</dd><dt>Ada Brand</dt><dd>By my uncle.</dd><dt>Sam Hoste</dt><dd>Which rope is hardest to make?</dd><dt>Ada Brand</dt><dd>First.</dd><dt>Sam Hoste</dt><dd>Who teaches the knots now?</dd><dt>Ada Brand</dt><dd>Her.</dd></dl>",
    source="x.html",
)
kind(
    "bold br md",
    "# x\n\n**How did you come to rope?**<br/>\nUncle.\n\n**Which rope is hardest to make?**<br/>\nFirst.\n\n**Who teaches the knots now?**<br/>\nHer.\n",
)
kind(
    "bold + two spaces",
    "# x\n\n**How did you come to rope?**  \nUncle.\n\n**Which rope is hardest to make?**  \nFirst.\n\n**Who teaches the knots now?**  \nHer.\n",
)
kind(
    "html b br",
    "<p><b>How did you come to rope?</b><br>Uncle.</p><p><b>Which rope is hardest to make?</b><br>First.</p><p><b>Who teaches the knots now?</b><br>Her.</p>",
    source="x.html",
)
kind(
    "chapters yt",
    "Rope with Ada Brand\n\nChapters:\n00:00 Intro\n01:00 How did you come to rope?\n02:00 The shed\n03:00 Which rope is hardest to make?\n04:00 Hemp\n05:00 Who teaches the knots now?\n06:00 Outro\n",
    source="x.txt",
    at="01:00",
    guests=("Ada Brand",),
)
kind(
    "chapters dash",
    "Rope with Ada Brand\n\n(0:00) - Intro\n(1:00) - How did you come to rope?\n(2:00) - The shed\n(3:00) - Which rope is hardest to make?\n(4:00) - Hemp\n(5:00) - Who teaches the knots now?\n",
    source="x.txt",
)
kind(
    "followups nested",
    "# x\n\n1. How did you come to rope?\n   - Follow-up: Which rope is hardest to make?\n2. Who teaches the knots now?\n",
)
kind(
    "followup arrow",
    "Questions\n\nHow did you come to rope?\n→ Which rope is hardest to make?\nWho teaches the knots now?\n",
    source="x.txt",
)
kind(
    "Q1:",
    "Rope\n\nQ1: How did you come to rope?\nQ2: Which rope is hardest to make?\nQ3: Who teaches the knots now?\n",
    source="x.txt",
)
kind(
    "html cards before",
    '---\ntitle: Rope\n---\n<div class="row"><ul><li><a href="x">A</a></li><li>B</li><li>C</li><li>D</li></ul></div>\n\n## Questions\n\n- How did you come to rope?\n- Which rope is hardest to make?\n- Who teaches the knots now?\n\n<div><ul><li>1</li><li>2</li><li>3</li></ul></div>\n',
)
kind(
    "dash es",
    "# Entrevista con Mara Lind\n\n— How did you come to rope?\n\n— Uncle.\n\n— Which rope is hardest to make?\n\n— First. ¿No?\n\n— Who teaches the knots now?\n\n— Her.\n",
    guests=("Mara Lind",),
)
kind(
    "dash only q",
    "# x\n\n–How did you come to rope?\n\nUncle.\n\n–Which rope is hardest to make?\n\nFirst.\n\n–Who teaches the knots now?\n\nHer.\n",
)
kind(
    "tick",
    "# x\n\n- [x] How did you come to rope?\n- [X] Which rope is hardest to make?\n* [ ] Who teaches the knots now?\n",
)
kind(
    "tick uni",
    "x\n\n☐ How did you come to rope?\n☑ Which rope is hardest to make?\n☐ Who teaches the knots now?\n",
    source="x.txt",
)
kind(
    "asker front bullets",
    "---\ntitle: Rope with Ada Brand\nhosts: [Sam Hoste, Lea Rind]\n---\n\n- Sam: How did you come to rope?\n- Lea: Which rope is hardest to make?\n- Sam: Who teaches the knots now?\n",
    asker="Sam",
)
kind(
    "asker front bracket",
    "---\ntitle: Rope with Ada Brand\nhosts: [Sam Hoste, Lea Rind]\n---\n\n- [Sam] How did you come to rope?\n- [Lea] Which rope is hardest to make?\n- [Sam] Who teaches the knots now?\n",
    asker="Sam",
)
kind(
    "asker (Sam) front",
    "---\ntitle: Rope with Ada Brand\nhosts: [Sam Hoste, Lea Rind]\n---\n\n- (Sam) How did you come to rope?\n- (Lea) Which rope is hardest to make?\n- (Sam) Who teaches the knots now?\n",
    asker="Sam",
)
kind(
    "asker bold front",
    "---\ntitle: Rope with Ada Brand\nhosts: [Sam Hoste, Lea Rind]\n---\n\n- **Sam:** How did you come to rope?\n- **Lea:** Which rope is hardest to make?\n- **Sam:** Who teaches the knots now?\n",
    asker="Sam",
)
kind(
    "emoji bullets list",
    "# x\n\n- ❓ How did you come to rope?\n- ❓ Which rope is hardest to make?\n- ❓ Who teaches the knots now?\n",
)
kind(
    "emoji keys",
    "x\n\n1️⃣ How did you come to rope?\n2️⃣ Which rope is hardest to make?\n3️⃣ Who teaches the knots now?\n",
    source="x.txt",
)
kind(
    "adoc",
    "= Rope Talk 12: Rope with Ada Brand\nSam Hoste <sam@x.org>\n:date: 2025-03-06\n\n== Questions\n\n* How did you come to rope?\n** Which rope is hardest to make?\n* Who teaches the knots now?\n\n== Links\n\n* https://example.org[Is it so?]\n",
    source="x.adoc",
    guests=("Ada Brand",),
    hosts=("Sam Hoste",),
    number=12,
    date="2025-03-06",
)
kind(
    "adoc noname",
    "= Rope with Ada Brand\n\n== Questions\n\n. How did you come to rope?\n. Which rope is hardest to make?\n. Who teaches the knots now?\n",
    source="-",
    guests=("Ada Brand",),
)
kind(
    "adoc qanda",
    "= Rope with Ada Brand\n\n[qanda]\nHow did you come to rope?::\nUncle.\nWhich rope is hardest to make?::\nFirst.\nWho teaches the knots now?::\nHer.\n",
    source="x.adoc",
)
kind(
    "rst",
    "Rope with Ada Brand\n===================\n\n:date: 2025-03-06\n:host: Sam Hoste\n\nQuestions\n---------\n\n* How did you come to `rope <https://x.org>`_?\n\n  * Which rope is hardest to make?\n\n* Who teaches the\n  knots now?\n\nLinks\n-----\n\n* Is it?\n",
    source="x.rst",
    guests=("Ada Brand",),
    date="2025-03-06",
    hosts=("Sam Hoste",),
)
kind(
    "org",
    "#+TITLE: Rope with Ada Brand\n#+DATE: [2025-03-06 Thu]\n#+AUTHOR: Sam Hoste\n\n* Questions                     :talk:\n** TODO How did you come to rope?\n** Which rope is hardest to make?\n** DONE Who teaches the knots now?\n* Links\n- [[https://x.org][Is it?]]\n",
    source="x.org",
    guests=("Ada Brand",),
    date="2025-03-06",
    hosts=("Sam Hoste",),
)
kind(
    "org list",
    "#+TITLE: Rope with Ada Brand\n\n* Interview\n- [ ] How did you come to rope?\n- [X] Which rope is hardest to make?\n- Who teaches the knots now?\n",
    source="x.org",
)
kind(
    "mail",
    "From: Sam Hoste <sam@example.org>\nTo: Ada Brand <ada@example.org>\nSubject: Questions for our talk on rope\nDate: Thu, 06 Mar 2025 09:00:00 +0000\nContent-Type: text/plain; charset=utf-8\n\nDear Ada,\n\nhere are my questions:\n\n- How did you come to rope?\n- Which rope is hardest to make?\n- Who teaches the knots now?\n\nBest, Sam\n-- \nSam\n",
    source="x.eml",
    guests=("Ada Brand",),
    hosts=("Sam Hoste",),
    date="2025-03-06",
)
kind(
    "mail reply",
    "From: Ada Brand <ada@example.org>\nTo: Sam Hoste <sam@example.org>\nSubject: Re: Questions for our talk on rope\nDate: Thu, 06 Mar 2025 09:00:00 +0000\n\nOn Tue, Mar 4, 2025, Sam Hoste wrote:\n> 1. How did you come to rope?\n\nUncle. Why not?\n\n> 2. Which rope is hardest to make?\n\nFirst.\n\n> 3. Who teaches the knots now?\n\nHer.\n",
    source="x.eml",
    guests=("Ada Brand",),
    hosts=("Sam Hoste",),
)
kind(
    "json questions",
    '{"title":"Rope with Ada Brand","questions":["How did you come to rope?","Which rope is hardest to make?","Who teaches the knots now?"]}',
    source="x.json",
    guests=("Ada Brand",),
)
kind(
    "json records",
    '[{"question":"How did you come to rope?","time":"1:00"},{"question":"Which rope is hardest to make?"},{"question":"Who teaches the knots now?"}]',
    source="x.json",
    at="1:00",
)
kind(
    "yaml",
    "title: Rope with Ada Brand\nguests:\n  - Ada Brand\nquestions:\n  - How did you come to rope?\n  - Which rope is hardest to make?\n  - Who teaches the knots now?\n",
    source="x.yml",
    guests=("Ada Brand",),
)
kind(
    "psc",
    '<?xml version="1.0"?><psc:chapters xmlns:psc="http://podlove.org/simple-chapters"><psc:chapter start="0:00" title="Intro"/><psc:chapter start="1:00.000" title="How did you come to rope?"/><psc:chapter start="2:00" title="Which rope is hardest to make?"/><psc:chapter start="3:00" title="Who teaches the knots now?"/></psc:chapters>',
    source="x.psc",
    at="1:00",
)
kind(
    "ffmeta",
    ";FFMETADATA1\ntitle=Rope with Ada Brand\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=60000\nEND=90000\ntitle=How did you come to rope?\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=120000\ntitle=Which rope is hardest to make?\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=130000\ntitle=Who teaches the knots now?\n",
    source="x.txt",
    at="1:00",
    guests=("Ada Brand",),
)
kind(
    "ldjson",
    '<html><head><script type="application/ld+json">{"@context":"https://schema.org","@type":"PodcastEpisode","name":"Rope by hand","episodeNumber":12,"datePublished":"2025-03-06","author":{"@type":"Person","name":"Sam Hoste"},"actor":[{"@type":"Person","name":"Ada Brand"}]}</script></head><body><h2>Questions</h2><ul><li>How did you come to rope?</li><li>Which rope is hardest to make?</li><li>Who teaches the knots now?</li></ul></body></html>',
    source="x.html",
    guests=("Ada Brand",),
    hosts=("Sam Hoste",),
    number=12,
    date="2025-03-06",
)
kind(
    "faq de",
    "# Häufige Fragen unserer Gäste\n\n### Brauche ich ein Mikrofon?\n\nNein.\n\n### Wie lange dauert es?\n\nEine Stunde.\n\n### Muss ich mich vorbereiten?\n\nNein.\n",
    (),
)
kind(
    "faq title",
    "---\ntitle: Information for guests\n---\n\n**What do I need?**\n\nA headset.\n\n**Can I see the questions before?**\n\nYes.\n\n**Will my voice be edited?**\n\nYes.\n",
    (),
)
kind(
    "plan",
    "# Run of show\n\n## Pre-show\n- Test the mics\n- Greet Ada\n- Remind listeners to subscribe\n\n## Interview\n- How did you come to rope?\n- Which rope is hardest to make?\n- Who teaches the knots now?\n\n## Post-show\n- Thank Ada\n- Ask for feedback\n- Read the credits\n",
)
for where, head in (
    ("en", "Episode 12: Rope with Ada Brand and Karim Aziz"),
    ("fr", "Épisode 12 : Rope avec Ada Brand et Karim Aziz"),
    ("de", "Folge 12: Rope mit Ada Brand und Karim Aziz"),
    ("es", "Episodio 12: Rope con Ada Brand y Karim Aziz"),
    ("pt", "Episódio 12: Rope com Ada Brand e Karim Aziz"),
    ("nl", "Aflevering 12: Rope met Ada Brand en Karim Aziz"),
    ("sv", "Avsnitt 12: Rope med Ada Brand och Karim Aziz"),
    ("s", "S02E12 Rope with Ada Brand & Karim Aziz"),
    ("x", "2x12 - Rope with Ada Brand & Karim Aziz"),
    ("#", "Rope with Ada Brand and Karim Aziz (#12)"),
    ("ep.", "Ep. 12 - Rope with Ada Brand, Karim Aziz"),
    ("no", "No. 12: Rope w/ Ada Brand and Karim Aziz"),
    ("brackets", "[12] Rope feat. Ada Brand & Karim Aziz"),
    ("season", "Season 3, Episode 12: Rope with Ada Brand and Karim Aziz"),
    ("plain", "12. Rope with Ada Brand and Karim Aziz"),
    ("code", "RTK012 – Rope with Ada Brand and Karim Aziz"),
    ("issue", "Rope, with Ada Brand and Karim Aziz | Issue 12"),
):
    kind(
        f"title {where}",
        f'---\ntitle: "{head}"\n---\n## Questions\n\n- How did you come to rope?\n- Which rope is hardest to make?\n- Who teaches the knots now?\n',
        guests=("Ada Brand", "Karim Aziz"),
        number=12,
        tech="rope",
    )
for d, want in (
    ("March 6, 2025", "2025-03-06"),
    ("6 mars 2025", "2025-03-06"),
    ("6. März 2025", "2025-03-06"),
    ("6 de marzo de 2025", "2025-03-06"),
    ("6 de março de 2025", "2025-03-06"),
    ("6 maart 2025", "2025-03-06"),
    ("06.03.2025", "2025-03-06"),
    ("2025/03/06", "2025-03-06"),
    ("20250306", "2025-03-06"),
    ("Thu Mar 6 2025", "2025-03-06"),
    ("13/04/2026", "2026-04-13"),
    ("03/04/2026", None),
    ("6. mars 2025 kl. 10", "2025-03-06"),
    ("6 березня 2025", "2025-03-06"),
):
    kind(
        f"date {d}",
        f'---\ntitle: Rope with Ada Brand\ndate: "{d}"\n---\n## Questions\n\n- How did you come to rope?\n- Which rope is hardest to make?\n- Who teaches the knots now?\n',
        date=want,
        problem=want is None,
    )
kind(
    "fm guest obj",
    f"---\ntitle: Rope\nguest:\n  name: Ada Brand\n  url: x\nhost: Sam Hoste\n---\n{LIST}",
    guests=("Ada Brand",),
    hosts=("Sam Hoste",),
)
kind(
    "fm people",
    f"---\ntitle: Rope\npeople:\n- {{name: Ada Brand, role: Guest}}\n- {{name: Sam Hoste, role: Co-Host}}\n---\n{LIST}",
    guests=("Ada Brand",),
    hosts=("Sam Hoste",),
)
kind("fm bot", f"---\ntitle: Rope\nauthor: github-actions[bot]\nguest: TBD\n---\n{LIST}", guests=(), hosts=())
kind(
    "fm team",
    f"---\ntitle: Rope\nauthor: The Rope Team\nguest: Ada Brand\n---\n{LIST}",
    guests=("Ada Brand",),
    hosts=(),
)
kind(
    "fields",
    f"# Episode 12: The tide tables\n\n**Guest:** Ada Brand\n**Host:** Sam Hoste\n**Recorded:** 6 March 2025\n\n{LIST}",
    guests=("Ada Brand",),
    hosts=("Sam Hoste",),
    number=12,
    date="2025-03-06",
)
kind(
    "fields bullets",
    f"# Tide tables\n\n- Guest: Ada Brand, rope maker\n- Host: Sam Hoste\n- Date: 2025-03-06\n- Episode: 12\n\n{LIST}",
    guests=("Ada Brand",),
    hosts=("Sam Hoste",),
    number=12,
    date="2025-03-06",
)
kind(
    "fields de",
    f"# Gezeiten\n\nGast: Ada Brand\nModeration: Sam Hoste\nDatum: 06.03.2025\n\n{LIST}",
    guests=("Ada Brand",),
    hosts=("Sam Hoste",),
    date="2025-03-06",
)
kind(
    "form noresp",
    f"### Guest name\n\n_No response_\n\n### Episode number\n\n12\n\n### Topic\n\nTide tables\n\n{LIST.replace('##', '###')}",
    guests=(),
    number=12,
    tech="tide tables",
)
kind("placeholder", f"# Interview with [Guest Name]\n\n{LIST}", guests=())
kind("meet", f"# Meet Ada Brand\n\n{LIST}", guests=("Ada Brand",))
kind("contributor", f"# Contributor Spotlight – Ada Brand\n\n{LIST}", guests=("Ada Brand",))
kind("5 q", f"# Five questions for Ada Brand\n\n{LIST}", guests=("Ada Brand",))
kind("conv", f"# In Conversation: Ada Brand\n\n{LIST}", guests=("Ada Brand",))
kind("QA", f"# Q&A with Ada Brand, rope maker\n\n{LIST}", guests=("Ada Brand",))
kind("interview:", f"# Interview: Ada Brand\n\n{LIST}", guests=("Ada Brand",))
kind(
    "site title",
    "<html><head><title>Rope by hand | Rope Talk</title></head><body><h1>Rope by hand</h1><h2>Questions</h2><ul><li>How did you come to rope?</li><li>Which rope is hardest to make?</li><li>Who teaches the knots now?</li></ul></body></html>",
    source="x.html",
    tech="rope by hand",
    title="Rope by hand",
)
kind(
    "how title",
    f"---\ntitle: How does rope get made?\nguest: Ada Brand\n---\n{LIST}",
    guests=("Ada Brand",),
    nottech="how",
)
kind(
    "listener",
    "# Rope with Ada Brand\n\n## Questions\n\n- How did you come to rope?\n- Which rope is hardest to make?\n- Who teaches the knots now?\n\n## Questions from listeners\n\n- From Tom: Is hemp better?\n",
    None,
)
kind(
    "gdoc md footn",
    "# Rope\n\n- How did you come to rope?[a]\n- Which rope is hardest to make?[b]\n- Who teaches the knots now?\n\n[a]Lea: is this too private?\n[b]Lea: and this?\n",
)
kind(
    "word html",
    '<html><body><p class=MsoTitle>Rope with Ada Brand</p><p class=MsoListParagraphCxSpFirst style="mso-list:l0 level1 lfo1">·      How did you come to rope?</p><p class=MsoListParagraph style="mso-list:l0 level2 lfo1">o   Which rope is hardest to make?</p><p class=MsoListParagraph style="mso-list:l0 level1 lfo1">·   Who teaches the knots now?</p></body></html>',
    source="x.html",
    guests=("Ada Brand",),
)
kind(
    "mdx",
    '---\ntitle: Rope\n---\nimport X from "./x"\nexport const y = 1\n\n{/* is this\nright? */}\n\n<Callout>Listen!</Callout>\n\n## Questions\n\n- How did you come to rope?\n- Which rope is hardest to make?\n- Who teaches the knots now?\n\n<Player url="x" />\n',
    source="x.mdx",
)
kind(
    "shortcodes",
    '+++\ntitle = "Rope"\nguests = ["Ada Brand"]\n+++\n{{< audio "x.mp3" >}}\n\n## Questions\n\n- How did you come to rope?\n- Which rope is hardest to make?\n- Who teaches the knots now?\n',
    guests=("Ada Brand",),
)
kind(
    "question with answers inline",
    "# Interview with Ada Brand\n\n- **How did you come to rope?** By my uncle.\n- **Which rope is hardest to make?** The first.\n- **Who teaches the knots now?** My niece.\n",
)
kind(
    "details",
    "<details><summary>How did you come to rope?</summary>Uncle.</details><details><summary>Which rope is hardest to make?</summary>First</details><details><summary>Who teaches the knots now?</summary>Her.</details>",
    source="x.html",
)
kind(
    "prompts",
    "# Rope with Ada Brand\n\n## Questions\n\n- Tell me about the first day.\n- Walk us through a day.\n- If you did, say why.\n- Describe the smell.\n- Please introduce yourself.\n- Next, talk about hemp.\n",
    (
        "Tell me about the first day.",
        "Walk us through a day.",
        "If you did, say why.",
        "Describe the smell.",
        "Please introduce yourself.",
        "Next, talk about hemp.",
    ),
)
kind("ics", "BEGIN:VCALENDAR\nSUMMARY:x\nEND:VCALENDAR\n", (), source="x.ics", problem=True)
kind(
    "opml",
    '<?xml version="1.0"?><opml version="2.0"><body><outline text="What?"/></body></opml>',
    (),
    source="x.opml",
    problem=True,
)
kind("csv none", "name,mail\nAda,x\nSam,y\n", (), source="x.csv", problem=True)
kind(
    "bold in list with br",
    "# Interview with Ada Brand\n\n1. **How did you come to rope?**<br>\n   Uncle.\n2. **Which rope is hardest to make?**<br>\n   First.\n3. **Who teaches the knots now?**<br>\n   Her.\n",
    guests=("Ada Brand",),
)
kind(
    "question then answer same paragraph plain",
    "Interview with Ada Brand\n\nHow did you come to rope?\nBy my uncle. He was kind.\n\nWhich rope is hardest to make?\nThe first one.\n\nWho teaches the knots now?\nMy niece.\n",
    source="x.txt",
    guests=("Ada Brand",),
)
kind(
    "italic questions",
    "# Interview with Ada Brand\n\n*How did you come to rope?*\n\nBy my uncle.\n\n*Which rope is hardest to make?*\n\nThe first.\n\n*Who teaches the knots now?*\n\nMy niece.\n",
)
kind(
    "italic long answers",
    "# Ada Brand on rope\n\n_How did you come to rope?_\n\nBy my uncle.\n\nHe was kind.\n\n_Which rope is hardest to make?_\n\nThe first.\n\nReally.\n\n_Who teaches the knots now?_\n\nMy niece.\n\nShe is good. Why not?\n",
)
kind(
    "quote answers",
    "# Interview with Ada Brand\n\nHow did you come to rope?\n\n> By my uncle.\n\nWhich rope is hardest to make?\n\n> The first. Would you?\n\nWho teaches the knots now?\n\n> My niece.\n",
)
kind(
    "h3 with bold",
    "# Interview with Ada Brand\n\n### **How did you come to rope?**\n\nBy my uncle.\n\n### **Which rope is hardest to make?**\n\nThe first.\n\n### **Who teaches the knots now?**\n\nMy niece.\n",
)
kind(
    "two questions headings",
    "# Ada Brand\n\n## How did you come to rope?\n\nx\n\n## Which rope is hardest to make?\n\ny\n",
    Q3[:2],
)
kind(
    "notion toggle",
    "# Rope with Ada Brand\n\n- **Opening**\n    - [ ]  How did you come to rope?\n- **Core**\n    - [ ]  Which rope is hardest to make?\n    - [x]  Who teaches the knots now?\n",
)
kind(
    "trello/checklist + others",
    "# Rope with Ada Brand\n\n## Prep\n- [x] Book the room\n- [ ] Did Ada sign?\n\n## Questions\n- [ ] How did you come to rope?\n- [ ] Which rope is hardest to make?\n- [ ] Who teaches the knots now?\n",
)
kind(
    "plus bullets",
    "# Rope\n\n+ How did you come to rope?\n+ Which rope is hardest to make?\n+ Who teaches the knots now?\n",
)
kind(
    "letters",
    "Questions:\n\na) How did you come to rope?\nb) Which rope is hardest to make?\nc) Who teaches the knots now?\n",
    source="x.txt",
)
kind(
    "arrow bullets",
    "Rope\n\n➜ How did you come to rope?\n➜ Which rope is hardest to make?\n➜ Who teaches the knots now?\n",
    source="x.txt",
)
kind(
    "star dash tight txt",
    "Rope\n\n*How did you come to rope?\n*Which rope is hardest to make?\n*Who teaches the knots now?\n",
    source="x.txt",
)
kind(
    "dash tight md",
    "# Rope\n\n-How did you come to rope?\n-Which rope is hardest to make?\n-Who teaches the knots now?\n",
)
kind(
    "dot tight",
    "Rope\n\n•How did you come to rope?\n•Which rope is hardest to make?\n•Who teaches the knots now?\n",
    source="x.txt",
)
kind(
    "1.tight",
    "Rope\n\n1.How did you come to rope?\n2.Which rope is hardest to make?\n3.Who teaches the knots now?\n",
    source="x.txt",
)
kind(
    "colon heads plain",
    "Rope Talk 12: rope with Ada Brand\n\nWarm-up:\nHow did you come to rope?\n\nMain part:\nWhich rope is hardest to make?\nWho teaches the knots now?\n\nLinks:\nhttps://x.org/is-it?\n",
    source="x.txt",
)
kind(
    "fr labels",
    "# Entretien avec Ada Brand\n\n**Journaliste :** How did you come to rope?\n\n**Ada Brand :** Par mon oncle. Non ?\n\n**Journaliste :** Which rope is hardest to make?\n\n**Ada Brand :** x.\n\n**Journaliste :** Who teaches the knots now?\n\n**Ada Brand :** y.\n",
    guests=("Ada Brand",),
)
kind(
    "initial labels dots",
    "# Ada Brand\n\nSH: How did you come to rope?\n\nAB: Uncle. Why?\n\nSH: Which rope is hardest to make?\n\nAB: x.\n\nSH: Who teaches the knots now?\n\nAB: y.\n",
)
kind(
    "podcast name label",
    "# Ada Brand\n\n**Rope Talk:** How did you come to rope?\n\n**Ada Brand:** Uncle. Why?\n\n**Rope Talk:** Which rope is hardest to make?\n\n**Ada Brand:** x.\n\n**Rope Talk:** Who teaches the knots now?\n\n**Ada Brand:** y.\n",
)
kind(
    "label html",
    "<p><strong>Sam:</strong> How did you come to rope?</p><p><strong>Ada:</strong> Uncle. Why?</p><p><strong>Sam:</strong> Which rope is hardest to make?</p><p><strong>Ada:</strong> x.</p><p><strong>Sam:</strong> Who teaches the knots now?</p><p><strong>Ada:</strong> y.</p>",
    source="x.html",
)
kind(
    "label italics answers unlabeled",
    "# x\n\n**Interviewer**: How did you come to rope?\n\nUncle. Why?\n\n**Interviewer**: Which rope is hardest to make?\n\nx.\n\n**Interviewer**: Who teaches the knots now?\n\ny.\n",
)
kind(
    "faq section among",
    "# Rope with Ada Brand\n\n"
    + LIST
    + "\n## FAQ\n\n### Do I need an account?\n\nNo.\n\n### Where do I listen?\n\nHere.\n",
    Q3,
)
kind(
    "faq guests pt",
    "# Perguntas frequentes para convidados\n\n- Preciso de microfone?\n- Posso ver as perguntas antes?\n",
    (),
)
kind(
    "plan de",
    "# Ablauf\n\n## Intro\n- Gast vorstellen\n- Format erklären\n\n## Fragen\n- How did you come to rope?\n- Which rope is hardest to make?\n- Who teaches the knots now?\n\n## Outro\n- Danke sagen\n",
)
kind(
    "plan en main",
    "# Episode plan\n\n## Before\n- introduce the guest\n- thank the sponsors\n- remind people about the meetup\n- mention the newsletter\n\n## Talk\n- How did you come to rope?\n- Which rope is hardest to make?\n- Who teaches the knots now?\n",
)
kind(
    "listener qs",
    "# Rope with Ada Brand\n\n" + LIST + "\n## Listener questions\n\n- Is hemp better?\n- Can I buy one?\n",
    None,
)
kind(
    "issue body",
    "**Guest:** Ada Brand (@ada)\n**Topic:** Tide tables\n**Date:** 2025-03-06\n**Episode number:** 12\n\n" + LIST,
    guests=("Ada Brand",),
    tech="tide tables",
    number=12,
    date="2025-03-06",
)
kind(
    "two guests fields",
    "# Rope\n\nGuests: Ada Brand, Karim Aziz\nHosts: Sam Hoste and Lea Rind\n\n" + LIST,
    guests=("Ada Brand", "Karim Aziz"),
    hosts=("Sam Hoste", "Lea Rind"),
)
kind(
    "field table",
    "# Rope\n\n| | |\n|--|--|\n| Guest | Ada Brand |\n| Host | Sam Hoste |\n| Date | 2025-03-06 |\n\n" + LIST,
    guests=("Ada Brand",),
    hosts=("Sam Hoste",),
    date="2025-03-06",
)
kind(
    "guest section bio", "# Rope\n\n## Guest\n\nAda Brand is a rope maker in Lisbon.\n\n" + LIST, guests=("Ada Brand",)
)
kind(
    "guest section list",
    "# Rope\n\n## Guests\n\n- Ada Brand – rope maker\n- [Karim Aziz](https://x.org), keeper\n\n" + LIST,
    guests=("Ada Brand", "Karim Aziz"),
)
kind(
    "two caps heading",
    "# Rope\n\n## Deep Dive\n\n- How did you come to rope?\n- Which rope is hardest to make?\n- Who teaches the knots now?\n",
    guests=(),
)
kind(
    "two caps heading 2",
    "# Episode 4: Rope\n\n## Useful Links\n\n- [a](b)\n\n## Rapid Fire\n\n- How did you come to rope?\n- Which rope is hardest to make?\n- Who teaches the knots now?\n",
    guests=(),
    number=4,
)
kind(
    "title topic two words",
    "---\ntitle: Tide Tables\n---\n## Questions\n- Where do tide tables come from?\n- Who reads them now?\n- What would you change?\n",
    None,
    guests=(),
    tech="tide tables",
)
kind(
    "title edge computing",
    "---\ntitle: Edge Computing\n---\n## Questions\n- What is it?\n- Who uses it now?\n- What would you change?\n",
    None,
    guests=(),
    tech="edge computing",
)
kind(
    "name title es",
    "---\ntitle: Inés Roble\n---\n### ¿A qué se dedica?\n\nx\n\n### ¿Qué le diría a su hija?\n\ny\n\n### ¿Qué haría usted mañana?\n\nz\n",
    None,
    guests=("Inés Roble",),
)
kind(
    "spotlight h2 first last",
    "# Quay News 41\n\n## News\n- x\n\n## Member spotlight – Tove Marlow\n\n**What is your part on the quay?**\n\nI.\n\n**What would you remove?**\n\nx\n\n**What is your advice?**\n\ny\n",
    None,
    guests=("Tove Marlow",),
)
kind("nordic", '---\ntitle: "Avsnitt 7 – Rep för hand med Åsa Öberg"\n---\n' + LIST, guests=("Åsa Öberg",), number=7)
kind("polish/ru", '---\ntitle: "Выпуск 7: Канаты с Анной Брандт"\n---\n' + LIST, number=7)
kind(
    "hosts with host surname",
    f"---\ntitle: Rope with Ada Guest\nhosts: [Tom Young, Kim Day]\n---\n{LIST}",
    hosts=("Tom Young", "Kim Day"),
    guests=("Ada Guest",),
)
kind(
    "filename ep",
    "## Questions\n\n- How did you come to rope?\n- Which rope is hardest to make?\n- Who teaches the knots now?\n",
    source="notes/S02E07-rope.md",
    number=7,
)
kind("filename date folder", LIST, source="content/2021-05-06-rope/index.md", date="2021-05-06")
kind(
    "setext",
    "Interview with Mara Lind\n========================\n\n- How did you come to rope?\n- Which rope is hardest to make?\n- Who teaches the knots now?\n",
    title="Interview with Mara Lind",
    guests=("Mara Lind",),
)
kind(
    "h1 Questions",
    "# Questions\n\n- How did you come to rope?\n- Which rope is hardest to make?\n- Who teaches the knots now?\n",
    guests=(),
)
kind(
    "title quote",
    "# “I pick by smell” – an interview with Mara Lind\n\n" + LIST.split("\n", 2)[2],
    guests=("Mara Lind",),
)
kind(
    "podcast ns transcripts",
    "<rss xmlns:podcast='https://podcastindex.org/namespace/1.0'><channel><title>T</title><podcast:person>Sam Hoste</podcast:person><item><title>Rope</title><podcast:person role='Guest'>Ada Brand</podcast:person><podcast:person role='Co-Host'>Lea Rind</podcast:person><description>&lt;ul&gt;&lt;li&gt;How did you come to rope?&lt;/li&gt;&lt;li&gt;Which rope is hardest to make?&lt;/li&gt;&lt;li&gt;Who teaches the knots now?&lt;/li&gt;&lt;/ul&gt;</description></item></channel></rss>",
    source="x.xml",
    guests=("Ada Brand",),
    hosts=("Lea Rind",),
)
kind(
    "fm chapters secs",
    '---\ntitle: Rope with Ada Brand\nchapters:\n- {time: 60, name: "How did you come to rope?"}\n- {time: 120, name: "Which rope is hardest to make?"}\n- {time: 130, name: Hemp}\n- {time: 180, name: "Who teaches the knots now?"}\n---\nWe talk.\n',
    at="1:00",
)
kind(
    "times in brackets",
    "# Rope with Ada Brand\n\n## Topics\n\n- [00:01:00] How did you come to rope?\n- [00:02:00] Which rope is hardest to make?\n- [00:03:00] Who teaches the knots now?\n",
    at="00:01:00",
)
kind(
    "times html a",
    "<ul><li><a href='#t=60'>1:00</a> How did you come to rope?</li><li><a href='#t=70'>2:00</a> Which rope is hardest to make?</li><li><a href='#t=80'>3:00</a> Who teaches the knots now?</li></ul>",
    source="x.html",
    at="1:00",
)
kind("xml entities title", '---\ntitle: "Rope &amp; knots with Ada Brand"\n---\n' + LIST, guests=("Ada Brand",))
kind(
    "sub bullets context",
    "# Rope with Ada Brand\n\n## Questions\n\n- How did you come to rope?\n  - uncle?\n  - the navy job\n- Which rope is hardest to make?\n- Who teaches the knots now?\n",
    None,
)
kind(
    "obsidian",
    "---\ntags: [podcast]\n---\n# [[Ada Brand]] on rope\n\n> [!note] Recorded 2025-03-06\n\n" + LIST,
    guests=("Ada Brand",),
)
kind(
    "roam",
    "- Rope with Ada Brand\n  - Questions\n    - How did you come to rope?\n    - Which rope is hardest to make?\n    - Who teaches the knots now?\n",
)
kind(
    "br list html",
    "<p>Questions:<br>- How did you come to rope?<br>- Which rope is hardest to make?<br>- Who teaches the knots now?</p>",
    source="x.html",
)
kind(
    "br list html2",
    "<div>How did you come to rope?</div><div>Which rope is hardest to make?</div><div>Who teaches the knots now?</div>",
    source="x.html",
)
kind(
    "smart docs md",
    "# **Rope Talk 12 – Ada Brand**\n\n1. How did you come to rope?\n\n2. Which rope is hardest to make?\n\n3. Who teaches the knots now?\n",
    guests=("Ada Brand",),
)
kind(
    "transposed table",
    "| Q1 | How did you come to rope? |\n|--|--|\n| Q2 | Which rope is hardest to make? |\n| Q3 | Who teaches the knots now? |\n",
)
kind(
    "table two q columns",
    "# x\n\n| Theme | Question | Follow-up |\n|--|--|--|\n| a | How did you come to rope? | Really? |\n| b | Which rope is hardest to make? | |\n| c | Who teaches the knots now? | Why her? |\n",
    None,
)
kind(
    "lead-in paragraph",
    "# Questions for Ada Brand\n\nYou wrote about the roof. How did you come to rope?\n\nThe navy asked for miles. Which rope is hardest to make?\n\nWho teaches the knots now?\n",
    (
        "You wrote about the roof. How did you come to rope?",
        "The navy asked for miles. Which rope is hardest to make?",
        Q3[2],
    ),
    guests=("Ada Brand",),
)


@pytest.mark.parametrize("one", KINDS, ids=lambda k: k.name)
def test_a_kind_of_notes_is_read(one: Kind) -> None:
    """Every shape gives the questions that a person sees in it, and what it says of people, number, date and subject."""
    reading = read(one.text.encode(), source=one.source)
    items = [i for e in reading.episodes for i in e.items]
    asked = [i for i in items if i.kind == "question"]
    if one.asked is not None:
        assert tuple(i.text for i in asked) == one.asked
    for name in ("guests", "hosts", "number", "date", "title"):
        if name in one.wants:
            assert getattr(reading.episodes[0], name) == one.wants[name]
    subject = (reading.episodes[0].technology or "").casefold() if reading.episodes else ""
    assert subject == one.wants.get("tech", subject)
    assert "nottech" not in one.wants or not subject.startswith(one.wants["nottech"])
    assert asked[0].at == one.wants.get("at", asked[0].at) if asked else "at" not in one.wants
    assert asked[0].asker == one.wants.get("asker", asked[0].asker) if asked else "asker" not in one.wants
    assert reading.problems or not one.wants.get("problem")


def test_a_follow_up_stands_below_its_question() -> None:
    """A line that says it is a follow-up is one level deeper, whatever it stands in."""
    for text in (
        "- Why?\n- Follow-up: Who says so?\n- When?\n",
        "Q1: Why is it?\nFollow-up: Who says so?\nQ2: When is it?\n",
    ):
        (episode,) = read(f"# Rope with Ada Brand\n\n{text}".encode(), source="x.md").episodes
        assert [i.depth for i in episode.items] == [1, 2, 1]


def test_nothing_of_an_interview_is_lost_in_silence() -> None:
    """A line of the interview that asks and was not taken is told, with its place."""
    notes = "# Interview with Ada Brand\n\n- What is rope?\n\nHemp. Flax. We went on for an hour.\nAnd who would not?\n\n- Who buys it?\n"
    reading = read(notes.encode(), source="x.md")
    asked = {i.text for e in reading.episodes for i in e.items}
    assert asked == {"What is rope?", "Who buys it?"}
    (problem,) = reading.problems
    assert problem.where == "x.md:6"
    assert "And who would not?" in problem.what
