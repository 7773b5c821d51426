"""Lists that a resident keeps: public records by name, as a page and as a QR code."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import unquote

import pytest

from bot.pages.shortlist import qr_path
from knowledge.replies import Reply
from tests.bot.conftest import BASE, CARD, Bench


async def test_a_list_is_a_page_of_public_records(shelves: Bench) -> None:
    services = (await shelves.client.get("/services")).text
    slugs = list(dict.fromkeys(re.findall(r'href="/services/([a-z0-9-]+)"', services)))[:2]
    assert len(slugs) == 2
    query = "&".join(f"r={slug}" for slug in [*slugs, "not-there"])
    page = await shelves.client.get(f"/list?{query}")
    assert page.status_code == 200
    assert page.text.count('<section class="card"') == len(slugs)
    assert "1 entry is not there any more" in page.text
    assert 'role="img"' in page.text
    assert "noindex" in page.text
    mail = re.search(r'href="(mailto:[^"]+)"', page.text)
    assert mail is not None
    assert f"r={slugs[0]}" in unquote(mail[1])
    found = (await shelves.client.get(f"/api/list?{query}")).json()
    assert len(found["titles"]) == len(slugs)
    assert found["url"].startswith(BASE)
    assert "set-cookie" not in page.headers


@pytest.mark.parametrize(
    "query", ["", "r=", "r=A%20B", "r=../x", "&".join(f"r=x{n}" for n in range(21))]
)
async def test_a_list_that_is_none(bench: Bench, query: str) -> None:
    assert (await bench.client.get(f"/list?{query}")).status_code == 422
    assert (await bench.client.get(f"/api/list?{query}")).status_code == 422


async def test_without_a_script_a_list_is_made_of_what_the_chat_showed(bench: Bench) -> None:
    empty = await bench.client.get("/chat/list")
    assert "nothing yet" in empty.text
    cards = [replace(CARD, ref="a-fund"), replace(CARD, title="No name", ref="")]
    bench.engine.replies = [Reply("Funds.", cards)]
    await bench.client.post("/chat", data={"text": "a roof"})
    await bench.client.post("/chat", data={"text": "a hall"})
    page = await bench.client.get("/chat/list")
    assert re.findall(r'name="r" value="([^"]+)"', page.text) == ["a-fund"]


def test_a_qr_code_can_be_drawn() -> None:
    size, path = qr_path("https://signpost.example.org/list?r=val")
    assert size > 20
    assert re.match(r"^(M\d+ \d+h1v1h-1z)+$", path)
    assert "M4 4h" in path
