"""The resident's side: every message comes here first, and goes to a person, to us, or onwards.

What a person has, the assistant never answers. What is the hand-off's own is answered here, without
the engine, so that a person can be reached while the engine is down.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.conversations.models import Conversation
from bot.conversations.reception import OWN_PAYLOAD, Received, Utterance
from bot.conversations.views import ConversationStatus
from bot.conversations.words import TALK_TO_PERSON
from bot.handoff import asking, callback_words, callbacks, presence, store, words
from bot.handoff.callback_flow import (
    STEPS,
    CallbackFlow,
    cancel_booked,
    change_booked,
    settle,
)
from bot.handoff.machine import Event, State, can
from bot.handoff.models import Handoff
from bot.handoff.notices import Announcer
from bot.handoff.presence import Availability
from bot.handoff.teams import team_for
from bot.operations.switches import HANDOFF, is_off

REASONS = ("asked", "unsure", "dispute", "complaint", "legal", "safeguarding", "danger")
"""Why a person is wanted; `danger` is set by the crisis check alone."""


@dataclass(frozen=True)
class FrontDesk:
    """The reception of one running application.

    Attributes:
        announcer: Writes down what is to go out.
        clock: The time.
        ring: Wakes the desks of this process.
    """

    announcer: Announcer
    clock: Clock
    ring: Callable[[], None]

    def receive(
        self, session: Session, conversation_id: str, raw: str, payload: str | None
    ) -> Received:
        """Takes a resident's message before it is stored; see `Reception.receive`."""
        if not _concerns_us(raw, payload) and store.find(session, conversation_id) is None:
            return Received()
        row = store.find_or_add(session, conversation_id, at=self.clock())
        visit = _Visit(session, self.announcer, row, self.clock())
        if row.resident_typing_at is not None:
            row.resident_typing_at = None
        if row.state in {State.WAITING, State.WITH_ADVISER}:
            self.announcer.pass_on(session, conversation_id, at=self.clock())
        return visit.chosen(payload) if payload is not None else visit.typed(raw)

    def offer(self, session: Session, conversation_id: str, reason: str) -> list[Utterance]:
        """Offers a person, or says what is already under way; empty when a person is there."""
        row = store.find_or_add(session, conversation_id, at=self.clock())
        if row.state == State.WITH_ADVISER:
            return []
        return _Visit(session, self.announcer, row, self.clock()).offer(reason)

    def is_silent(self, session: Session, conversation_id: str) -> bool:
        """Says whether an adviser has the conversation."""
        row = store.find(session, conversation_id)
        return row is not None and row.state == State.WITH_ADVISER

    def note_danger(self, session: Session, conversation_id: str) -> None:
        """Marks a conversation that a person has or waits for."""
        row = store.find(session, conversation_id)
        if row is not None and row.state in {State.WAITING, State.WITH_ADVISER}:
            row.reason = "danger"

    def status(self, session: Session, conversation_id: str) -> ConversationStatus:
        """Returns where a conversation stands."""
        return store.status_of(session, conversation_id, at=self.clock())

    def resident_types(self, session: Session, conversation_id: str) -> None:
        """Notes that the resident is typing, where an adviser would see it."""
        row = store.find(session, conversation_id)
        if row is not None and row.state == State.WITH_ADVISER:
            row.resident_typing_at = self.clock()

    def changed(self, conversation_id: str) -> None:  # noqa: ARG002
        """Wakes the desks of this process."""
        self.ring()


def _concerns_us(raw: str, payload: str | None) -> bool:
    """Says whether a message begins something where nothing is under way."""
    if payload is not None:
        return payload == TALK_TO_PERSON or payload.startswith(OWN_PAYLOAD)
    plain = asking.asks_for_person(raw) or asking.asks_for_call_back(raw)
    return plain or asking.find_reference(raw) is not None


@dataclass
class _Visit:
    """One message of a resident."""

    session: Session
    announcer: Announcer
    row: Handoff
    at: datetime

    @property
    def _flow(self) -> CallbackFlow:
        return CallbackFlow(self.session, self.announcer, self.row, self.at)

    def typed(self, raw: str) -> Received:
        """Takes typed text."""
        if self.row.state == State.WITH_ADVISER:
            return Received([])
        if asking.asks_for_person(raw):
            return Received(self.offer("asked"))
        if self.row.step not in STEPS and asking.asks_for_call_back(raw):
            return Received(self.call_back())
        reference = asking.find_reference(raw)
        if reference is not None:
            return Received(self._referred(reference))
        if self.row.step == "consent":
            return self._consent(raw)
        if self.row.step in STEPS:
            return self._flow.typed(raw)
        return Received()

    def chosen(self, payload: str) -> Received:
        """Takes a choice: ours, a wish for a person, or the engine's."""
        if payload == TALK_TO_PERSON:
            payload = f"{OWN_PAYLOAD}offer:asked"
        is_ours = payload.startswith(OWN_PAYLOAD)
        if self.row.state == State.WITH_ADVISER:
            return Received(self._chosen_with_adviser(payload) if is_ours else [])
        if not is_ours:
            return Received()
        what = payload.removeprefix(OWN_PAYLOAD)
        found = self._chosen(what)
        if found is None:
            found = self._flow.chosen(what)
        return Received(self.offer("asked") if found is None else found)

    def _chosen_with_adviser(self, payload: str) -> list[Utterance]:
        name = self.row.adviser_name or self.announcer.site.adviser.short_name
        if payload.removeprefix(OWN_PAYLOAD) != "back":
            return [words.already(name)]
        store.change(self.session, self.row, Event.GIVE_BACK, by="resident", at=self.at)
        self.announcer.announce(self.session, "given_back", self.row.conversation_id, at=self.at)
        return [words.given_back(self.announcer.site, name, by_resident=True)]

    def _chosen(self, what: str) -> list[Utterance] | None:
        kind, _, value = what.partition(":")
        simple: dict[str, Callable[[], list[Utterance]]] = {
            "join": self.join,
            "decline": self.decline,
            "callback": self.call_back,
            "leave": self.leave,
            "wait": self.still_waiting,
            "back": lambda: self.offer("asked"),
        }
        if kind in simple:
            return simple[kind]()
        if kind == "offer":
            return self.offer(value if value in REASONS else "asked")
        if kind in {"callback-cancel", "callback-change"}:
            return self._with_reference(kind, value)
        return None

    def offer(self, reason: str) -> list[Utterance]:
        """Offers a person, or says the truth when none can come."""
        if self.row.state == State.WAITING:
            return self.still_waiting()
        site = self.announcer.site
        if is_off(self.session, HANDOFF):
            return [words.switched_off(site)]
        callbacks.drop_unfinished(self.session, self.row.conversation_id)
        store.change(
            self.session,
            self.row,
            Event.OFFER,
            by="resident" if reason == "asked" else "system",
            at=self.at,
            reason=reason,
        )
        found = presence.availability(self.session, site.desk, at=self.at)
        if found is not Availability.READY:
            return [Utterance(words.nobody(site, found, self.at))]
        self.row.step = "consent"
        return [Utterance(words.offer(site, reason, self._about()))]

    def _about(self) -> tuple[str | None, str | None]:
        conversation = self.session.get_one(Conversation, self.row.conversation_id)
        return conversation.subject, conversation.place

    def _consent(self, raw: str) -> Received:
        if asking.says_yes(raw):
            return Received(self.join())
        return Received(self.decline() if asking.says_no(raw) else None)

    def join(self) -> list[Utterance]:
        """Puts the resident into the queue, or says the truth when nobody can come any more."""
        if self.row.state == State.WAITING:
            return self.still_waiting()
        if self.row.state != State.OFFERED or is_off(self.session, HANDOFF):
            return self.offer("asked")
        site = self.announcer.site
        found = presence.availability(self.session, site.desk, at=self.at)
        if found is not Availability.READY:
            self.row.step = ""
            return [Utterance(words.nobody(site, found, self.at))]
        team = team_for(site.desk, *self._about())
        store.change(
            self.session,
            self.row,
            Event.JOIN,
            by="resident",
            at=self.at,
            waiting_at=self.at,
            told_at=None,
            team=team.key if team else "",
            outcome=None,
            outcome_note=None,
        )
        self.announcer.announce(self.session, "waiting", self.row.conversation_id, at=self.at)
        present = presence.count_available(self.session, at=self.at)
        return [words.queued(site, store.place_of(self.session, self.row) or 1, present)]

    def decline(self) -> list[Utterance]:
        """Takes the offer back."""
        settle(self.session, self.row, at=self.at)
        self.row.step = ""
        return [words.carry_on()]

    def leave(self) -> list[Utterance]:
        """Leaves the queue."""
        if self.row.state != State.WAITING:
            return self.decline()
        is_booked = callbacks.has_booked(self.session, self.row.conversation_id) is not None
        event = Event.BOOK if is_booked else Event.LEAVE
        store.change(self.session, self.row, event, by="resident", at=self.at, waiting_at=None)
        self.announcer.announce(self.session, "left", self.row.conversation_id, at=self.at)
        return [words.left()]

    def still_waiting(self) -> list[Utterance]:
        """Says the place in the queue."""
        place = store.place_of(self.session, self.row)
        return [words.still_queued(place)] if place else self.offer("asked")

    def call_back(self) -> list[Utterance]:
        """Begins the questions of a call back; from the queue, the place in it is kept."""
        booked = callbacks.has_booked(self.session, self.row.conversation_id)
        if booked is not None:
            return [callback_words.found(booked, is_here=True)]
        if is_off(self.session, HANDOFF):
            return [words.switched_off(self.announcer.site)]
        if self.row.state != State.WAITING and can(State(self.row.state), Event.OFFER):
            store.change(self.session, self.row, Event.OFFER, by="resident", at=self.at)
        return self._flow.begin()

    def _referred(self, reference: str) -> list[Utterance]:
        callback = callbacks.find_booked(self.session, reference)
        if callback is None:
            return [callback_words.not_found(reference)]
        is_here = callback.conversation_id == self.row.conversation_id
        return [callback_words.found(callback, is_here=is_here)]

    def _with_reference(self, kind: str, reference: str) -> list[Utterance]:
        callback = callbacks.find_booked(self.session, reference)
        if callback is None:
            return [callback_words.not_found(reference)]
        is_here = callback.conversation_id == self.row.conversation_id
        if kind == "callback-change" and is_here:
            return change_booked(self._flow, callback)
        if not is_here:
            store.find_or_add(self.session, callback.conversation_id, at=self.at)
        self.row.step = ""
        return cancel_booked(self.session, self.announcer, callback, at=self.at)
