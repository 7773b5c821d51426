"""Every envelope that real feeds use, and what is none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from knowledge.errors import InvalidInput
from knowledge.openreferral.feed.envelopes import page_of
from tests.standards import open_referral_folder


def fixture(name: str) -> Any:
    return json.loads((open_referral_folder() / "fixtures" / name).read_text("utf-8"))


@pytest.mark.parametrize(
    ("name", "total", "pages", "items", "is_last"),
    [
        ("oruk_3_0", 3, 2, 1, False),
        ("oruk_1_0_spring_style_CQC", 3, 2, 1, False),
        ("outpost_Buckinghamshire", 3, 2, 1, False),
    ],
)
def test_the_envelopes_that_were_seen(
    name: str, total: int, pages: int, items: int, is_last: bool
) -> None:
    page = page_of(fixture("envelopes-synthetic.json")[name])
    assert (page.total, page.pages, page.number) == (total, pages, 1)
    assert (len(page.items), page.is_first, page.is_last) == (items, True, is_last)


def test_the_bristol_capture_is_a_page() -> None:
    page = page_of(fixture("bristol-v3-services-page1-redacted.json"))
    assert (page.total, page.pages, len(page.items)) == (874, 292, 3)


@pytest.mark.parametrize(
    "data",
    [
        {"totalelements": 0, "totalpages": 0, "number": 1, "size": 0, "empty": True},
        {"totalelements": "0", "content": []},
        {"empty": True},
        [],
    ],
)
def test_an_empty_feed_is_an_empty_page(data: Any) -> None:
    assert page_of(data).items == []


def test_a_list_and_a_service_alone_are_pages() -> None:
    assert page_of([{"id": 1}]).total == 1
    assert page_of({"id": 1, "name": "One"}).items == [{"id": 1, "name": "One"}]


@pytest.mark.parametrize("data", [None, 7, "text", {}, {"error": "x"}, {"contents": "none"}])
def test_anything_else_is_no_page(data: Any) -> None:
    with pytest.raises(InvalidInput):
        page_of(data)
