"""The read interface over HTTP: pages, parameters of both spellings, openness, errors, lines."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from knowledge.models import record_id
from knowledge.openreferral.checker import check_feed
from knowledge.openreferral.service_types import service_types
from tests.bot.conftest import BASE, Bench
from tests.bot.directory.conftest import MakeBench, get
from tests.standards import open_referral_schemas

LISTS = ["services", "organizations", "service_at_locations", "taxonomies", "taxonomy_terms"]


async def _whole_feed(bench: Bench) -> dict[tuple[str, str], tuple[int, Any]]:
    """Every answer that the checker can ask for with 50 items a page, asked beforehand."""
    answers: dict[tuple[str, str], tuple[int, Any]] = {}

    async def ask(path: str, page: str = "") -> Any:
        query = {"page": page, "per_page": "50"} if page else {}
        answer = await bench.client.get(f"/directory{path}", params=query)
        answers[path, page] = (answer.status_code, answer.json())
        return answer.json()

    await ask("/")
    for name in LISTS:
        page, number = await ask(f"/{name}", "1"), 1
        while number < page["total_pages"]:
            number += 1
            await ask(f"/{name}", str(number))
    pages = [answer for _, answer in answers.values() if "contents" in answer]
    ids = [
        (name, item["id"])
        for name, page in zip(_names(answers), pages, strict=True)
        for item in page["contents"]
    ]
    for name, item in ids:
        await ask(f"/{name}/{item}")
    return answers


def _names(answers: Mapping[tuple[str, str], Any]) -> list[str]:
    return [path.strip("/") for path, page in answers if page]


async def _faults(bench: Bench) -> list[str]:
    answers = await _whole_feed(bench)

    def ask(path: str, query: Mapping[str, str]) -> tuple[int, Any]:
        return answers[path, query.get("page", "")]

    report = check_feed(ask, open_referral_schemas(), page_size=50, whole=True)
    records = [path for path, _ in answers if path.count("/") == 2]
    assert report.checked > len(records) > 0
    # Some services are given by many, and the content names no one for them.
    return [
        f"{item.path}: {item.message}"
        for item in report.problems
        if not item.message.startswith("organization: is not there")
    ]


async def test_the_whole_invented_feed_passes_the_official_schemas(shelves: Bench) -> None:
    assert await _faults(shelves) == []


async def test_the_whole_feed_of_the_content_passes_the_official_schemas(content: Bench) -> None:
    assert await _faults(content) == []


async def test_the_root_says_what_this_is(shelves: Bench) -> None:
    for path in ("", "/"):
        root = await get(shelves, path)
        assert root["version"] == "HSDS-UK-3.0"
        assert root["openapi_url"].startswith("https://openreferraluk.org/")


async def test_a_browser_at_the_root_is_sent_to_the_pages(shelves: Bench) -> None:
    answer = await shelves.client.get("/directory", headers={"Accept": "text/html,*/*"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/services")
    assert answer.headers["vary"] == "Accept"


@pytest.mark.parametrize("name", LISTS)
async def test_every_list_has_the_envelope(shelves: Bench, name: str) -> None:
    page = await get(shelves, f"/{name}", per_page=2)
    assert list(page) == [
        "total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty",
        "contents",
    ]  # fmt: skip
    assert page["size"] == len(page["contents"])
    assert page["total_items"] >= page["size"]


@pytest.mark.parametrize("spelling", ["per_page", "perPage"])
async def test_both_spellings_of_the_page_size(shelves: Bench, spelling: str) -> None:
    first = await get(shelves, "/services", **{spelling: 4})
    second = await get(shelves, "/services", **{spelling: 4, "page": 2})
    assert (first["size"], second["size"], first["total_pages"]) == (4, 2, 2)
    names = [item["name"] for item in first["contents"] + second["contents"]]
    assert len(set(names)) == 6


async def test_a_list_is_shallow_and_full_is_whole(shelves: Bench) -> None:
    shallow = await get(shelves, "/services", search="whole")
    assert shallow["contents"][0]["organization"]["name"] == "Invented whole-body"
    assert "schedules" not in shallow["contents"][0]
    whole = await get(shelves, "/services", search="whole", full="true")
    one = await get(shelves, f"/services/{record_id('whole')}")
    assert whole["contents"] == [one]
    at = await get(shelves, "/service_at_locations", search="whole", full="true")
    assert at["contents"][0]["service"]["schedules"]
    bodies = await get(shelves, "/organizations", search="whole", full_service="true")
    assert bodies["contents"][0]["services"][0]["schedules"]


async def test_minimal_is_ids_and_times_on_one_page(shelves: Bench) -> None:
    page = await get(shelves, "/services", minimal="true")
    assert page["total_pages"] == 1
    assert page["contents"][0] == {
        "id": page["contents"][0]["id"],
        "last_modified": "2026-11-20T08:15:30.250Z",
        "modified_date": "2026-11-20T08:15:30.250Z",
    }


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ({"taxonomy_term_id": str(service_types().term_id("1284"))}, 1),
        ({"taxonomy_term_id": "http://id.esd.org.uk/service/1284"}, 1),
        ({"taxonomy_term_id": "esdServiceType:1284"}, 1),
        ({"taxonomy_term_id": "no such term"}, 0),
        ({"taxonomy_id": str(service_types().id)}, 1),
        ({"organization_id": str(record_id("whole-body"))}, 1),
        ({"modified_after": "2026-11-20T08:15:30.250Z"}, 6),
        ({"modified_after": "2026-11-20T10:15:30+01:00"}, 0),
        ({"modified_after": "2026-11-21"}, 0),
        ({"minimum_age": "16"}, 1),
        ({"maximum_age": "25"}, 0),
        ({"age": "20"}, 6),
        ({"day": "Monday", "start_time": "9:00", "end_time": "17:00:00"}, 1),
        ({"day": "sun"}, 0),
        ({"postcode": "le11 1aa", "proximity": "2000"}, 1),
        ({"postcode": "LE13 1AA"}, 5),
        ({"unknown": "parameter", "search": "  "}, 6),
    ],
)
async def test_the_parameters_of_both_official_files(
    shelves: Bench, query: dict[str, str], total: int
) -> None:
    assert (await get(shelves, "/services", **query))["total_items"] == total


async def test_a_plus_sign_that_was_not_encoded_is_understood(shelves: Bench) -> None:
    answer = await shelves.client.get(
        "/directory/services?modified_after=2026-11-20T09:15:30.250+01:00"
    )
    assert answer.json()["total_items"] == 6


async def test_terms_by_list_and_by_their_place(shelves: Bench) -> None:
    terms = await get(shelves, "/taxonomy_terms", taxonomy_id=service_types().id, top_only="true")
    assert terms["total_items"] == 50
    found = await get(shelves, "/taxonomy_terms", search="food")
    assert [term["code"] for term in found["contents"]] == ["1818"]
    below = await get(shelves, "/taxonomy_terms", parent_id=service_types().term_id("1818"))
    assert below["empty"]


BAD = {
    "page": ["0", "-1", "x", "1.5", "99999999999", "٣"],
    "per_page": ["0", "1001", "all"],
    "minimum_age": ["old", "-1", "200", "1e3", "nan"],
    "start_time": ["25:00", "noon", "9"],
    "day": ["someday", "m"],
    "modified_after": ["yesterday", "2026-13-01"],
    "full": ["maybe"],
    "format": ["xml"],
    "taxonomy_id": ["7"],
    "organization_id": ["me"],
    "postcode": ["nonsense", "LE"],
    "search": ["x" * 201, "a\0b"],
}


@pytest.mark.parametrize(("name", "value"), [(k, v) for k, values in BAD.items() for v in values])
async def test_a_value_that_cannot_be_meant_is_named(shelves: Bench, name: str, value: str) -> None:
    answer = await shelves.client.get("/directory/services", params={name: value})
    assert answer.status_code == 422
    said = answer.json()
    assert said["ok"] is False
    assert len(said["errors"]) == 1
    assert said["errors"][0].startswith(f"{name}: ")
    assert answer.headers["access-control-allow-origin"] == "*"


async def test_every_fault_is_told_at_once(shelves: Bench) -> None:
    query = {"page": "x", "day": "x", "proximity": "10"}
    answer = await shelves.client.get("/directory/services", params=query)
    named = {fault.split(":")[0] for fault in answer.json()["errors"]}
    assert named == {"proximity", "day", "page"}


@pytest.mark.parametrize(
    "path",
    ["/services/nonsense", "/services/2a3483ea-8966-4f50-9dc3-7bafa1e5c623", "/organizations/x",
     "/service_at_locations/x", "/taxonomies/x", "/taxonomy_terms/x", "/nothing"],
)  # fmt: skip
async def test_what_is_not_there_is_said_in_json(shelves: Bench, path: str) -> None:
    answer = await shelves.client.get(f"/directory{path}", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.json()["status"]) == (404, 404)
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", ["", "/services", "/nothing"])
async def test_the_directory_is_open_to_every_website(shelves: Bench, path: str) -> None:
    for headers in ({}, {"Origin": "https://elsewhere.example"}):
        answer = await shelves.client.get(f"/directory{path}", headers=headers)
        assert answer.headers["access-control-allow-origin"] == "*"
    asked = await shelves.client.options(
        f"/directory{path}",
        headers={"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"},
    )
    assert (asked.status_code, asked.headers["access-control-allow-methods"]) == (204, "GET, HEAD")


async def test_only_the_directory_is(shelves: Bench) -> None:
    for path in ("/", "/api/openapi.json", "/services", "/directoryx"):
        answer = await shelves.client.get(path, headers={"Origin": "https://elsewhere.example"})
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_nothing_can_be_changed(shelves: Bench, method: str) -> None:
    answer = await shelves.client.request(method, "/directory/services")
    assert answer.status_code == 405


@pytest.mark.parametrize("name", LISTS)
async def test_lines_give_everything_without_pages(shelves: Bench, name: str) -> None:
    answer = await shelves.client.get(f"/directory/{name}", params={"format": "ndjson"})
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    items = [json.loads(line) for line in answer.text.splitlines()]
    page = await get(shelves, f"/{name}", per_page=1000)
    assert items == page["contents"]


async def test_lines_with_a_fault_are_an_error_and_no_stream(shelves: Bench) -> None:
    query = {"format": "ndjson", "day": "x"}
    answer = await shelves.client.get("/directory/services", params=query)
    assert answer.status_code == 422


async def test_answers_may_be_kept_for_a_while(shelves: Bench) -> None:
    answer = await shelves.client.get("/directory/services")
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert answer.headers["content-type"] == "application/json"


async def test_no_directory_yet_is_said_plainly(make_bench: MakeBench) -> None:
    bench = await make_bench()
    for query in ({}, {"format": "ndjson"}):
        answer = await bench.client.get("/directory/services", params=query)
        assert answer.status_code == 503
        assert "cannot be read at the moment" in answer.json()["error"]


async def test_head_is_answered(shelves: Bench) -> None:
    answer = await shelves.client.head("/directory/services")
    assert (answer.status_code, answer.content) == (200, b"")


async def test_many_readers_at_once(shelves: Bench) -> None:
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=shelves.app), base_url=BASE
    ) as other:
        answers = await asyncio.gather(
            *(other.get("/directory/services", params={"full": "true"}) for _ in range(40))
        )
    assert {answer.status_code for answer in answers} == {200}
