"""The checker tells the official examples of good, tolerable and bad feeds apart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from knowledge.errors import Unavailable
from knowledge.openreferral.checker import ENDPOINTS, FeedReport, Get, check_feed, empty_values
from knowledge.openreferral.schemas import Schemas
from tests.standards import open_referral_folder, open_referral_schemas

ITEMS = {endpoint.path.strip("/"): endpoint.item for endpoint in ENDPOINTS}


def mock(folder: Path) -> Get:
    """Answers with the files of a mock feed, always the same page, as the official one does."""

    def get(path: str, _query: Mapping[str, str]) -> tuple[int, Any]:
        first, *rest = path.strip("/").split("/")
        item = ITEMS.get(first, "api_details")
        names = [f"{item}_full", item] if rest or not first else [f"{item}_list"]
        for name in names:
            if (folder / f"{name}.json").exists():
                return 200, json.loads((folder / f"{name}.json").read_text("utf-8"))
        return 404, None

    return get


def report_on(name: str) -> FeedReport:
    folder = open_referral_folder() / "validator" / "mocks" / name
    return check_feed(mock(folder), open_referral_schemas(), page_size=1)


@pytest.mark.parametrize(
    ("name", "verdict"), [("Default", "pass"), ("Warn", "warn"), ("Fail", "fail")]
)
def test_the_official_mocks_are_told_apart(name: str, verdict: str) -> None:
    report = report_on(name)
    assert report.verdict == verdict, report.problems
    assert report.checked > 10


def test_the_bad_mock_fails_for_what_is_wrong_with_it() -> None:
    said = {f"{problem.path} {problem.message}" for problem in report_on("Fail").problems}
    for part in ("'profile' is a required", "'name' is a required", "is not a 'uri'"):
        assert any(part in line for line in said), part
    assert any("email" in line and "is not a 'email'" in line for line in said)


def good_service(**changes: Any) -> dict[str, Any]:
    service = json.loads(
        (open_referral_folder() / "website-3.0" / "examples" / "service_full.json").read_text(
            "utf-8"
        )
    )
    return {key: value for key, value in (service | changes).items() if value is not ...}


@pytest.mark.parametrize(
    "changes",
    [
        {"id": 7},
        {"id": "seven"},
        {"name": ...},
        {"status": "Active"},
        {"description": None},
        {"url": "www.example.org"},
        {"email": "nobody"},
        {"last_modified": "2025-09-02T12:06:15.654"},
        {"last_modified": "yesterday"},
        {"minimum_age": "12"},
        {"alert": {"text": "closed"}},
        {"organization": {"id": "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610", "name": "No description"}},
        {"schedules": [{"id": "48102e86-bb50-41c4-8f1e-e269368c41d1", "freq": "DAILY"}]},
    ],
)
def test_a_fault_of_a_service_is_found(changes: dict[str, Any]) -> None:
    schemas = open_referral_schemas()
    assert list(schemas.problems("service", good_service())) == []
    assert list(schemas.problems("service", good_service(**changes)))


def one_page(**changes: Any) -> Get:
    """A feed of one service, the same on every page."""
    page = {"total_items": 1, "total_pages": 1, "page_number": 1, "size": 1, "first_page": True,
            "last_page": True, "empty": False}  # fmt: skip

    def get(path: str, _query: Mapping[str, str]) -> tuple[int, Any]:
        if path == "/services":
            return 200, page | {"contents": [good_service()]} | changes
        return (200, good_service()) if path.startswith("/services/") else (404, None)

    return get


@pytest.mark.parametrize(
    "changes",
    [
        {"total_pages": 2},
        {"size": 50},
        {"last_page": False},
        {"empty": True},
        {"page_number": 0},
        {"contents": None},
    ],
)
def test_a_wrong_page_fails_the_feed(changes: dict[str, Any]) -> None:
    def messages(get: Get) -> list[str]:
        report = check_feed(get, open_referral_schemas())
        return [item.message for item in report.problems if item.path.startswith("/services?")]

    assert messages(one_page()) == []
    assert messages(one_page(**changes))


def test_what_is_absent_fails_or_warns_by_its_level() -> None:
    report = check_feed(lambda _path, _query: (404, None), open_referral_schemas())
    levels = {problem.path: problem.level for problem in report.problems}
    assert levels["/"] == levels["/services?page=1"] == "fail"
    assert levels["/taxonomies?page=1"] == "warn"


def test_a_page_of_html_is_no_answer() -> None:
    report = check_feed(lambda _path, _query: (200, None), open_referral_schemas())
    assert report.problems[0].message == "answers, but not with JSON"


def test_values_that_say_nothing_are_found_at_any_depth() -> None:
    data = {"a": "", "b": [{"c": None}, {"d": []}], "e": 0, "f": False}
    assert [line.split(":")[0] for line in empty_values(data)] == ["a", "b/0/c", "b/1/d"]


def test_a_folder_without_schemas_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="no schemas"):
        Schemas(tmp_path)
