"""The tables of what Signpost knows.

`Record` holds what every kind has; each kind has a table of its own beside it (joined-table
inheritance). One class a file of its family; everything is named here.
"""

from __future__ import annotations

from knowledge.models.base import Base, UtcDateTime
from knowledge.models.records import (
    CaseStudy,
    Contact,
    Fund,
    Guidance,
    LegalForm,
    Link,
    Opportunity,
    Organisation,
    Place,
    Record,
    Service,
    record_id,
)
from knowledge.models.state import ContentState, TextVector

__all__ = [
    "Base",
    "CaseStudy",
    "Contact",
    "ContentState",
    "Fund",
    "Guidance",
    "LegalForm",
    "Link",
    "Opportunity",
    "Organisation",
    "Place",
    "Record",
    "Service",
    "TextVector",
    "UtcDateTime",
    "record_id",
]
