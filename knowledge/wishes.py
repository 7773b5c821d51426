"""What a conversation wishes for, and what an answer to it holds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from knowledge.finding.criteria import Criteria
from knowledge.finding.records import FoundList
from knowledge.gazetteer import PlaceName
from knowledge.replies import Reply


class Outcome(StrEnum):
    """How sure the answer is."""

    SURE = "sure"
    UNSURE = "unsure"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Wish:
    """What a conversation knows before the words are read.

    Attributes:
        kind: The kind of record that the person is after, such as `fund`; None for any.
        subject: The topic that the conversation is about; None when open.
        place: A place known from before; None when none is.
        criteria: What a list must fit, beside what the words say.
        seen: Slugs that a list has shown already.
    """

    kind: str | None = None
    subject: str | None = None
    place: PlaceName | None = None
    criteria: Criteria = Criteria()
    seen: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """A reply and what a conversation should remember of it.

    Attributes:
        reply: What to say.
        outcome: How sure it is.
        listed: The slugs of the records that 'the second one' can mean, in their order.
        current: The slug of the record shown whole, or None.
        place: The slug of the place that counted, or None.
        of_kind: For a list of what was wished for, the kind of its records; else None.
        found: For such a list, how it was found; else None.
    """

    reply: Reply
    outcome: Outcome
    listed: tuple[str, ...] = ()
    current: str | None = None
    place: str | None = None
    of_kind: str | None = None
    found: FoundList | None = None
