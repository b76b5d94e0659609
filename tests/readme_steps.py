"""The README's steps for Windows, run as Linux and Mac have them: ``python -m tests.readme_steps`` in the clone.

They are taken from the README word by word, `py` and the folders of a Windows environment aside, and run in a fresh
clone whose path holds blanks and Japanese; of the tests only a few, since `make test` runs them all.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
FEW = ["-q", "tests/test_packaging.py", "tests/test_portability.py", "tests/page/test_which_browser.py"]


def steps(readme: str) -> list[list[str]]:
    r"""The commands of the chapter about Windows, one list of words each.

    Examples
    --------
    >>> steps("## Without make (Windows)\n```bat\npy -m venv .venv\n.venv\\Scripts\\kpi build\n```\n## Next\n")[1]
    ['.venv/bin/kpi', 'build']
    """
    chapter = re.search(r"^## Without make \(Windows\)\n(.*?)^## ", readme, re.MULTILINE | re.DOTALL)[1]
    lines = [line for block in re.findall(r"```bat\n(.*?)```", chapter, re.DOTALL) for line in block.splitlines()]
    return [_as_here(line) for line in lines]


def _as_here(line: str) -> list[str]:
    words = shlex.split(line.replace("\\Scripts\\", "/bin/").replace("\\", "/"))
    return [sys.executable if words[0] == "py" else words[0], *words[1:]]


def main() -> int:
    """Run the steps; 0 when every one of them ended well."""
    with tempfile.TemporaryDirectory() as home:
        clone = Path(home, "会議 の 道具")
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        for step in steps((ROOT / "README.md").read_text(encoding="utf-8")):
            began = time.monotonic()
            command = [*step, *FEW] if step[-1] == "pytest" else step
            ended = subprocess.run(
                command, cwd=clone, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False
            )
            print(f"{time.monotonic() - began:6.1f} s  {' '.join(command)}", flush=True)
            if ended.returncode:
                print(ended.stdout, ended.stderr, sep="\n")
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
