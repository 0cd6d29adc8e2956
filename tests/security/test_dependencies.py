"""What is installed is what was tested, under licences that let it be used and handed on."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PINS = [
    line.strip()
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]
_EXACT = re.compile(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.!+_-]*")
_PERMISSIVE = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|Unlicense|Zlib|HPND|CC0|MPL|Mozilla"
)
_COPYLEFT = re.compile(r"\b[AL]?GPL")
# Read by eye: what their metadata leave out or name otherwise.
_READ = {
    "axe-playwright-python": "MIT; the script that it carries is under MPL-2.0",
    "docx2txt": "MIT, in its repository",
    "locate": "MIT, in its repository",
    "tld": "MPL-1.1 at the user's choice",
}


def licence(found: Distribution) -> str:
    named = found.metadata
    classified = [
        each.rpartition("::")[2].strip()
        for each in named.get_all("Classifier") or ()
        if each.startswith("License")
    ]
    return named["License-Expression"] or " / ".join(classified) or named["License"] or ""


def test_every_pin_is_exact() -> None:
    assert len(PINS) > 100
    assert [each for each in PINS if not _EXACT.fullmatch(each)] == []


def test_every_dependency_is_pinned() -> None:
    pinned = {re.sub(r"[-_.]+", "-", each.partition("==")[0]).lower() for each in PINS}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    named = {re.sub(r"[-_.]+", "-", re.split("[=<>\\[]", each)[0]).lower() for each in wanted}
    assert {"chromadb", "prometheus-client"} <= named
    elsewhere = {"torch"}  # by the Makefile, which needs another index for it
    assert named - pinned - elsewhere == set()


@pytest.mark.parametrize("pin", PINS, ids=lambda pin: pin.partition("==")[0])
def test_what_is_installed_is_as_pinned_and_permissive(pin: str) -> None:
    name, _, version = pin.partition("==")
    try:
        found = distribution(name)
    except PackageNotFoundError:
        pytest.skip(f"{name} is not installed: no test needs it")
    assert found.version == version
    told = licence(found)
    assert name in _READ or (_PERMISSIVE.search(told) and not _COPYLEFT.search(told)), told


def test_bandit_finds_nothing_that_is_not_explained() -> None:
    packages = ["bot", "ingest", "vectorstore", "prompts", "evals", "app.py"]
    done = subprocess.run(
        [sys.executable, "-m", "bandit", "-q", "-ll", "-r", *packages],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_every_exception_from_bandit_says_why() -> None:
    bare = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for package in ("bot", "ingest", "vectorstore", "prompts", "evals")
        for path in (ROOT / package).rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if "# nosec" in line and not re.search(r"# nosec B\d{3} - \w+", line)
    ]
    assert bare == []
