"""The pages on content say what the program does: every key, every example, every sentence."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
import yaml

from knowledge.content_files import load_content
from knowledge.content_schema import SCHEMAS, Entry, PlaceKind, ToConfirm
from knowledge.content_values import TOPICS, Confidence, Status
from knowledge.freshness import describe_source
from tests.knowledge.factories import make_record

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "content.md").read_text("utf-8")
HEADINGS = {
    "guidance": "Keys of guidance",
    "fund": "Keys of a fund",
    "opportunity": "Keys of an opportunity",
    "organisation": "Keys of an organisation",
    "service": "Keys of a service",
    "contact": "Keys of a contact",
    "case_study": "Keys of a case study",
    "place": "Keys of a place",
    "legal_form": "Keys of a legal form",
}


def section(heading: str) -> str:
    return PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]


def keys_of(heading: str) -> dict[str, bool]:
    """Returns the keys of a section's table and whether it says that they are needed."""
    rows = re.findall(r"^\| (`[^|]+`) \| ([^|]*)\|", section(heading), re.MULTILINE)
    return {
        key: needed.strip() == "yes"
        for names, needed in rows
        for key in re.findall(r"`(\w+)`", names)
    }


def test_the_keys_of_every_entry_are_told() -> None:
    told = keys_of("Keys of every entry")
    assert set(told) == set(Entry.model_fields)
    for key, field in Entry.model_fields.items():
        assert told[key] == field.is_required(), key


@pytest.mark.parametrize("kind", SCHEMAS)
def test_the_keys_of_a_kind_are_told(kind: str) -> None:
    own = set(SCHEMAS[kind].model_fields) - set(Entry.model_fields)
    if kind not in HEADINGS:
        assert own == set()
        return
    told = keys_of(HEADINGS[kind])
    assert set(told) == own
    for key in own:
        assert told[key] == SCHEMAS[kind].model_fields[key].is_required(), key


def test_the_keys_of_tasks_are_told() -> None:
    assert set(keys_of("Keys of to-confirm.yml")) == set(ToConfirm.model_fields)


@pytest.mark.parametrize(
    "word", [*SCHEMAS, *TOPICS, *get_args(Confidence), *get_args(Status), *get_args(PlaceKind)]
)
def test_every_word_of_a_list_is_told(word: str) -> None:
    assert f"`{word}`" in PAGE


def test_the_example_is_right(tmp_path: Path) -> None:
    example = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert example is not None
    (tmp_path / "example.yml").write_text(example[1], "utf-8")
    (tmp_path / "val.yml").write_text(
        "- {id: val, kind: organisation, name: Invented, summary: Invented, topics: [funding],"
        " areas: [UK], source_urls: [], source_note: Invented, source_date: 2026,"
        " confidence: low}\n"
    )
    assert len(load_content(tmp_path).entries) == 2


@pytest.mark.parametrize("label", re.findall(r"`((?:from a page|date of the page)[^`]*)`", PAGE))
def test_the_labels_are_those_that_residents_see(label: str) -> None:
    dates = ["2026-10", "2026-03", "2021", "unknown"]
    seen = {
        describe_source(make_record(source_date=written, phone=phone), date(2026, 11, 22)).label
        for written in dates
        for phone in (None, "0116 305 7005")
    }
    assert label in seen


def test_the_files_are_those_in_the_folder() -> None:
    content = DOCS.parent / "knowledge" / "content"
    table = section("Where an entry goes")
    for path in content.iterdir():
        if path.name != "crisis":
            assert f"`{path.name}" in table, path.name


def test_the_tasks_to_confirm_are_those_of_the_data() -> None:
    page = (DOCS / "to-confirm.md").read_text("utf-8")
    tasks = yaml.safe_load(
        (DOCS.parent / "knowledge" / "content" / "to-confirm.yml").read_text("utf-8")
    )
    told = re.findall(r"^\d+\. (.*)$", page, re.MULTILINE)
    assert told == [task["what"] for task in tasks]
