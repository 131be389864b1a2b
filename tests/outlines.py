"""Outlines to draw: a small one, a full one of 45 minutes, an awkward one."""

from __future__ import annotations

from dataclasses import replace

from qbank.model import Fact, Lane, Outline, PlannedFollowUp, PlannedQuestion, Role, Section
from qbank.model.brief import TopBox

SIGN_ROLES: dict[str, Role] = {"+": "deeper", "↔": "other-side", "!": "if-brief"}


def ask(
    id: str,
    lane: Lane,
    category: str,
    cue: str,
    text: str,
    *follow_ups: str,
    context: str = "",
    asked: tuple[str, ...] = (),
    minutes: float = 3,
    private: bool = False,
    why: str = "core of its category",
) -> PlannedQuestion:
    """Return a question; each follow-up is written with its sign before it: `+ Why?`."""
    return PlannedQuestion(
        id=id,
        template=f"template-{id}",
        category=category,
        cue=cue,
        text=text,
        context=context,
        lane=lane,
        minutes=minutes,
        asked=asked,
        private=private,
        why=why,
        follow_ups=tuple(
            PlannedFollowUp(id=f"{id}{'abc'[n]}", role=SIGN_ROLES[f[0]], text=f[2:]) for n, f in enumerate(follow_ups)
        ),
    )


def small() -> Outline:
    """Return an outline of three questions in two blocks."""
    return Outline(
        id="lantern-ada-quill",
        date="2026-11-22",
        guests=("Ada Quill",),
        technology="Lantern",
        minutes=15,
        planned_minutes=11,
        spoken={"introduction": "Introduction", "contact": "Where can people find you?"},
        sections=(
            Section(
                block="open",
                title="Open",
                start=0,
                minutes=5,
                questions=(
                    ask("q01", "must", "background", "path", "How did you get involved in the area of search?"),
                ),
            ),
            Section(
                block="ahead",
                title="Ahead",
                start=5,
                minutes=6,
                questions=(
                    ask("q02", "nice", "future-plans", "refuse", "What will you never build?", "+ Who asks for it?"),
                    ask("q03", "must", "closing", "gap", "What is the biggest gap in the tooling today?"),
                ),
            ),
        ),
    )


def full() -> Outline:
    """Return the sheet of a 45-minute interview with every field filled in."""
    return Outline(
        id="ledgerlake-mina-okafor",
        date="2026-11-22",
        show="The Plumbing Hour",
        host="Robin Field",
        guests=("Mina Okafor",),
        relations={"Mina Okafor": "made"},
        technology="LedgerLake",
        family="software",
        kind="embedded analytical database",
        company="Lakeshore Labs",
        domain="data management",
        alternatives=("SQLite", "Polars"),
        traits={"embedded": True, "distributed": False},
        facts=(Fact(type="choice", text="The database runs inside the calling program."),),
        minutes=45,
        planned_minutes=43.5,
        box=TopBox(
            role="creator, chief scientist at Lakeshore Labs",
            pronunciation="MEE-nah oh-KAH-for",
            pronouns="she/her",
            links=("ledgerlake.example/docs", "okafor.example"),
            off_limits=("the law suit of 2024", "prices"),
            plug=("the book “Small Data, Kept Well”",),
            purpose="Find out when an engine inside your own process is the right choice, and what it costs.",
            recorded_at="Tue 24 Nov 2026, 17:00 CET (UTC+1)",
            hard_stop="17:55 CET",
        ),
        spoken={
            "preamble": "Your host is Robin Field and today I'm interviewing Mina Okafor about LedgerLake, an "
            "embedded analytical database.",
            "introduction": "Introduction",
            "contact": "Where can people find you and follow your work?",
        },
        look_up=(
            "A limit that its documentation admits.",
            "The last change that broke something for users.",
            "The loudest criticism, and who made it.",
            "Who pays for the work, and who owns the code.",
            "The guest's last talk: what was it about?",
        ),
        probes=("For example?", "How did you know?", "Compared with what?", "What happened then?", "Who disagreed?"),
        checklist=(
            "Both are recording, each on their own side.",
            "Headphones on, phones and notifications off.",
            "The guest's name said aloud once, and corrected.",
            "Water on the table, a clock in sight.",
            "Said: nothing is live, any answer can be started again.",
        ),
        sections=_blocks(),
    )


def _blocks() -> tuple[Section, ...]:
    return (
        Section(block="open", title="Open", start=0, minutes=5, questions=_open()),
        Section(block="why", title="Why it exists", start=5, minutes=8, questions=_why()),
        Section(block="inside", title="Inside", start=13, minutes=10, questions=_inside()),
        Section(block="breaks", title="What breaks", start=23, minutes=8, questions=_breaks()),
        Section(block="in-use", title="In use", start=31, minutes=8, questions=_in_use()),
        Section(block="ahead", title="Ahead", start=39, minutes=6, questions=_ahead()),
    )


def _open() -> tuple[PlannedQuestion, ...]:
    return (
        ask("q01", "must", "background", "your path", "How did you get involved in the area of data management?",
            asked=("014-dat/2", "027-weekly/2", "033-alooma/2", "034-arangodb/2", "040-ceph/2"), minutes=4),
    )  # fmt: skip


def _why() -> tuple[PlannedQuestion, ...]:
    return (
        ask("q02", "must", "overview", "what",
            "For someone who lives in a notebook and a warehouse: what is LedgerLake?",
            "+ What did those people do before it existed?"),
        ask("q03", "must", "origin", "new engine", "Why start a new one instead of mending that one?",
            "+ What did you throw away on purpose?", "! What did your colleagues say?",
            context="You came out of the group that made another engine.", asked=("035-cockroachdb/3", "040-ceph/4")),
        ask("q04", "nice", "origin", "first user", "Who was the first person to rely on it who was not a friend?",
            "+ What did they ask for first?"),
    )  # fmt: skip


def _inside() -> tuple[PlannedQuestion, ...]:
    return (
        ask("q05", "must", "architecture", "one query", "Follow my query from the moment I press Enter.",
            "+ Where does it wait longest?", "! Where does it hurt first?",
            context="I have 50 GB of files and a laptop with 16 of memory.", minutes=5,
            asked=("023-elastic/6", "034-arangodb/7", "035-cockroachdb/8")),
        ask("q06", "must", "tradeoffs", "no server", "What has that choice cost you?",
            "↔ What did it spare you?", "+ What would make you choose differently today?",
            context="The database runs inside the calling program."),
        ask("q07", "nice", "scaling", "first limit", "As data grows, what gives way first?",
            "+ What do you see just before?", "! Where did you first see it?", asked=("017-pulsar/9",)),
    )  # fmt: skip


def _breaks() -> tuple[PlannedQuestion, ...]:
    return (
        ask("q08", "must", "failure-modes", "wrong answer",
            "Tell me about a bug that gave a wrong result instead of a crash.",
            "+ How did it come to light?", "+ What do you test now that you did not then?"),
        ask("q09", "must", "failure-modes", "one writer", "Who runs into that first?",
            "↔ How much of it is decision, how much debt?", context="Only one process may write to the file."),
        ask("q10", "nice", "failure-modes", "worst day",
            "Tell me about the worst day someone has had with it.", "+ Which safeguard dates from that day?"),
    )  # fmt: skip


def _in_use() -> tuple[PlannedQuestion, ...]:
    return (
        ask("q11", "must", "comparison", "shortlist",
            "SQLite, Polars and this one are on someone's list. What should decide it?",
            "↔ What do the others do better?", "+ Whom do you send away?"),
        ask("q12", "must", "community", "who decides", "When they want different things, who decides?",
            "+ Give me a case.", "! Who can say no?",
            context="A foundation owns the code, a company is paid to work on it."),
        ask("q13", "nice", "usage", "never planned", "Where have you found it running that nobody planned for?",
            "+ What changed because of it?"),
        ask("q14", "backup", "operations", "first week", "What does someone's first week with it look like?",
            "+ Where do they get stuck?", "↔ What do they get right without being told?"),
        ask("q15", "backup", "usage", "smallest", "What is the smallest thing someone does with it every day?"),
    )  # fmt: skip


def _ahead() -> tuple[PlannedQuestion, ...]:
    return (
        ask("q16", "must", "future-plans", "refuse", "What do people keep asking for that you will not build?",
            "+ What do you tell them?", "↔ Which no have you taken back?"),
        ask("q17", "nice", "challenges", "unlearned", "What did you believe about databases that you no longer do?"),
        ask("q18", "backup", "community", "newcomer", "What does a first contribution look like?",
            "+ Who reads it?"),
        ask("q19", "backup", "challenges", "by hand", "What do you still do by hand that a machine should do?"),
        ask("q20", "must", "closing", "biggest gap",
            "From your perspective, what is the biggest gap in the tooling or technology for data management today?",
            asked=("014-dat/20", "017-pulsar/17", "020-honeycomb/19", "023-elastic/18", "027-weekly/17",
                   "033-alooma/15", "034-arangodb/16", "035-cockroachdb/19", "040-ceph/17")),
    )  # fmt: skip


AWKWARD = 'A & B <c> "q" {{ x }} [bold] *b* _i_ `c` \\* &amp; ☃'


def awkward() -> Outline:
    """Return an outline whose every text holds signs that some format would take for its own."""
    question = ask("q01", "must", "origin", AWKWARD, f"{AWKWARD}?", f"+ {AWKWARD}", context=AWKWARD)
    return replace(
        small(),
        id="awkward",
        guests=(AWKWARD, "N" * 300, "מרים כהן"),
        technology=AWKWARD,
        show=AWKWARD,
        host=AWKWARD,
        box=TopBox(purpose=AWKWARD, plug=(AWKWARD,), links=("https://example.org/?a=1&b=<2>",)),
        look_up=(AWKWARD,),
        probes=(AWKWARD,),
        checklist=(AWKWARD,),
        problems=(AWKWARD,),
        sections=(
            Section(block="why", title=AWKWARD, start=0, minutes=70, questions=(question,)),
            Section(
                block="ahead", title="שלום", start=70, minutes=3,
                questions=(
                    ask("q02", "nice", "usage", "שם", "מה קורה כאשר הצומת נופל?", context="מערכת אחת."),
                    ask("q03", "backup", "usage", "long", f"Why {'very ' * 120}long?"),
                ),
            ),
            Section(block="breaks", title="Empty", start=73, minutes=0),
        ),
    )  # fmt: skip
