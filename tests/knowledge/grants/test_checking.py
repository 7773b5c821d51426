"""A grant that passes ours passes the official schema, and each fault is named by its field."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from knowledge.grants.checking import Findings, amount_of, check_grant, day_of, is_to_individual
from tests.knowledge.grants.making import make_grant
from tests.knowledge.grants.official import official_problems
from tests.standards import standard

TODAY = date(2026, 11, 22)


def found(grant: dict[str, Any]) -> Findings:
    return check_grant(grant, lambda path: "/".join(map(str, path)), TODAY)


def test_a_grant_that_is_right() -> None:
    assert found(make_grant()) == Findings()
    assert official_problems(make_grant()) == []


def test_the_standard_s_own_example_is_right() -> None:
    text = (standard("360giving") / "example-grants-synthetic.json").read_text("utf-8")
    document = json.loads(text)
    assert official_problems(document, is_package=True) == []
    for grant in document["grants"]:
        assert found(grant) == Findings()


BROKEN: list[tuple[dict[str, Any], str]] = [
    ({"id": None}, "id: is needed"),
    ({"title": ""}, "title: must be text that is not empty"),
    ({"description": 5}, "description: must be text that is not empty"),
    ({"currency": None}, "currency: is needed"),
    ({"currency": "gbp"}, "currency: must be a code of three capitals such as GBP, not 'gbp'"),
    ({"currency": "£"}, "currency: must be a code"),
    ({"amountAwarded": None}, "amountAwarded: is needed"),
    ({"amountAwarded": "£4,800"}, "amountAwarded: must be a number without sign or comma"),
    ({"amountAwarded": True}, "amountAwarded: must be a number"),
    ({"awardDate": None}, "awardDate: is needed"),
    ({"awardDate": "02/03/2026"}, "awardDate: must be a date of the calendar as YYYY-MM-DD"),
    ({"awardDate": "2026-02-30"}, "awardDate: must be a date of the calendar"),
    ({"awardDate": "2026-03"}, "awardDate: must be a date of the calendar"),
    ({"awardDate": "2026-11-23"}, "awardDate: 2026-11-23 lies in the future"),
    ({"fundingOrganization": None}, "fundingOrganization/0/id: is needed"),
    ({"fundingOrganization": [{"id": "x"}]}, "fundingOrganization/0/name: is needed"),
    ({"fundingOrganization": "Trust"}, "fundingOrganization: must be a list"),
    ({"recipientOrganization": []}, "recipientOrganization/0/id: is needed"),
    ({"recipientOrganization": [{"id": "a", "name": "b"}, {}]}, "recipientOrganization/1/id: is"),
    ({"fromOpenCall": "yes"}, "fromOpenCall: must be one of Yes, No, not 'yes'"),
    ({"regrantType": "FRG999"}, "regrantType: must be one of FRG010"),
    ({"locationScope": "here"}, "locationScope: must be one of GLS010"),
]


@pytest.mark.parametrize(("changes", "said"), BROKEN)
def test_faults_are_named_by_their_field(changes: dict[str, Any], said: str) -> None:
    assert any(problem.startswith(said) for problem in found(make_grant(**changes)).problems)


NOTED: list[tuple[dict[str, Any], str]] = [
    ({"awardDat": "2026-01-01"}, "awardDat: is no field of the standard"),
    ({"url": "www.x.org"}, "url: must be a web address, not 'www.x.org'"),
    ({"dateModified": "2026-03-02"}, "dateModified: must be a date with its time and zone"),
    (
        {"plannedDates": [{"startDate": "soon"}]},
        "plannedDates/0/startDate: must be a date as YYYY,",
    ),
    ({"plannedDates": {}}, "plannedDates: must be a list"),
    (
        {"beneficiaryLocation": [{"latitude": "52"}]},
        "beneficiaryLocation/0/latitude: must be a num",
    ),
    ({"beneficiaryLocation": ["here"]}, "beneficiaryLocation/0: must be an object"),
    ({"relatedActivity": [5]}, "relatedActivity/0: must be text"),
    ({"grantProgramme": [{"tilte": "x"}]}, "grantProgramme/0/tilte: is no field of the standard"),
]


@pytest.mark.parametrize(("changes", "said"), NOTED)
def test_other_fields_are_noted(changes: dict[str, Any], said: str) -> None:
    result = found(make_grant(**changes))
    assert result.problems == []
    assert [note for note in result.notes if note.startswith(said)]


@pytest.mark.parametrize(
    "changes",
    [
        {"plannedDates": [{"startDate": "2026", "endDate": "2026-05", "duration": 2.5}]},
        {"awardDate": "2026-03-02T10:00:00Z", "dateModified": "2026-03-02T10:00:00+01:00"},
        {"beneficiaryLocation": [{"name": None, "latitude": 52.5, "geoCode": "E05"}]},
        {"regrantType": "FRG010", "fromOpenCall": "No", "locationScope": "GLS060"},
        {"relatedActivity": ["360G-x-1"], "url": "https://invented.example/grant"},
        {"amountAwarded": 0.5},
    ],
)
def test_what_the_schema_takes_we_take(changes: dict[str, Any]) -> None:
    grant = make_grant(**changes)
    assert official_problems(grant) == []
    assert found(grant) == Findings()


@pytest.mark.parametrize("changes", [changes for changes, _ in (*BROKEN, *NOTED)])
def test_we_are_never_laxer_than_the_schema(changes: dict[str, Any]) -> None:
    grant = make_grant(**changes)
    result = found(grant)
    assert official_problems(grant) == [] or result.problems or result.notes


def test_grants_to_people_are_known() -> None:
    assert not is_to_individual(make_grant())
    assert is_to_individual(make_grant(recipientIndividual={"id": "x", "name": "Individual"}))
    assert is_to_individual(make_grant(toIndividualsDetails={"grantPurpose": ["GTIP040"]}))


@pytest.mark.parametrize("value", [float("inf"), float("nan"), 1e14, "5", None, True])
def test_what_is_no_amount(value: Any) -> None:
    assert amount_of(value) is None


def test_amounts_and_days() -> None:
    assert amount_of(0.1) == Decimal("0.1")
    assert amount_of(Decimal("4800.50")) == Decimal("4800.5")
    assert day_of("2026-03-02t23:30:00.5-01:00") == date(2026, 3, 2)
    assert day_of("2026-03-02T25:00:00Z") is None
    assert day_of(20260302) is None
