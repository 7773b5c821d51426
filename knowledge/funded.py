"""'Who has funded work like ours near here': answered from published grants, or the truth that
none are held, with the entry that says where else to look."""

from __future__ import annotations

import re

from knowledge.cards import card_of
from knowledge.composing import entry_choice
from knowledge.directory import Directory
from knowledge.finding.reading import without_criteria
from knowledge.gazetteer import PlaceName
from knowledge.grants.wording import said
from knowledge.models import Record
from knowledge.replies import Reply
from knowledge.wishes import Answer, Outcome
from knowledge.wording import in_short, short_text

_ASKS = re.compile(
    r"\b(?:who|which (?:funders?|trusts?|foundations?|charities|organisations?|bodies))"
    r"(?:'s|\s+else|\s+already|\s+ever|\s+has|\s+have|\s+had|\s+usually|\s+normally)*\s+"
    r"(?:funded|paid for|g(?:ave|iven) (?:money|grants?|fund(?:s|ing))(?: (?:to|for))?"
    r"|backed|(?<=usually )funds?|(?<=normally )funds?|(?<=already )funds?)\b",
    re.IGNORECASE,
)
_OURS = re.compile(
    r"\b(?:work|projects?|groups?|things?|something) (?:just )?like (?:ours|us|mine|this|that)\b"
    r"|\b(?:around|near) (?:here|us|me)\b|\bin (?:this|our|my) area\b",
    re.IGNORECASE,
)
_ELSEWHERE = "GrantNav who has funded groups like ours, search past grants"
_TELL_ME = (
    "Tell me what the work is and where, and I can look through past grants: "
    "for example 'who has funded village halls near us'."
)
_NAMES_IT = re.compile(r"\bGrantNav\b", re.IGNORECASE)


def asks_who_funded(text: str) -> bool:
    """Says whether a message asks who has paid for something; who pays now is another question."""
    return _ASKS.search(text) is not None


def who_has_funded(
    directory: Directory, text: str, place: PlaceName | None, work: str | None = None
) -> Answer:
    """Says from published grants who has paid for such work; they are history and no promise.

    Args:
        directory: Where to look.
        text: What was asked.
        place: Where it is about, or None.
        work: What the work is, where a conversation knows it; else it is read from the text.
    """
    asked = work or work_in(directory, text)
    found = directory.who_funded(asked, place.districts[0] if place else None)
    lines = ["\n".join(said(found)) if asked or found.newest_on is None else _TELL_ME]
    cards, choices = [], []
    entry = _where_else(directory) if not found.funders else None
    if entry is not None:
        cards = [in_short(card_of(entry, directory.today()))]
        choices = [entry_choice(entry.slug, entry.name)]
        lines.append(f"You can look for yourself:\n{short_text(cards[0])}")
    reply = Reply("\n\n".join(lines), cards, choices)
    slugs = (entry.slug,) if entry else ()
    return Answer(
        reply, Outcome.SURE, slugs, slugs[0] if slugs else None, place.slug if place else None
    )


def work_in(directory: Directory, text: str) -> str:
    """Returns the words of a question that say what the work is, without places and the asking."""
    for mention in reversed(directory.search().gazetteer.find(text)):
        text = f"{text[: mention.start]}{text[mention.end :]}"
    return without_criteria(_OURS.sub(" ", _ASKS.sub(" ", text))).strip(" ?.!,")


def _where_else(directory: Directory) -> Record | None:
    """Returns the entry that says where past grants can be searched, where the content has one."""
    kinds = frozenset({"guidance"})
    hits = directory.search().find(_ELSEWHERE, kinds=kinds, limit=3).hits
    records = directory.records(hit.slug for hit in hits)
    return next((one for one in records if _NAMES_IT.search(f"{one.name} {one.summary}")), None)
