"""What happens when somebody blocks the bot: nothing more is sent, and the chat is forgotten."""

from __future__ import annotations

import logging

from sqlalchemy.orm import Session

from bot.conversations import store as conversations_store
from bot.telegram import store
from bot.telegram.parts import Parts

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
        """Forgets the chat and tells the adviser, if there is one; the conversation stays.

        Raises:
            Unavailable: When the database cannot be asked.
        """

        def work(session: Session) -> str | None:
            chat = store.find_chat(session, chat_key)
            if chat is None:
                return None
            conversation_id = chat.conversation_id
            store.drop_chat(session, chat_key)
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
