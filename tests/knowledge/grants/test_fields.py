"""The fields are those of the published schema, under every heading that files use."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from knowledge.grants.fields import (
    GRANT,
    LOCATION_SCOPES,
    REGRANT_TYPES,
    Field,
    Path_,
    currencies,
    field_at,
    path_of,
    put,
    title_of,
    value_at,
)
from tests.standards import standard


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    text = (standard("360giving") / "360-giving-schema.json").read_text("utf-8")
    return dict(json.loads(text))


def test_the_fields_are_the_schema_s(schema: dict[str, Any]) -> None:
    compare(GRANT, schema["properties"], schema["$defs"])


def compare(ours: Mapping[str, Field], theirs: Mapping[str, Any], defs: Mapping[str, Any]) -> None:
    assert set(ours) == set(theirs)
    for name, field in ours.items():
        said = resolved(theirs[name], defs)
        if "title" in said and "ransaction" not in name:
            assert plain_title(field.title) == plain_title(said["title"]), name
        kinds = said.get("type", "")
        kind = kinds if isinstance(kinds, str) else kinds[0]
        wanted = {"number": "number", "list": "array", "object": "object"}.get(
            field.holds, "string"
        )
        assert kind == wanted, name
        if said.get("format") == "uri":
            assert field.holds == "address", name
        if said.get("format") == "date-time":
            assert field.holds == "time", name
        if "oneOf" in said:
            assert field.holds in ("date", "span"), name
            assert (field.holds == "span") == (len(said["oneOf"]) == 3), name
        inner = resolved(said.get("items", said), defs)
        if field.fields:
            compare(field.fields, inner["properties"], defs)


def plain_title(title: str) -> str:
    return title.replace(" ", "").lower()


def resolved(said: Mapping[str, Any], defs: Mapping[str, Any]) -> dict[str, Any]:
    if "$ref" in said:
        return dict(defs[said["$ref"].rpartition("/")[2]]) | {
            key: value for key, value in said.items() if key != "$ref"
        }
    return dict(said)


def test_the_codes_are_the_standard_s(schema: dict[str, Any]) -> None:
    assert currencies() == set(schema["$defs"]["currency"]["enum"])
    folder = standard("360giving") / "codelists"
    for name, codes in [("regrantType", REGRANT_TYPES), ("locationScope", LOCATION_SCOPES)]:
        lines = (folder / f"{name}.csv").read_text("utf-8").splitlines()[1:]
        assert [line.split(",")[0] for line in lines] == list(codes)


@pytest.mark.parametrize(
    ("heading", "path"),
    [
        ("Identifier", ("id",)),
        ("award date", ("awardDate",)),
        ("From An Open Call?", ("fromOpenCall",)),
        ("Recipient Org:Name", ("recipientOrganization", 0, "name")),
        ("Recipient Org:0:Name", ("recipientOrganization", 0, "name")),
        ("Recipient Org:1:Charity Number", ("recipientOrganization", 1, "charityNumber")),
        ("recipientOrganization/0/name", ("recipientOrganization", 0, "name")),
        ("Planned Dates:Duration (months)", ("plannedDates", 0, "duration")),
        ("Recipient Ind:Identifier", ("recipientIndividual", "id")),
        (
            "Recipient Org:0:Location:2:Geographic Code",
            ("recipientOrganization", 0, "location", 2, "geoCode"),
        ),
        ("To Individuals Details:Grant Purpose", ("toIndividualsDetails", "grantPurpose", 0)),
        ("Related Activity", ("relatedActivity", 0)),
    ],
)
def test_headings(heading: str, path: Path_) -> None:
    assert path_of(heading) == path


@pytest.mark.parametrize(
    "heading", ["", ":", "Colour", "Recipient Org", "0:Name", "Title:0", "Recipient Org:0:1:Name"]
)
def test_headings_that_are_none(heading: str) -> None:
    assert path_of(heading) is None


def paths(fields: Mapping[str, Field], before: Path_ = ()) -> Iterator[Path_]:
    for name, field in fields.items():
        here: Path_ = (*before, name, 3) if field.holds == "list" else (*before, name)
        if field.fields:
            yield from paths(field.fields, here)
        else:
            yield here


def test_every_field_has_a_heading_that_is_read_back() -> None:
    every = list(paths(GRANT))
    assert len(every) > 100
    for path in every:
        assert path_of(title_of(path)) == path
        assert field_at(path) is not None
        grant: dict[str, Any] = {}
        put(grant, path, "x")
        assert value_at(grant, path) == "x"


def test_what_is_not_there_is_none() -> None:
    assert value_at({"a": [1]}, ("a", 1)) is None
    assert value_at({"a": "text"}, ("a", 0, "b")) is None
    assert value_at({"a": "text"}, ("a", "b")) is None
    assert field_at(("nothing",)) is None
