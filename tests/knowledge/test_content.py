"""The content itself: whole, right in form, and nothing lost of the facts that it was made from."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.content_files import Content, load_content
from knowledge.content_schema import Entry

ROOT = Path(__file__).parents[2]
CONTENT = ROOT / "knowledge" / "content"
FACTS = ROOT.parent / "shared" / "facts"


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content(CONTENT)


@pytest.fixture(scope="module")
def entries(content: Content) -> dict[str, Entry]:
    return {entry.id: entry for entry in content.entries}


@pytest.fixture(scope="module")
def facts() -> list[dict[str, Any]]:
    if not FACTS.is_dir():
        pytest.skip(f"the facts are not at ../{FACTS.relative_to(ROOT.parent)}: nothing compared")
    return [
        fact
        for path in sorted(FACTS.glob("*.yaml"))
        for fact in yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    ]


def homes(entries: dict[str, Entry]) -> dict[str, Entry]:
    """Returns where each fact lives now: under its own id or in the entry it was merged into."""
    merged = {name: entry for entry in entries.values() for name in entry.merged_from}
    return merged | entries


def later_pages(entry: Entry, fact: dict[str, Any]) -> set[str]:
    """Returns the pages that an editor has read since: the entry may then have their date."""
    found = fact["source_url"]
    known = {source.split(" ")[0] for source in (found if isinstance(found, list) else [found])}
    return set(entry.source_urls) - known


def test_every_kind_is_there(entries: dict[str, Entry]) -> None:
    counts = Counter(entry.kind for entry in entries.values())
    assert counts["guidance"] >= 390
    assert counts["fund"] >= 120
    assert counts["opportunity"] >= 60
    assert counts["place"] >= 530
    assert counts["legal_form"] >= 16
    assert {"case_study", "organisation", "service", "contact"} <= set(counts)


def test_files_stay_readable(content: Content) -> None:
    for file in {item.file for item in content.located}:
        assert (CONTENT / file).stat().st_size < 1_400_000, file
        assert (CONTENT / file).read_text("utf-8").count("\n") <= 6000, file


def test_nothing_is_lost(entries: dict[str, Entry], facts: list[dict[str, Any]]) -> None:
    home = homes(entries)
    assert [fact["id"] for fact in facts if fact["id"] not in home] == []


def test_every_source_comes_along(entries: dict[str, Entry], facts: list[dict[str, Any]]) -> None:
    home = homes(entries)
    for fact in facts:
        found = fact["source_url"]
        for source in found if isinstance(found, list) else [found]:
            entry = home[fact["id"]]
            if source.startswith("http"):
                assert source.split(" ")[0] in entry.source_urls, fact["id"]
            else:
                assert entry.source_note, fact["id"]


def test_dates_confidence_and_notes_come_along(
    entries: dict[str, Entry], facts: list[dict[str, Any]]
) -> None:
    home = homes(entries)
    for fact in facts:
        entry = home[fact["id"]]
        assert not fact.get("note", fact.get("fee_note")) or entry.note, fact["id"]
        if not entry.merged_from and "confidence" in fact and not later_pages(entry, fact):
            assert (entry.source_date, entry.confidence) == (
                str(fact["source_date"]),
                fact["confidence"],
            ), fact["id"]


def test_numbers_and_addresses_come_along(
    entries: dict[str, Entry], facts: list[dict[str, Any]]
) -> None:
    home = homes(entries)
    for fact in facts:
        entry = home[fact["id"]]
        for number in re.findall(r"\b0[\d ]{8,}\d", fact.get("phone", "")):
            assert number in (entry.phone or ""), fact["id"]
        for key in ("email", "postcode"):
            if key in fact:
                assert getattr(entry, key) in fact[key], fact["id"]
        if "url" in fact:
            assert entry.url, fact["id"]


def test_closed_funds_stay_closed(entries: dict[str, Entry], facts: list[dict[str, Any]]) -> None:
    for fact in facts:
        if fact.get("kind") == "funding":
            assert entries[fact["id"]].status == fact["status"]


def test_ways_of_asking_are_never_lost(
    entries: dict[str, Entry], facts: list[dict[str, Any]]
) -> None:
    home = homes(entries)
    for fact in facts:
        entry = home[fact["id"]]
        known = {entry.name.casefold(), *(asked.casefold() for asked in entry.also_asked)}
        for asked in fact.get("also_asked", []):
            assert asked.casefold() in known, fact["id"]


def test_what_must_not_be_shown_is_withheld(entries: dict[str, Entry]) -> None:
    for entry in entries.values():
        if re.search(r"do not show this entry", entry.note or "", re.IGNORECASE):
            assert entry.status == "withheld", entry.id


def test_the_facts_of_doubled_entries_stand_together(entries: dict[str, Entry]) -> None:
    assert set(entries["val"].merged_from) == {"val-registered-office", "se-org-val"}
    assert entries["val"].address == "9 Newarke Street, Leicester"


def test_two_bodies_never_share_a_name(entries: dict[str, Entry]) -> None:
    names = Counter(
        entry.name.casefold()
        for entry in entries.values()
        if entry.kind in {"organisation", "service", "contact", "guidance", "fund"}
    )
    shared = {name for name, count in names.items() if count > 1}
    # A lender is an organisation, and its loans are a fund.
    assert shared == {"key fund"}


def test_every_task_to_confirm_but_the_last_names_its_entries(content: Content) -> None:
    *named, last = [bool(task.entries) for task in content.to_confirm]
    assert all(named)
    assert not last
    order = [task.by for task in content.to_confirm]
    assert order == sorted(order, key=["use", "go-live", "first-month"].index)
