"""Addresses that linked data can hold."""

from __future__ import annotations

import pytest

from knowledge.web_addresses import as_iri


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://a.example/{X}?q=a b", "https://a.example/%7BX%7D?q=a%20b"),
        ("https://a.example/a%20b?c=d&e=[1]#f", "https://a.example/a%20b?c=d&e=[1]#f"),
        ('https://a.example/é|"<>', "https://a.example/%C3%A9%7C%22%3C%3E"),
    ],
)
def test_what_may_not_stand_there_is_written_otherwise(url: str, said: str) -> None:
    assert as_iri(url) == said
    assert as_iri(said) == said
