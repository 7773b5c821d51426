"""One reply for every channel: text, cards and choices.

The text alone says everything that the cards say, because screen readers, Telegram, SMS and staff
who copy it have nothing else.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Card:
    """One record as a resident sees it.

    Attributes:
        kind: The kind of record, such as `guidance` or `fund`.
        title: Its name.
        summary: What it is, in a sentence or two.
        details: Lines such as 'Telephone: ...' or 'Up to £5,000', in reading order.
        url: Where to read more, http or https, or None.
        source: Where the facts were seen, in plain words.
        checked: How old the facts are and whether to check them first.
        ref: The record's name in public addresses, for a list to keep; empty where there is none.
    """

    kind: str
    title: str
    summary: str
    details: list[str] = field(default_factory=list)
    url: str | None = None
    source: str = ""
    checked: str = ""
    ref: str = ""


@dataclass(frozen=True)
class Choice:
    """One thing that a resident can tap.

    Attributes:
        label: What it says.
        payload: What the application sends to the engine when it is taken; never shown.
    """

    label: str
    payload: str


SURENESS = {
    "sure": "An answer",
    "unsure": "An offer of several",
    "nothing": "Nothing found",
    "not_meant": "The resident said that it is not what they meant",
}
"""What a reply can say of itself, for those who count; never shown to a resident."""


@dataclass(frozen=True)
class Reply:
    """One message of the assistant.

    Attributes:
        text: All that it says.
        cards: Records that it points to.
        choices: What can be tapped.
        handoff: Why a person is to be offered instead, such as `asked`; empty for not at all.
        subject: What the conversation is about, such as `find_funding`; empty when not known.
        place: The name of the place that it is about; empty when not known.
        language: What it is written in, as BCP 47 has it.
        sureness: How sure the assistant is: a key of `SURENESS`; empty where it claims nothing.
    """

    text: str
    cards: list[Card] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    handoff: str = ""
    subject: str = ""
    place: str = ""
    language: str = "en"
    sureness: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Returns the reply as plain JSON values, by the names of its attributes."""
        return asdict(self)
