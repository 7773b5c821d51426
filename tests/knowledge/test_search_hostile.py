"""Whatever is typed, the search answers with hits or none, and never with an error."""

from __future__ import annotations

import math

import pytest

from knowledge.directory import Directory
from knowledge.search.engine import Search


@pytest.fixture(scope="module")
def search(directory: Directory) -> Search:
    return directory.search()


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\0\0\0",
        "🙂👍",
        "a" * 1000,
        "volunteer " * 100,
        "\u202eabc\u202c",
        "שלום, אני רוצה להתנדב",
        "'; DROP TABLE record; --",
        '<script>alert("x")</script>',
        "%s %d {0} {name} $HOME `id`",
        "LE13 1DA " * 100,
        "Ashby, " * 140,
        "\n\t\r",
        "½ ² ㎏ ﬁ",
    ],
)
def test_hostile_and_empty_messages_find_something_or_nothing_and_never_fail(
    search: Search, text: str
) -> None:
    found = search.find(text)
    assert len(found.hits) <= 10
    assert all(math.isfinite(hit.score) and 0 <= hit.chance <= 1 for hit in found.hits)


@pytest.mark.parametrize("text", ["", "🙂", "\0", "asdfgh qwerty zxcvb", "a" * 1000])
def test_nonsense_is_like_nothing_and_covered_by_nothing(search: Search, text: str) -> None:
    best = search.find(text).hits[0]
    assert best.likeness < 0.36
    assert best.covered < 0.5
