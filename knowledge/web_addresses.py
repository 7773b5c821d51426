"""Web addresses: which may be shown as a link, and how the standards for linked data want them."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

# Everything that may stand in an address as it is, `%` of what is already written so among it.
_KEPT = "%:/?#[]@!$&'()*+,;=~"

_WEB = re.compile(r"https?://[^\s<>\"'\x00-\x1f\x7f]{1,2000}", re.IGNORECASE)


def safe_link(address: object) -> str | None:
    """Returns an address that may be shown as a link, or None for anything else.

    Whoever brings a record in has looked at its address already; this holds whatever they overlook:
    nothing but http and https, a host, and no sign that would end an attribute.
    """
    if not isinstance(address, str) or not _WEB.fullmatch(address):
        return None
    try:
        return address if urlsplit(address).hostname else None
    except ValueError:
        return None


def as_iri(url: str) -> str:
    """Returns an address in which what may not stand there, such as `{`, is written with `%`.

    A browser takes both for the same; a reader of linked data takes the first for broken.
    """
    return quote(url, safe=_KEPT)
