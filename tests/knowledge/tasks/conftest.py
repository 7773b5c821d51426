"""What the tests of the guided conversations share."""

from __future__ import annotations

import pytest

from knowledge.directory import Directory
from knowledge.site import Site, load_site
from knowledge.tasks.frame import Answers, Task
from tests.real_content import ROOT


@pytest.fixture(scope="module")
def site() -> Site:
    """The site file that Signpost comes with."""
    return load_site(ROOT / "site.yml")


def slug(directory: Directory, name: str) -> str:
    """Returns the slug of the first place of a name."""
    return directory.search().gazetteer.find(name)[0].place.slug


def told(task: Task, directory: Directory, site: Site, answers: Answers) -> str:
    """Returns the text with which a conversation ends after these answers."""
    return task.answer(directory, site, answers).reply.text


def misread(
    task: Task, directory: Directory, key: str, value: str, texts: list[str]
) -> dict[str, object]:
    """Returns what a question takes texts for, where that is not this value."""
    question = task.question(key)
    assert question is not None
    return {text: found for text in texts if (found := question.read(directory, text)) != value}
