"""Makes the record of an entry: the same for what a file says and for what an editor adds."""

from __future__ import annotations

from knowledge.content_schema import Entry
from knowledge.models import (
    CONTENT,
    CaseStudy,
    Contact,
    Fund,
    Guidance,
    LegalForm,
    Opportunity,
    Organisation,
    Place,
    Record,
    Service,
    record_id,
)
from knowledge.record_changes import LIFECYCLES

MODELS: dict[str, type[Record]] = {
    "guidance": Guidance,
    "fund": Fund,
    "opportunity": Opportunity,
    "case_study": CaseStudy,
    "organisation": Organisation,
    "service": Service,
    "contact": Contact,
    "place": Place,
    "legal_form": LegalForm,
}
"""The table of each kind of entry."""

REFERENCES = frozenset({"who_to_contact", "organisation_id", "funder_id"})
"""The keys by which an entry names others: they become links, not columns."""


def record_of(entry: Entry, file: str) -> Record:
    """Returns the record of a checked entry, in no session, without its links.

    Args:
        entry: The entry.
        file: The content file that holds it, or what stands in its place.
    """
    return MODELS[entry.kind](
        id=record_id(entry.id),
        slug=entry.id,
        content_file=file,
        origin=CONTENT,
        lifecycle=LIFECYCLES.get(entry.status or "", "active"),
        **entry.model_dump(exclude={"id", "kind", *REFERENCES}),
    )
