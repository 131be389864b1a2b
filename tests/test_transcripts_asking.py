"""What a sentence does, who talks, and what of it is an ask: small cases beside the talks."""

from __future__ import annotations

import pytest

from qbank.transcripts import find_talk, hear
from qbank.transcripts.sentences import kind, tidy


@pytest.mark.parametrize(
    "text",
    [
        "How did you come to rope?", "And what is it that makes it slow?", "So, Ada, does it float?", "Why?", "How come?", "And what happened then?",
        "Was he afraid?", "You started that alone, in a shed, in winter?", "Which one would you keep?", "What would you do differently if you started again today.",
        "And if people want to help, where should they go.", "Wie bist du zum Funk gekommen?", "¿Cómo empezó usted?", "What if it rains?",
    ],
)  # fmt: skip
def test_these_ask(text: str) -> None:
    """With a question mark, or by the order of their words where it is missing."""
    assert kind(text) == "asks"


@pytest.mark.parametrize(
    "text",
    [
        "Tell me about the machine.", "Walk us through a release.", "I'm curious who teaches the knots now.", "I'd love to hear one story.",
        "Maybe you could start by introducing yourself.", "Describe the crossing for me.", "I want to ask about the storm.", "Erzähl mal, wie das war.",
        "Cuénteme qué pasó.", "Racontez-nous une journée.",
    ],
)  # fmt: skip
def test_these_invite(text: str) -> None:
    """Asks without a question mark: one in eight."""
    assert kind(text) == "invites"


@pytest.mark.parametrize(
    "text",
    [
        "Right?", "You know?", "It's the tension, isn't it?", "So it is fast, right?", "Does that make sense?", "Can you hear me?", "How are you doing today?",
        "Really?", "Mostly?", "Sorry?", "Isn't that amazing?", "How cool is that?", "Did I get it right?", "How's it going?", "Which is how it broke, in the end?",
        "Mm-hmm.", "Yeah, yeah.", "Guess what?", "Ça sonne, hein?", "Do it now, okay?",
    ],
)  # fmt: skip
def test_these_only_keep_the_talk_going(text: str) -> None:
    """Tags, greetings, checks and echoes have a question mark and want no answer."""
    assert kind(text) == "tag"


@pytest.mark.parametrize(
    "text",
    [
        "This episode is brought to you by Tallow and Sons.", "Use code ROPE for ten percent off.", "Head over to tallow dot com slash rope.",
        "The first month is free, sign up today at tallow dot io.",
    ],
)  # fmt: skip
def test_these_sell(text: str) -> None:
    """Advertisements are known by their words."""
    assert kind(text) == "advert"


@pytest.mark.parametrize(
    "text",
    [
        "What I did was wait.",
        "When I was nine, I swept.",
        "It was hard.",
        "Which, if I do the math, is a lot.",
        "How we did it is a secret.",
    ],
)
def test_these_say(text: str) -> None:
    """A sentence may begin like a question and be none."""
    assert kind(text) == "says"


def asked(text: str, **known: object) -> list[str]:
    """Return what is asked in a talk of `Name: words` lines, said to be a transcript."""
    talk = find_talk("Transcript\n\n" + text)
    assert talk
    return [a.text for a in hear(talk, source="x", **known).asks]  # type: ignore[arg-type]


FILLER = "Sam: I see what you mean.\nAda: It is what it is.\n" * 4


def test_a_host_who_goes_on_tells_a_story() -> None:
    """A question in the middle of a story is not an ask, one that is explained is."""
    story = "Sam: And I thought, who gets it after me? I have no idea. My brother has one like it, and he never used it, not once in all the years.\nAda: I see it.\n"
    reason = "Sam: Why sourdough? Because forty years ago nobody did that.\nAda: I was poor.\n"
    assert asked(story + reason + FILLER, hosts=["Sam"]) == ["Why sourdough?"]


def test_and_then_how_is_a_question_of_its_own() -> None:
    """A second whole question behind "and" is one more; a short one behind it, or one that spells out the first, is part of it."""
    two = "Sam: What does a splice cost? And then how do you know that it holds?\nAda: You pull.\n"
    one = "Sam: What about rot? What does that look like? And why?\nAda: Gray, mostly.\n"
    assert asked(two + one + FILLER, hosts=["Sam"]) == [
        "What does a splice cost?",
        "And then how do you know that it holds?",
        "What about rot? What does that look like? And why?",
    ]


def test_host_to_host_is_not_for_the_guest() -> None:
    """Who is called by name is asked; another host's remark in between changes nothing."""
    text = (
        "Sam: Lea, how was your week?\nLea: Long, and then it was over and I slept.\nSam: Ada, what is rope?\nLea: Oh, good one.\nAda: Hemp.\n"
        "Lea: And who buys it these days?\nAda: Sailors do.\n"
    )
    assert asked(text + FILLER, hosts=["Sam", "Lea"]) == ["Ada, what is rope?", "And who buys it these days?"]


def test_an_ask_that_a_mm_hmm_cuts_in_two_is_whole() -> None:
    """What the guest's "mm-hmm" interrupts goes on behind it."""
    text = "Sam: So when you began with rope, how did you —\nAda: Mm-hmm.\nSam: — find anybody to teach you?\nAda: I asked.\n"
    assert asked(text + FILLER, hosts=["Sam"]) == [
        "So when you began with rope, how did you — — find anybody to teach you?"
    ]


def test_nobody_asks_where_nobody_is_named() -> None:
    """Without names questions cannot be told from answers: none is taken, and that is said."""
    text = "WEBVTT\n\n" + "".join(f"00:0{n}.000 --> 00:0{n}.900\nHow is that? It is like that.\n\n" for n in range(9))
    talk = find_talk(text)
    assert talk
    heard = hear(talk, source="x.vtt")
    assert heard.asks == ()
    assert any("does not say who speaks" in p.what for p in heard.problems)


def test_captions_without_punctuation_are_refused_with_the_reason() -> None:
    """Where no sentence ends, no question does."""
    words = "so how did you come to this and then he said that it was fine and we went on with it as one does "
    text = "WEBVTT\n\n" + "".join(
        f"00:{n:02}.000 --> 00:{n:02}.900\n<v {'Sam' if n % 2 else 'Ada'}>{words} {n}\n\n" for n in range(30)
    )
    talk = find_talk(text)
    assert talk
    heard = hear(talk, source="x.vtt", hosts=["Sam"])
    assert heard.asks == ()
    assert any("no punctuation" in p.what for p in heard.problems)


def test_a_guess_is_told_and_a_person_overrules_it() -> None:
    """Who asks most is taken for the host, and the receipt says how to correct that."""
    text = "Speaker 1: What is it?\nSpeaker 2: A rope.\n" * 9 + "Speaker 1: Fine.\n"
    guess = find_talk("Transcript\n\n" + text)
    assert guess
    heard = hear(guess, source="x")
    assert any(
        "Speaker 1, who asks the most" in p.what and '--speaker "Speaker 1=NAME"' in p.hint for p in heard.problems
    )
    named = hear(guess, source="x", speakers={"speaker 1": "Sam Hoste", "Speaker 2": "Ada Brand"}, hosts=["Sam Hoste"])
    assert (named.hosts, named.guests, named.problems) == (("Sam Hoste",), ("Ada Brand",), ())
    assert {a.asker for a in named.asks} == {"Sam Hoste"}
    other = hear(guess, source="x", speakers={"Speaker 2": "Ada Brand"}, hosts=["Ada Brand"])
    assert other.asks == ()


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("So, um, how did you, uh, start?", "How did you start?"),
        ("And, you know, what what is it?", "What is it?"),
        ("How did you — how did you come to rope?", "How did you come to rope?"),
        ("How did you come to rope?", "How did you come to rope?"),
        ("Is it true that that rope floats?", "Is it true that that rope floats?"),
        ("What is it, I mean, really? [laughs]", "What is it, really?"),
    ],
)
def test_tidy_takes_off_what_nobody_meant_to_say(said: str, plain: str) -> None:
    """Fillers, false starts and words said twice go; all that is left is the speaker's own."""
    assert tidy(said) == plain
