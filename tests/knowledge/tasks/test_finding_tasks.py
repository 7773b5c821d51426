"""Volunteering, money, local help and examples: what is found, how it is shown, and dead ends."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.answers import Outcome
from knowledge.directory import Directory
from knowledge.site import Site, load_site
from knowledge.tasks import case_studies, funding, local_help, volunteering
from knowledge.tasks.frame import Answers, Task
from knowledge.tasks.registry import task_of
from knowledge.tasks.state import begin
from tests.real_content import ROOT


@pytest.fixture(scope="module")
def site() -> Site:
    return load_site(ROOT / "site.yml")


def where(directory: Directory, name: str) -> str:
    return directory.search().gazetteer.find(name)[0].place.slug


def kinds(directory: Directory, slugs: tuple[str, ...]) -> set[str]:
    return {record.kind for record in directory.records(slugs)}


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("weekends only", "when", ["weekends"]),
        ("I can do evenings after work", "when", ["evenings"]),
        ("just a one-off", "when", ["one_day"]),
        ("something I can do from home", "when", ["online"]),
        ("saturday mornings", "when", ["weekdays", "weekends"]),
        ("I am on Universal Credit", "consider", ["benefits"]),
        ("I have got a criminal record", "consider", ["record"]),
        ("I use a wheelchair", "consider", ["disability"]),
        ("I'm a bit nervous", "consider", ["confidence"]),
        ("with my kids", "who", ["children"]),
        ("as a company team", "who", ["team"]),
    ],
)
def test_volunteering_reads_times_and_needs(
    directory: Directory, text: str, key: str, value: list[str]
) -> None:
    question = volunteering.TASK.question(key)
    assert question is not None
    assert set(value) <= set(question.notice(directory, text) or [])  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["nothing", "no", "none", "not really", "nope"])
def test_nothing_to_think_of_is_an_answer(directory: Directory, text: str) -> None:
    question = volunteering.TASK.question("consider")
    assert question is not None
    assert question.read(directory, text) == []


def test_volunteering_shows_what_a_volunteer_needs_to_know(
    directory: Directory, site: Site
) -> None:
    answers: Answers = {"interest": "food bank", "place": where(directory, "Hinckley")}
    found = volunteering.TASK.answer(directory, site, answers)
    assert found.current == "vol-hinckley-area-foodbank"
    assert found.of_kind == "opportunity"
    assert kinds(directory, found.listed) == {"opportunity"}
    assert "With: " in found.reply.text
    assert "Source: " in found.reply.text
    assert found.reply.choices[0].label.startswith("More: ")


def test_a_child_is_never_shown_a_role_for_adults(directory: Directory, site: Site) -> None:
    answers: Answers = {"interest": "police and fire cadets", "age": "13"}
    found = volunteering.TASK.answer(directory, site, answers)
    for record in directory.records(found.listed):
        assert (getattr(record, "min_age", None) or 0) <= 13
    assert "How old do I have to be to volunteer?" in found.reply.text


def test_what_should_be_thought_of_is_answered_from_guidance(
    directory: Directory, site: Site
) -> None:
    answers: Answers = {"interest": "animals", "consider": "benefits"}
    found = volunteering.TASK.answer(directory, site, answers)
    assert "Good to know:" in found.reply.text
    assert "Universal Credit" in found.reply.text


def test_a_dead_end_says_so_and_shows_what_there_is(directory: Directory, site: Site) -> None:
    answers: Answers = {
        "interest": "quantum xylophone",
        "place": where(directory, "Melton Mowbray"),
    }
    found = volunteering.TASK.answer(directory, site, answers)
    assert "I found nothing" in found.reply.text
    assert found.outcome is Outcome.SURE


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("we're a registered charity", "charity"),
        ("charity", "charity"),
        ("a constituted group", "group"),
        ("our football club", "group"),
        ("We are a small choir", "group"),
        ("CIC", "cic"),
        ("a social enterprise", "cic"),
        ("the parish council", "parish"),
        ("I'm the parish clerk", "parish"),
        ("we are a primary school", "school"),
        ("PTA", "school"),
        ("just me", "person"),
        ("for myself", "person"),
        ("we have no constitution yet", "informal"),
        ("just a few of us neighbours", "informal"),
        ("a bunch of friends", "informal"),
        ("the committee of the hall", "group"),
    ],
)
def test_funding_reads_who_asks(directory: Directory, text: str, kind: str) -> None:
    question = funding.TASK.question("who")
    assert question is not None
    assert question.read(directory, text) == kind


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("equipment for a youth club", "equipment for a youth club"),
        ("a minibus", "a minibus"),
        ("we're a registered charity", None),
        ("just me, I'm an artist", None),
        ("what is match funding?", None),
    ],
)
def test_funding_reads_what_for(directory: Directory, text: str, what: str | None) -> None:
    question = funding.TASK.question("what")
    assert question is not None
    assert question.read(directory, text) == what


def test_funding_names_closed_funds_as_closed_and_lists_none(
    directory: Directory, site: Site
) -> None:
    answers: Answers = {"what": "improving our village hall", "who": "charity"}
    found = funding.TASK.answer(directory, site, answers)
    assert kinds(directory, found.listed) == {"fund"}
    assert all(record.status != "closed" for record in directory.records(found.listed))
    assert "Closed when we last looked, so do not plan on: " in found.reply.text
    assert "Why it may fit: it takes applications from a registered charity" in found.reply.text


def test_funding_leaves_out_what_cannot_fit(directory: Directory, site: Site) -> None:
    cic = funding.TASK.answer(directory, site, {"what": "running costs", "who": "cic"})
    assert "fund-garfield-weston" not in cic.listed
    person = funding.TASK.answer(directory, site, {"what": "art", "who": "person"})
    assert "fund-nlcf-awards-for-all" not in person.listed
    assert "I am an individual. Can I get a grant for myself?" in person.reply.text
    kit = funding.TASK.answer(directory, site, {"what": "football kit", "who": "group"})
    assert "fund-football-foundation" not in kit.listed


def test_who_has_funded_like_work_says_so_when_no_grants_are_held(
    directory: Directory, site: Site
) -> None:
    found = funding.TASK.answer(directory, site, {"what": "a garden", "history": "yes"})
    assert "We hold no published grants yet" in found.reply.text


def test_local_help_is_found_near_a_place(directory: Directory, site: Site) -> None:
    answers: Answers = {"what": "food bank", "place": where(directory, "Hinckley")}
    found = local_help.TASK.answer(directory, site, answers)
    assert {"svc-hinckley-foodbank", "guide-part-food-bank"} & {*found.listed, found.current or ""}


def test_local_help_that_is_not_known_is_said_to_be(directory: Directory, site: Site) -> None:
    found = local_help.TASK.answer(directory, site, {"what": "qwertz zxcvb"})
    assert "I know of no help just like that." in found.reply.text
    assert found.reply.choices


def test_examples_come_nearest_first(directory: Directory, site: Site) -> None:
    answers: Answers = {"what": "buying and running a pub", "place": where(directory, "Syston")}
    found = case_studies.TASK.answer(directory, site, answers)
    assert found.listed[0] == "cs-black-horse-grimston"
    assert "How far: about 7 miles from Syston" in found.reply.text
    for label in ("What they did: ", "How it was paid for: ", "What they learned: "):
        assert label in found.reply.text


def test_examples_of_what_nobody_did(directory: Directory, site: Site) -> None:
    found = case_studies.TASK.answer(directory, site, {"what": "qwertz zxcvb"})
    assert "I know of nobody who has done that." in found.reply.text


@pytest.mark.parametrize(
    "name", ["find_volunteering", "find_funding", "find_local_help", "find_case_studies"]
)
@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"interest": "", "what": "", "place": "no-such-place", "age": "15", "who": "martian"},
        {"interest": "x", "what": "x", "when": "no such time", "amount": 1, "consider": ["x"]},
    ],
)
def test_odd_answers_still_make_a_reply(
    directory: Directory, site: Site, name: str, answers: dict[str, Any]
) -> None:
    task: Task | None = task_of(name)
    assert task is not None
    found = task.answer(directory, site, answers)
    assert found.reply.text.strip()
    task.say_back(directory, answers)


def test_a_first_message_leaves_only_what_is_wished_for(directory: Directory) -> None:
    state = begin(
        directory,
        volunteering.TASK,
        "my daughter needs volunteering for duke of edinburgh, she's 14, lives in Oadby",
        None,
    )
    assert state.answers == {
        "place": where(directory, "Oadby"),
        "age": "14",
        "consider": ["dofe"],
    }


@pytest.mark.parametrize(
    ("text", "interest"),
    [
        ("something with old folk", "old folk"),
        ("dunno, something to do with trains", "trains"),
        ("animals", "animals"),
        ("is there anything", None),
        ("weekends", None),
        ("expenses", None),
    ],
)
def test_an_interest_is_noticed_unasked(
    directory: Directory, text: str, interest: str | None
) -> None:
    question = volunteering.TASK.question("interest")
    assert question is not None
    assert question.notice(directory, text) == interest


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("a new roof", "You are looking for money for a new roof."),
        ("our hut needs a kitchen", "You are looking for money ('our hut needs a kitchen')."),
    ],
)
def test_what_the_money_is_for_is_said_back_as_it_reads(
    directory: Directory, what: str, said: str
) -> None:
    assert funding.TASK.say_back(directory, {"what": what}) == said


def test_money_for_a_place_is_listed_before_it_is_said_what_for(
    directory: Directory, site: Site
) -> None:
    answers: Answers = {"place": where(directory, "Kibworth")}
    found = funding.TASK.answer(directory, site, answers)
    assert found.of_kind == "fund"
    assert any("Harborough" in record.areas for record in directory.records(found.listed))
