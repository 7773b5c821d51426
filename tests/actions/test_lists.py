"""The list on the screen is narrowed, moved and gone on with; what nobody could find is counted."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import delete

from actions.places import ActionSetPlace
from knowledge.database import create_database
from knowledge.demand import Shown, Unmet, shown_by, unmet_by
from knowledge.directory import Directory
from knowledge.models import RecordShown, UnmetDemand
from knowledge.settings import Settings
from tests.actions.conftest import Find, Talk
from tests.real_content import TODAY

HELP = "find_local_help"


async def test_only_free_ones(talk: Talk, opened: Directory) -> None:
    first = await talk.say("mental health support in Melton", intent=HELP)
    assert len(first.titles) > 1
    assert talk.slots["criteria"]["kind"] == "service"
    said = await talk.say("only free ones", intent="nlu_fallback")
    assert talk.slots["criteria"]["criteria"]["cost"] == "free"
    costs = [record.cost for record in opened.records(said.entries)]
    assert costs
    assert (costs[0] or "").startswith("Free")
    assert talk.slots["last_question"] == "mental health support in Melton"


async def test_criteria_add_up(talk: Talk) -> None:
    await talk.say("mental health support in Melton", intent=HELP)
    await talk.say("only free ones", intent="nlu_fallback")
    talk.slots["task"] = None  # which asks when, and would take it for its answer
    await talk.say("on saturdays", intent="nlu_fallback")
    asked = talk.slots["criteria"]["criteria"]
    assert (asked["cost"], asked["days"]) == ("free", [5])


async def test_what_about_another_place(talk: Talk, place: Find) -> None:
    await talk.say("free debt advice in Melton", intent=HELP)
    said = await talk.say("what about in Coalville", ActionSetPlace(), "inform_place")
    assert talk.slots["place"] == place("Coalville")
    assert talk.slots["criteria"]["criteria"]["cost"] == "free"
    assert said.entries


async def test_any_others_gives_others(talk: Talk) -> None:
    first = await talk.say("volunteering in Leicester", intent="find_volunteering")
    second = await talk.say("any others?", intent="nlu_fallback")
    third = await talk.say("any more", intent="nlu_fallback")
    shown = [*first.entries, *second.entries, *third.entries]
    assert len(second.entries) > 1
    assert len(set(shown)) == len(shown)


async def test_when_there_are_no_more_it_says_so(talk: Talk) -> None:
    await talk.say("food bank in Melton", intent=HELP)
    for _ in range(12):
        said = await talk.say("any others?", intent="nlu_fallback")
        if not said.entries:
            break
    assert said.text == "I know of no more of these."
    assert said.labels


async def test_the_first_one_of_a_narrowed_list_can_be_picked(talk: Talk) -> None:
    await talk.say("mental health support in Melton", intent=HELP)
    narrowed = await talk.say("only free ones", intent="nlu_fallback")
    first = narrowed.titles[0]
    picked = await talk.say("the first one", intent="nlu_fallback")
    assert picked.titles[0] == first


async def test_without_a_list_nothing_is_narrowed(talk: Talk) -> None:
    said = await talk.say("only free ones", intent="nlu_fallback")
    assert not talk.slots.get("criteria")
    assert said.text


def settle(directory: Directory) -> None:
    """Waits until everything that was to be counted is."""
    done = threading.Event()
    directory.later(done.set)
    assert done.wait(30)


@pytest.fixture
def demand(real_settings: Settings, opened: Directory) -> Iterator[Directory]:
    """The directory, with nothing counted yet."""
    database = create_database(real_settings.database_url)
    settle(opened)
    with database.session() as session:
        session.execute(delete(UnmetDemand))
        session.execute(delete(RecordShown))
        session.commit()
    yield opened
    database.close()


def counted(settings: Settings, directory: Directory) -> tuple[list[Unmet], list[Shown]]:
    settle(directory)
    database = create_database(settings.database_url)
    with database.session() as session:
        by = ("subject", "kind", "district")
        day = max(TODAY, directory.today())
        found = unmet_by(session, day, by), shown_by(session, day)
    database.close()
    return found


async def test_a_search_without_a_good_result_is_counted_without_its_words(
    talk: Talk, demand: Directory, real_settings: Settings
) -> None:
    await talk.say("xylophone lessons for Mabel Smith in Melton", intent=HELP)
    unmet, _ = counted(real_settings, demand)
    assert sum(item.searches for item in unmet) == 1
    assert "xylophone" not in str(unmet).lower()
    assert "mabel" not in str(unmet).lower()


async def test_what_is_shown_is_counted(
    talk: Talk, demand: Directory, real_settings: Settings
) -> None:
    said = await talk.say("free debt advice in Melton", intent=HELP)
    unmet, shown = counted(real_settings, demand)
    assert unmet == []
    assert {item.slug for item in shown} >= set(said.entries)


async def test_counting_that_fails_breaks_no_answer(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, opened: Directory
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("invented")

    monkeypatch.setattr(opened, "note_shown", fail)
    monkeypatch.setattr(opened, "note_unmet", fail)
    said = await talk.say("free debt advice in Melton", intent=HELP)
    assert said.titles
