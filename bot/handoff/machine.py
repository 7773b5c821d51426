"""Where a conversation stands between the assistant and a person, and what may happen next.

A pure table: no database, no clock. What is not in it cannot happen. In every state somebody
answers what a resident types: the adviser in WITH_ADVISER, the assistant in all others.
"""

from __future__ import annotations

from enum import StrEnum

from knowledge.errors import Conflict


class State(StrEnum):
    """Where a conversation stands."""

    WITH_ASSISTANT = "with_assistant"
    OFFERED = "offered"
    WAITING = "waiting"
    WITH_ADVISER = "with_adviser"
    CALLBACK_BOOKED = "callback_booked"
    GIVEN_BACK = "given_back"
    CLOSED = "closed"


class Event(StrEnum):
    """What happens to it.

    OFFER: a person is offered or asked for. DECLINE: the resident carries on without.
    JOIN: the resident says yes and queues. LEAVE: and leaves the queue again.
    SEND_AWAY: nobody can come any more, so the queue ends with the offer of a call back.
    BOOK: a call back is booked. CANCEL: and cancelled again. CALLED: and done.
    CLAIM: an adviser takes it. PASS_ON: a colleague takes it over. RELEASE: it goes back to the
    queue, because the adviser's line dropped, the shift ended, or it is for another team.
    GIVE_BACK: the assistant goes on. CLOSE: it is done, with an outcome.
    """

    OFFER = "offer"
    DECLINE = "decline"
    JOIN = "join"
    LEAVE = "leave"
    SEND_AWAY = "send_away"
    BOOK = "book"
    CANCEL = "cancel"
    CALLED = "called"
    CLAIM = "claim"
    PASS_ON = "pass_on"  # noqa: S105 - a move # nosec B105
    RELEASE = "release"
    GIVE_BACK = "give_back"
    CLOSE = "close"


_IDLE = (State.WITH_ASSISTANT, State.CALLBACK_BOOKED, State.GIVEN_BACK, State.CLOSED)

TABLE: dict[tuple[State, Event], State] = {
    **{(state, Event.OFFER): State.OFFERED for state in (*_IDLE, State.OFFERED)},
    (State.OFFERED, Event.DECLINE): State.WITH_ASSISTANT,
    (State.OFFERED, Event.JOIN): State.WAITING,
    (State.OFFERED, Event.BOOK): State.CALLBACK_BOOKED,
    (State.OFFERED, Event.CANCEL): State.WITH_ASSISTANT,
    (State.OFFERED, Event.CALLED): State.OFFERED,
    (State.WAITING, Event.LEAVE): State.WITH_ASSISTANT,
    (State.WAITING, Event.SEND_AWAY): State.OFFERED,
    (State.WAITING, Event.BOOK): State.CALLBACK_BOOKED,
    (State.WAITING, Event.CLAIM): State.WITH_ADVISER,
    (State.WAITING, Event.RELEASE): State.WAITING,
    (State.WITH_ADVISER, Event.PASS_ON): State.WITH_ADVISER,
    (State.WITH_ADVISER, Event.RELEASE): State.WAITING,
    (State.WITH_ADVISER, Event.SEND_AWAY): State.OFFERED,
    (State.WITH_ADVISER, Event.GIVE_BACK): State.GIVEN_BACK,
    (State.WITH_ADVISER, Event.CLOSE): State.CLOSED,
    (State.CALLBACK_BOOKED, Event.BOOK): State.CALLBACK_BOOKED,
    (State.CALLBACK_BOOKED, Event.CANCEL): State.WITH_ASSISTANT,
    (State.CALLBACK_BOOKED, Event.CALLED): State.CLOSED,
}
"""Every step that there is."""

OWNED = frozenset({State.WITH_ADVISER})
"""The states in which exactly one adviser owns the conversation, and the assistant is silent."""


def can(state: State, event: Event) -> bool:
    """Says whether an event may happen in a state."""
    return (state, event) in TABLE


def step(state: State, event: Event) -> State:
    """Returns the state after an event.

    Raises:
        Conflict: When it cannot happen in this state.
    """
    if (state, event) not in TABLE:
        raise Conflict("This has changed meanwhile. Please look at it again.")
    return TABLE[state, event]
