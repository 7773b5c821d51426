"""The tables of what Signpost knows.

`Record` holds what every kind has; each kind has a table of its own beside it (joined-table
inheritance). Parts of a service or an organisation stand in tables in the shape of Open Referral.
One class a file of its family; everything is named here.
"""

from __future__ import annotations

from knowledge.models.base import Base, UtcDateTime
from knowledge.models.changes import Proposal, RecordChange, RecordEnd, TextChange
from knowledge.models.imports import DataSource, ImportRow, ImportRun, SourceItem
from knowledge.models.locations import (
    Accessibility,
    Address,
    Location,
    ServiceArea,
    ServiceAtLocation,
)
from knowledge.models.money import Grant
from knowledge.models.parts import part_id, record_id
from knowledge.models.provenance import CONTENT, LIFECYCLES
from knowledge.models.reach import (
    ContactPoint,
    CostOption,
    Funding,
    Language,
    OrganisationIdentifier,
    Phone,
    Schedule,
)
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
)
from knowledge.models.showing import RecordShown
from knowledge.models.state import ContentState, TextVector, version_of_records
from knowledge.models.taking_part import Event, Representation, VolunteeringSession
from knowledge.models.taxonomies import Attribute, Taxonomy, TaxonomyTerm
from knowledge.models.upkeep import Assurance, LinkCheck, UnmetDemand

__all__ = [
    "CONTENT",
    "LIFECYCLES",
    "Accessibility",
    "Address",
    "Assurance",
    "Attribute",
    "Base",
    "CaseStudy",
    "Contact",
    "ContactPoint",
    "ContentState",
    "CostOption",
    "DataSource",
    "Event",
    "Fund",
    "Funding",
    "Grant",
    "Guidance",
    "ImportRow",
    "ImportRun",
    "Language",
    "LegalForm",
    "Link",
    "LinkCheck",
    "Location",
    "Opportunity",
    "Organisation",
    "OrganisationIdentifier",
    "Phone",
    "Place",
    "Proposal",
    "Record",
    "RecordChange",
    "RecordEnd",
    "RecordShown",
    "Representation",
    "Schedule",
    "Service",
    "ServiceArea",
    "ServiceAtLocation",
    "SourceItem",
    "Taxonomy",
    "TaxonomyTerm",
    "TextChange",
    "TextVector",
    "UnmetDemand",
    "UtcDateTime",
    "VolunteeringSession",
    "part_id",
    "record_id",
    "version_of_records",
]
