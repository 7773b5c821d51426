"""The questions of a call back, one at a time: how, name, when, what about, and a yes.

Each answer can be changed before the yes. A text that does not answer the question goes to the
engine, and the question stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.conversations.models import Conversation
from bot.conversations.reception import Received, Utterance
from bot.handoff import asking, callback_words, callbacks, hours, store, words
from bot.handoff.contact import checked_name, find_way
from bot.handoff.machine import Event, State, can
from bot.handoff.models import Callback, Handoff
from bot.handoff.notices import Announcer
from bot.handoff.teams import team_for
from bot.masking import mask
from knowledge.errors import InvalidInput
from knowledge.site import Site

_MOST_TOPIC = 300
_MOST_TIME = 120
STEPS = ("contact", "name", "time", "topic", "check")


@dataclass
class CallbackFlow:
    """One message of a resident within the questions.

    Attributes:
        row: Where the conversation stands; its `step` is the question that stands.
        at: The time.
    """

    session: Session
    announcer: Announcer
    row: Handoff
    at: datetime

    @property
    def site(self) -> Site:
        """Whose Signpost this is."""
        return self.announcer.site

    @property
    def _id(self) -> str:
        return self.row.conversation_id

    def begin(self) -> list[Utterance]:
        """Asks the first question; what a draft knows already is kept."""
        callbacks.begin(self.session, self._id, self.site.desk, at=self.at)
        return self._next()

    def typed(self, raw: str) -> Received:
        """Takes a typed answer to the question that stands."""
        if asking.says_no(raw):
            return Received(self.give_up())
        answer = {
            "contact": self._contact,
            "name": self._name,
            "time": self._time,
            "topic": self._topic,
            "check": self._check,
        }[self.row.step]
        return answer(raw)

    def chosen(self, what: str) -> list[Utterance] | None:
        """Takes a choice of the questions, such as `time:morning`; None when it is none of them."""
        kind, _, value = what.partition(":")
        if kind == "never-mind":
            return self.give_up()
        draft = callbacks.find_draft(self.session, self._id)
        if draft is None:
            return self.begin() if kind in {"skip", "time", "topic", "change", "book"} else None
        if kind == "change" and value in STEPS:
            return self._ask(value)
        if kind == "skip":
            callbacks.contact_of(self.session, self._id).name = ""
        elif kind == "time" and value in callback_words.TIMES:
            draft.best_time = callback_words.TIMES[value]
        elif kind == "topic":
            draft.topic = self._known_topic(value)
        elif kind == "book":
            return self._book(draft)
        else:
            return None
        return self._next()

    def give_up(self) -> list[Utterance]:
        """Forgets the draft and what was given for it; a booked call back stands as it is."""
        draft = callbacks.find_draft(self.session, self._id)
        self.row.step = ""
        if draft is not None and draft.state == callbacks.CHANGING:
            draft.state = callbacks.BOOKED
            self.session.flush()
            settle(self.session, self.row, at=self.at)
            return [callback_words.unchanged(draft)]
        callbacks.drop_draft(self.session, self._id)
        settle(self.session, self.row, at=self.at)
        return [callback_words.dropped()]

    def _known_topic(self, value: str) -> str:
        conversation = self.session.get_one(Conversation, self._id)
        label = words.subject_in_words(conversation.subject) if value == "known" else None
        return label or "See the chat"

    def _contact(self, raw: str) -> Received:
        try:
            way = find_way(raw)
        except InvalidInput as error:
            return Received([callback_words.again(str(error))], mask(raw))
        if way is None:
            return Received()
        contact = callbacks.contact_of(self.session, self._id)
        contact.how, contact.value = way.how, way.value
        self.session.flush()
        kept = mask(raw)
        return Received(self._next(), f"[{way.how} given]" if kept == raw else kept)

    def _name(self, raw: str) -> Received:
        name = "" if asking.says_skip(raw) else checked_name(raw)
        if name is None:
            return Received()
        callbacks.contact_of(self.session, self._id).name = name
        return Received(self._next(), "[first name given]" if name else None)

    def _time(self, raw: str) -> Received:
        draft = callbacks.begin(self.session, self._id, self.site.desk, at=self.at)
        if len(raw) > _MOST_TIME or "?" in raw:
            return Received()
        draft.best_time = mask(raw)
        return Received(self._next())

    def _topic(self, raw: str) -> Received:
        draft = callbacks.begin(self.session, self._id, self.site.desk, at=self.at)
        draft.topic = mask(raw)[:_MOST_TOPIC]
        return Received(self._next())

    def _check(self, raw: str) -> Received:
        if not asking.says_yes(raw):
            return Received()
        draft = callbacks.find_draft(self.session, self._id)
        return Received(self._book(draft) if draft else self.begin())

    def _next(self) -> list[Utterance]:
        """Asks for the first thing that is missing, or for the yes."""
        self.session.flush()
        draft = callbacks.begin(self.session, self._id, self.site.desk, at=self.at)
        contact = callbacks.contact_of(self.session, self._id)
        if not contact.value:
            return self._ask("contact")
        if contact.name is None:
            return self._ask("name")
        if not draft.best_time:
            return self._ask("time")
        return self._ask("check" if draft.topic else "topic")

    def _ask(self, step: str) -> list[Utterance]:
        self.row.step = step
        contact = callbacks.contact_of(self.session, self._id)
        if step == "contact":
            return [callback_words.how(self.site)]
        if step == "name":
            way = callbacks.way_of(contact)
            return [callback_words.name(way.hint if way else "that")]
        if step == "time":
            return [callback_words.time()]
        if step == "topic":
            conversation = self.session.get_one(Conversation, self._id)
            return [callback_words.topic(conversation.subject)]
        draft = callbacks.begin(self.session, self._id, self.site.desk, at=self.at)
        return [callback_words.check(self.site, draft, contact)]

    def _book(self, draft: Callback) -> list[Utterance]:
        contact = callbacks.contact_of(self.session, self._id)
        if not contact.value or not draft.best_time or not draft.topic:
            return self._next()
        if not can(State(self.row.state), Event.BOOK):
            store.change(self.session, self.row, Event.OFFER, by="resident", at=self.at)
        conversation = self.session.get_one(Conversation, self._id)
        team = team_for(self.site.desk, conversation.subject, conversation.place)
        draft.state, draft.team = callbacks.BOOKED, team.key if team else ""
        draft.due_at = callbacks.due_of(self.site.desk, self.at)
        self.session.flush()
        store.change(self.session, self.row, Event.BOOK, by="resident", at=self.at, waiting_at=None)
        self.announcer.announce(self.session, "callback_booked", self._id, at=self.at)
        opens = hours.next_opening_in_words(self.site.desk, self.at)
        return [callback_words.booked(self.site, draft, contact, opens)]


def settle(session: Session, row: Handoff, *, at: datetime) -> None:
    """Takes back an offer: to the call back that is booked, or else to the assistant."""
    if row.state == State.OFFERED:
        is_booked = callbacks.has_booked(session, row.conversation_id) is not None
        event = Event.BOOK if is_booked else Event.DECLINE
        store.change(session, row, event, by="resident", at=at)


def change_booked(flow: CallbackFlow, callback: Callback) -> list[Utterance]:
    """Opens a booked call back again for changes; it keeps its reference."""
    callback.state = callbacks.CHANGING
    flow.session.flush()
    return flow.begin()


def cancel_booked(
    session: Session, announcer: Announcer, callback: Callback, *, at: datetime
) -> list[Utterance]:
    """Cancels a call back, also from another conversation, and deletes what was given for it."""
    callback.state = "cancelled"
    session.flush()
    callbacks.forget_contact(session, callback.conversation_id)
    row = store.find(session, callback.conversation_id)
    if row is not None and row.state == State.CALLBACK_BOOKED:
        store.change(session, row, Event.CANCEL, by="resident", at=at)
    announcer.announce(session, "callback_cancelled", callback.conversation_id, at=at)
    return [callback_words.cancelled(callback.reference)]
