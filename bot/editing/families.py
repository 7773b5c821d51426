"""The families of texts that editors may change: those of the knowledge room, site and desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request

from bot.desk.canned import texts_of_file
from knowledge import overrides
from knowledge.editing.examples import FAMILY, check_example
from knowledge.editing.texts import CRISIS, REPLIES, SYNONYMS, Family, check_text, gaps_of
from knowledge.errors import NotFound
from knowledge.site_texts import SITE_TEXTS, LiveSite, check_site_text, site_texts


def _check_canned(_session: Session, _key: str, value: Any) -> None:
    if value is not None:
        gaps_of(check_text(value))


CANNED = Family(
    overrides.CANNED,
    "Replies that advisers use",
    "What stands in {curly brackets} is filled in at the desk, or by the adviser before sending.",
    texts_of_file,
    _check_canned,
    can_add=True,
    label_of=lambda key: key.removeprefix("canned."),
)


def families(live: LiveSite) -> dict[str, Family]:
    """Returns every family by its name, in the order of the page."""

    def check_site(_session: Session, key: str, value: Any) -> None:
        check_site_text(live.file, key, value)

    def read_site() -> Mapping[str, Any]:
        return site_texts(live.file)

    site = Family(
        overrides.SITE,
        "Hours, closures and ways in",
        "What pages and messages say about the advisers. Leave empty what is not known.",
        read_site,
        check_site,
        label_of=lambda key: SITE_TEXTS[key].label,
    )
    return {family.name: family for family in (site, REPLIES, CANNED, SYNONYMS, CRISIS)}


def _check_example(_session: Session, key: str, value: Any) -> None:
    if value is not None:
        check_example(key.partition(".")[0], str(value))


def _no_file() -> Mapping[str, Any]:
    return {}


EXAMPLES = Family(
    FAMILY,
    "A training example",
    "It is learned with the next training, after the file of examples was written.",
    _no_file,
    _check_example,
    can_add=True,
    label_of=lambda key: f"Training example for {key.partition('.')[0].replace('_', ' ')}",
)
"""Not among the families of the pages: examples come from questions that were missed."""


def family_of(request: Request, name: str) -> Family:
    """Returns a family by its name.

    Raises:
        NotFound: When there is none.
    """
    if name == EXAMPLES.name:
        return EXAMPLES
    found = families(request.app.state.live_site).get(name)
    if found is None:
        raise NotFound("There are no such texts.")
    return found
