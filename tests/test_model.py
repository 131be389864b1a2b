"""Tests for qbank.model: what records say of themselves."""

from __future__ import annotations

from qbank.model import Episode, Item, ref


def test_a_reference_is_episode_and_number() -> None:
    """An item is known by its episode's id and its own number."""
    assert ref(Episode(id="040-ceph", title="Ceph"), Item(n=7, text="Why?")) == "040-ceph/7"
