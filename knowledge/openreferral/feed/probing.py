"""Finds out what a feed can do, by asking for what must match nothing.

Many feeds advertise filters and ignore them: an answer of everything to a question that has no
answer shows it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from knowledge.openreferral.feed.fetching import HttpFeed

_NEVER = "2999-01-01T00:00:00Z"
_NESTED = frozenset(
    ("contacts", "phones", "service_at_locations", "locations", "schedules", "service_areas")
    + ("regular_schedules", "cost_options", "attributes", "taxonomies", "eligibilitys")
)


@dataclass(frozen=True)
class Abilities:
    """What a feed was seen to do.

    Attributes:
        modified_after: Whether it gives only what changed after a moment.
        full: Whether its list gives services whole when asked.
    """

    modified_after: bool = False
    full: bool = False

    def as_dict(self) -> dict[str, bool]:
        """Returns what is stored of it."""
        return asdict(self)


def is_whole(item: object) -> bool:
    """Says whether an item of a list has more than the fields that stand alone."""
    return isinstance(item, dict) and any(item.get(key) for key in _NESTED)


def probe(feed: HttpFeed) -> Abilities:
    """Asks a feed three small questions.

    Raises:
        Unavailable: When it does not answer.
    """
    few = {"per_page": "2", "perPage": "2"}
    plain = feed.page(1, few)
    none = feed.page(1, few | {"modified_after": _NEVER})
    obeys = bool(plain.items) and not none.items
    whole = feed.page(1, few | {"full": "true"})
    is_full = any(map(is_whole, whole.items)) and not any(map(is_whole, plain.items))
    return Abilities(modified_after=obeys, full=is_full)
