"""Who has funded what: from published grants where some are held, and the plain truth where not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import delete

from knowledge.answers import Outcome, answer
from knowledge.database import create_database
from knowledge.directory import Directory
from knowledge.funded import asks_who_funded, work_in
from knowledge.models import DataSource, Grant
from knowledge.settings import Settings
from tests.knowledge.reading import slug_of

SOURCE = "invented-grants"


@pytest.fixture
def grants(real_settings: Settings) -> Iterator[None]:
    """An invented grant for a village hall in Melton among the real content."""
    database = create_database(real_settings.database_url)
    with database.session() as session:
        session.add(DataSource(name=SOURCE, kind="360giving", title="Invented grants"))
        session.flush()
        session.add(
            Grant(
                id="360G-invented-1", source=SOURCE, title="Invented village hall roof",
                description="To mend the roof of a village hall.", currency="GBP",
                amount_awarded=Decimal(5000), awarded_on=date(2026, 3, 2), recipient_id="GB-CHC-1",
                recipient_name="Invented Hall", funder_id="GB-COH-1", funder_name="Invented Fund",
                beneficiary_district="Melton", publisher="Invented Fund",
            )
        )  # fmt: skip
        session.commit()
    yield
    with database.session() as session:
        session.execute(delete(DataSource).where(DataSource.name == SOURCE))
        session.commit()
    database.close()


@pytest.mark.parametrize(
    "text",
    ["who has funded village halls near Melton", "who funded work like ours",
     "which trusts have given grants to lunch clubs", "who else paid for a hall roof?",
     "who usually funds youth clubs"],
)  # fmt: skip
def test_the_question_is_heard(text: str) -> None:
    assert asks_who_funded(text)


@pytest.mark.parametrize(
    "text",
    ["who can fund us", "how is the library funded", "grants for village halls",
     "who runs the fund", "who do I pay for a road closure", "who gave you my number"],
)  # fmt: skip
def test_other_questions_are_not_taken_for_it(text: str) -> None:
    assert not asks_who_funded(text)


def test_the_work_is_what_is_left(directory: Directory) -> None:
    assert work_in(directory, "who has funded village halls near Melton?") == "village halls"
    assert work_in(directory, "who has funded work like ours near here") == ""


@pytest.mark.usefixtures("grants")
def test_it_is_answered_from_grants(directory: Directory) -> None:
    found = answer(directory, "who has funded village halls near Melton")
    assert found.outcome is Outcome.SURE
    assert "Invented Fund: 1 grant for work like that, of £5,000" in found.reply.text
    assert "past grants and no promise" in found.reply.text


@pytest.mark.usefixtures("grants")
def test_without_the_work_it_asks_for_it(directory: Directory) -> None:
    found = answer(directory, "who has funded work like ours near here")
    assert found.reply.text.startswith("Tell me what the work is")


def test_without_grants_it_says_so_and_where_to_look(directory: Directory) -> None:
    found = answer(directory, "who has funded village halls near Melton")
    assert found.reply.text.startswith("We hold no published grants yet")
    assert "GrantNav" in found.reply.text
    assert "Source: " in found.reply.text
    assert [slug_of(choice) for choice in found.reply.choices] == ["guide-fund-search-tools"]
