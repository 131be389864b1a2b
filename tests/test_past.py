"""What episodes asked, told in brief: the same whether every item is looked at or two tellings are joined."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from qbank import past
from qbank.model import Bank, Episode, Item
from qbank.past import Episodes, Past

_WORDS = ("Why {{ technology }}?", "Why the {{ kind }}?", "Why {{ kind }}?", "How do nodes fail?")
_TEMPLATES = st.sampled_from([None, "why", "how", "what"])
_ITEMS = st.builds(
    lambda kind, text, template, also, depth, speakable, slotted: Item(
        n=1, kind=kind, text=text, template=template, also_templates=also, depth=depth, speakable=speakable,
        pattern=text if slotted else None,
    ),
    st.sampled_from(["question", "question", "note"]), st.sampled_from(_WORDS), _TEMPLATES, st.sampled_from([(), ("how",)]),
    st.integers(1, 3), st.sampled_from([None, True, False]), st.booleans(),
)  # fmt: skip


@st.composite
def _episodes(draw: st.DrawFn) -> tuple[Episode, ...]:
    made = []
    for n in range(draw(st.integers(0, 6))):
        items = draw(st.lists(_ITEMS, max_size=6))
        numbered = tuple(
            Item(**{f: getattr(i, f) for f in Item.__slots__} | {"n": k}) for k, i in enumerate(items, start=1)
        )
        about = draw(st.sampled_from([None, "Kafka", "Ceph"]))
        made.append(
            Episode(
                id=f"{n:03}", title="A", technology=about, kind=draw(st.sampled_from([None, "store"])), items=numbered
            )
        )
    return tuple(made)


def _whole(told: Past) -> tuple[object, ...]:
    return [*told.ids], {t: told.asked[t] for t in told.asked}, told.words, [*told.decisions.items()]


@given(data=st.data(), episodes=_episodes())
def test_joined_tellings_tell_what_looking_at_all_does(data: st.DataObject, episodes: tuple[Episode, ...]) -> None:
    """Whatever is kept of some episodes, in whatever order, what is told of all in another order is the same."""
    which = data.draw(st.lists(st.integers(0, 2), min_size=len(episodes), max_size=len(episodes)))
    parts: list[Sequence[Episode]] = [
        [e for e, part in zip(episodes, which, strict=True) if part == one] for one in (0, 1)
    ]
    held = Episodes(episodes)
    held.told = [past.tell(data.draw(st.permutations(part))) for part in parts]
    wanted = data.draw(st.permutations(data.draw(st.sampled_from([episodes, episodes[1:]]))))
    found = past.of_bank(Bank(episodes=held), wanted)
    assert _whole(found) == _whole(past.tell(wanted))
    assert found.refs == past.tell(wanted).refs
    assert len(found.asked) == len([*found.asked])
    assert all(template in found.asked for template in found.asked)
    assert "nothing" not in found.asked
    assert found.asked.get("nothing") is None


def test_what_follows_at_the_end_is_put_behind() -> None:
    """An episode that comes after all that are kept is told of after them, and its last way of putting it is the last."""
    first, second = (
        Episode(id=i, title="A", technology="Kafka", items=(Item(n=1, text="Why?", template="why", needs=needs),))
        for i, needs in (("1", ()), ("2", ("clustered",)))
    )
    held = Episodes((first, second))
    held.told = [past.tell([first])]
    (said,) = past.of_bank(Bank(episodes=held)).asked["why"].said
    assert said.refs == ("1/1", "2/1")
    assert [(way.needs, last) for way, last in said.ways] == [((), ("1/1",)), (("clustered",), ("2/1",))]


def test_episodes_are_copied_without_what_is_kept() -> None:
    """A copy, for another process, has the episodes alone."""
    import pickle

    held = Episodes((Episode(id="1", title="A"),))
    held.told = [past.tell(held)]
    assert type(pickle.loads(pickle.dumps(held))) is tuple
