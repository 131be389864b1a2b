"""Change the code in small ways, one at a time, and see whether the tests of its module notice.

    python benchmarks/mutants.py [--only qbank/model/pattern.py] [--seed 1] [--share 1]

Needs cosmic-ray (the extra `bench`), which makes the mutants: an operator, a comparison, a number, a truth value or an exception is
another, a condition is turned round, a loop does not run, a decorator is gone. Each is put in place of the module in a copy of the
project, and the module's own tests are run there. A mutant that no test fails for has survived: it is printed, to be killed by a new
test or to be answered in docs/RELIABILITY.md. Exits 1 if any did.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shlex
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast_from_path
from cosmic_ray.mutating import mutate_and_test, mutate_code
from cosmic_ray.plugins import get_operator, operator_names
from cosmic_ray.work_item import MutationSpec, TestOutcome

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("qbank", "tests", "benchmarks", "questions", "templates", "docs", "pyproject.toml")
QUIET = "-x -q -o addopts= -p no:cacheprovider -p _hypothesis_pytestplugin --hypothesis-profile mutants"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A module, its own tests, and how many of its mutants are tried (None: all); with `within` those in functions of these names."""

    module: str
    tests: str
    most: int | None = None
    within: tuple[str, ...] = ()


PATHS, CORNERS = "tests/test_hostile_paths.py", "tests/test_store_corners.py"
"""What a file from a stranger may name."""
SUBJECTS = (
    Subject(module="qbank/model/pattern.py", tests="tests/test_pattern.py"),
    Subject(module="qbank/normalize/grouping.py", tests="tests/test_grouping.py", most=60),
    Subject(module="qbank/bank/toml.py", tests="tests/test_store_scan.py tests/test_store_edit.py", most=25),
    Subject(module="qbank/bank/edit.py", tests="tests/test_store_edit.py", most=25),
    Subject(module="qbank/bank/change.py", tests="tests/test_store_change.py", most=16),
    Subject(
        module="qbank/model/__init__.py", tests=f"tests/test_platform.py {PATHS} -k name", within=("is_file_name",)
    ),
    Subject(
        module="qbank/bank/outline_files.py",
        tests=f"{CORNERS} tests/test_store_outlines.py",
        within=("outline_file", "sheet_file", "save_outline"),
    ),
    Subject(
        module="qbank/bank/saving.py",
        tests=f"{CORNERS} tests/test_store_save.py tests/test_platform.py -k 'not locale and not home'",
        within=("_sound",),
    ),
    Subject(
        module="qbank/bank/faults.py", tests=f"{CORNERS} tests/test_store_load.py {PATHS}", within=("_not_a_file",)
    ),
    Subject(
        module="qbank/sheet/word/layout.py",
        tests=f"{CORNERS} tests/test_word_layout.py {PATHS} -k 'layout or fault or measure or shown'",
        within=("_other_place", "_beyond_the_page"),
    ),
    Subject(
        module="qbank/sheet/word/trace.py",
        tests=f"{CORNERS} tests/test_word_read.py {PATHS} -k 'not place'",
        within=("trace",),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One change of a module: which operator, at which of the places where it can act, and the line before and after."""

    operator: str
    occurrence: int
    line: int
    was: str
    now: str

    @property
    def change(self) -> str:
        """The line before and after, as it is printed and answered."""
        return f"{self.was.strip()}  ->  {self.now.strip()}"


class _Runnable(ast.NodeTransformer):
    """Leaves out what no run can see: annotations, and the promises of a record that the type checker holds."""

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = ast.Constant(None)
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.annotation = None
        return node

    def visit_arguments(self, node: ast.arguments) -> ast.AST:
        # Whether an argument is given by name or by place.
        node.args = [*node.posonlyargs, *node.args, *node.kwonlyargs]
        node.posonlyargs, node.kwonlyargs = [], []
        node.defaults, node.kw_defaults = [*node.defaults, *filter(None, node.kw_defaults)], []
        return self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.decorator_list = []
        return self.generic_visit(node)


def _seen(code: str) -> str | None:
    """Return what a run sees of a module, or None if it is not Python any more."""
    try:
        return ast.dump(_Runnable().visit(ast.parse(code)))
    except SyntaxError:
        return None


def places(path: Path, rng: random.Random) -> list[tuple[str, int]]:
    """Return in a random order which operator can act at which of its places, with one arithmetic operator for another."""
    tree = get_ast_from_path(path)
    found: list[tuple[str, int]] = []
    kept: set[tuple[str, int]] = set()
    names = [n for n in operator_names() if "Variable" not in n]
    for name in rng.sample(names, len(names)):
        # Whether two equal numbers or words are one object is Python's business.
        if name.endswith(("_Is", "_IsNot")) and "Eq_" in name:
            continue
        operator = get_operator(name)()
        kind = name.rpartition("_")[0] if "BinaryOperator" in name else name
        for occurrence in range(sum(len(list(operator.mutation_positions(n))) for n in ast_nodes(tree))):
            if (kind, occurrence) not in kept:
                kept.add((kind, occurrence))
                found.append((name, occurrence))
    return rng.sample(found, len(found))


def _lines(code: str, within: tuple[str, ...]) -> set[int]:
    """Return the lines of a module's functions of these names."""
    found = [n for n in ast.walk(ast.parse(code)) if isinstance(n, ast.FunctionDef) and n.name in within]
    return {line for n in found for line in range(n.lineno, (n.end_lineno or n.lineno) + 1)}


def mutants(path: Path, rng: random.Random, within: tuple[str, ...] = ()) -> Iterator[Mutant]:
    """Yield the mutants of a module that a run can tell from it, each once, in a random order."""
    code = path.read_text("utf-8")
    known, lines = {None, _seen(code)}, _lines(code, within)
    for name, occurrence in places(path, rng):
        changed = None
        with suppress(AttributeError):  # the tool knows exceptions by one name alone, not `tomli.TOMLDecodeError`
            changed = mutate_code(code, get_operator(name)(), occurrence)
        seen = _seen(changed or code)
        if changed is not None and seen not in known:
            known.add(seen)
            made = _mutant(name, occurrence, code, changed)
            if not within or made.line in lines:
                yield made


def _mutant(name: str, occurrence: int, code: str, changed: str) -> Mutant:
    lines = zip(code.splitlines(), changed.splitlines(), strict=False)
    at, was, now = next((n, a, b) for n, (a, b) in enumerate(lines, start=1) if a != b)
    return Mutant(operator=name.removeprefix("core/"), occurrence=occurrence, line=at, was=was, now=now)


def survives(subject: Subject, folder: Path, mutant: Mutant, seconds: float) -> bool:
    """Say whether the module's tests pass with this mutant in its place."""
    spec = MutationSpec(
        module_path=folder / subject.module,
        operator_name=f"core/{mutant.operator}",
        occurrence=mutant.occurrence,
        start_pos=(mutant.line, 0),
        end_pos=(mutant.line, 1),
    )
    result = mutate_and_test([spec], _command(subject), seconds)
    return bool(result.test_outcome == TestOutcome.SURVIVED)


def _command(subject: Subject) -> str:
    return f"{shlex.quote(sys.executable)} -m pytest {QUIET} {subject.tests}"


def tried(subject: Subject, folder: Path, share: float, seed: int, say: Callable[[str], None]) -> tuple[int, int, float]:  # fmt: skip
    """Try a module's mutants; return how many were tried and survived, and the seconds it took."""
    rng = random.Random(f"{seed} {subject.module}")
    some = list(islice(mutants(folder / subject.module, rng, subject.within), subject.most))
    some = some[: max(1, round(len(some) * share))]
    began = time.monotonic()
    if os.system(f"{_command(subject)} >{os.devnull}") != 0:
        raise SystemExit(f"{subject.module}: its tests fail without a mutant")
    patience = 20 + 5 * (time.monotonic() - began)
    survived = 0
    for mutant in some:
        if survives(subject, folder, mutant, patience):
            survived += 1
            say(f"{subject.module}:{mutant.line} {mutant.operator}: {mutant.change}")
    return len(some), survived, time.monotonic() - began


def main() -> int:
    """Try what was asked for and print the survivors, then the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=[s.module for s in SUBJECTS], help="some modules")
    parser.add_argument("--seed", type=int, default=1, help="which mutants are the sample")
    parser.add_argument("--share", type=float, default=1, help="a part of the sample")
    given = parser.parse_args()
    table = ["| module | tried | killed | survived | seconds |", "|---|---:|---:|---:|---:|"]
    left = 0
    with tempfile.TemporaryDirectory(prefix="qbank-mutants-") as name:
        folder = Path(name)
        for part in PARTS:
            source = ROOT / part
            if source.is_dir():
                shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy2(source, folder / part)
        os.chdir(folder)
        # A compiled module is told from a new one by its second and its size, which a mutant may share.
        os.environ |= {"PYTHONPATH": name, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        for subject in SUBJECTS:
            if given.only and subject.module not in given.only:
                continue
            some, survived, seconds = tried(subject, folder, given.share, given.seed, lambda t: print(t, flush=True))  # fmt: skip
            left += survived
            table.append(f"| `{subject.module}` | {some} | {some - survived} | {survived} | {seconds:.0f} |")  # fmt: skip
    print("\n" + "\n".join(table))
    return 0 if not left else 1


if __name__ == "__main__":
    sys.exit(main())
