"""definitions.yml is plain data: what is more than that is refused with its place."""

import pytest

from kpi_helpers.workbook.definitions import load_definitions
from kpi_helpers.workbook.errors import WorkbookError


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "valid_lead: !!python/object/apply:os.system [ls]",
            "definitions.yml, line 1, column 13: the tag .* is not read",
        ),
        ("valid_lead: &a\n  - *a", "definitions.yml, line 1, column 13: anchors .* are not read"),
        ("valid_lead: []\nvalid_lead: []", "definitions.yml, line 2, column 1: the key 'valid_lead' stands twice"),
        ("valid_lead: [", "definitions.yml, line 1"),
        ("- valid_lead", "definitions.yml: must start with valid_lead"),
    ],
)
def test_what_is_not_plain_data_is_refused(tmp_path, text, sentence):
    path = tmp_path / "definitions.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WorkbookError, match=sentence) as error:
        load_definitions(path)
    assert "\n" not in str(error.value)


def test_a_file_that_is_not_utf8_says_so(tmp_path):
    path = tmp_path / "definitions.yml"
    path.write_bytes("valid_lead: [{why: 展示会}]".encode("cp932"))
    with pytest.raises(WorkbookError, match="definitions.yml is not UTF-8"):
        load_definitions(path)
