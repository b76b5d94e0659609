"""What would hold on Linux alone: nobody here runs Windows or a Mac, so the sources are looked through for it."""

import ast
import re
import subprocess
import unicodedata
from functools import cache
from pathlib import Path

import pytest

from tests.portable_names import fault_of

ROOT = Path(__file__).parents[1]
ALLOWED = {
    "kpi_helpers/workbook/reading/excel_child.py": {"resource"},  # where there is no such limit, none is set
    "benchmarks/all_numbers.py": {"resource"},  # Linux and Mac, as it says
    "benchmarks/build.py": {"resource"},
    "benchmarks/outputs.py": {"resource"},
    "benchmarks/reading.py": {"resource"},
    "benchmarks/kills.py": {"os.fork"},  # its runs are killed like those of tests/workbook/killed.py
    "kpi_helpers/report/outputs/browser.py": {  # asked for on Linux only
        "os.geteuid",
        "/opt/google/chrome/chrome",
        "/opt/microsoft/msedge/msedge",
    },
    "kpi_helpers/report/pseudonyms.py": {"os.geteuid"},  # behind hasattr
    "kpi_helpers/workbook/cache/__init__.py": {"os.geteuid"},  # behind hasattr
    "kpi_helpers/workbook/cache/locks.py": {"fcntl"},  # msvcrt in its place on Windows
    "tests/engines/servers.py": {"pwd", "os.getuid", "/usr/lib/postgresql"},  # Debian's PostgreSQL
    "tests/workbook/killed.py": {"os.fork", "signal.SIGKILL"},  # for this alone there is no way on Windows
    "tests/page/which_browser.py": {  # asked for on Linux only
        "os.geteuid",
        "/etc/os-release",
        "/opt/google/chrome/chrome",
        "/opt/microsoft/msedge/msedge",
    },
}
WORDS = {"tests/page/test_which_browser.py", "tests/recognise/test_presets.py", "tests/test_portability.py"}
"""Files whose paths of Linux are only words, never opened."""
MODULES = {"fcntl", "pwd", "grp", "resource", "termios", "tty", "pty", "crypt", "syslog", "posix", "readline"}
CALLS = {
    *(f"os.{name}" for name in ("fork", "getuid", "geteuid", "getpgid", "setsid", "killpg", "mkfifo", "uname", "nice")),
    *(f"os.{name}" for name in ("system", "popen", "rename", "chown", "sched_getaffinity", "getloadavg")),
    *(f"signal.{name}" for name in ("SIGKILL", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGCHLD", "alarm", "pause")),
    "time.tzset",
}
PATHS = re.compile(r"/(?:tmp|proc|sys|dev|usr|etc|var|opt|bin|sbin|run|home)(?:/[\w.+-]+)+/?")
DIRECTIVES = re.compile(r"%(?:-[a-zA-Z]|[eklsPRTDF](?![a-z]))")
"""Of strftime, those that the C library of Windows does not know."""


def tracked():
    """Every file that a clone lays down."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True)
    return sorted(filter(None, listed.stdout.decode("utf-8").split("\0")))


TRACKED = tracked()
SOURCES = [name for name in TRACKED if name.endswith(".py") and (ROOT / name).exists()]


@cache
def tree_of(name):
    return ast.parse((ROOT / name).read_text(encoding="utf-8"))


def of_linux_alone(tree):
    """Modules, calls, paths and arguments that Windows or a Mac does not have."""
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module in MODULES:
            yield node.module
        elif isinstance(node, ast.Attribute) and ast.unparse(node) in CALLS:
            yield ast.unparse(node)
        elif isinstance(node, ast.keyword) and node.arg in ("preexec_fn", "start_new_session", "process_group"):
            yield node.arg
        elif isinstance(node, ast.keyword) and node.arg == "shell" and ast.unparse(node.value) == "True":
            yield "shell=True"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            if PATHS.fullmatch(node.value):
                yield node.value
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("strftime"):
            yield from (found for argument in node.args for found in DIRECTIVES.findall(ast.unparse(argument)))


def test_the_lint_finds_what_it_looks_for():
    source = """
import fcntl
from pwd import getpwnam
os.fork(); os.kill(1, signal.SIGKILL)
run("ls", shell=True, preexec_fn=f)
Path("/tmp/kpi"); Path("/etc/hosts")
day.strftime("%-d. %e"); day.strftime("%Y-%m-%d")
"""
    assert sorted(of_linux_alone(ast.parse(source))) == sorted(
        ["fcntl", "pwd", "os.fork", "signal.SIGKILL", "shell=True", "preexec_fn", "/tmp/kpi", "/etc/hosts", "%-d", "%e"]
    )


def test_nothing_is_of_linux_alone():
    found = {name: set(of_linux_alone(tree_of(name))) - ALLOWED.get(name, set()) for name in SOURCES}
    words = {
        name: {said for said in says if not PATHS.fullmatch(said)} for name, says in found.items() if name in WORDS
    }
    assert {name: says for name, says in (found | words).items() if says} == {}


# Encodings and line ends ---------------------------------------------------------------------------------------------


def without_an_encoding(tree):
    """Calls that read or write text as the machine's own encoding would have it, CP932 on a Japanese Windows."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        named = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
        if "encoding" in named or None in named:
            continue
        if (
            (name == "open" and not _is_of_bytes(node))
            or (name == "read_text" and not node.args)
            or (name == "write_text" and len(node.args) < 2)
            or (name in ("run", "Popen", "check_output") and named.get("text") == "True")
            or (name == "NamedTemporaryFile" and "b" not in named.get("mode", "b"))
        ):
            yield node.lineno


def _is_of_bytes(call):
    """Or an `open` of something else than a text file: of an archive, a workbook, a browser, a picture."""
    owner = ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    if owner and not re.search(r"path|file|place|Path|draft|folder", owner):
        return True
    place = 0 if isinstance(call.func, ast.Attribute) else 1
    mode = [ast.unparse(argument) for argument in call.args[place : place + 1]]
    mode += [ast.unparse(keyword.value) for keyword in call.keywords if keyword.arg == "mode"]
    return any("b" in text for text in mode) or len(call.args) > place + 2


def test_the_lint_finds_a_missing_encoding():
    source = """
open("a"); open("a", "rb"); open("a", encoding="utf-8")
path.read_text(); path.read_text("utf-8"); path.write_text("x")
subprocess.run(c, text=True)
Image.open(file); path.open("w"); path.open("wb")
"""
    assert list(without_an_encoding(ast.parse(source))) == [2, 3, 3, 4, 5]


def test_every_text_file_is_opened_with_its_encoding():
    found = {name: list(without_an_encoding(tree_of(name))) for name in SOURCES}
    assert {name: lines for name, lines in found.items() if lines} == {}


def with_the_line_ends_of_the_machine(tree):
    """Calls that write CRLF on Windows, where pages and numbers are to be the same bytes."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            said = {keyword.arg for keyword in node.keywords}
            if node.func.attr in ("write_text", "to_csv") and not {"newline", "lineterminator"} & said:
                yield node.lineno


def test_what_the_package_writes_has_the_same_line_ends_everywhere():
    package = [name for name in SOURCES if name.startswith("kpi_helpers/")]
    found = {name: list(with_the_line_ends_of_the_machine(tree_of(name))) for name in package}
    assert {name: lines for name, lines in found.items() if lines} == {}


# Names of files ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["a:b.csv", "con.txt", "x/AUX", "a?.md", "end.", "end ", "か\u3099.csv", "a" * 161, "a\\b", "tab\t"]
)
def test_a_name_that_windows_or_a_mac_refuses_is_found(name):
    assert fault_of(name)


def test_every_file_of_a_clone_can_lie_on_windows_and_mac():
    assert {name: fault for name in TRACKED if (fault := fault_of(name))} == {}
    folded = [unicodedata.normalize("NFC", name).casefold() for name in TRACKED]
    assert len(set(folded)) == len(folded)


def test_git_lays_text_down_with_the_line_ends_that_it_has_here():
    said = subprocess.run(["git", "ls-files", "--eol", "-z"], cwd=ROOT, check=True, capture_output=True).stdout.decode(
        "utf-8"
    )
    changed = [line for line in said.split("\0") if line.startswith("i/crlf") and "-text" not in line]
    assert changed == []
    assert "* text=auto eol=lf" in (ROOT / ".gitattributes").read_text(encoding="utf-8")
