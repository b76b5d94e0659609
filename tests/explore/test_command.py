"""`kpi explore`: an address, a folder of its own, a clean end."""

import asyncio
import json
import re
import urllib.error
import urllib.request
from types import SimpleNamespace

import pytest

from kpi_helpers.explore import lab
from kpi_helpers.explore.folder import prepare_folder, with_values
from kpi_helpers.workbook.errors import WorkbookError
from tests.explore.lab import ROOT, SAMPLE, serving

NOTEBOOKS = [ROOT / "notebooks" / "sales_sync.ipynb", ROOT / "notebooks" / "first_half_hour.ipynb"]


def parameters(copy):
    cells = json.loads(copy.read_text("utf-8"))["cells"]
    return next("".join(cell["source"]) for cell in cells if "parameters" in cell["metadata"].get("tags", ()))


def test_it_serves_two_at_once_keeps_to_its_folder_and_ends_with_ctrl_c(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    with serving(home / "one", home) as first, serving(home / "two", home) as second:
        ports = {re.search(r":(\d+)/", server.address)[1] for server in (first, second)}
        assert len(ports) == 2
        for server in (first, second):
            assert "/lab/tree/sales_sync.ipynb?token=" in server.address
            with urllib.request.urlopen(server.address) as answer:
                assert answer.status == 200
            assert server.end() == 0
    assert {path.relative_to(home).parts[0] for path in home.rglob("*")} == {"one", "two"}
    assert f'workbook: str = "{SAMPLE}"' in parameters(home / "one" / "sales_sync.ipynb")


def test_without_its_token_nobody_gets_in(server):
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(re.sub(r"/lab.*", "/api/contents", server.address))


def test_a_reader_s_own_cells_stay_and_the_workbook_is_set_anew(tmp_path):
    [copy, _] = prepare_folder(tmp_path / "explore", NOTEBOOKS, {"workbook": "C:\\IS", "lang": "en"}, "en")
    assert 'workbook: str = "C:\\\\IS"  # folder' in parameters(copy) and 'lang: str = "en"' in parameters(copy)
    notebook = json.loads(copy.read_text("utf-8"))
    notebook["cells"].append(
        {"cell_type": "code", "id": "mine", "metadata": {}, "source": ["1 + 1"], "outputs": [], "execution_count": None}
    )
    copy.write_text(json.dumps(notebook), "utf-8")
    prepare_folder(tmp_path / "explore", NOTEBOOKS, {"workbook": "/data/other"}, "en")
    assert json.loads(copy.read_text("utf-8"))["cells"][-1]["source"] == ["1 + 1"]
    assert 'workbook: str = "/data/other"' in parameters(copy) and 'lang: str = "en"' in parameters(copy)


@pytest.mark.parametrize("value", ['a"b', "a\\b", "日本語", 'x"; import os  # ', "\\1"])
def test_a_value_stays_data(value):
    names = {}
    exec(with_values('workbook: str = ""  # folder\nteam: str = ""', {"workbook": value}), names)
    assert names["workbook"] == value and names["team"] == ""


def test_a_copy_that_is_no_notebook_is_told(tmp_path):
    (tmp_path / "sales_sync.ipynb").write_text("{}", "utf-8")
    with pytest.raises(WorkbookError, match="is not a notebook that can be read: move it away"):
        prepare_folder(tmp_path, NOTEBOOKS[:1], {}, "ja")


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(WorkbookError, match="cannot be written .* choose another folder with --out"):
        prepare_folder(tmp_path / "file" / "explore", NOTEBOOKS[:1], {}, "ja")


@pytest.mark.parametrize("seconds", [0, 60])
def test_it_ends_though_a_kernel_that_was_just_restarted_fails_to_or_never_answers(monkeypatch, seconds):
    monkeypatch.setattr(lab, "PATIENCE", 0.01)

    async def cleanup():
        await asyncio.sleep(seconds)
        raise RuntimeError("the kernel is in a pending state")

    ended = []
    asyncio.run(lab._stop(SimpleNamespace(_cleanup=cleanup, io_loop=SimpleNamespace(stop=lambda: ended.append(True)))))
    assert ended == [True]
