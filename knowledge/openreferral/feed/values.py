"""Single values of a feed, mended: text out of HTML, addresses, numbers, days, moments.

A value goes in, a value or None comes out; what was mended is told by the caller, who knows where.
"""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

_BLOCKS = {"p", "div", "ul", "ol", "table", "tr", "br", "h1", "h2", "h3", "h4", "h5", "h6", "li"}
_UNSEEN = {"script", "style", "head", "template", "iframe", "object"}
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
_EMAIL = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_JUNK_HOSTS = re.compile(r"(^|\.)(example\.(com|org|net)|localhost|noemail\.invalid)$|\.invalid$")
_JUNK_WORDS = re.compile(r"^(unknown|none|n/?a|tbc|not known|null|-+)$", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\u202a-\u202e\u2066-\u2069\ufeff]")
_OLDEST_AGE = 120
_LONDON = ZoneInfo("Europe/London")


class _Text(HTMLParser):
    """Gathers the words of some HTML, with its paragraphs and lists."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in _UNSEEN:
            self._unseen += 1
        if tag in _BLOCKS:
            self.parts.append("\n- " if tag == "li" else "\n" if tag == "br" else "\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN and self._unseen:
            self._unseen -= 1
        if tag in _BLOCKS and tag != "li":
            self.parts.append("\n\n" if tag != "br" else "\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data)


def text_of(value: Any) -> str | None:
    """Returns a value as plain text with its paragraphs, or None where it says nothing."""
    if value is None or isinstance(value, (bool, dict, list)):
        return None
    text = str(value)
    if _TAG.search(text):
        reader = _Text()
        reader.feed(text)
        reader.close()
        text = "".join(reader.parts)
    text = _CONTROL.sub("", html.unescape(text).replace("\xa0", " ").replace("\r", "\n"))
    lines = [" ".join(line.split()) for line in text.split("\n")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    text = re.sub(r"\n\n(?=- )", "\n", text)
    return None if not text or _JUNK_WORDS.fullmatch(text) else text


def line_of(value: Any, most: int = 300) -> str | None:
    """Returns a value as one line of at most `most` characters, or None where it says nothing."""
    text = text_of(value)
    if text is None:
        return None
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def is_marked_up(value: Any) -> bool:
    """Says whether a value holds HTML."""
    return isinstance(value, str) and _TAG.search(value) is not None


def url_of(value: Any) -> str | None:
    """Returns a web address, with a scheme where it had none, or None where it is none."""
    text = line_of(value, 2000)
    if text is None or " " in text:
        return None
    if "://" not in text and re.match(r"[\w-]+(\.[\w-]+)+(/|$)", text):
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return None
    is_good = parts.scheme in {"http", "https"} and "." in host and not _JUNK_HOSTS.search(host)
    return _encoded(text) if is_good else None


def _encoded(text: str) -> str:
    """Writes what may not stand in an address as it is, such as an umlaut, in percents."""
    return re.sub(
        r"[^\x21-\x7e]|[\"<>\\^`{|}]",
        lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8")),
        text,
    )


def email_of(value: Any) -> str | None:
    """Returns an e-mail address, or None where it is none or leads nowhere."""
    text = (line_of(value) or "").removeprefix("mailto:")
    if not _EMAIL.fullmatch(text) or _JUNK_HOSTS.search(text.rpartition("@")[2].lower()):
        return None
    return text


def age_of(value: Any) -> float | None:
    """Returns an age in years, or None for what is none, such as -1 or 0 to say 'any'."""
    number = number_of(value)
    return number if number is not None and 0 <= number <= _OLDEST_AGE else None


def number_of(value: Any) -> float | None:
    """Returns a number, out of text too, or None."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        number = float(str(value).strip().lstrip("£").replace(",", ""))
    except ValueError:
        return None
    return number if number == number and abs(number) < 1e12 else None


def day_of(value: Any) -> date | None:
    """Returns the day of a date or a moment, or None."""
    found = moment_of(value)
    return found.astimezone(_LONDON).date() if found else None


def moment_of(value: Any) -> datetime | None:
    """Returns a moment; one without a zone is taken as the time of the United Kingdom."""
    if not isinstance(value, str) or not re.match(r"\d{4}-\d\d-\d\d", value.strip()):
        return None
    try:
        found = datetime.fromisoformat(value.strip())
    except ValueError:
        try:
            found = datetime.fromisoformat(value.strip()[:10])
        except ValueError:
            return None
    if not 1900 <= found.year <= 2200:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=_LONDON)).astimezone(UTC)


def time_of(value: Any) -> str | None:
    """Returns a time of day as `HH:MM`, or None."""
    found = re.match(r"\s*([01]?\d|2[0-3])[:.]([0-5]\d)", value) if isinstance(value, str) else None
    return f"{int(found[1]):02}:{found[2]}" if found else None


def snaked(value: Any) -> Any:
    """Returns a value with every key in small letters with underscores, at any depth."""
    if isinstance(value, dict):
        return {_snake(str(key)): snaked(item) for key, item in value.items()}
    return [snaked(item) for item in value] if isinstance(value, list) else value


def _snake(key: str) -> str:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key)
    return re.sub(r"[\s_-]+", "_", spaced).lower()


def list_of(value: Any) -> list[Any]:
    """Returns a list as it is, one thing as a list of it, and nothing as an empty list."""
    if value is None or value == "":
        return []
    return value if isinstance(value, list) else [value]
