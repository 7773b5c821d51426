"""A desk that the advisers already have: Chatwoot, over its documented interface.

A chat that waits is opened there in an inbox of the kind API, with all that was said; what the
resident writes follows; what an agent writes there comes back over a webhook. The first answer of
an agent takes the chat. Status, as with Chatwoot's agent bots: `resolved` ends it, `pending` gives
it back to the automated service.
"""

from __future__ import annotations

from typing import Any

import httpx
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.conversations import store as conversations
from bot.conversations.text import clean
from bot.handoff import moves, presence, store
from bot.handoff.chatwoot_parts import ADVISER_ID, Todo, read_inbox, read_todo
from bot.handoff.machine import State
from bot.handoff.models import DeskLink, Handoff, Outgoing
from bot.handoff.moves import Adviser
from bot.handoff.notices import CHATWOOT
from bot.handoff.outgoing import NotSent
from bot.handoff.room import HandoffRoom
from knowledge.errors import Conflict, NotFound
from knowledge.replies import Reply
from knowledge.settings import Settings

_SECONDS = 10.0
_LONGEST = 4000
# After so many failures a resident who is with an agent there is told the truth.
_MOST_FAILURES = 3
_THERE = {"online", "available"}


class Chatwoot:
    """The bridge to one inbox.

    Args:
        settings: Say which, and hold the token.
        room: The hand-off.
        client: How requests travel.
    """

    def __init__(self, settings: Settings, room: HandoffRoom, client: httpx.AsyncClient) -> None:
        self._inbox = read_inbox(settings.chatwoot_url)
        self._token = settings.chatwoot_token
        self._room = room
        self._client = client

    async def deliver(self, item: Outgoing) -> None:
        """Brings Chatwoot up to date about one conversation; may be done again.

        Raises:
            NotSent: When Chatwoot did not take it.
        """
        conversation_id = item.conversation_id or ""
        try:
            await self._pass_on(conversation_id)
        except NotSent:
            if item.attempts >= _MOST_FAILURES:
                await self._send_away(conversation_id)
            raise

    async def look_who_is_there(self) -> None:
        """Counts the desk as attended while an agent is online there."""
        try:
            agents = await self._ask("GET", "/agents")
        except NotSent:
            return
        listed = agents if isinstance(agents, list) else []
        is_there = any(
            isinstance(one, dict) and one.get("availability_status") in _THERE for one in listed
        )
        name = self._room.announcer.site.adviser.short_name
        if is_there:
            at = self._room.clock()
            await self._room.transactions.do(
                lambda session: presence.sign_in(
                    session, ADVISER_ID, name, at=at, is_available=True
                )
            )

    async def _pass_on(self, conversation_id: str) -> None:
        todo = await self._room.transactions.do(lambda session: read_todo(session, conversation_id))
        if todo is None:
            return
        external_id = todo.external_id
        if not todo.is_ours:
            if external_id is not None:
                await self._resolve(conversation_id, external_id)
            return
        if external_id is None:
            external_id = await self._open(conversation_id, todo)
        for message_id, text in todo.messages:
            await self._say(external_id, text, is_note=False)
            await self._passed(conversation_id, message_id)

    async def _open(self, conversation_id: str, todo: Todo) -> str:
        """Opens the chat there with all that was said, and keeps its id."""
        body = await self._make_contact(conversation_id)
        opened = await self._ask("POST", "/conversations", body)
        external_id = str(opened.get("id") or "") if isinstance(opened, dict) else ""
        if not external_id:
            raise NotSent("no conversation was made")

        def keep(session: Session) -> None:
            conversations.find_conversation(session, conversation_id)
            last = todo.messages[-1][0] if todo.messages else 0
            session.add(
                DeskLink(
                    conversation_id=conversation_id,
                    system=CHATWOOT,
                    external_id=external_id,
                    passed_id=last,
                )
            )

        await self._room.transactions.do(keep)
        todo.messages.clear()
        await self._say(external_id, f"About: {todo.subject}\n\n{todo.so_far}", is_note=False)
        return external_id

    async def _make_contact(self, conversation_id: str) -> dict[str, Any]:
        """Makes a contact there; returns what a conversation with it is opened with."""
        inbox_id = self._inbox.inbox_id
        name = f"Resident {conversation_id[:8]}"
        body = {"inbox_id": inbox_id, "name": name, "identifier": conversation_id}
        made = await self._ask("POST", "/contacts", body)
        try:
            contact_id = made["payload"]["contact"]["id"]
            source_id = made["payload"]["contact_inbox"]["source_id"]
        except (KeyError, TypeError):
            raise NotSent("no contact was made") from None
        return {"source_id": source_id, "inbox_id": inbox_id, "contact_id": contact_id,
                "status": "open"}  # fmt: skip

    async def _say(self, external_id: str, text: str, *, is_note: bool) -> None:
        body = {"content": text, "message_type": "incoming", "private": is_note}
        await self._ask("POST", f"/conversations/{external_id}/messages", body)

    async def _passed(self, conversation_id: str, message_id: int) -> None:
        def work(session: Session) -> None:
            link = session.get(DeskLink, conversation_id)
            if link is not None:
                link.passed_id = message_id

        await self._room.transactions.do(work)

    async def _resolve(self, conversation_id: str, external_id: str) -> None:
        path = f"/conversations/{external_id}/toggle_status"
        await self._ask("POST", path, {"status": "resolved"})
        await self._room.transactions.do(
            lambda session: session.execute(
                delete(DeskLink).where(DeskLink.conversation_id == conversation_id)
            )
        )

    async def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        headers = {"api_access_token": self._token}
        try:
            answer = await self._client.request(
                method, self._inbox.api + path, json=body, headers=headers, timeout=_SECONDS
            )
            if not answer.is_success:
                raise NotSent(f"status {answer.status_code}")
            return answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise NotSent(type(error).__name__) from None

    async def _send_away(self, conversation_id: str) -> None:
        """Tells a resident who is with an agent there that the line is gone."""

        def work(session: Session) -> None:
            at = self._room.clock()
            row = store.find_or_add(session, conversation_id, at=at)
            if row.state == State.WITH_ADVISER and row.adviser_id == ADVISER_ID:
                moves.send_away(session, self._room.announcer, row, at=at)

        try:
            await self._room.transactions.do(work)
        except (Conflict, NotFound):
            return
        self._room.bell.ring(conversation_id)

    async def hear(self, event: dict[str, Any]) -> None:
        """Takes what Chatwoot's webhook tells; what is not for us is passed over."""
        name = event.get("event")
        is_message = name == "message_created"
        about = event.get("conversation") if is_message else event
        external_id = str(about.get("id") or "") if isinstance(about, dict) else ""

        def work(session: Session) -> str | None:
            link = session.scalars(
                select(DeskLink).where(DeskLink.external_id == external_id)
            ).first()
            if link is None:
                return None
            row = store.find_or_add(session, link.conversation_id, at=self._room.clock())
            if is_message:
                self._hear_message(session, row, event)
            elif name == "conversation_status_changed":
                self._hear_status(session, row, str(event.get("status") or ""))
            return link.conversation_id

        conversation_id = await self._room.transactions.do(work) if external_id else None
        if conversation_id:
            self._room.bell.ring(conversation_id)
            self._room.ring()

    def _hear_message(self, session: Session, row: Handoff, event: dict[str, Any]) -> None:
        text = clean(str(event.get("content") or ""))[:_LONGEST]
        if event.get("message_type") != "outgoing" or event.get("private") or not text:
            return
        sender = event.get("sender")
        full = str(sender.get("name") or "") if isinstance(sender, dict) else ""
        first = clean(full).split()[0][:80] if clean(full) else ""
        adviser = Adviser(ADVISER_ID, first or self._room.announcer.site.adviser.short_name)
        at = self._room.clock()
        if row.state == State.WAITING:
            moves.claim(session, self._room.announcer, row, adviser, at=at)
        if row.state == State.WITH_ADVISER and row.adviser_id == ADVISER_ID:
            origin = f"chatwoot-{event.get('id')}"[:64]
            moves.reply(session, row, adviser, Reply(text), at=at, origin_id=origin)

    def _hear_status(self, session: Session, row: Handoff, status: str) -> None:
        if row.state != State.WITH_ADVISER or row.adviser_id != ADVISER_ID:
            return
        adviser = Adviser(ADVISER_ID, row.adviser_name or "")
        announcer, at = self._room.announcer, self._room.clock()
        if status == "resolved":
            moves.close(session, announcer, row, adviser, "answered", "", at=at)
        elif status == "pending":
            moves.give_back(session, announcer, row, adviser, at=at)


def attach(room: HandoffRoom) -> Chatwoot | None:
    """Makes Chatwoot the desk, when the settings name an inbox; returns the bridge, or None.

    Raises:
        InvalidInput: When the address is not one of an inbox.
    """
    settings = room.announcer.settings
    if not settings.chatwoot_url:
        return None
    bridge = Chatwoot(settings, room, room.watch.sender.client)
    room.watch.sender.others[CHATWOOT] = bridge.deliver
    room.watch.looks.append(bridge.look_who_is_there)
    return bridge
