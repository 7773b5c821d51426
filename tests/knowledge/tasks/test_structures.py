"""Every combination of answers gives two or three forms, and never one that cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest

from knowledge.directory import Directory
from knowledge.models import LegalForm
from knowledge.tasks.frame import SKIPPED, UNKNOWN
from knowledge.tasks.questions import words_of
from knowledge.tasks.structures import FILE, KEYS, MOST_FORMS, contradicts, suited


def combinations() -> Iterator[dict[str, str]]:
    """Every way to answer all five questions, each also left open."""
    questions = words_of(FILE)["questions"]
    values = [[UNKNOWN, *(option["value"] for option in questions[key]["options"])] for key in KEYS]
    for given in product(*values):
        yield dict(zip(KEYS, given, strict=True))


@pytest.fixture(scope="module")
def forms(directory: Directory) -> dict[str, LegalForm]:
    found = directory.records(words_of(FILE)["forms"])
    return {record.slug: record for record in found if isinstance(record, LegalForm)}


def test_every_form_of_the_rules_stands_in_the_content(forms: dict[str, LegalForm]) -> None:
    assert list(forms) == list(words_of(FILE)["forms"])


def test_every_guide_of_the_rules_stands_in_the_content(directory: Directory) -> None:
    guides = {rule["guide"] for rule in words_of(FILE)["forms"].values()}
    assert {record.slug for record in directory.records(guides)} == guides


def test_every_answer_of_the_rules_is_one_that_can_be_given() -> None:
    questions = words_of(FILE)["questions"]
    known = {f"{key}.{option['value']}" for key in KEYS for option in questions[key]["options"]}
    for slug, rule in words_of(FILE)["forms"].items():
        named = [*rule["never"], *rule["fits"], *rule.get("because", ()), *rule.get("careful", ())]
        assert set(named) <= known, slug


def test_there_are_always_two_or_three_different_forms() -> None:
    for answers in combinations():
        slugs = [form.slug for form in suited(answers)]
        assert 2 <= len(slugs) <= MOST_FORMS, answers
        assert len(set(slugs)) == len(slugs)


def test_who_wants_a_charity_is_shown_charities_alone(forms: dict[str, LegalForm]) -> None:
    for answers in combinations():
        if answers["charity"] == "yes":
            for form in suited(answers):
                assert not forms[form.slug].can_be_charity.startswith("No"), (answers, form.slug)


def test_who_wants_no_charity_is_shown_none_that_always_is_one(
    forms: dict[str, LegalForm],
) -> None:
    for answers in combinations():
        if answers["charity"] == "no":
            for form in suited(answers):
                assert not forms[form.slug].can_be_charity.startswith("Always"), answers
                assert "charitable" not in form.slug, answers


def test_who_employs_or_leases_is_protected_from_debts(forms: dict[str, LegalForm]) -> None:
    for answers in combinations():
        if answers["risk"] == "big":
            for form in suited(answers):
                assert forms[form.slug].limited_liability.startswith("Yes"), (answers, form.slug)


def test_who_shares_profit_is_shown_forms_that_may(forms: dict[str, LegalForm]) -> None:
    may = {"form-cooperative-society", "form-cic-shares", "form-company-limited-by-shares"}
    for answers in combinations():
        if answers["profit"] == "share" and answers["charity"] != "yes":
            assert {form.slug for form in suited(answers)} <= may, answers


def test_who_sells_shares_is_first_shown_a_form_that_can(forms: dict[str, LegalForm]) -> None:
    for answers in combinations():
        if answers["money"] == "shares" and answers["control"] != "workers":
            assert forms[suited(answers)[0].slug].can_issue_shares.startswith("Yes"), answers


def test_who_puts_all_back_is_never_shown_a_form_for_investors() -> None:
    for answers in combinations():
        if answers["profit"] == "cause":
            slugs = {form.slug for form in suited(answers)}
            assert not slugs & {"form-cic-shares", "form-company-limited-by-shares"}, answers


def test_workers_in_control_are_shown_a_co_operative_where_it_can_be() -> None:
    for answers in combinations():
        if answers["control"] == "workers" and answers["charity"] != "yes":
            slugs = [form.slug for form in suited(answers)]
            assert "form-cooperative-society" in slugs, answers


def test_every_form_says_why_once_all_is_answered() -> None:
    for answers in combinations():
        if UNKNOWN not in answers.values():
            assert suited(answers)[0].reasons, answers


def test_what_is_open_or_skipped_counts_for_nothing() -> None:
    for answers in combinations():
        given = {key: value for key, value in answers.items() if value != UNKNOWN}
        skipped = {key: SKIPPED if value == UNKNOWN else value for key, value in answers.items()}
        assert suited(answers) == suited(given) == suited(skipped)


def test_the_same_answers_always_give_the_same_forms() -> None:
    for answers in combinations():
        assert suited(answers) == suited(dict(reversed(answers.items())))


def test_a_charity_that_shares_its_profit_is_a_contradiction() -> None:
    both = {"charity": "yes", "profit": "share"}
    assert contradicts(both)
    assert "form-cio-association" in {form.slug for form in suited(both)}
    assert not contradicts({"charity": "yes", "profit": "cause"})
    assert not contradicts({"charity": "no", "profit": "share"})
    assert not contradicts({})


def test_no_form_is_there_for_nothing() -> None:
    shown = {form.slug for answers in combinations() for form in suited(answers)}
    assert shown == set(words_of(FILE)["forms"])
