"""The interviewer's lint: it says what is wrong, and nothing about what is right."""

from __future__ import annotations

import pytest

from qbank.english.lint import LONGEST_SECONDS, RULES, Rule, habits, lint, seconds

GOOD = """
How does the scheduler decide what runs next?
What happens when a node disappears in the middle of a write?
Why did you start over in Rust?
Can you explain how replication works?
Could you briefly walk us through the life of a query?
Would you mind describing the data model?
Can we talk about how the project is funded?
Can you think of a case where that went wrong?
Would you like to start by telling us what the project is?
Do you want to give an overview of the architecture?
Tell me about a bug that you are glad to have had.
Describe the worst outage you have lived through.
I'm curious how you ended up with that name.
I'd love to hear how the two teams work together.
Put the idea behind it into one sentence.
Make the critics' case for them, as well as you can.
Go is an unconventional language for a database. What are the pros and cons of that choice?
It began as a side project. How did it become a company?
Is it a library or a service?
Do people run it themselves or do they buy it from you?
Is it meant for production yet, and if so, who runs it there?
Do you test for that, and if so how?
Has that ever happened, and if not, what would you do?
What did you drop, and why?
Which part would you rewrite, and why?
What belongs in the language and what in a library?
How do you decide what goes in and what stays out?
When is it the right choice, and when is it not?
Where does it stop being true?
Which of the two do you prefer: more speed or fewer surprises?
How is it different from Postgres, MySQL, SQLite and all the others that people already have in production today?
For someone who has never used Kafka, Pulsar, or RabbitMQ, what should they know before they choose?
What must a newcomer understand before anything else?
How do you clearly separate the two?
Who surely disagrees with that?
Why don't more people use it?
When were they right?
What about Windows?
How about the people who stayed?
What would you do differently if you could start again?
If you were to start over, what would you do differently?
As a maintainer, how do you say no?
What is it that makes it so slow to compile?
In what ways has it changed since then?
To what extent do you rely on volunteers?
What do you mean by that?
Какие у вас планы?
次に何をしますか？
Walk me through it.
Introduce yourself, please.
"""

BAD = """
closed: Do you have any plans for Windows?
closed: Are there any plans to support Windows?
closed: Is there anything that you would do differently?
closed: Does it scale?
closed: Is it fast?
closed: Did you consider Rust?
closed: Have you seen any surprising uses of it?
closed: Can it run on a laptop?
closed: Can you run it on Windows?
closed: Would you recommend it to beginners?
closed: Will there be a second version?
closed: So, is it ready for production?
closed: When you started, did you expect this?
closed: With so many users, do you still answer every issue?
closed: If you could start over, would you change anything?
closed: You wrote it in Go?
closed: There are two of you, then?
closed: Are there any bugs or limitations that people should know of?
closed: Is it finished or not?
closed: It stores everything twice. Is that a problem?
closed: Was that hard?
closed: Should everybody use it?
closed: Must every node see every write?
leading: Isn't Java too slow for that?
leading: Don't you think that SQL is enough?
leading: Wouldn't you agree that it is too complex?
leading: You wrote it in Go, right?
leading: It is faster than Postgres, isn't it?
leading: Would you say that it is the best tool there is?
leading: Is it fair to say that nobody needs microservices?
leading: Surely it was a mistake to write your own storage engine?
leading: Why is Java so terrible?
leading: Why is your product so much better than the others?
two-questions: What is it, and how does it work?
two-questions: How did it start? Who was there?
two-questions: What is the hardest bug you ever found, and how did you fix it?
two-questions: Is it open source? How do you handle contributions?
two-questions: Can you describe the architecture and how has it changed?
two-questions: Who uses it and what do they use it for?
two-questions: What is the difference? Does it matter to users? When do they notice?
no-question: The history of the project.
no-question: Distributed consensus
no-question: It is written in Rust.
overloaded: How do you handle replication, sharding, backups, upgrades, security, and the training of new people in the team?
overloaded: What would you say to someone who has been working for a long time with a system that someone else built for a purpose that nobody remembers and who now has to decide whether to replace it?
"""

ROWS = [(rule, question) for rule, question in (line.split(": ", 1) for line in BAD.strip().splitlines())]


@pytest.mark.parametrize("question", GOOD.strip().splitlines())
def test_a_good_question_is_left_alone(question: str) -> None:
    """An invitation is not closed, two halves are not two questions, a list of rivals is one thing."""
    assert lint(question) == ()


@pytest.mark.parametrize(("rule", "question"), ROWS)
def test_a_bad_question_is_named(rule: str, question: str) -> None:
    """Each rule finds what it is there for, and nothing else is said about the question."""
    assert [r.rule for r in lint(question)] == [rule]


@pytest.mark.parametrize(
    ("question", "better"),
    [
        ("Do you have any plans for Windows?", "What plans do you have for Windows?"),
        ("Are there any plans to support Windows?", "What plans are there to support Windows?"),
        ("Are there any other tools that you like?", "What other tools are there that you like?"),
        ("Is there anything that you would do differently?", "What would you do differently?"),
        ("Is there anything else you want to add?", "What else do you want to add?"),
        ("Have you seen any surprising uses of it?", "What surprising uses of it have you seen?"),
        ("Does it scale?", "How does it scale?"),
        ("Can it run on a laptop?", "How can it run on a laptop?"),
        ("Would you recommend it to beginners?", "When would you recommend it to beginners?"),
        ("Should everybody use it?", "When should everybody use it?"),
        ("Is it open source? How do you handle contributions?", "How do you handle contributions?"),
        ("What is it, and how does it work?", "What is it?"),
        ("You wrote it in Go, right?", "You wrote it in Go"),
    ],
)
def test_a_remark_brings_a_suggestion(question: str, better: str) -> None:
    """Where the better wording can be made from the question, the hint says it."""
    (remark,) = lint(question)
    assert f"“{better}" in remark.hint


@pytest.mark.parametrize(
    "signpost", ["Let's talk about money.", "So, I'd like to turn to money.", "I want to ask about money."]
)
def test_a_signpost_is_no_question(signpost: str) -> None:
    """What only says which subject comes next is not counted among the things that are asked."""
    assert lint(f"{signpost} Who pays for the work?") == ()
    assert [r.rule for r in lint(f"{signpost} Who pays for the work? Where do you meet?")] == ["two-questions"]


def test_every_remark_says_what_and_how_to_mend_it() -> None:
    """No remark comes without a reason and a suggestion."""
    remarks = [r for _, question in ROWS for r in lint(question)]
    assert {r.rule for r in remarks} == set(RULES) - {"too-long"}
    assert all(r.what and r.hint and not r.hint.endswith(".") for r in remarks)


def test_what_takes_too_long_to_say_is_measured_at_150_words_a_minute() -> None:
    """75 words are 30 seconds; the lead-in counts, since the guest has to sit through it."""
    text = " ".join(["It has been said before."] * 15) + " Why?"
    assert seconds("one two three four five") == 2.0
    assert [r.rule for r in lint(text)] == ["too-long"]
    assert "30 seconds" in lint(text)[0].what
    assert f"{LONGEST_SECONDS:.0f} seconds" in lint(text)[0].hint


def test_a_rule_on_the_accept_list_is_silent() -> None:
    """A show that likes yes-or-no questions is not told about them."""
    assert lint("Is it fast?", accept=("closed",)) == ()
    assert [r.rule for r in lint("Isn't it slow? Why?", accept=("closed", "two-questions"))] == ["leading"]


def test_a_question_of_an_unknown_language_is_left_alone() -> None:
    """The rules know English; what they cannot read they do not judge."""
    assert lint("Ist es schnell?") == ()
    assert lint("¿Es rápido?") == ()


def test_what_a_show_does_all_the_time_is_a_habit() -> None:
    """A rule broken in every tenth question and more is proposed for the accept list; few questions tell nothing."""
    two, closed = tuple[Rule, ...](("two-questions",)), tuple[Rule, ...](("closed",))
    broken = [*two * 12, *closed * 3]
    assert habits(broken, 100) == ("two-questions",)
    assert habits(broken, 20) == ()
