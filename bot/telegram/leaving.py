"""What happens when somebody blocks the bot: nothing more is sent, and the chat is forgotten."""

from __future__ import annotations

import logging

from sqlalchemy.orm import Session

from bot.conversations import store as conversations_store
from bot.conversations.reception import OWN_PAYLOAD
from bot.telegram import store
from bot.telegram.parts import Parts

# What a resident chooses to end it.
_ENDS = {"with_adviser": f"{OWN_PAYLOAD}back", "waiting": f"{OWN_PAYLOAD}leave"}

log = logging.getLogger("signpost.telegram")


class Leaving:
    """Ends chats that cannot be written to any more.

    Args:
        parts: What it works with.
    """

    def __init__(self, parts: Parts) -> None:
        self._conversations = parts.conversations
        self._words = parts.words

    async def left(self, chat_key: str) -> None:
        """Forgets the chat, frees the adviser and says so; the conversation stays.

        Raises:
            Unavailable: When the database cannot be asked.
        """

        def work(session: Session) -> str | None:
            chat = store.find_chat(session, chat_key)
            if chat is None:
                return None
            conversation_id = chat.conversation_id
            store.drop_chat(session, chat_key)
            self._free_adviser(session, conversation_id)
            conversations_store.add_reply(
                session,
                conversation_id,
                self._words.left(),
                at=self._conversations.clock(),
                sender="system",
            )
            return conversation_id

        conversation_id = await self._conversations.transactions.do(work)
        if conversation_id is not None:
            log.info("Somebody has blocked the bot: the chat is forgotten.")
            self._conversations.bell.ring(conversation_id)
            self._conversations.reception.changed(conversation_id)

    def _free_adviser(self, session: Session, conversation_id: str) -> None:
        """Takes the conversation from its adviser or the queue, as if its resident had."""
        reception = self._conversations.reception
        state = reception.status(session, conversation_id).state
        if state in _ENDS:
            reception.receive(session, conversation_id, "", _ENDS[state])
