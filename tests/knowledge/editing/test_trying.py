"""'Try it': the answer with a change beside today's, and nothing of it left behind."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from knowledge import overrides
from knowledge.directory import Directory
from knowledge.editing import changes, text_changes
from knowledge.editing.drafts import Draft, new_entry
from knowledge.editing.texts import REPLIES, SYNONYMS
from knowledge.editing.trying import LOOKED_AT, Trials
from knowledge.errors import NotFound
from knowledge.models import Record
from knowledge.phrases import phrase
from knowledge.search.words import spelt_out
from knowledge.settings import Settings
from knowledge.site import load_site
from tests.real_content import NOW, ROOT, TODAY

QUESTION = "where can I hire a zebra for a village fete"


@pytest.fixture(scope="module")
def directory_of_own(
    real_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Directory]:
    """The real content in a database of these tests' own, with two changes that wait."""
    path = tmp_path_factory.mktemp("trying") / "signpost.db"
    shutil.copy(real_settings.database_url.removeprefix("sqlite:///"), path)
    opened = Directory(
        replace(real_settings, database_url=f"sqlite:///{path}"), lambda: TODAY, lambda: NOW
    )
    with opened.session() as session:
        changes.propose(
            session, "val", {"also_asked": [QUESTION]}, reason="Invented.", by="ann", at=NOW
        )
        draft = Draft(
            "guidance",
            {
                "name": "Who lends zebras?", "also_asked": QUESTION,
                "short_answer": "Nobody lends zebras: this is invented.",
            },
            topics=("running-a-group",), area="England",
            source_url="https://zebra.example/", source_date="2026",
        )  # fmt: skip
        slug, after = new_entry(session, draft)
        changes.propose_new(session, slug, after, reason="Invented.", by="ann", at=NOW)
        session.commit()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def trials(directory_of_own: Directory) -> Trials:
    return Trials(lambda: directory_of_own)


def test_the_answer_would_be_another_and_today_stays_as_it_is(
    trials: Trials, directory_of_own: Directory
) -> None:
    tried = trials.ask(1, QUESTION)
    assert tried.then.current == "val"
    assert tried.today.current != "val"
    with directory_of_own.session() as session:
        record = session.scalars(select(Record).where(Record.slug == "val")).one()
        assert QUESTION not in record.also_asked
    assert directory_of_own.search().find(QUESTION, limit=1).hits[0].slug != "val"
    assert QUESTION not in directory_of_own.records(["val"])[0].also_asked


def test_guidance_that_is_not_there_yet_can_be_tried(
    trials: Trials, directory_of_own: Directory
) -> None:
    tried = trials.ask(2, QUESTION)
    assert "Nobody lends zebras" in tried.then.reply.text
    assert "Nobody lends zebras" not in tried.today.reply.text
    assert directory_of_own.records(["g-who-lends-zebras"]) == []
    moved, asked = trials.moved(2)
    assert 0 < asked <= LOOKED_AT
    (own,) = [item for item in moved if item.question.text == QUESTION]
    assert (own.after, own.is_right, own.was_right) == ("Who lends zebras?", True, False)


def test_what_is_not_there_cannot_be_tried(trials: Trials) -> None:
    with pytest.raises(NotFound):
        trials.ask(99, QUESTION)


def test_a_directory_takes_changed_texts_and_words_from_its_database(
    directory_of_own: Directory,
) -> None:
    site = load_site(ROOT / "site.yml")
    before = directory_of_own.search()
    with directory_of_own.session() as session:
        for number, (family, key, after) in enumerate(
            ((REPLIES, "thanks", "A pleasure."), (SYNONYMS, "acronym.zzq", "zebra quiz")), start=1
        ):
            text_changes.propose(
                session, family.name, key, after, file_says=family.file_says(key),
                reason="Invented.", by="ann", at=NOW,
            )  # fmt: skip
            text_changes.approve(session, number, by="bob", at=NOW)
        session.commit()
    after_change = directory_of_own.search()
    assert after_change is not before
    assert phrase("thanks", site) == "A pleasure."
    assert "(zebra quiz)" in spelt_out("zzq")
    overrides.take(overrides.Overrides())
    directory_of_own.renew_texts()
    assert directory_of_own.search() is after_change
