"""The site file says whose Signpost this is; a mistake in it is named."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.errors import InvalidInput
from knowledge.models import Place, Record
from knowledge.site import Site, load_site
from tests.real_content import ROOT

SITE_FILE = ROOT / "site.yml"


def write(folder: Path, **changes: Any) -> Path:
    """Writes our own site file with other parts; a part of None is taken out."""
    data = yaml.safe_load(SITE_FILE.read_text("utf-8")) | changes
    path = folder / "site.yml"
    path.write_text(yaml.safe_dump({k: v for k, v in data.items() if v is not None}), "utf-8")
    return path


@pytest.fixture(scope="module")
def site() -> Site:
    return load_site(SITE_FILE)


def test_our_own_site_file_is_right(site: Site) -> None:
    assert site.service.name == "Signpost"
    assert site.adviser.url.startswith("https://")
    assert len(site.areas.districts) == 7


def test_what_the_adviser_has_not_given_us_is_unknown_and_not_guessed(site: Site) -> None:
    assert (site.adviser.phone, site.adviser.email, site.adviser.opening_hours) == (None,) * 3


def test_areas_are_those_of_the_content(site: Site, all_records: Sequence[Record]) -> None:
    districts = {
        item.name for item in all_records
        if isinstance(item, Place) and item.place_kind == "district" and item.county
    }  # fmt: skip
    assert set(site.areas.districts) == districts
    known = {*districts, *site.areas.neighbours, site.areas.county, "England", "UK"}
    for record in all_records:
        assert set(record.areas) <= known, record.slug


def test_the_record_about_the_adviser_may_be_shown(site: Site, records: Sequence[Record]) -> None:
    assert site.adviser.entry in {record.slug for record in records}


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"adviser": None}, "adviser"),
        ({"adviser": {"name": "A"}}, "adviser.short_name"),
        ({"colours": {"brand": "teal"}}, "colours.brand"),
        ({"council": {"name": "A", "short_name": "B", "address": "C", "url": "a.example"}},
         "council.url"),
        ({"surprise": 1}, "surprise"),
        ({"emergency": {"number": 999, "samaritans": "116 123"}}, "emergency.number"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_by_its_key(tmp_path: Path, changes: dict[str, Any], named: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        load_site(write(tmp_path, **changes))
    assert any(problem.startswith(named) for problem in caught.value.problems)
    assert named in str(caught.value)


@pytest.mark.parametrize("text", ["", "- a list", "just words", "a: [unfinished", "\t"])
def test_a_file_that_is_no_site_is_refused_plainly(tmp_path: Path, text: str) -> None:
    path = tmp_path / "site.yml"
    path.write_text(text, "utf-8")
    with pytest.raises(InvalidInput, match="site file"):
        load_site(path)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot be read"):
        load_site(tmp_path / "nowhere.yml")


def test_a_file_that_is_no_text_is_refused_plainly(tmp_path: Path) -> None:
    path = tmp_path / "site.yml"
    path.write_bytes(b"\xff\xfe\x00name")
    with pytest.raises(InvalidInput, match="site file"):
        load_site(path)
