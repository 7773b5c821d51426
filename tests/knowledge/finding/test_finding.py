"""Lists over the real content: what fits, what may, and nothing that is closed."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from knowledge.directory import Directory
from knowledge.finding.criteria import Criteria
from knowledge.finding.reading import criteria_in
from knowledge.finding.records import FoundList, find_records
from knowledge.models import Record

SERVICES = Criteria(kinds=frozenset({"service"}))
ROLES = Criteria(kinds=frozenset({"opportunity"}))
FUNDS = Criteria(kinds=frozenset({"fund"}))


def find(directory: Directory, text: str, kinds: Criteria, limit: int = 4) -> FoundList:
    mentions = directory.search().gazetteer.find(text)
    place = mentions[0].place if mentions else None
    asked = criteria_in(text).with_more(kinds)
    return find_records(directory, text, asked, place, limit=limit)


@pytest.mark.parametrize(
    ("text", "kinds", "slug"),
    [
        ("free debt advice", SERVICES, "svc-stepchange"),
        ("food bank near Melton", SERVICES, "svc-storehouse-melton"),
        ("nearest food bank LE10", SERVICES, "svc-hinckley-foodbank"),
        ("volunteering online", ROLES, "vol-bookmark-online-reading"),
        ("cadets for my 14 year old in Coalville", ROLES, "vol-fire-cadets"),
        ("carers support in Melton", SERVICES, "svc-support-for-carers"),
    ],
)
def test_the_right_record_is_first(
    directory: Directory, text: str, kinds: Criteria, slug: str
) -> None:
    answer = find(directory, text, kinds)
    assert answer.slugs[0] == slug
    assert answer.records[0].is_sure


def test_what_is_sure_is_really_so(directory: Directory) -> None:
    answer = find(directory, "free help", SERVICES, limit=100)
    sure = [record.slug for record in answer.records if record.is_sure]
    assert len(sure) > 10
    for record in directory.records(sure):
        assert (record.cost or "").startswith("Free"), record.slug


def test_roles_for_a_child_are_never_those_for_adults(directory: Directory) -> None:
    answer = find(directory, "volunteering for my 14 year old", ROLES, limit=100)
    for record in directory.records(answer.slugs):
        least = getattr(record, "min_age", None)
        assert least is None or least <= 14, record.slug


def test_grants_near_a_town_are_those_for_its_people(directory: Directory) -> None:
    near, inside = (
        find(directory, f"grants {word} Melton", FUNDS).slugs for word in ("near", "in")
    )
    assert near == inside


def test_closed_funds_are_never_listed(directory: Directory, records: Sequence[Record]) -> None:
    closed = [item for item in records if item.kind == "fund" and item.status == "closed"]
    for fund in closed:
        answer = find(directory, fund.name, FUNDS, limit=50)
        assert fund.slug not in answer.slugs


def test_what_is_like_nothing_finds_nothing(directory: Directory) -> None:
    answer = find(directory, "asdf qwer zxcv", SERVICES)
    assert (answer.slugs, answer.step) == ((), "nothing")


def test_words_of_a_list_alone_list_everything_that_fits(directory: Directory) -> None:
    answer = find(directory, "any free ones?", SERVICES, limit=500)
    free = [record.slug for record in answer.records if record.is_sure]
    assert len(free) > 15


def test_a_list_goes_on_where_it_ended(directory: Directory) -> None:
    first = find(directory, "volunteering in Leicester", ROLES)
    place = directory.search().gazetteer.find("Leicester")[0].place
    more = find_records(directory, "volunteering in Leicester", ROLES, place, without=first.slugs)
    assert more.slugs
    assert not set(first.slugs) & set(more.slugs)


def test_criteria_survive_a_conversation(directory: Directory) -> None:
    asked = criteria_in("free on saturdays within 5 miles of Melton for a 12 year old")
    kept = Criteria.from_dict(json.loads(json.dumps(asked.with_more(SERVICES).as_dict())))
    assert find_records(directory, "clubs", kept).criteria.age == 12
