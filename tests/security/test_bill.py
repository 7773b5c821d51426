"""The bills of materials are what is pinned, valid, and name no registry."""

from __future__ import annotations

import json
import re

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests.security.bill import ROOT, SETS, bill_of, pinned


@pytest.mark.parametrize("name", SETS)
def test_the_bill_is_what_is_pinned(name: str) -> None:
    text = bill_of(name)
    assert text == bill_of(name)
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    lines = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
    named = set(re.findall(r"^([A-Za-z0-9._-]+)==", lines, re.MULTILINE))
    components = json.loads(text)["components"]
    assert {one["name"] for one in components} == named
    assert all(one["hashes"] for one in components)
    assert not re.search(r"https?://(?!cyclonedx\.org/schema/)", text)


def test_a_pinned_line_is_read_whole() -> None:
    text = (
        f"a-b==1.2 ; python_version < '3' \\\n    --hash=sha256:{'0' * 64} \\\n    # via c\nd==2\n"
    )
    assert pinned(text) == [("a-b", "1.2", ["0" * 64]), ("d", "2", [])]
