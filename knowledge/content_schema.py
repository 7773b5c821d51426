"""What an entry of the content files may say: one model for each kind, nothing beyond its keys.

The keys are those of `docs/content.md` and the columns of `knowledge.models`. Knows nothing of
files, of other entries or of the database.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from knowledge.content_values import (
    Confidence,
    Day,
    Email,
    Phone,
    Postcode,
    RegisterPrefix,
    ServiceType,
    Slug,
    SourceDate,
    Status,
    Text,
    Topic,
    WebAddress,
    at_most_words,
)

Pounds = Annotated[int, Field(ge=0)]
PlaceKind = Literal["district", "town", "village", "suburb", "hamlet", "outcode", "ambiguous_name"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Entry(_Strict):
    """What every kind of entry may hold.

    A key whose value is not known is left out of the file; here it is None or an empty list.
    `url` is the page to send a resident to; `source_urls` are the pages where the facts were seen,
    and `source_date` is the date that the page showed, not the date of any check.
    """

    id: Slug
    kind: str
    name: Text
    also_asked: list[Text] = []
    summary: Annotated[Text, at_most_words(60)]
    topics: list[Topic] = Field(min_length=1)
    areas: list[Text] = Field(min_length=1)
    status: Status | None = None
    phone: Phone | None = None
    email: Email | None = None
    address: Text | None = None
    postcode: Postcode | None = None
    opening_hours: Text | None = None
    eligibility: Text | None = None
    cost: Text | None = None
    languages: Text | None = None
    accessibility: Text | None = None
    url: WebAddress | None = None
    source_urls: list[WebAddress]
    source_note: Annotated[Text | None, Field(validate_default=True)] = None
    source_date: SourceDate
    confidence: Confidence
    note: Text | None = None
    assured_on: Day | None = None
    assured_by: Annotated[Text | None, Field(validate_default=True)] = None
    review_on: Day | None = None
    merged_from: list[Slug] = []

    @field_validator("assured_by")
    @classmethod
    def _stands_with_its_day(cls, value: str | None, info: ValidationInfo) -> str | None:
        if (value is None) != (info.data.get("assured_on") is None):
            raise ValueError("stands together with assured_on: which team checked it, and when")
        return value

    @field_validator("also_asked", "topics", "areas", "source_urls", "merged_from")
    @classmethod
    def _says_nothing_twice(cls, values: list[str]) -> list[str]:
        twice = sorted({value for value in values if values.count(value) > 1})
        if twice:
            raise ValueError(f"says {', '.join(map(repr, twice))} twice")
        return values

    @field_validator("source_note")
    @classmethod
    def _stands_in_for_a_source(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None and info.data.get("source_urls") == []:
            raise ValueError("is needed where source_urls is empty: say where the facts are from")
        return value


class TimeLimit(_Strict):
    """How long something may or must take: what, how long, and the rule that says so."""

    what: Text
    length: Text
    law: Text


class Guidance(Entry):
    """A question that residents ask, with its answer; `name` is the question."""

    kind: Literal["guidance"]
    short_answer: Annotated[Text, at_most_words(40)]
    answer: Annotated[Text, at_most_words(200)]
    steps: list[Text] = []
    time_limits: list[TimeLimit] = []
    law: Text | None = None
    who_to_contact: list[Slug] = []


class Fund(Entry):
    """Money, goods or loans that a group or a person can ask for; amounts in whole pounds."""

    kind: Literal["fund"]
    status: Status
    funder: Text
    funder_id: Slug | None = None
    min_amount_gbp: Pounds | None = None
    max_amount_gbp: Pounds | None = None
    who_can_apply: Text
    for_what: Text
    not_for: Text | None = None
    match_funding: Text | None = None
    deadline: Text
    how_to_apply: Text

    @field_validator("max_amount_gbp")
    @classmethod
    def _is_not_below_the_least(cls, value: int | None, info: ValidationInfo) -> int | None:
        least = info.data.get("min_amount_gbp")
        if value is not None and least is not None and value < least:
            raise ValueError(f"{value} is less than the least amount, {least}")
        return value


class Opportunity(Entry):
    """Something a volunteer can do; `min_age` in whole years."""

    kind: Literal["opportunity"]
    organisation: Text
    organisation_id: Slug | None = None
    role: Text
    commitment: Text | None = None
    min_age: Annotated[int, Field(ge=0, le=120)] | None = None
    skills: list[Text] = []
    causes: list[Text] = []
    place: Text | None = None
    remote: bool | None = None
    dbs: Literal["none", "basic", "standard", "enhanced", "depends"] | None = None
    how_to_apply: Text | None = None


class CaseStudy(Entry):
    """What a real group did, how it paid for it and what it learned."""

    kind: Literal["case_study"]
    place: Text
    what_they_did: Text
    how_it_was_funded: Text
    lesson: Text


class Organisation(Entry):
    """A body that a resident or a group can turn to.

    `identifiers` are its numbers in registers, by their prefix of org-id.guide; `represents` the
    communities that it speaks for, in its own words.
    """

    kind: Literal["organisation"]
    identifiers: dict[RegisterPrefix, Text] = {}
    represents: list[Text] = []


class _Given(Entry):
    """What somebody gives: who they are, by entry or by name, and what kind of service it is."""

    organisation_id: Slug | None = None
    provider: Annotated[Text | None, Field(validate_default=True)] = None
    service_types: list[ServiceType] = []

    @field_validator("provider")
    @classmethod
    def _is_no_second_organisation(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None and info.data.get("organisation_id") is not None:
            raise ValueError("is left out where organisation_id names the organisation")
        return value


class Service(_Given):
    """Help that somebody gives."""

    kind: Literal["service"]


class Contact(_Given):
    """An office, team or line to ring or write to.

    One that names whose it is, is a service of theirs; one that does not is a body itself.
    """

    kind: Literal["contact"]


class Place(Entry):
    """A place of the gazetteer, an outward postcode or a name that may mean several places.

    Positions are degrees, WGS84.
    """

    kind: Literal["place"]
    place_kind: PlaceKind
    other_names: list[Text] = []
    council_type: Text | None = None
    county: Text | None = None
    district: Text | None = None
    in_county: bool | None = None
    gss_code: Annotated[str, Field(pattern=r"^[EWSN]\d{8}$")] | None = None
    outcode: Annotated[str, Field(pattern=r"^[A-Z]{1,2}[0-9][0-9A-Z]?$")] | None = None
    other_outcodes: list[Annotated[str, Field(pattern=r"^[A-Z]{1,2}[0-9][0-9A-Z]?$")]] = []
    post_town: Text | None = None
    districts: list[Text] = []
    county_districts: list[Text] = []
    touches_county: bool | None = None
    main_is_in_county: bool | None = None
    non_geographic: bool | None = None
    candidates: list[Text] = []
    candidate_districts: list[Text] = []
    latitude: Annotated[float, Field(ge=49, le=61)] | None = None
    longitude: Annotated[float, Field(ge=-9, le=2)] | None = None
    position_accuracy: Literal["approx", "exact"] | None = None
    checked_against: list[Text] = []


class LegalForm(Entry):
    """A legal form that a group can take, with what it can and cannot do.

    The answers are texts, because `Yes` alone is often not the whole answer. Fees in whole pounds
    by the way of registering; empty where no fee was seen, which does not mean free.
    """

    kind: Literal["legal_form"]
    incorporated: Text
    limited_liability: Text
    regulator: Text
    registration_fees_gbp: dict[Text, Pounds]
    minimum_people: Text
    can_be_charity: Text
    asset_lock: Text
    can_pay_directors: Text
    can_issue_shares: Text
    gift_aid: Text
    annual_returns: Text
    typical_time_to_register: Text
    best_for: list[Text]
    not_for: list[Text]
    law: Text


SCHEMAS: dict[str, type[Entry]] = {
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
"""The model of each kind, by the word that stands in the file."""


class ToConfirm(_Strict):
    """One thing that a person must confirm before residents rely on it.

    `by` says when: `use` (before anyone uses it), `go-live` or `first-month`. `entries` names the
    entries that it is about; empty where it is about something that has no entry.
    """

    by: Literal["use", "go-live", "first-month"]
    what: Text
    entries: list[Slug] = []
