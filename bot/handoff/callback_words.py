"""What a resident reads while a call back is put together, booked, changed or cancelled."""

from __future__ import annotations

from bot.conversations.reception import Utterance
from bot.handoff.callbacks import way_of
from bot.handoff.contact import TELEPHONE
from bot.handoff.models import Callback, Contact
from bot.handoff.words import NEVER_MIND, choice, subject_in_words
from knowledge.replies import Choice, Reply
from knowledge.site import Site

SKIP_NAME = choice("Skip", "skip")
TIMES = {
    "any": "Any time they are there",
    "morning": "In the morning",
    "afternoon": "In the afternoon",
}
BOOK = choice("Yes, book it", "book")


def how(site: Site) -> Utterance:
    """Asks how they should be reached."""
    text = (
        f"How should {site.adviser.short_name} reach you? Type a telephone number or an e-mail "
        "address. I give it to their advisers for this call back and to nobody else, and it is "
        "deleted when the call back is done."
    )
    return Utterance(Reply(text, choices=[NEVER_MIND]))


def again(problem: str) -> Utterance:
    """Says what is wrong with what was typed."""
    return Utterance(Reply(problem, choices=[NEVER_MIND]))


def name(hint: str) -> Utterance:
    """Asks for a first name, which may be skipped."""
    text = f"Thank you, I have {hint}. What first name should they ask for? You can skip this."
    return Utterance(Reply(text, choices=[SKIP_NAME, NEVER_MIND]))


def time() -> Utterance:
    """Asks for the best time."""
    choices = [choice(label, f"time:{key}") for key, label in TIMES.items()]
    text = "When is the best time? Choose one, or type it in a few words."
    return Utterance(Reply(text, choices=[*choices, NEVER_MIND]))


def topic(subject: str | None) -> Utterance:
    """Asks what it is about."""
    label = subject_in_words(subject)
    known: list[Choice] = [choice(f"It is about: {label}", "topic:known")] if label else []
    text = "What is it about? A few words are enough. They will also see this chat."
    choices = [*known, choice("They can see it in this chat", "topic:chat"), NEVER_MIND]
    return Utterance(Reply(text, choices=choices))


def _summary(callback: Callback, contact: Contact) -> str:
    way = way_of(contact)
    verb = "Call" if way is None or way.how == TELEPHONE else "Write to"
    return (
        f"- How: {verb} {way.hint if way else 'the way you gave'}\n"
        f"- Name: {contact.name or 'not given'}\n"
        f"- Best time: {callback.best_time}\n"
        f"- About: {callback.topic}"
    )


def check(site: Site, callback: Callback, contact: Contact) -> Utterance:
    """Shows all of it, says to whom it goes and why, and asks for a yes."""
    short = site.adviser.short_name
    text = (
        f"Please check. I will pass this on to advisers at {short}, with this chat, so that they "
        f"can get back to you:\n\n{_summary(callback, contact)}\n\nShall I book it?"
    )
    change = {"contact": "number or address", "name": "name", "time": "time", "topic": "topic"}
    choices = [choice(f"Change the {label}", f"change:{key}") for key, label in change.items()]
    return Utterance(Reply(text, choices=[BOOK, *choices, NEVER_MIND]))


def _ways(callback: Callback) -> list[Choice]:
    return [
        choice("Change the call back", f"callback-change:{callback.reference}"),
        choice("Cancel the call back", f"callback-cancel:{callback.reference}"),
    ]


def booked(site: Site, callback: Callback, contact: Contact, opens: str | None) -> Utterance:
    """Gives the reference and says what happens next."""
    adviser = site.adviser
    promise = site.desk.callback_promise
    if promise:
        when = f"They get back to you {promise}."
    elif opens:
        when = f"They are there again {opens}; I do not know how soon after that they get to you."
    else:
        when = "I cannot promise when: I have not been given their hours."
    way = way_of(contact)
    first = "call" if way is None or way.how == TELEPHONE else "write"
    text = (
        f"Your call back is booked. Your reference is {callback.reference}.\n\n"
        f"What happens next: an adviser at {adviser.short_name} reads this chat and will {first}. "
        f"{when}\n\n{_summary(callback, contact)}\n\n"
        "To change or cancel it, type the reference here. You can go on asking me meanwhile."
    )
    return Utterance(Reply(text, choices=_ways(callback)), "system")


def found(callback: Callback, *, is_here: bool) -> Utterance:
    """Says that a reference was found, without saying anything that its owner has told."""
    text = f"I have found the call back {callback.reference}. What would you like to do?"
    ways = _ways(callback)
    return Utterance(Reply(text, choices=[*(ways if is_here else ways[1:]), NEVER_MIND]))


def not_found(reference: str) -> Utterance:
    """Says that there is no open call back of this reference."""
    text = (
        f"I have no open call back with the reference {reference}. It may be done or cancelled "
        "already, or a letter may be wrong."
    )
    return Utterance(Reply(text, choices=[choice("Ask for a call back", "callback")]))


def cancelled(reference: str) -> Utterance:
    """Says that a call back is cancelled and what was given for it is deleted."""
    text = (
        f"The call back {reference} is cancelled, and the number or address you gave for it is "
        "deleted. You can go on asking me here."
    )
    return Utterance(Reply(text, choices=[choice("Talk to a person", "offer:asked")]), "system")


def done(reference: str) -> Utterance:
    """Says that a call back is done and what was given for it is deleted."""
    text = (
        f"Your call back {reference} is done, and the number or address you gave for it is "
        "deleted. You can go on asking me here."
    )
    return Utterance(Reply(text), "system")


def unchanged(callback: Callback) -> Utterance:
    """Says that a booked call back stands."""
    text = f"All right. Your call back {callback.reference} stands as it is."
    return Utterance(Reply(text, choices=_ways(callback)))


def dropped() -> Utterance:
    """Says that nothing was booked and nothing is kept."""
    text = "All right, nothing is booked, and I have kept nothing of it. You can go on asking me."
    return Utterance(Reply(text))
