"""What a fund's own words say about who may apply. The funds here are invented."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from knowledge.models import Fund, Record
from knowledge.tasks.eligibility import (
    Fit,
    applicant,
    eligible,
    fit_of,
    is_not_for,
    is_out_of_reach,
)

KINDS = ("group", "charity", "cic", "person", "parish", "school", "informal")


def fund(
    who: str, not_for: str | None = None, least: int | None = None, most: int | None = None
) -> Fund:
    return Fund(
        who_can_apply=who, not_for=not_for, min_amount_gbp=least, max_amount_gbp=most,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("who", "not_for", "kind", "fit"),
    [
        ("Community groups and charities.", None, "group", Fit.YES),
        ("Community groups and charities.", None, "charity", Fit.YES),
        ("Community groups and charities.", None, "cic", Fit.UNSAID),
        ("Community groups and charities.", None, "person", Fit.NO),
        ("Registered charities and CIOs. Not CICs.", None, "cic", Fit.NO),
        ("Registered charities and CIOs. Not CICs.", None, "charity", Fit.YES),
        ("Local groups. Not schools, PTAs or parish councils.", None, "school", Fit.NO),
        ("Local groups. Not schools, PTAs or parish councils.", None, "parish", Fit.NO),
        ("Local groups. Not schools, PTAs or parish councils.", None, "group", Fit.YES),
        ("Groups and clubs. Schools and patient groups cannot apply.", None, "group", Fit.YES),
        ("Groups and clubs. Schools and patient groups cannot apply.", None, "school", Fit.NO),
        ("Not-for-profits, schools and public bodies.", None, "group", Fit.YES),
        ("Groups helping people with debts.", None, "person", Fit.NO),
        ("People and groups in the town.", None, "person", Fit.YES),
        ("Individual artists and museums.", None, "person", Fit.YES),
        ("Individuals and museums.", None, "person", Fit.YES),
        ("Groups, parish councils.", "Individuals, vehicles.", "person", Fit.NO),
        ("Anyone in the village.", None, "informal", Fit.YES),
        ("Anyone in the village.", None, "person", Fit.YES),
        ("Groups.", "School sites, staff.", "school", Fit.UNSAID),
        ("Groups.", "Food banks unless tied to a parish council.", "parish", Fit.UNSAID),
        ("Not a fund you apply to. Councils run it.", None, "parish", Fit.NO),
    ],
)
def test_who_may_apply(who: str, not_for: str | None, kind: str, fit: Fit) -> None:
    assert fit_of(fund(who, not_for), kind) is fit


def test_why_it_fits_and_what_is_asked_for() -> None:
    found = eligible(
        fund(
            "Constituted groups with a bank account in their own name, a safeguarding policy and "
            "income under £250,000.",
            most=5000,
        ),
        "group",
        3000,
    )
    assert found.fit is Fit.YES
    assert found.why == (
        "it takes applications from a group or club", "£3,000 is within what it gives",
    )  # fmt: skip
    assert found.needs == (
        "a bank account in your group's name", "a safeguarding policy", "income under £250,000",
    )  # fmt: skip
    assert found.missing == ()


def test_what_is_missing() -> None:
    small = fund("Constituted groups.", least=500, most=1000)
    assert eligible(small, "group", 1500).missing == (
        "it gives up to £1,000: you would need £500 from somewhere else",
    )
    assert eligible(small, "group", 300).missing == (
        "it gives £500 or more: that is more than you need",
    )
    assert eligible(small, "informal", None).missing == (
        "your group would need a constitution first",
    )
    assert "ask whether a CIC" in eligible(small, "cic", None).missing[0]
    assert eligible(small, None, None) == eligible(small, None, None)


def test_a_fund_that_gives_far_more_cannot_help() -> None:
    assert is_out_of_reach(fund("Groups.", least=10_000), 500)
    assert not is_out_of_reach(fund("Groups.", least=10_000), 9000)
    assert not is_out_of_reach(fund("Groups.", least=10_000), None)


def test_a_fund_that_is_not_for_the_very_thing() -> None:
    football = fund("Clubs.", "Kit, routine upkeep, hire costs.")
    assert is_not_for(football, "football kit for the under 11s")
    assert not is_not_for(football, "goalposts")
    assert not is_not_for(fund("Clubs."), "kit")


def test_every_fund_of_the_content_is_read_for_every_kind(records: Sequence[Record]) -> None:
    funds = [record for record in records if isinstance(record, Fund)]
    assert funds
    for item in funds:
        for kind in KINDS:
            found = eligible(item, kind, 1000)
            lines = (*found.why, *found.needs, *found.missing)
            assert all(line.strip() and not line.endswith(".") for line in lines)
            if found.fit is Fit.YES:
                assert any("applications from" in line for line in found.why)
    assert applicant("person") == "one person"
    assert applicant("martian") == "martian"


@pytest.mark.parametrize("kind", ["group", "charity"])
def test_most_open_funds_are_for_groups_and_charities(records: Sequence[Record], kind: str) -> None:
    funds = [r for r in records if isinstance(r, Fund) and r.status == "open"]
    fitting = [item for item in funds if fit_of(item, kind) is Fit.YES]
    assert len(fitting) > len(funds) / 3
