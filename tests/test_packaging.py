"""What pyproject.toml, the pins, environment.yml and the README say about packages agrees."""

import ast
import re
import shlex
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from flit_core import buildapi
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
README = (ROOT / "README.md").read_text("utf-8")

RUNTIME = PROJECT["project"]["dependencies"]
EXTRAS = PROJECT["project"]["optional-dependencies"]
BUILD = PROJECT["build-system"]["requires"]
DECLARED = {
    "runtime.txt": RUNTIME + BUILD,
    "test.txt": RUNTIME + BUILD + EXTRAS["test"],
    "engines.txt": RUNTIME + BUILD + EXTRAS["test"] + EXTRAS["engines"],
}
ON_CONDA_FORGE = {"ibis-framework": "ibis-duckdb", "duckdb": "python-duckdb"}
# lifelines declares pandas<3 and gives the same curves with 3.1, which the tests of survival show.
KNOWN_CONFLICTS = {("lifelines", "pandas")}


def pins(file: str) -> dict[str, Requirement]:
    """The requirements of a file of pins by name, hashes left out."""
    lines = (ROOT / "requirements" / file).read_text("utf-8").splitlines()
    found = [Requirement(line.rstrip("\\ ")) for line in lines if line and line[0] not in "# "]
    return {canonicalize_name(pin.name): pin for pin in found}


def version_of(pin: Requirement) -> str:
    """The one version that a pin allows."""
    (only,) = pin.specifier
    assert only.operator == "=="
    return only.version


def applies(requirement: Requirement, extras: set[str]) -> bool:
    """Whether a requirement holds on this machine for a package asked for with these extras."""
    return requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in extras | {""})


@pytest.mark.parametrize("file", DECLARED)
def test_pins_satisfy_what_is_declared(file):
    pinned = pins(file)
    for requirement in map(Requirement, DECLARED[file]):
        assert version_of(pinned[canonicalize_name(requirement.name)]) in requirement.specifier, requirement


@pytest.mark.parametrize("file", DECLARED)
def test_every_pin_has_hashes_and_no_address(file):
    text = (ROOT / "requirements" / file).read_text("utf-8")
    assert "://" not in text and "--index" not in text and "--find-links" not in text
    blocks = re.split(r"\n(?=\S)", re.sub(r"^\s*#.*\n", "", text, flags=re.M))
    assert len(blocks) == len(pins(file))
    for block in blocks:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", block), block.splitlines()[0]


@pytest.mark.parametrize(("smaller", "larger"), [("runtime.txt", "test.txt"), ("test.txt", "engines.txt")])
def test_what_is_tested_is_what_is_installed(smaller, larger):
    assert {name: str(pin) for name, pin in pins(larger).items() if name in pins(smaller)} == {
        name: str(pin) for name, pin in pins(smaller).items()
    }


@pytest.mark.parametrize("file", ["runtime.txt", "test.txt"])
def test_the_pins_are_complete(file):
    """Installing with --no-deps, pip would not notice a package that is missing from the list."""
    pinned = {name: pin for name, pin in pins(file).items() if applies(pin, set())}
    extras = {canonicalize_name(r.name): r.extras for r in map(Requirement, DECLARED[file])}
    for name in pinned:
        for requirement in map(Requirement, metadata.requires(name) or []):
            wanted = canonicalize_name(requirement.name)
            if (name, wanted) in KNOWN_CONFLICTS or not applies(requirement, set(extras.get(name, ()))):
                continue
            assert wanted in pinned, f"{name} needs {requirement}"
            assert requirement.specifier.contains(version_of(pinned[wanted]), prereleases=True), (
                f"{name} needs {requirement}"
            )


def test_build_backend_is_pinned():
    assert PROJECT["dependency-groups"]["build"] == BUILD


def test_conda_environment_has_the_same_bounds():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    *packages, pip, from_pip = environment["dependencies"]
    assert pip == "pip" and from_pip == {"pip": ["-e ."]}

    python = Requirement(f"python{PROJECT['project']['requires-python']}")
    nbval = [line for line in EXTRAS["test"] if line.startswith("nbval")]
    declared = [python, *map(Requirement, RUNTIME + nbval)]
    assert {canonicalize_name(r.name): r.specifier for r in map(Requirement, packages)} == {
        ON_CONDA_FORGE.get(r.name, canonicalize_name(r.name)): r.specifier for r in declared
    }


def imported_by(folder: Path) -> set[str]:
    """Top-level names of the modules that the Python files of a folder import."""
    names = set()
    for file in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                names.add(node.module.split(".")[0])
    return names


def test_the_package_imports_only_what_is_declared():
    # Spark's driver is imported where a workbook's connection: asks for it, and comes with the extra.
    offered = [*RUNTIME, *EXTRAS["engines"]]
    declared = {canonicalize_name(Requirement(line).name) for line in offered}
    distributions = metadata.packages_distributions()
    third_party = imported_by(ROOT / "kpi_helpers") - sys.stdlib_module_names - {"kpi_helpers"}
    undeclared = {
        module
        for module in third_party
        if not declared & {canonicalize_name(name) for name in distributions.get(module, [module])}
    }
    assert undeclared == set()


def test_every_file_of_the_package_is_built_into_it(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    wheel = zipfile.ZipFile(tmp_path / buildapi.build_wheel(str(tmp_path)))
    files = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "kpi_helpers").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert files - set(wheel.namelist()) == set()


def test_readme_opens_with_the_two_commands():
    first_block = re.search(r"```\w*\n(.*?)```", README, re.S)
    assert [line.split("#")[0].strip() for line in first_block[1].splitlines()] == ["make report", "make test"]
    assert README[: first_block.start()].count("\n") < 10


def test_readme_gives_a_reason_and_a_way_out_for_every_direct_dependency():
    section = README.split("## What it stands on")[1].split("\n## ")[0]
    reasons = {name: said for name, *said in re.findall(r"^\| ([\w-]+) \| (\S.*?) \| (\S.*?) \|$", section, re.M)}
    del reasons["package"]
    direct = {Requirement(line).name for line in DECLARED["engines.txt"]}
    assert set(reasons) == direct


def test_readme_lists_every_folder_and_no_other():
    listing = re.search(r"## What lies where\n+```\n(.*?)```", README, re.S)[1]
    listed, parent = set(), ""
    for indent, name in re.findall(r"^( *)(\w+)/ +\S", listing, re.M):
        parent = parent if indent else f"{name}/"
        listed.add(f"{parent}{name}" if indent else name)

    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True, encoding="utf-8"
    ).stdout.split("\0")
    folders = {file.split("/")[0] for file in tracked if "/" in file and not file.startswith(".")}
    rooms = {"/".join(file.split("/")[:2]) for file in tracked if re.match(r"kpi_helpers/\w+/", file)}
    assert listed == folders | rooms


def setup(folder: Path, **said: str) -> subprocess.CompletedProcess:
    """`make setup` into a folder of its own, in English unless said otherwise."""
    variables = [f"{name}={value}" for name, value in ({"LC_ALL": "C"} | said).items()]
    return subprocess.run(
        ["make", "setup", "VENV=venv", f"--directory={folder}", f"--file={ROOT / 'Makefile'}", *variables],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def interpreter(path: Path, version: tuple[int, int], *lacks: str) -> str:
    """A command `python3 -c` of another version, which lacks these modules."""
    code = f"import sys; sys.version_info = {version}; sys.modules |= dict.fromkeys({lacks}); exec(sys.argv[1])"
    path.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -c {shlex.quote(code)} "$2"\n', encoding="utf-8")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("others", [[], [(3, 9)], [(3, 10), (3, 15)]], ids=["none", "too old", "too new"])
def test_setup_says_which_python_it_needs(tmp_path, others):
    known = [interpreter(tmp_path / f"python{minor}", (major, minor)) for major, minor in others]
    made = setup(tmp_path, PYTHON=" ".join(["no-such-python", *known]))
    assert made.returncode == 2
    assert "No Python from 3.11 to 3.14 was found (no-such-python" in made.stderr
    assert "make setup PYTHON=/path/to/python3" in made.stderr
    assert not (tmp_path / "venv").exists()


def test_setup_speaks_japanese_where_the_system_does(tmp_path):
    made = setup(tmp_path, PYTHON="no-such-python", LC_ALL="", LANG="ja_JP.UTF-8")
    assert made.returncode == 2 and "Python 3.11〜3.14 が見つかりません（no-such-python" in made.stderr


def test_setup_says_which_package_has_venv(tmp_path):
    made = setup(tmp_path, PYTHON=interpreter(tmp_path / "python3", (3, 11), "ensurepip"))
    assert made.returncode == 2
    assert "python3.11 lacks its module venv" in made.stderr and "apt-get install python3.11-venv" in made.stderr
    assert not (tmp_path / "venv").exists()
