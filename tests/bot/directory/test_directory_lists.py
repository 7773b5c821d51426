"""Lists of the directory for people: every filter, each step said, all kinds of record."""

from __future__ import annotations

import re
from urllib.parse import quote_plus

import pytest

from tests.bot.conftest import Bench
from tests.bot.directory.test_directory_pages import page

LISTS = {
    "/services": "Services", "/opportunities": "Volunteering",
    "/funds": "Grants and other money", "/organisations": "Organisations",
}  # fmt: skip


def links(html: str, path: str) -> list[str]:
    return re.findall(rf'<h2[^>]*><a href="{path}/([^"]+)">', html)


def cards(html: str) -> list[str]:
    return html.split('<article class="card')[1:]


@pytest.mark.parametrize("path", LISTS)
async def test_every_kind_has_a_list_with_source_and_date(content: Bench, path: str) -> None:
    html = await page(content, path)
    assert f"<h1>{LISTS[path]}</h1>" in html
    assert len(links(html, path)) == 20
    assert all("Source: " in card for card in cards(html))
    assert f'href="{path}" aria-current="page"' in html


async def test_lists_lead_to_pages_where_one_may_say_that_it_is_wrong(content: Bench) -> None:
    for path in LISTS:
        for name in links(await page(content, path), path)[:3]:
            html = await page(content, f"{path}/{name}")
            assert "Where this comes from" in html
            (wrong,) = re.findall(r'href="(/wrong/[^"]+)"', html)
            assert "What is wrong" in await page(content, wrong)


async def test_free_ones_come_first_and_the_others_say_what_is_not_known(content: Bench) -> None:
    html = await page(content, "/services?search=debt&cost=free")
    found = cards(html)
    assert len(found) > 1
    assert "<dt>Fits</dt><dd>free</dd>" in found[0]
    assert all("<dd>free</dd>" in card or "whether it is free" in card for card in found)


async def test_near_a_town_has_distances_and_an_order(content: Bench) -> None:
    html = await page(content, "/opportunities?near=Hinckley&proximity=8047")
    assert "in Hinckley" in cards(html)[0]
    assert "sure" in html.split('role="status"')[1].split("</div>")[0]


async def test_each_step_is_said(content: Bench) -> None:
    html = await page(content, "/opportunities?search=canal&near=Oakham&proximity=1609")
    assert "I found nothing within 1 mile of Oakham" in html
    assert "miles away" in html


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("day=saturday&search=mental", "on Saturdays"),
        ("day=weekend&part=morning&search=mental", "at weekends in the morning"),
        ("online=yes&search=debt", "online or from home"),
        ("age=14&search=child", "for age 14"),
        ("access=yes&search=111", "accessible for disabled people"),
    ],
)
async def test_filters_are_said_beside_each(content: Bench, query: str, words: str) -> None:
    html = await page(content, f"/services?{query}")
    assert cards(html)
    assert all(words in card for card in cards(html))


async def test_open_now_is_an_order_and_not_a_filter(content: Bench) -> None:
    plain = await page(content, "/services?search=helpline")
    opened = await page(content, "/services?search=helpline&sort=open")
    assert sorted(links(plain, "/services")) == sorted(links(opened, "/services"))
    assert "Open now" in cards(opened)[0]


async def test_a_topic_narrows(content: Bench) -> None:
    whole = await page(content, "/organisations")
    some = await page(content, "/organisations?topic=social-enterprise")
    count = re.compile(r"(\d+) organisations")
    all_of_them, fewer = (count.search(html) for html in (whole, some))
    assert all_of_them is not None
    assert fewer is not None
    assert int(fewer[1]) < int(all_of_them[1])


async def test_closed_funds_are_not_listed_but_explained(content: Bench) -> None:
    html = await page(content, "/funds/fund-lcc-shire-buildings-2013")
    assert "Closed when we last saw its page" in html
    name = re.search(r"<h1>([^<]+)</h1>", html)
    assert name is not None
    listed = await page(content, f"/funds?search={quote_plus(name[1].split()[-1])}")
    assert "fund-lcc-shire-buildings-2013" not in links(listed, "/funds")


async def test_a_place_that_is_not_known_is_said(content: Bench) -> None:
    html = await page(content, "/services?near=Xyzzyville", 422)
    assert "we do not know where &#39;Xyzzyville&#39; is" in html
    assert 'value="Xyzzyville"' in html


@pytest.mark.parametrize(
    "query",
    ["day=someday", "part=brunch", "cost=much", "proximity=7", "sort=random", "topic=none",
     "area=Nowhere", "service_type=999999", "online=no", "near=LE13+1GH&proximity=1609",
     "search=%27%22%3B--", "near=%00", "age=0", "page=0", "search=" + "a" * 300],
)  # fmt: skip
async def test_no_value_breaks_a_list(content: Bench, query: str) -> None:
    for path in LISTS:
        answer = await content.client.get(f"{path}?{query}")
        assert answer.status_code in (200, 422)
        assert "<h1>" in answer.text


@pytest.mark.parametrize("path", ["/opportunities/none", "/funds/none", "/funds/svc-samaritans"])
async def test_what_is_not_there_is_not_found(content: Bench, path: str) -> None:
    html = await page(content, path, 404)
    assert "It may have gone" in html
