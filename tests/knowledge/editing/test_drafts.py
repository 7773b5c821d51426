"""New records, and training examples: held to the content's rules, by two people, masked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.content_schema import SCHEMAS
from knowledge.editing import changes, examples, text_changes
from knowledge.editing.drafts import NEW_KINDS, Draft, is_needed, new_entry, new_fields_of
from knowledge.errors import Conflict, InvalidInput
from knowledge.models import Guidance, Organisation, Phone, Record, Service
from tests.knowledge.editing.conftest import AT
from tests.knowledge.records import make_record_of

DRAFT = Draft(
    "guidance",
    {
        "name": "Can I keep a zebra?",
        "also_asked": "zebra licence\n",
        "short_answer": "Ask the council first.",
    },
    topics=("running-a-group",),
    area="England",
    source_url="https://zebra.example/keeping",
    source_date="2026-11",
)
ZOO = {"name": "Zebra walks", "summary": "Walks with invented zebras."}
TYPED = {
    "service": ZOO | {"provider": "The Zebra Trust", "phone": "0116 496 0000"},
    "opportunity": ZOO
    | {"organisation": "the zebra trust", "role": "Hold the lead.", "min_age": "16"},
    "fund": ZOO
    | {
        "status": "open", "funder": "The Zebra Trust", "who_can_apply": "Anyone.",
        "for_what": "Hay.", "deadline": "None.", "how_to_apply": "Write to them.",
        "max_amount_gbp": "£1,500",
    },
    "organisation": ZOO | {"email": "zebras@zebra.example"},
}  # fmt: skip


@pytest.fixture
def session(empty: Session) -> Session:
    return empty


def _record(session: Session, slug: str) -> Record | None:
    return session.scalar(select(Record).where(Record.slug == slug))


def _added(session: Session) -> str:
    slug, after = new_entry(session, DRAFT)
    change = changes.propose_new(session, slug, after, reason="Asked.", by="ann", at=AT)
    assert _record(session, slug) is None
    changes.approve(session, change.id, by="bob", at=AT)
    return slug


def test_new_guidance_is_there_when_a_second_person_has_approved_it(session: Session) -> None:
    slug = _added(session)
    record = _record(session, slug)
    assert isinstance(record, Guidance)
    assert (slug, record.answer) == ("g-can-i-keep-a-zebra", "Ask the council first.")
    assert record.also_asked == ["zebra licence"]
    with pytest.raises(InvalidInput) as same:
        new_entry(session, replace(DRAFT, typed=DRAFT.typed | {"name": "CAN I KEEP A ZEBRA?"}))
    assert "is here already" in same.value.problems[0]
    other = replace(DRAFT, typed=DRAFT.typed | {"name": "Can I keep a zebra!"})
    assert new_entry(session, other)[0] == "g-can-i-keep-a-zebra-2"


def test_what_waits_is_not_proposed_again(session: Session) -> None:
    slug, after = new_entry(session, DRAFT)
    changes.propose_new(session, slug, after, reason="Asked.", by="ann", at=AT)
    with pytest.raises(InvalidInput) as same:
        new_entry(session, DRAFT)
    assert "proposed this already" in same.value.problems[0]


def test_it_outlives_a_load_and_gives_way_to_a_file(session: Session) -> None:
    slug = _added(session)
    session.delete(_record(session, slug))
    session.flush()
    changes.keep_changes(session, AT)
    assert _record(session, slug) is not None
    changes.keep_changes(session, AT)
    assert changes.list_changes(session)[0].state == "overtaken"


def test_what_was_added_can_be_changed_and_is_not_undone_but_taken_down(session: Session) -> None:
    slug = _added(session)
    change = changes.propose(session, slug, {"law": "An Act"}, reason="Law.", by="ann", at=AT)
    changes.approve(session, change.id, by="bob", at=AT)
    record = _record(session, slug)
    assert isinstance(record, Guidance)
    assert record.law == "An Act"
    with pytest.raises(Conflict, match="take the record down"):
        changes.propose_undoing(session, changes.list_changes(session)[-1].id, by="ann", at=AT)


def test_two_of_one_name_do_not_meet(session: Session) -> None:
    slug, after = new_entry(session, DRAFT)
    change = changes.propose_new(session, slug, after, reason="Asked.", by="ann", at=AT)
    session.add(make_record_of(Guidance, slug=slug))
    changes.approve(session, change.id, by="bob", at=AT)
    assert change.state == "overtaken"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"topics": ()}, "Subjects"),
        ({"topics": ("zebras",)}, "Subjects"),
        ({"area": "Atlantis"}, "Where it holds"),
        ({"source_url": ""}, "The page where you saw it"),
        ({"source_url": "zebra.example"}, "The page where you saw it"),
        ({"source_date": "yesterday"}, "The date of that page"),
    ],
)
def test_what_cannot_be_right_is_said_by_its_label(
    session: Session, wrong: dict[str, str], said: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        new_entry(session, replace(DRAFT, **wrong))  # type: ignore[arg-type]
    assert any(problem.startswith(said) for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("kind", "key", "value", "said"),
    [
        ("guidance", "name", "", "The question"),
        ("guidance", "short_answer", "", "The answer in short"),
        ("guidance", "short_answer", "word " * 41, "The answer in short"),
        ("service", "name", " ", "Name: this cannot be empty"),
        ("service", "summary", "", "What it is, in a sentence or two: this cannot be empty"),
        ("service", "phone", "07700 900123", "Telephone: 07700900123 is a mobile number"),
        ("opportunity", "organisation", "", "With whom: this cannot be empty"),
        ("opportunity", "min_age", "six", "Youngest age: please type a whole number"),
        ("fund", "status", "perhaps", "Is it open to applications?: please choose"),
        ("fund", "deadline", "", "Deadline: this cannot be empty"),
        ("organisation", "url", "zebra.example", "Page to read more"),
    ],
)
def test_what_was_typed_wrong_is_said_by_its_label(
    session: Session, kind: str, key: str, value: str, said: str
) -> None:
    typed = TYPED.get(kind, DRAFT.typed) | {key: value}
    with pytest.raises(InvalidInput) as caught:
        new_entry(session, replace(DRAFT, kind=kind, typed=typed))
    assert any(problem.startswith(said) for problem in caught.value.problems), caught.value.problems


def _add(session: Session, kind: str) -> Record:
    slug, after = new_entry(session, replace(DRAFT, kind=kind, typed=TYPED[kind]))
    change = changes.propose_new(session, slug, after, reason="Asked.", by="ann", at=AT)
    changes.approve(session, change.id, by="bob", at=AT)
    found = _record(session, slug)
    assert found is not None
    return found


@pytest.mark.parametrize("kind", TYPED)
def test_every_kind_can_be_added_and_outlives_a_load(session: Session, kind: str) -> None:
    record = _add(session, kind)
    slug = record.slug
    assert (record.kind, record.name, record.origin) == (kind, "Zebra walks", "content")
    assert record.links == []
    session.delete(record)
    session.flush()
    changes.keep_changes(session, AT)
    assert _record(session, slug) is not None


@pytest.mark.parametrize("kind", ["service", "opportunity", "fund"])
def test_the_organisation_behind_it_is_linked_where_it_has_a_record(
    session: Session, kind: str
) -> None:
    owner = make_record_of(Organisation, slug="org-zebra", name="The Zebra Trust")
    session.add(owner)
    session.flush()
    record = _add(session, kind)
    (link,) = record.links
    assert link.target_id == owner.id
    assert link.role == ("funder_id" if kind == "fund" else "organisation_id")
    if isinstance(record, Service):
        assert record.provider is None


def test_a_service_whose_organisation_has_no_record_says_its_name(session: Session) -> None:
    record = _add(session, "service")
    assert isinstance(record, Service)
    assert record.provider == "The Zebra Trust"
    numbers = session.scalars(select(Phone.number).where(Phone.record_id == record.id)).all()
    assert len(numbers) == 1


def test_what_is_needed_is_asked_for() -> None:
    for kind in NEW_KINDS:
        asked = {field.key for field in new_fields_of(kind)}
        needed = {key for key in SCHEMAS[kind].model_fields if is_needed(kind, key)}
        elsewhere = {"id", "kind", "topics", "areas", "source_urls", "source_date", "confidence"}
        assert needed - elsewhere - asked <= ({"summary"} if kind == "guidance" else set())


def test_examples_are_written_as_training_data_once_two_have_read_them(
    session: Session, tmp_path: Path
) -> None:
    for number, text in enumerate(("who pays for zebra hay", "zebra hay money: how?"), start=1):
        text = examples.check_example("find_funding", f" {text} ")
        text_changes.propose(
            session, examples.FAMILY, examples.key_of("find_funding", text), text,
            file_says=None, reason="Asked.", by="ann", at=AT,
        )  # fmt: skip
        assert examples.approved_examples(session) == {}
        if number == 2:
            text_changes.approve(session, 1, by="bob", at=AT)
            text_changes.approve(session, 2, by="bob", at=AT)
    found = examples.approved_examples(session)
    path = tmp_path / "out.yml"
    path.write_text(examples.as_training_data(found), "utf-8")
    (item,) = yaml.safe_load(path.read_text("utf-8"))["nlu"]
    assert item["intent"] == "find_funding"
    assert item["examples"] == "- who pays for zebra hay\n- zebra hay money: how?\n"


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("nonsense", "who pays for zebra hay"),
        ("find_funding", "?!"),
        ("find_funding", "x" * 201),
        ("find_funding", "ring me on [phone number removed]"),
        ("find_funding", "money for [hay](entity)"),
    ],
)
def test_examples_that_cannot_be_are_refused(intent: str, text: str) -> None:
    with pytest.raises(InvalidInput):
        examples.check_example(intent, text)


def test_nothing_is_learned_that_signpost_is_judged_by() -> None:
    with pytest.raises(InvalidInput, match="judged"):
        examples.check_example("ask", "Grants, Blaby district community GROUP?")


def test_a_fund_is_not_asked_when_it_is_open_nor_what_it_costs() -> None:
    keys = [field.key for field in new_fields_of("fund")]
    assert {"who_can_apply", "deadline", "phone"} <= set(keys)
    assert not {"opening_hours", "eligibility", "cost"} & set(keys)
    assert "opening_hours" in [field.key for field in new_fields_of("service")]
