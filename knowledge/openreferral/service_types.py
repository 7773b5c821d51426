"""The list of service types that records are tagged with, as a taxonomy of the standard."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from knowledge.models import Taxonomy, TaxonomyTerm, part_id

_FILE = Path(__file__).parent / "service-types.yml"


@dataclass(frozen=True)
class ServiceTypes:
    """The list.

    Attributes:
        name: What it is called.
        description: Whose it is.
        uri: Its address.
        term_uri: The address of a term, with `{code}` in it.
        terms: Names by number.
    """

    name: str
    description: str
    uri: str
    term_uri: str
    terms: dict[str, str]

    @property
    def id(self) -> uuid.UUID:
        """The id of the taxonomy in every database."""
        return part_id(self.uri)

    def term_id(self, code: str) -> uuid.UUID:
        """Returns the id of a term in every database."""
        return part_id(self.term_uri.format(code=code))

    def rows(self) -> list[Taxonomy | TaxonomyTerm]:
        """Returns the taxonomy and then its terms, by number."""
        taxonomy = Taxonomy(id=self.id, name=self.name, description=self.description, uri=self.uri)
        return [taxonomy, *(self._term(code, name) for code, name in self.terms.items())]

    def _term(self, code: str, name: str) -> TaxonomyTerm:
        return TaxonomyTerm(
            id=self.term_id(code),
            taxonomy_id=self.id,
            code=code,
            name=name,
            description=name,
            uri=self.term_uri.format(code=code),
        )


@cache
def service_types() -> ServiceTypes:
    """Reads the list once."""
    return ServiceTypes(**yaml.safe_load(_FILE.read_text("utf-8")))
