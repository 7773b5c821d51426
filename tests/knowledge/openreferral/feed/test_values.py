"""Single values of real feeds: mended where the meaning is certain, left out where it is not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from knowledge.openreferral.feed.values import (
    age_of,
    day_of,
    email_of,
    line_of,
    moment_of,
    number_of,
    snaked,
    text_of,
    time_of,
    url_of,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("<h1>About</h1>\n\n<p>We&nbsp;help &amp; advise.</p>", "About\n\nWe help & advise."),
        ("<p>One</p><p>Two<br>Three</p>", "One\n\nTwo\nThree"),
        ("<ul><li>tea</li><li>cake</li></ul>", "- tea\n- cake"),
        ("<script>alert(1)</script><p>Safe</p>", "Safe"),
        ("<p>Unclosed <b>bold", "Unclosed bold"),
        ("5 < 6 and 7 > 6", "5 < 6 and 7 > 6"),
        ("Fish &amp; chips", "Fish & chips"),
        ("zero\u200bwidth \u202eturned", "zerowidth turned"),
        ("a\r\nb", "a\n\nb"),
        ("  ", None),
        ("", None),
        (None, None),
        ("N/A", None),
        ("unknown", None),
        ("-", None),
        (True, None),
        (7, "7"),
        ({"a": 1}, None),
        ("<p></p>", None),
    ],
)
def test_text(value: Any, text: str | None) -> None:
    assert text_of(value) == text


def test_a_line_is_one_line_and_not_too_long() -> None:
    assert line_of("a\nb") == "a b"
    assert line_of("word " * 100, 12) == "word word w…"


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("https://a.org/x?y=1", "https://a.org/x?y=1"),
        (" http://1625ip.co.uk ", "http://1625ip.co.uk"),
        ("www.a.org", "https://www.a.org"),
        ("a.org/page", "https://a.org/page"),
        ("https://a.org/caf\u00e9", "https://a.org/caf%C3%A9"),
        ("http://www.example.com", None),
        ("https://example.org/x", None),
        ("javascript:alert(1)", None),
        ("ftp://a.org", None),
        ("https://localhost/x", None),
        ("https://[bad", None),
        ("see our page", None),
        ("http://", None),
        (None, None),
    ],
)
def test_addresses_of_pages(value: Any, url: str | None) -> None:
    assert url_of(value) == url


@pytest.mark.parametrize(
    ("value", "email"),
    [
        ("help@a.org", "help@a.org"),
        ("mailto:help@a.org", "help@a.org"),
        ("Unknown-7@noemail.invalid", None),
        ("a@example.com", None),
        ("help at a.org", None),
        ("", None),
    ],
)
def test_addresses_of_mail(value: Any, email: str | None) -> None:
    assert email_of(value) == email


@pytest.mark.parametrize(
    ("value", "age"),
    [(-1, None), ("-1", None), (16, 16), ("16", 16), (2.5, 2.5), (0, 0), (121, None), ("x", None),
     (None, None), (True, None)],
)  # fmt: skip
def test_ages(value: Any, age: float | None) -> None:
    assert age_of(value) == age


@pytest.mark.parametrize(
    ("value", "number"),
    [("8.00", 8), ("£1,250.50", 1250.5), (3, 3), ("nan", None), ("1e999", None), (False, None)],
)
def test_numbers(value: Any, number: float | None) -> None:
    assert number_of(value) == number


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2025-09-02T12:06:15.654", datetime(2025, 9, 2, 11, 6, 15, 654_000, tzinfo=UTC)),
        ("2025-01-02T12:06:15Z", datetime(2025, 1, 2, 12, 6, 15, tzinfo=UTC)),
        ("2025-09-02", datetime(2025, 9, 1, 23, tzinfo=UTC)),
        ("2025-09-02 nonsense", datetime(2025, 9, 1, 23, tzinfo=UTC)),
        ("0001-01-01T00:00:00", None),
        ("2025-13-40", None),
        ("soon", None),
        (20250902, None),
    ],
)
def test_moments_without_a_zone_are_british(value: Any, moment: datetime | None) -> None:
    assert moment_of(value) == moment


def test_days_and_times() -> None:
    assert day_of("2025-09-02") == date(2025, 9, 2)
    assert day_of("2025-09-02T23:30:00Z") == date(2025, 9, 3)
    assert [time_of(text) for text in ("9:05", "09.05", "23:59:00", "24:00", "noon", None)] == [
        "09:05", "09:05", "23:59", None, None, None,
    ]  # fmt: skip


def test_keys_are_read_however_they_are_written() -> None:
    said = {"serviceId": 1, "pc_targetAudience": [{"audienceType": 2}], "Last-Modified": 3}
    assert snaked(said) == {
        "service_id": 1, "pc_target_audience": [{"audience_type": 2}], "last_modified": 3,
    }  # fmt: skip
