"""What the application itself says, built from the site file: greeting, apology, polite refusals.

Everything here works while the engine is down.
"""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.phrases import phrase
from knowledge.replies import Choice, Reply
from knowledge.site import Site

TALK_TO_PERSON = "/talk_to_person"
TRY_AGAIN = Choice("Try again", "")


@dataclass(frozen=True)
class Start:
    """One way to start, offered by the greeting and by the page before there is a conversation."""

    key: str
    label: str

    @property
    def payload(self) -> str:
        """What the engine is sent: the intent of the same name."""
        return f"/{self.key}"


STARTS: tuple[Start, ...] = (
    Start("find_volunteering", "Find volunteering"),
    Start("find_funding", "Find money for a group or project"),
    Start("save_building", "Save or run a local building"),
    Start("choose_structure", "Set up a group or social enterprise"),
    Start("have_say", "Have my say"),
    Start("find_local_help", "Find local help"),
    Start("talk_to_person", "Talk to a person"),
)


def find_start(key: str) -> Start | None:
    """Returns the start with this key, or None."""
    return next((start for start in STARTS if start.key == key), None)


def contact_lines(site: Site) -> str:
    """The adviser organisation, with what is known of it."""
    adviser = site.adviser
    lines = [f"{adviser.name} ({adviser.short_name})", f"Address: {adviser.address}"]
    lines.append(f"Website: {adviser.url}")
    if adviser.phone:
        lines.append(f"Telephone: {adviser.phone}")
    if adviser.email:
        lines.append(f"E-mail: {adviser.email}")
    if adviser.opening_hours:
        lines.append(f"Open: {adviser.opening_hours}")
    return "\n".join(lines)


def emergency_line(site: Site) -> str:
    """The numbers for danger and for somebody to talk to."""
    emergency = site.emergency
    return (
        f"If someone is in danger, call {emergency.number} now. "
        f"To talk to someone at any time, call Samaritans on {emergency.samaritans}."
    )


def greeting(site: Site) -> Reply:
    """Says that this is an automated service, what it can and cannot do, how to reach a person."""
    text = phrase("greeting", site)
    return Reply(text, choices=[Choice(start.label, start.payload) for start in STARTS])


def apology(site: Site) -> Reply:
    """Says that the question could not be looked up, who can help, and offers to try again."""
    text = (
        "Sorry, I could not look that up just now. The fault is ours, and your message is kept. "
        "You can try again in a moment.\n\n"
        f"Or ask a person:\n\n{contact_lines(site)}\n\n{emergency_line(site)}"
    )
    return Reply(text, choices=[TRY_AGAIN, Choice("Talk to a person", TALK_TO_PERSON)])


def busy() -> str:
    """Says that a message was not taken because too many wait, and what to do instead."""
    return (
        "Very many people are asking just now, so we cannot take your message yet. Please send it "
        "again in half a minute. Or choose 'Talk to a person': you can ask an adviser to call you "
        "back, and that works now."
    )


def interrupted(site: Site) -> Reply:
    """Says that an answer was lost because the service was restarted."""
    text = (
        "Sorry, I was interrupted before I could answer that. The fault is ours, and your message "
        f"is kept. You can try again.\n\nOr ask a person:\n\n{contact_lines(site)}"
    )
    return Reply(text, choices=[TRY_AGAIN, Choice("Talk to a person", TALK_TO_PERSON)])


def no_words(site: Site) -> Reply:
    """Answers a message of emoji or marks alone."""
    text = (
        "I cannot read pictures or symbols on their own. Please tell me in a few words what you "
        "are looking for, or choose one of these.\n\n" + emergency_line(site)
    )
    return Reply(text, choices=[Choice(start.label, start.payload) for start in STARTS])


def danger_line(site: Site) -> str:
    """The one sentence that follows a refusal of a message that may be about danger."""
    return emergency_line(site)
