"""The script and its texts, as another website gets them."""

from __future__ import annotations

import json
import re

import pytest

from tests.bot.conftest import Bench


async def test_any_website_may_load_the_script(bench: Bench) -> None:
    answer = await bench.client.get(
        "/signpost.js", headers={"Origin": "https://www.friend.example"}
    )
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert "set-cookie" not in answer.headers
    plain = await bench.client.get("/signpost.js", headers={"Accept-Encoding": "identity"})
    assert plain.text == answer.text
    assert "content-encoding" not in plain.headers


async def test_what_is_local_is_written_into_it(bench: Bench) -> None:
    text = (await bench.client.get("/signpost.js")).text
    found = re.search(r"^\}\)\((\{.*\})\);$", text, re.MULTILINE)
    assert found is not None
    local = json.loads(found[1])
    assert local["name"] == "Signpost"
    assert local["limit"] == 1000
    assert local["days"] == 30
    assert "automated service" in local["greeting"]
    assert len(local["starts"]) == 7
    assert local["languages"] == ["en"]
    for scheme in ("light", "dark"):
        assert all(
            re.match(r"^#[0-9a-f]{6}$", value) for value in local["colours"][scheme].values()
        )
    assert "<" not in found[1]


async def test_a_marked_address_is_kept_for_a_year(bench: Bench) -> None:
    mark = bench.app.state.rendering.widget.mark
    kept = await bench.client.get(f"/signpost.js?v={mark}")
    assert "immutable" in kept.headers["cache-control"]
    other = await bench.client.get("/signpost.js?v=0000000000")
    assert "immutable" not in other.headers["cache-control"]
    again = await bench.client.get("/signpost.js", headers={"If-None-Match": kept.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


async def test_the_source_map_is_served(bench: Bench) -> None:
    found = (await bench.client.get("/signpost.js.map")).json()
    assert any(name.endswith("main.ts") for name in found["sources"])


async def test_texts_are_served_and_nothing_beside_them(bench: Bench) -> None:
    english = await bench.client.get("/signpost/texts/en.json")
    assert english.json()["language"] == "en-GB"
    assert english.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("language", ["xx", "..", "..%2Ftexts%2Fen", "en.json%00", "%2e%2e", "EN"])
async def test_no_other_file_is_a_language(bench: Bench, language: str) -> None:
    assert (await bench.client.get(f"/signpost/texts/{language}.json")).status_code == 404
