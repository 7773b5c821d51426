"""The directory for people: found without a script, with source and date on every card."""

from __future__ import annotations

import re

import pytest

from knowledge.models import record_id
from tests.bot.conftest import Bench

SLUGS = ["whole", "team", "by-name", "everywhere", "shut", "masked"]


async def page(bench: Bench, path: str, status: int = 200) -> str:
    answer = await bench.client.get(path)
    assert answer.status_code == status, answer.text
    return answer.text


def titles(html: str) -> list[str]:
    return re.findall(r'<a href="/services/([^"]+)">', html)


async def test_every_service_is_listed_with_source_and_date(shelves: Bench) -> None:
    html = await page(shelves, "/services")
    assert sorted(titles(html)) == sorted(SLUGS)
    assert "6 services." in html
    cards = html.split('<article class="card')[1:]
    assert len(cards) == 6
    for card in cards:
        assert "Source: " in card
        assert "From a page of September 2026" in card or "Checked 23 days ago" in card


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("search=whole", ["whole"]),
        ("area=Melton", ["everywhere", "team"]),
        ("service_type=1284", ["whole"]),
        ("age=15", ["everywhere", "by-name", "masked", "shut", "team"]),
        ("search=&area=&service_type=&postcode=&proximity=1609&age=", SLUGS),
    ],
)
async def test_filters_narrow(shelves: Bench, query: str, found: list[str]) -> None:
    html = await page(shelves, f"/services?{query}")
    assert sorted(titles(html)) == sorted(found)


async def test_what_is_near_for_sure_comes_first_and_the_rest_says_so(shelves: Bench) -> None:
    html = await page(shelves, "/services?postcode=LE11+1AA&proximity=1609")
    assert titles(html)[0] == "whole"
    assert "The first one fits for sure. The others may" in html
    assert html.count("not known. It serves your area.") == len(titles(html)) - 1
    assert 'href="/directory/services?postcode=LE11+1AA&amp;proximity=1609"' in html


async def test_what_was_asked_stays_in_the_form(shelves: Bench) -> None:
    html = await page(shelves, "/services?search=%22%3Cb%3E&area=Melton&postcode=LE11+1AA")
    assert 'value="&#34;&lt;b&gt;"' in html
    assert "<option selected>Melton</option>" in html
    assert 'value="LE11 1AA"' in html
    assert "No service here fits all of that" in html
    assert 'href="/services">Clear' in html


async def test_a_fault_is_said_and_nothing_is_lost(shelves: Bench) -> None:
    html = await page(shelves, "/services?search=whole&postcode=nonsense&age=old", 422)
    assert "<title>Error: Services" in html
    assert "we do not know where &#39;nonsense&#39; is" in html
    assert "Age must be a whole number from 0 to 120" in html
    assert 'value="whole"' in html
    assert 'role="alert"' in html


async def test_pages_lead_on_and_back_with_the_same_question(content: Bench) -> None:
    first = await page(content, "/services?area=Charnwood")
    assert len(titles(first)) == 20
    assert 'rel="next" href="/services?area=Charnwood&amp;page=2"' in first
    assert 'rel="prev"' not in first
    second = await page(content, "/services?area=Charnwood&page=2")
    assert 'rel="prev" href="/services?area=Charnwood"' in second
    assert not set(titles(first)) & set(titles(second))
    beyond = await page(content, "/services?area=Charnwood&page=99")
    assert "beyond the last one" in beyond
    assert 'rel="prev"' in beyond


async def test_a_service_has_a_page_with_everything(shelves: Bench) -> None:
    html = await page(shelves, "/services/whole")
    for words in (
        "<h1>Invented whole</h1>", "The whole description.", "Shut on Friday.",
        "Monday and Thursday, 10:00 to 16:00", "01632 960001", "extension 7 (Mornings)",
        "01632 960003", "1 High Street, Loughborough", "Anyone who asks.", "16 to 25.5",
        "A visit, £3 a visit", "Ring first.", "A week", "Gujarati", "A ramp", "Bus 2",
        "Mental health support", "Checked 23 days ago by Invented team.",
        "https://", "invented.example/source", f"/directory/services/{record_id('whole')}",
        'href="tel:01632960002"', 'href="mailto:help@invented.example"',
    ):  # fmt: skip
        assert words in html, words


async def test_a_service_is_found_by_its_id_too(shelves: Bench) -> None:
    by_id = await page(shelves, f"/services/{record_id('whole')}")
    assert by_id == await page(shelves, "/services/whole")


async def test_an_organisation_has_a_page_with_its_services(shelves: Bench) -> None:
    html = await page(shelves, "/services/whole")
    address = re.search(r'href="(/organisations/[^"]+)"', html)
    assert address is not None
    html = await page(shelves, address[1])
    assert "<h1>Invented whole-body</h1>" in html
    assert "Charity Commission" in html
    assert titles(html) == ["whole"]
    assert await page(shelves, "/organisations/whole-body") == html


async def test_a_provider_known_by_name_has_a_page(shelves: Bench) -> None:
    html = await page(shelves, "/services/by-name")
    address = re.search(r'href="(/organisations/[^"]+)"', html)
    assert address is not None
    html = await page(shelves, address[1])
    assert "<h1>Invented Charity</h1>" in html
    assert titles(html) == ["everywhere", "by-name"]


@pytest.mark.parametrize("name", ["withheld", "closed", "scheduled", "council", "nothing"])
async def test_what_is_not_offered_has_no_page(shelves: Bench, name: str) -> None:
    html = await page(shelves, f"/services/{name}", 404)
    assert "Invented" not in html


async def test_a_masked_address_is_on_no_page(shelves: Bench) -> None:
    html = await page(shelves, "/services") + await page(shelves, "/services/masked")
    assert "Hidden Street" not in html
    assert "The exact address is not published." in html


@pytest.mark.parametrize("path", ["/services", "/services/whole", "/organisations/whole-body"])
async def test_every_page_keeps_to_the_rules_of_the_others(shelves: Bench, path: str) -> None:
    html = await page(shelves, path)
    assert html.count("<h1") == 1
    assert html.count("<main") == 1
    assert '<html lang="en-GB">' in html
    assert 'href="tel:999"' in html
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", html)
    assert "<script" not in html
    for source in re.findall(r'<link[^>]*href="([^"]+)"', html):
        answer = await shelves.client.get(source.replace("&amp;", "&"))
        assert answer.status_code == 200
    names = re.findall(r'<(?:input|select) id="([^"]+)"', html)
    assert all(f'<label for="{name}">' in html for name in names)


async def test_every_service_of_the_content_has_a_page(content: Bench) -> None:
    answer = await content.client.get("/directory/services?minimal=true")
    ids = [item["id"] for item in answer.json()["contents"]]
    assert len(ids) > 100
    for name in ids:
        html = await page(content, f"/services/{name}")
        assert "Where this comes from" in html


async def test_the_directory_is_reached_from_every_page(shelves: Bench) -> None:
    for path in ("/", "/privacy", "/services"):
        assert 'href="/services"' in await page(shelves, path)
