"""What ships to teach the normalizer is sound data."""

from __future__ import annotations

from banks import shipped_bank

from qbank.model.pattern import SLOT_TYPES, names, slot_type
from qbank.normalize.intent_rules import WORDINGS, parsed, shipped_rules, shipped_wordings

CATEGORIES = {category.id for category in shipped_bank().categories}
TEMPLATES = {template.id for template in shipped_bank().templates}
INTENTS = TEMPLATES | {wording.template for wording in shipped_wordings()}
"""What a wording can want: a template of the shipped bank, or something that it has no template for."""


def test_every_label_exists() -> None:
    """Categories are those of the shipped bank, slots those that a question can have; most intents have a template."""
    for wording in shipped_wordings():
        assert wording.category in CATEGORIES, wording
        assert set(wording.also) <= CATEGORIES - {wording.category}, wording
        assert {slot_type(name) for name in names(wording.text)} <= set(SLOT_TYPES), wording


def test_most_intents_have_a_template() -> None:
    """Those without one group what is new; they are few."""
    assert len(INTENTS - TEMPLATES - {None}) < len(INTENTS) / 2


def test_no_wording_is_there_twice() -> None:
    """Each teaches once; the spoken ones count twice."""
    texts = [wording.text for wording in shipped_wordings()]
    assert len(texts) == len(set(texts))
    assert {wording.weight for wording in shipped_wordings()} == set(WORDINGS.values())
    spoken = [wording for wording in shipped_wordings() if wording.weight == 2]
    assert len(spoken) >= 1000
    assert {wording.category for wording in spoken} == CATEGORIES


def test_rules_name_templates() -> None:
    """A rule for an intent that no wording has would be heard for nothing."""
    assert {rule.template for rule in shipped_rules()} <= INTENTS


def test_a_line_is_category_also_template_text() -> None:
    """A dash is nothing, a number sign a remark; a bar in the text stays."""
    (one, two) = parsed("# x\nusage|origin,scaling|-|Is it a|b?\norigin|-|why|Why?\n", 2)
    assert (one.text, one.also, one.template, one.weight) == ("Is it a|b?", ("origin", "scaling"), None, 2)
    assert (two.category, two.template) == ("origin", "why")
