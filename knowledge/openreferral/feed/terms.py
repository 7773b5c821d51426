"""The terms that a service of a feed is tagged with, with their lists.

A term of the Local Government Association's service types becomes one of ours, however it is
written. Every other term is kept under its own list.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from knowledge.models import Attribute, Base, Taxonomy, TaxonomyTerm, part_id
from knowledge.openreferral.feed.values import line_of, list_of, url_of
from knowledge.openreferral.service_types import service_types

Body = dict[str, Any]

_SERVICE_TYPE = re.compile(
    r"(?:esdservicetype:|id\.esd\.org\.uk/service/)(\d{1,5})$", re.IGNORECASE
)
_LINK_TYPES = {"esdneed": "need", "esdcircumstance": "circumstance"}
_MOST_LINK_TYPE = 40


@dataclass
class Terms:
    """The terms of one source, each list and each term once.

    Attributes:
        source: The name of the source.
        rows: Lists and terms by id, a list before its terms.
    """

    source: str
    rows: dict[uuid.UUID, Taxonomy | TaxonomyTerm] = field(default_factory=dict)

    def of(self, body: Body, owner: uuid.UUID) -> Iterator[Base]:
        """Yields the tags of a service, each term once."""
        seen: set[uuid.UUID] = set()
        for item in _items(body):
            term = item.get("taxonomy_term") or item.get("taxonomy")
            term = term if isinstance(term, dict) else item
            found = self._term_id(term)
            if found is None or found in seen:
                continue
            seen.add(found)
            yield Attribute(
                id=part_id(owner, "term", str(found)),
                record_id=owner,
                term_id=found,
                position=len(seen) - 1,
                link_entity="service",
                link_id=owner,
                link_type=_link_type(item, term),
                value=line_of(item.get("value")),
            )

    def _term_id(self, term: Body) -> uuid.UUID | None:
        number = service_type_of(term)
        if number is not None:
            return service_types().term_id(number)
        uri, name = url_of(term.get("term_uri")), line_of(term.get("name") or term.get("term"))
        if name is None:
            return None
        taxonomy = self._taxonomy_id(term)
        known = uri or line_of(term.get("id")) or name
        found = part_id(self.source, "term", str(taxonomy), known)
        if found not in self.rows:
            code = line_of(term.get("code"), 100) or line_of(term.get("id"), 100)
            self.rows[found] = TaxonomyTerm(
                id=found,
                taxonomy_id=taxonomy,
                code=code,
                name=name,
                description=line_of(term.get("description")) or name,
                uri=uri,
                language=line_of(term.get("language"), 10),
            )
        return found

    def _taxonomy_id(self, term: Body) -> uuid.UUID:
        said = line_of(term.get("taxonomy") if isinstance(term.get("taxonomy"), str) else None)
        name = said or line_of(term.get("vocabulary")) or "Terms of the source"
        found = part_id(self.source, "taxonomy", name)
        if found not in self.rows:
            self.rows[found] = Taxonomy(
                id=found,
                origin=self.source,
                name=name,
                description=f"Terms as {self.source} uses them.",
                uri=url_of(name),
            )
        return found


def _items(body: Body) -> Iterator[Body]:
    for key in ("attributes", "service_taxonomys", "service_taxonomies", "taxonomies"):
        for item in list_of(body.get(key)):
            if isinstance(item, dict):
                yield item


def service_type_of(term: Body) -> str | None:
    """Returns the number of a service type that our list has, or None."""
    for key in ("term_uri", "id", "code", "uri"):
        found = _SERVICE_TYPE.search(str(term.get(key) or ""))
        if found and found[1] in service_types().terms:
            return found[1]
    return None


def _link_type(item: Body, term: Body) -> str | None:
    if service_type_of(term) is not None:
        return "service_type"
    said = line_of(item.get("link_type"), _MOST_LINK_TYPE)
    scheme = str(term.get("id") or "").partition(":")[0].lower()
    return said or _LINK_TYPES.get(scheme)
