"""How fast are questions normalized? Generated questions, beside one regular-expression pass over the same text.

    python benchmarks/normalizing.py [COUNT]

Prints seconds for building the normalizer; questions a second for a tenth and for all of them (linear: the two
agree), once with the bank's wordings under other names, once with nearly every wording changed; the floor: finding the words
of the same text with one regular expression; and, since what was judged is remembered, the share of distinct frames
and the rate over questions no two of which have the same frame. All is measured in the time of one processor, so that
other work on the machine counts for little; the first figures include what is prepared when it is first needed.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections.abc import Callable
from pathlib import Path

from qbank import bank as banks
from qbank.bank.place import Place
from qbank.english.terms import split
from qbank.model import Bank, Episode, Item
from qbank.model.pattern import fill, names, to_pattern
from qbank.normalize.mentions import Names, find
from qbank.normalize.normalizer import Normalizer
from qbank.normalize.wordings import frame, shipped_wordings

ROOT = Path(__file__).parent.parent
NAMES = ("Kestrel", "TideDB", "Marrow", "Quillon", "the Pelican project", "Ostara", "NimbusQL", "Harrow & Pike")
WORDS = [
    "amber",
    "basalt",
    "cedar",
    "delta",
    "ember",
    "fjord",
    "garnet",
    "harbor",
    "indigo",
    "juniper",
    "kelp",
    "linen",
    "maple",
    "nectar",
    "opal",
    "quartz",
]
WORD = re.compile(r"[^\W_]+")
LEADS = (
    "",
    "",
    "Given that it runs in many places, ",
    "I know that this is a long story. ",
    "For people who are new to it, ",
)


def generated(bank: Bank, count: int, *, changed: bool) -> list[str]:
    """Return questions made from the bank's wordings with other names; `changed`: with lead-ins and a word changed, too."""
    rng = random.Random(7)
    sources = [t.text for t in bank.templates if "'{'" not in t.text] + [w.text for w in shipped_wordings()]
    made = []
    for _ in range(count):
        source = rng.choice(sources)
        text = fill(source, {name: rng.choice(NAMES) for name in names(source)})
        words = text.split(" ")
        if changed and len(words) > 6:
            words[rng.randrange(3, len(words) - 1)] = rng.choice(WORDS)
        made.append((rng.choice(LEADS) if changed else "") + " ".join(words))
    return made


def first_of_each_frame(texts: list[str], known: Names) -> list[str]:
    """Return the texts without those whose frame an earlier one has: what is judged cannot be remembered from before."""
    made: dict[str, str] = {}
    for text in texts:
        parts = split(to_pattern(text, find(text, known))[0])
        made.setdefault(frame(parts.ask, parts.context), text)
    return list(made.values())


def normalizing(normalizer: Normalizer, known: Names) -> Callable[[str], object]:
    """Return the work on one text."""
    return lambda text: normalizer.item(Item(n=1, text=text), known)


def rate(work: Callable[[str], object], texts: list[str]) -> float:
    """Return how many texts a second are worked through, by the processor's clock."""
    start = time.process_time()
    for text in texts:
        work(text)
    return len(texts) / (time.process_time() - start)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "count", metavar="COUNT", nargs="?", type=int, default=100_000, help="how many questions to make"
    )
    count = parser.parse_args().count
    bank = banks.load(Place(root=ROOT, exports=ROOT / "exports"))
    start = time.process_time()
    normalizer = Normalizer(bank)
    print(f"build_seconds {time.process_time() - start:.2f}")
    episode = Episode(id="bench", title="", technology="Kestrel", kind="event store", guests=("Ada Holm",))
    known = normalizer.names(episode)
    for name, changed in (("same_wordings", False), ("changed_wordings", True)):
        texts = generated(bank, count, changed=changed)
        tenth = texts[: count // 10]
        work = normalizing(normalizer, known)
        print(f"{name}_per_second_tenth {rate(work, tenth):.0f}  (n={len(tenth)})")
        print(f"{name}_per_second {rate(work, texts):.0f}  (n={count})")
        print(f"floor_per_second {rate(WORD.findall, texts):.0f}  (n={count})")
        first = first_of_each_frame(texts, known)
        print(f"{name}_distinct_frames {len(first) / count:.3f}  (n={count})")
        print(
            f"{name}_all_distinct_per_second {rate(normalizing(Normalizer(bank), known), first):.0f}  (n={len(first)})"
        )


if __name__ == "__main__":
    main()
