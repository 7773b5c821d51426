"""What a resident reads about being passed to a person: plain, true, and a way on in each."""

from __future__ import annotations

from datetime import datetime

from bot.conversations.reception import OWN_PAYLOAD, Utterance
from bot.conversations.words import contact_lines, emergency_line, find_start
from bot.handoff import hours
from bot.handoff.presence import Availability
from knowledge.replies import Choice, Reply
from knowledge.site import Site


def choice(label: str, what: str) -> Choice:
    """Returns a choice that the hand-off itself takes."""
    return Choice(label, OWN_PAYLOAD + what)


YES = choice("Yes, pass it on", "join")
CARRY_ON = choice("No, carry on here", "decline")
CALL_BACK = choice("Ask for a call back", "callback")
LEAVE = choice("Leave the queue", "leave")
KEEP_WAITING = choice("Keep waiting", "wait")
BACK = choice("Go back to the automated service", "back")
NEVER_MIND = choice("Never mind", "never-mind")


def subject_in_words(subject: str | None) -> str | None:
    """Returns the label of a subject as the assistant names it; others as they are."""
    start = find_start(subject) if subject else None
    return start.label if start else subject


def _about(subject: str | None, place: str | None) -> str:
    parts = [part for part in (subject_in_words(subject), place) if part]
    return f" and what I took it to be about ({', '.join(parts)})" if parts else ""


_WHY = {
    "unsure": "I was not sure twice, and a person may help you better. ",
    "dispute": "This needs a person's judgement. ",
    "complaint": "A complaint should be heard by a person. ",
    "legal": "I cannot give legal advice; a person can tell you who does. ",
    "safeguarding": "This should be heard by a person. ",
}


def offer(site: Site, reason: str, about: tuple[str | None, str | None]) -> Reply:
    """Says what is passed on, to whom and why, and asks for a yes."""
    adviser = site.adviser
    text = (
        f"{_WHY.get(reason, '')}I can pass you to a person at {adviser.name} "
        f"({adviser.short_name}), here in this chat.\n\n"
        f"- What they will see: this chat so far{_about(*about)}.\n"
        f"- Who will see it: advisers at {adviser.short_name}.\n"
        "- Why: so that you do not have to say it all again.\n\n"
        "You need not give your name. Shall I pass it on?"
    )
    return Reply(text, choices=[YES, CALL_BACK, CARRY_ON])


def nobody(site: Site, availability: Availability, at: datetime) -> Reply:
    """Says the truth when no person can come now, when they open next, and what can be done."""
    short = site.adviser.short_name
    opens = hours.next_opening_in_words(site.desk, at)
    if availability is Availability.CLOSED:
        truth = f"The advisers at {short} are not there now."
    else:
        truth = f"No adviser at {short} is free to chat just now."
    if opens is not None:
        when = f" They are there again {opens}."
    elif site.desk.hours is None:
        when = " I do not know when they will be back: I have not been given their hours."
    else:
        when = ""
    text = (
        f"{truth}{when}\n\nYou can ask for a call back, or contact them yourself:\n\n"
        f"{contact_lines(site)}\n\nOr carry on with me here."
    )
    return Reply(text, choices=[CALL_BACK, CARRY_ON])


def switched_off(site: Site) -> Utterance:
    """Says that nobody can be reached from here for now, and how to reach people without us."""
    text = (
        "I cannot pass you on to a person from here just now, and nobody can call you back. "
        f"Please contact them yourself:\n\n{contact_lines(site)}\n\n{emergency_line(site)}\n\n"
        "Or carry on with me here."
    )
    return Utterance(Reply(text, choices=[CARRY_ON]))


def carry_on() -> Utterance:
    """Says that the assistant goes on."""
    text = "All right. I have passed nothing on. You can go on asking me here."
    return Utterance(Reply(text, choices=[]))


def queued(site: Site, place: int, present: int) -> Utterance:
    """Says the place in the queue and what can be done meanwhile."""
    short = site.adviser.short_name
    there = "1 adviser is there" if present == 1 else f"{present} advisers are there"
    text = (
        f"Thank you. You are number {place} in the queue for a person at {short}; {there}. "
        "I will tell you here when somebody joins.\n\n"
        "You can go on asking me while you wait. If you close this page you keep your place."
    )
    return Utterance(Reply(text, choices=[CALL_BACK, LEAVE]), "system")


def still_queued(place: int) -> Utterance:
    """Says the place in the queue."""
    return Utterance(
        Reply(f"You are number {place} in the queue.", choices=[CALL_BACK, LEAVE]), "system"
    )


def slow(site: Site, place: int) -> Utterance:
    """Says after the wait limit that it takes longer, and offers ways on."""
    text = (
        f"Sorry, nobody at {site.adviser.short_name} has come yet. You are number {place} in the "
        "queue and you keep your place. You can keep waiting, or ask for a call back."
    )
    return Utterance(Reply(text, choices=[CALL_BACK, KEEP_WAITING, LEAVE]), "system")


def left() -> Utterance:
    """Says that the queue was left."""
    return Utterance(Reply("You have left the queue. You can go on asking me here."), "system")


def joined(site: Site, name: str) -> Utterance:
    """Says who has come, and that the assistant is quiet now."""
    text = (
        f"{name} from {site.adviser.short_name} has joined and can read this chat. What you type "
        f"now goes to {name}; {site.service.name} stays quiet."
    )
    return Utterance(Reply(text, choices=[BACK]), "system")


def passed_on(site: Site, name: str) -> Utterance:
    """Says that a colleague has taken over."""
    text = f"{name} from {site.adviser.short_name} has taken over and can read this chat."
    return Utterance(Reply(text, choices=[BACK]), "system")


_RELEASED = {
    "lost": "Sorry, the adviser's connection was lost.",
    "shift": "The adviser had to stop for today.",
    "team": "The adviser is passing you to {team}.",
}


def released(why: str, place: int, team: str = "a colleague") -> Utterance:
    """Says that the conversation is back in the queue, and why."""
    text = (
        f"{_RELEASED[why].format(team=team)} You are number {place} in the queue. You keep your "
        "place, and nothing you said is lost. You can go on asking me while you wait."
    )
    return Utterance(Reply(text, choices=[CALL_BACK, LEAVE]), "system")


def given_back(site: Site, name: str, *, by_resident: bool = False) -> Utterance:
    """Says that the assistant answers again."""
    who = f"You have left the chat with {name}." if by_resident else f"{name} has left the chat."
    text = f"{who} You are with {site.service.name}, the automated service, again."
    return Utterance(
        Reply(text, choices=[choice("Talk to a person again", "offer:asked")]), "system"
    )


_CLOSED = {
    "answered": "",
    "signposted": " {name} pointed you to: {detail}.",
    "referred": " With your consent {name} has passed you on to: {detail}.",
    "could_not_help": " Sorry that {name} could not help with this.",
}


def closed(site: Site, name: str, outcome: str, detail: str) -> Utterance:
    """Says that an adviser has ended the chat, and how."""
    template = _CLOSED.get(outcome, "")
    said = template.replace("{name}", name).replace("{detail}", detail)
    if "{detail}" in template and not detail:
        said = ""
    text = (
        f"{name} has ended the chat.{said} You can still ask {site.service.name}, the automated "
        "service, here."
    )
    return Utterance(
        Reply(text, choices=[choice("Talk to a person again", "offer:asked")]), "system"
    )


def already(name: str) -> Utterance:
    """Says that a person is there already."""
    return Utterance(
        Reply(f"You are with {name} already. Just type here.", choices=[BACK]), "system"
    )
