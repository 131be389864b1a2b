"""What qbank is made of: few libraries, bounded; development is pinned by hash; the wheel carries its bill of materials."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

TOP = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))
NEEDED = [Requirement(text) for text in PROJECT["project"]["dependencies"]]
EXTRA = [Requirement(text) for texts in PROJECT["project"]["optional-dependencies"].values() for text in texts]


def _locked() -> dict[str, tuple[tuple[str, ...], int]]:
    """Return the versions of each package in the lock (several for several Pythons), and the least number of hashes."""
    text = (TOP / "requirements-dev.txt").read_text("utf-8")
    blocks = re.findall(r"^([\w.-]+)==(\S+)(.*(?:\n    .*)*)", text, re.MULTILINE)
    found: dict[str, tuple[tuple[str, ...], int]] = {}
    for name, version, rest in blocks:
        versions, hashes = found.get(canonicalize_name(name), ((), sys.maxsize))
        found[canonicalize_name(name)] = ((*versions, version), min(hashes, rest.count("--hash=sha256:")))
    return found


def test_what_is_needed_is_few_and_bounded() -> None:
    """Every library that a host installs has a lowest version and one that it stays below; nobody adds to them in passing.

    Twenty-four, three that `qbank desk` alone loads, and three that only an import and a review load.
    """
    assert len(NEEDED) <= 31
    for requirement in NEEDED:
        signs = {one.operator for one in requirement.specifier}
        assert {">=", "<"} <= signs, requirement


def test_the_lock_pins_everything_by_hash() -> None:
    """Each requirement, of every extra, is in requirements-dev.txt in a version that pyproject.toml allows; `sh .ci/lock` makes it anew."""
    locked = _locked()
    for requirement in (*NEEDED, *EXTRA):
        versions, _ = locked[canonicalize_name(requirement.name)]
        assert all(requirement.specifier.contains(v, prereleases=True) for v in versions), (requirement, versions)
    assert len(locked) > 50
    assert [name for name, (_, hashes) in locked.items() if not hashes] == []


def test_the_bill_of_materials_names_what_is_needed() -> None:
    """sbom.cdx.json has each library in the version of the lock, with a licence, and the wheel carries it."""
    bill = json.loads((TOP / "sbom.cdx.json").read_text("utf-8"))
    assert (bill["bomFormat"], bill["metadata"]["component"]["name"]) == ("CycloneDX", "qbank")
    listed = {canonicalize_name(one["name"]): one for one in bill["components"]}
    locked = _locked()
    for requirement in NEEDED:
        found = listed[canonicalize_name(requirement.name)]
        assert Version(found["version"]) in {Version(v) for v in locked[canonicalize_name(requirement.name)][0]}
    # protobuf's metadata names no license; its file says BSD-3-Clause.
    assert [name for name, one in listed.items() if not one.get("licenses")] in ([], ["protobuf"])
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["sbom-files"] == ["sbom.cdx.json"]
