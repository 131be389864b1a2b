"""What was read against what the bank has: which episode it is, and which of its items."""

from __future__ import annotations

from qbank.model import Episode, Item
from qbank.normalize.add_episodes import Shelf, update

ASKED = ("What is Wickerwork?", "How does it braid a plan?", "When is it the wrong choice?", "Who pays for the loom?")


def read(*texts: str, guest: str = "Ada Example") -> Episode:
    """Return an episode as it was read from its notes."""
    items = tuple(Item(n=n, text=text, line=n) for n, text in enumerate(texts, 1))
    return Episode(
        id="007-wickerwork", title="Wickerwork", number=7, technology="Wickerwork", guests=(guest,), items=items
    )


def shelf(*episodes: Episode) -> Shelf:
    """Return a shelf with these episodes, as they are after an import."""
    made = Shelf(())
    for episode in episodes:
        made.put(update(made, episode).episode)
    return made


def numbers(episode: Episode) -> dict[str, int]:
    """Return the number of each item by its text."""
    return {item.text: item.n for item in episode.items}


def test_two_interviews_of_one_name_are_two_episodes() -> None:
    """Another show's seventh interview, on the same thing, is not this one's: each has an id of its own."""
    others = (
        read("Where did you grow up?", "Which flood was the worst?", guest="Zoë Other"),
        read("Name a river.", "Why wool, and not silk?", guest="Cy Third"),
    )
    made = shelf(read(*ASKED), *others)
    assert [e.id for e in made.episodes()] == ["007-wickerwork", "007-wickerwork-2", "007-wickerwork-3"]
    assert [e.guests[0] for e in made.episodes()] == ["Ada Example", "Zoë Other", "Cy Third"]


def test_a_question_keeps_its_number_wherever_it_moves() -> None:
    """What was moved up or down in the notes is the same question; what is new gets the next number."""
    moved = update(shelf(read(*ASKED)), read(ASKED[2], ASKED[3], "Who was the first to say no?", ASKED[0], ASKED[1]))
    assert numbers(moved.episode) == {**{text: n for n, text in enumerate(ASKED, 1)}, "Who was the first to say no?": 5}
    assert [i.text for i in moved.episode.items][:3] == [ASKED[2], ASKED[3], "Who was the first to say no?"]
    assert sorted(moved.kept) == [0, 1, 3, 4]
    assert moved.gone == ()


def test_a_reworded_question_is_decided_anew_and_keeps_its_number() -> None:
    """A question much like the old one is that one in new words: nothing is kept of it but its number."""
    changed = update(shelf(read(*ASKED)), read(ASKED[0], "How does it braid a whole plan?", *ASKED[2:]))
    assert changed.episode.items[1].n == 2
    assert sorted(changed.kept) == [0, 2, 3]
