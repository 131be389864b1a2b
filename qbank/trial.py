"""Layouts tried out: each is rendered with a sample outline, so that a fault is found before a sheet is needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from qbank import store
from qbank.errors import Problem, QbankError
from qbank.model import Fact, Outline, PlannedFollowUp, PlannedQuestion, Section, TopBox
from qbank.place import Place, shipped


def of_layouts(place: Place) -> tuple[Problem, ...]:
    """Return what is wrong with the layouts that a bank's sheets are made with: its own, else the shipped ones."""
    from qbank.export import FORMATS, layout_files
    from qbank.sheet import COPIES

    folders = (place.layouts, shipped(cwd=place.root).layouts)
    found: list[Problem] = []
    for name in FORMATS:
        for copy in COPIES:
            files = {file: _first(folders, file) for file in layout_files(name, copy)}
            found += _of_rendering(lambda n=name, c=copy, f=files: _render(n, c, f))  # type: ignore[misc]
    return tuple(dict.fromkeys(found))


def _first(folders: tuple[Path, ...], file: str) -> Path:
    return next((folder / file for folder in folders if (folder / file).is_file()), folders[-1] / file)


def of_layout(path: Path, place: Place | None = None) -> tuple[Problem, ...]:
    """Return every fault of one layout file, with its place; the file's name says which format it is for."""
    from qbank.export import LAYOUT_ENDINGS, WORD_LAYOUT, layout_problems

    if not path.name.lower().endswith(LAYOUT_ENDINGS):
        what, hint = (
            "the name does not say which format it is for",
            f"end it with {', '.join(LAYOUT_ENDINGS)}",
        )
        return (Problem(where=str(path), what=what, hint=hint),)
    home = shipped(cwd=path.parent) if place is None else place
    word = _first((home.layouts, shipped(cwd=home.root).layouts), WORD_LAYOUT)
    try:
        layouts = {WORD_LAYOUT: store.read_source(word), str(path): store.read_source(path)}
    except QbankError as error:
        return (Problem(where=str(path), what=error.message, hint=error.hint),)
    return layout_problems(str(path), layouts, [sample(), sample(bare=True)])


def _render(name: str, copy: str, files: Mapping[str, Path]) -> None:
    from qbank.export import FORMATS, Wanted

    layouts = {file: store.read_source(path) for file, path in files.items()}
    for outline in (sample(), sample(bare=True)):
        FORMATS[name](
            outline, layouts, Wanted(date=outline.date, copy="guest" if copy == "guest" else "host")
        )


def _of_rendering(render: Callable[[], None]) -> tuple[Problem, ...]:
    try:
        render()
    except QbankError as error:
        problems: tuple[Problem, ...] = getattr(error, "problems", ())
        return problems or (Problem(where=error.where or "templates", what=error.message, hint=error.hint),)
    return ()


def sample(*, bare: bool = False) -> Outline:
    """Return an outline to try layouts with: everything filled in, with awkward text, or `bare`, nothing but what must be."""
    if bare:
        return Outline(id="bare", date="2026-01-02", guests=("A",))
    awkward = "Why “x” & <b>y</b>, {{ z }} and *w*?"
    question = PlannedQuestion(
        id="q01",
        template="why",
        category="origin",
        cue="why",
        context="It is a log.",
        text=awkward,
        asked=("040-ceph/7", "035-cockroachdb/3", "034-arangodb/2"),
        why="first",
        follow_ups=(PlannedFollowUp(id="q01a", role="deeper", text="And then?"),),
    )
    own = PlannedQuestion(
        id="q02", category="closing", cue="own", text=awkward, lane="backup", private=True, to="B"
    )
    return Outline(
        id="sample",
        date="2026-01-02",
        show="Show",
        host="Host",
        guests=("A & B", "B"),
        relations={"B": "made"},
        technology="C++",
        family="software",
        kind="language",
        company="D",
        domain="metal",
        alternatives=("E", "F"),
        traits={"embedded": True},
        facts=(Fact(type="choice", text="It is a log."),),
        planned_minutes=6.0,
        box=TopBox(
            role="maker", links=("https://example.org",), off_limits=("x",), plug=("y",), hard_stop="17:00"
        ),
        spoken={"introduction": "Introduction", "preamble": awkward, "contact": "Where?"},
        look_up=("its last release",),
        probes=("For example?",),
        sections=(
            Section(block="why", title="Why", start=0.0, minutes=3.0, questions=(question,)),
            Section(block="ahead", title="Ahead", start=3.0, minutes=3.0, questions=(own,)),
        ),
        problems=("one",),
    )
