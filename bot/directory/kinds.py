"""The kinds of record that have a list and pages for people."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement

from knowledge.models import Record
from knowledge.openreferral.roles import is_organisation, is_service


@dataclass(frozen=True)
class Kind:
    """One kind of list.

    Attributes:
        path: Its address.
        title: Its heading.
        one: One of them, in words.
        kinds: The kinds of record in it.
        fields: The filters beside words, topic, area, place and online that it has.
    """

    path: str
    title: str
    one: str
    kinds: frozenset[str]
    fields: frozenset[str]

    def is_in(self) -> ColumnElement[bool]:
        """Returns the condition that a record stands in this list; not whether it may be shown."""
        if self.path == "/services":
            return is_service()
        if self.path == "/organisations":
            return is_organisation()
        return Record.kind.in_(sorted(self.kinds))


SERVICES = Kind(
    "/services", "Services", "service", frozenset({"service", "contact"}),
    frozenset({"service_type", "near", "age", "day", "cost", "online", "access", "sort"}),
)  # fmt: skip
OPPORTUNITIES = Kind(
    "/opportunities", "Volunteering", "role", frozenset({"opportunity"}),
    frozenset({"near", "age", "day", "online", "access"}),
)  # fmt: skip
FUNDS = Kind("/funds", "Grants and other money", "fund", frozenset({"fund"}), frozenset())
ORGANISATIONS = Kind(
    "/organisations", "Organisations", "organisation", frozenset({"organisation", "contact"}),
    frozenset({"near"}),
)  # fmt: skip
KINDS = (SERVICES, OPPORTUNITIES, FUNDS, ORGANISATIONS)
