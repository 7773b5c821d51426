"""Conversations as channels use them: open, authorise, say, choose, read, delete.

A channel (the interface, the page, later others) knows this class and no other part of the room.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.conversations import keeping, store, words
from bot.conversations.bell import Bell
from bot.conversations.housekeeping import Housekeeping
from bot.conversations.reception import Reception
from bot.conversations.turns import Turns
from bot.conversations.views import ConversationStatus, MessageView, origin_of, view_of
from bot.sharing.limits import Limit
from bot.transactions import Transactions
from knowledge.errors import NotFound, TooMany, Unavailable
from knowledge.replies import Reply
from knowledge.site import Site

POLL_SECONDS = 2.0
HEARTBEAT_SECONDS = 15.0
_MOST_LISTENERS = 6


@dataclass(frozen=True)
class Opened:
    """A new conversation; the token is shown this once."""

    id: str
    token: str
    messages: list[MessageView]


@dataclass(frozen=True)
class Conversations:
    """Everything a channel may do with conversations."""

    site: Site
    transactions: Transactions
    turns: Turns
    housekeeping: Housekeeping
    bell: Bell
    clock: Clock
    open_limit: Limit
    reception: Reception

    async def open(self, *, channel: str, address: str, greeting: Reply | None = None) -> Opened:
        """Opens a conversation with the greeting in it.

        Args:
            channel: Where it takes place, such as `web`.
            address: The key of the caller's address, for the limit; it is not stored.
            greeting: What greets, for a channel that has more to say at the beginning.

        Raises:
            TooMany: When this address opened too many.
        """
        await self.open_limit.take(address)

        def work(session: Session) -> Opened:
            at = self.clock()
            conversation, token = store.open_conversation(session, channel=channel, at=at)
            first = greeting or words.greeting(self.site)
            store.add_reply(session, conversation.id, first, at=at)
            found = store.list_messages(session, conversation.id)
            return Opened(conversation.id, token, [view_of(message) for message in found])

        return await self.transactions.do(work)

    async def authorise(self, conversation_id: str, token: str | None) -> None:
        """Checks that the conversation exists and that the token opens it.

        Raises:
            NotFound: When it does not exist.
            Unauthorised: When the token is missing or wrong.
        """

        def work(session: Session) -> None:
            conversation = store.find_conversation(session, conversation_id)
            if not keeping.opens(session, conversation_id, token):
                store.check_token(conversation, token)

        await self.transactions.do(work)

    async def say(
        self, conversation_id: str, text: str, client_id: str | None = None
    ) -> list[MessageView]:
        """Takes typed text; what a client sends twice under one name is taken once.

        See `Turns.say`. A channel deletes the conversation where `DeletionConfirmed` is raised.
        """
        return await self.turns.say(conversation_id, text, origin_of(client_id))

    async def urgent(self, error: Unavailable, text: str) -> Unavailable:
        """Returns the error to answer when a text could not be taken: about danger, the help."""
        return await self.turns.urgent(error, text)

    async def choose(
        self, conversation_id: str, choice_id: str, client_id: str | None = None
    ) -> list[MessageView]:
        """Takes a choice; see `Turns.choose`."""
        return await self.turns.choose(conversation_id, choice_id, origin_of(client_id))

    async def start(self, conversation_id: str, start: words.Start) -> list[MessageView]:
        """Takes one of the fixed ways to start."""
        return await self.turns.start(conversation_id, start)

    async def messages(self, conversation_id: str, after: int = 0) -> list[MessageView]:
        """Returns the messages after an id, oldest first, at most 500.

        Raises:
            NotFound: When the conversation is gone.
        """

        def work(session: Session) -> list[MessageView]:
            store.find_conversation(session, conversation_id)
            found = store.list_messages(session, conversation_id, after=after)
            return [view_of(message) for message in found]

        return await self.transactions.do(work)

    async def latest(self, conversation_id: str, limit: int) -> list[MessageView]:
        """Returns the last messages, at most `limit`, oldest of them first."""

        def work(session: Session) -> list[MessageView]:
            found = store.list_latest(session, conversation_id, limit=limit)
            return [view_of(message) for message in found]

        return await self.transactions.do(work)

    async def status(self, conversation_id: str) -> ConversationStatus:
        """Returns where the conversation stands between the assistant and a person.

        Raises:
            NotFound: When the conversation is gone.
        """

        def work(session: Session) -> ConversationStatus:
            store.find_conversation(session, conversation_id)
            return self.reception.status(session, conversation_id)

        return await self.transactions.do(work)

    async def typing(self, conversation_id: str) -> None:
        """Notes that the resident is typing; an adviser who has the conversation sees it.

        Raises:
            NotFound: When the conversation is gone.
        """

        def work(session: Session) -> None:
            store.find_conversation(session, conversation_id)
            self.reception.resident_types(session, conversation_id)

        await self.transactions.do(work)
        self.reception.changed(conversation_id)

    async def delete(self, conversation_id: str) -> None:
        """Deletes the conversation here and in the engine; see `Housekeeping.delete`."""
        await self.housekeeping.delete(conversation_id)

    def check_listeners(self, conversation_id: str) -> None:
        """Refuses one more listener when there are enough.

        Raises:
            TooMany: When this conversation is followed too often at once.
        """
        if self.bell.count(conversation_id) >= _MOST_LISTENERS:
            raise TooMany("This conversation is already open in too many windows.", 30)

    async def follow(self, conversation_id: str, after: int) -> AsyncIterator[MessageView | None]:
        """Yields messages after an id as they are written, by whichever process.

        Yields None about every 15 seconds in which there was nothing, and once at the beginning.
        Ends when the conversation is deleted or the process closes.
        """
        async for found in self.follow_all(conversation_id, after):
            if not isinstance(found, ConversationStatus):
                yield found

    async def follow_all(
        self, conversation_id: str, after: int
    ) -> AsyncIterator[MessageView | ConversationStatus | None]:
        """Yields as `follow` does, and the status at the beginning and whenever it has changed."""
        quiet = HEARTBEAT_SECONDS
        before: ConversationStatus | None = None
        with self.bell.listen(conversation_id) as listener:
            while not self.bell.is_closing:
                try:
                    found, status = await self._look(conversation_id, after)
                except NotFound:
                    return
                except Unavailable:
                    await listener.wait(POLL_SECONDS)
                    continue
                for message in found:
                    after, quiet = int(message.id), 0.0
                    yield message
                if status != before:
                    before = status
                    yield status
                if quiet >= HEARTBEAT_SECONDS:
                    quiet = 0.0
                    yield None
                await listener.wait(POLL_SECONDS)
                quiet += POLL_SECONDS

    async def _look(
        self, conversation_id: str, after: int
    ) -> tuple[list[MessageView], ConversationStatus]:
        def work(session: Session) -> tuple[list[MessageView], ConversationStatus]:
            store.find_conversation(session, conversation_id)
            found = store.list_messages(session, conversation_id, after=after)
            status = self.reception.status(session, conversation_id)
            return [view_of(message) for message in found], status

        return await self.transactions.do(work)
