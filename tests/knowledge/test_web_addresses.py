"""Addresses that linked data can hold."""

from __future__ import annotations

import pytest

from knowledge.web_addresses import as_iri, safe_link


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


@pytest.mark.parametrize(
    "address",
    [
        "https://invented.example/a?b=c#d",
        "HTTP://INVENTED.EXAMPLE",
        "http://invented.example:8080/",
    ],
)
def test_a_web_address_may_be_a_link(address: str) -> None:
    assert safe_link(address) == address


@pytest.mark.parametrize(
    "address",
    [
        *(None, 7, "", "www.invented.example", "//invented.example", "/path", "https://", "http:///x"),
        *("javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\nscript:x"),
        *("data:text/html,x", "vbscript:x", "file:///etc/passwd", "ftp://invented.example"),
        *("https://invented.example/\"onclick=x", "https://invented.example/<b>", "http://[::1"),
        *("https://invented.example/a b", "https://invented.example/\n", "https://a.example/\x00"),
        *("httpx://invented.example", "https:invented.example", "https://a.example/" + "x" * 3000),
    ],
)  # fmt: skip
def test_anything_else_is_no_link(address: object) -> None:
    assert safe_link(address) is None
