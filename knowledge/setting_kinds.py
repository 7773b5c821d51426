"""How the text of a setting becomes its value; ValueError for one that cannot be used.

Standard library only, so that any process can read its settings before anything else is there.
"""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def read_text(value: str) -> str:
    """Any words, less the blanks around them."""
    return value.strip()


def read_positive(value: str) -> int:
    """A whole number above nothing."""
    number = int(value)
    if number < 1:
        raise ValueError
    return number


def read_port(value: str) -> int:
    """A port, 1 to 65535."""
    number = int(value)
    if not 1 <= number <= 65535:
        raise ValueError
    return number


def read_port_or_none(value: str) -> int:
    """A port, or 0 for none."""
    return 0 if value.strip() == "0" else read_port(value)


def read_format(value: str) -> str:
    """`text` or `json`."""
    if value.strip().lower() not in {"text", "json"}:
        raise ValueError
    return value.strip().lower()


def read_redis_or_none(value: str) -> str:
    """The address of a Redis, or nothing."""
    if value.strip() and urlsplit(value.strip()).scheme not in {"redis", "rediss", "unix"}:
        raise ValueError
    return value.strip()


def read_seconds(value: str) -> float:
    """Seconds, above nothing and below an hour."""
    number = float(value)
    if not 0 < number < 3600:
        raise ValueError
    return number


def read_web_address(value: str) -> str:
    """A whole http or https address."""
    parts = urlsplit(value.strip())
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError
    return value.strip().rstrip("/")


def read_web_address_or_none(value: str) -> str:
    """A whole http or https address, or nothing."""
    return read_web_address(value) if value.strip() else ""


def read_pairs(value: str) -> tuple[tuple[str, str], ...]:
    """`A=b,C=d`; a group may hold a space, a role may not be empty."""
    pairs = [item.rpartition("=") for item in value.split(",") if item.strip()]
    if not all(group.strip() and role.strip() for group, _, role in pairs):
        raise ValueError
    return tuple((group.strip(), role.strip().lower()) for group, _, role in pairs)


def read_origins(value: str) -> tuple[str, ...]:
    """Addresses of websites, separated by commas."""
    return tuple(read_web_address(item) for item in value.split(",") if item.strip())


def read_words(value: str) -> tuple[str, ...]:
    """Words separated by commas."""
    return tuple(item.strip() for item in value.split(",") if item.strip())


def read_networks(value: str) -> tuple[str, ...]:
    """Addresses and networks, each as it was written; `NONE` is an empty list."""
    if value.strip().upper() == "NONE":
        return ()
    named = tuple(item.strip() for item in value.split(",") if item.strip())
    for item in named:
        if ipaddress.ip_network(item).prefixlen == 0:
            raise ValueError
    return named


def read_level(value: str) -> str:
    """A level of logging."""
    level = value.strip().upper()
    if level not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise ValueError
    return level
