"""Which messages start a task, and which say enough to be answered."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from knowledge.directory import Directory
from knowledge.models import Record
from knowledge.tasks.guides import every_slug, guides, meanwhile
from knowledge.tasks.registry import is_for_another, needs_in, task_of, tasks, wished


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("I want to volunteer", "find_volunteering"),
        ("volunteering", "find_volunteering"),
        ("I would quite like to volunteer", "find_volunteering"),
        ("our club needs funding", "find_funding"),
        ("how do i become a volunteer", "find_volunteering"),
        ("looking for voluntary work", "find_volunteering"),
        ("resident wants to volunteer", "find_volunteering"),
        ("can you help me find volunteering", "find_volunteering"),
        ("I'd like to volunteer in Syston please", "find_volunteering"),
        ("looking for funding", "find_funding"),
        ("we need a grant", "find_funding"),
        ("I need money", "find_funding"),
        ("where can we get funding", "find_funding"),
        ("has anyone done this round here?", "find_case_studies"),
        ("has anyone else done this near Blaby", "find_case_studies"),
        ("any examples", "find_case_studies"),
        ("anyone done owt like this round here", "find_case_studies"),
        ("local case studies", "find_case_studies"),
        ("I'm looking for support near Syston", "find_local_help"),
        ("find local help", "find_local_help"),
    ],
)
def test_a_bare_wish_starts_its_task(directory: Directory, text: str, name: str) -> None:
    task = wished(directory, text)
    assert task is not None
    assert task.name == name


@pytest.mark.parametrize(
    "text",
    [
        "I want to volunteer with animals",
        "what is volunteering",
        "how much is a grant worth",
        "can I volunteer on universal credit",
        "looking for work",
        "grants for a village hall roof",
        "do volunteers get paid",
        "what does funding mean",
        "help",
        "can you help me",
        "I need help",
        "our volunteers want a rota",
        "we need volunteers",
        "I have no money",
        "how do I apply for a grant",
        "hello",
        "",
        "?!",
    ],
)
def test_anything_else_is_answered(directory: Directory, text: str) -> None:
    assert wished(directory, text) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "I want to volunteer and also need money for our club",
            ["find_volunteering", "find_funding"],
        ),
        ("we need a grant, and I want to volunteer too", ["find_funding", "find_volunteering"]),
        ("I want to volunteer with animals", []),
        ("can I volunteer and can we get a grant?", []),
        ("how do we thank volunteers and who pays their fares", []),
    ],
)
def test_several_needs_are_queued(text: str, names: list[str]) -> None:
    assert [name for name, _ in needs_in(text)] == names


def test_a_message_can_be_for_another_task() -> None:
    assert is_for_another("find_volunteering", "we need a grant for our club")
    assert not is_for_another("find_volunteering", "volunteer to raise money")
    assert not is_for_another("find_volunteering", "weekends")


def test_every_task_asks_at_least_one_thing_and_has_a_name_of_its_own() -> None:
    names = [task.name for task in tasks()]
    assert len(set(names)) == len(names)
    for task in tasks():
        keys = [question.key for question in task.questions]
        assert keys
        assert len(set(keys)) == len(keys)
        assert task_of(task.name) is task
    assert task_of("no_such_task") is None


def test_what_can_be_tapped_fits_into_a_payload() -> None:
    for task in tasks():
        for question in task.questions:
            if not question.is_once:
                assert question.text.strip().endswith(("?", ".")), question.text
                assert question.again.strip(), question.key
            for option in question.options:
                assert not set(option.value) & set("\"'{}=\\"), option.value
                assert option.label


def test_guidance_that_tasks_add_is_in_the_content(records: Sequence[Record]) -> None:
    assert every_slug() <= {record.slug for record in records if record.kind == "guidance"}
    assert guides("find_volunteering", ["benefits", "benefits", "no such"]) == [
        "g-universal-credit"
    ]
    assert guides("no_such_task", ["benefits"]) == []
    assert meanwhile("no_such_task") is None
