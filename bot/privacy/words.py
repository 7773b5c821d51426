"""What a resident reads when they ask what is held, or for it to be deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.handoff.contact import Way
from bot.handoff.words import subject_in_words
from knowledge.replies import Choice, Reply
from knowledge.site import Site

OWN = "privacy:"
"""How the payload of a choice begins that is this room's and never reaches the engine."""

DELETE = Choice("Yes, delete it all", f"{OWN}delete")
KEEP = Choice("No, keep it", f"{OWN}keep")
ASK_DELETE = Choice("Delete my chat", f"{OWN}ask-delete")
SHOW = Choice("Show what you hold", f"{OWN}show")

MOST_SHOWN = 20


@dataclass(frozen=True)
class Holdings:
    """What is held about one chat.

    Attributes:
        words: What the resident wrote, as it is kept, newest last; at most `MOST_SHOWN`.
        typed: How many messages of theirs are kept.
        ours: How many messages of the assistant and of advisers are kept.
        way: How they may be reached, if they gave it.
        reference: The reference of an open call back.
        notes: How many notes advisers wrote.
        is_telegram: Whether the chat is on Telegram.
    """

    since: datetime
    last: datetime
    words: list[str]
    typed: int
    ours: int
    subject: str | None
    place: str | None
    name: str | None
    way: Way | None
    reference: str | None
    notes: int
    rated: int
    is_telegram: bool


def _day(at: datetime) -> str:
    return f"{at.day} {at:%B %Y}"


def _messages(number: int) -> str:
    return f"{number} message{'s' * (number != 1)}"


def confirm(*, has_callback: bool) -> Reply:
    """Asks before anything is deleted."""
    lost = " Your call back is cancelled too." if has_callback else ""
    text = (
        "This deletes everything we hold about this chat: every message, and how to reach you if "
        f"you gave it.{lost} It happens at once and cannot be undone.\n\nShall I delete it?"
    )
    return Reply(text, choices=[DELETE, KEEP])


def kept() -> Reply:
    """Says that nothing was deleted."""
    return Reply("Nothing is deleted. You can go on here, and delete the chat at any time.")


def holdings(held: Holdings, site: Site, days: int) -> Reply:
    """Says what is held, how long, who can see it, and what can be done."""
    lines = [
        f"- {_messages(held.typed)} of yours and {held.ours} of ours, since {_day(held.since)}.",
        *_about(held),
        *_reach(held),
        "- Random numbers that hold the chat together. I do not know who you are.",
    ]
    if held.is_telegram:
        lines.append("- The number of this chat at Telegram, locked.")
    if held.rated:
        lines.append(f"- Whether answers helped, as you told me: {held.rated}.")
    shown = "\n".join(f"- {' '.join(words.split())[:200]}" for words in held.words)
    latest = "your messages" if held.typed <= MOST_SHOWN else f"your last {MOST_SHOWN} messages"
    listed = f"These are {latest}, as I keep them:\n{shown}\n\n" if held.words else ""
    text = (
        "This is what we hold about this chat:\n" + "\n".join(lines) + f"\n\n{listed}"
        f"All of it is deleted on {_day(held.last + timedelta(days=days))}, or later if you write "
        "again, or now if you say so. Who can see it: the people who run this for "
        f"{site.council.name} and, only after your yes, advisers at {site.adviser.name}."
    )
    return Reply(text, choices=[ASK_DELETE])


def _about(held: Holdings) -> list[str]:
    found = [part for part in (subject_in_words(held.subject), held.place) if part]
    return [f"- What I took it to be about: {', '.join(found)}."] if found else []


def _reach(held: Holdings) -> list[str]:
    lines = []
    if held.way is not None:
        name = "Your first name and " if held.name else ""
        lines.append(f"- {name}{held.way.hint}, so that you can be called back.")
    if held.reference:
        lines.append(f"- A call back, {held.reference}.")
    if held.notes:
        lines.append(f"- {held.notes} notes that advisers wrote. Ask for them in writing.")
    return lines
