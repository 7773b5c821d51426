"""Sends what was written down: e-mails over SMTP, webhooks signed with HMAC; tries again for a day.

An entry is taken by setting when it is tried next, so that two processes do not send it at once.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import smtplib
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import httpx
from anyio import to_thread
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.handoff.models import Outgoing
from bot.handoff.transcripts import TRANSCRIPT
from bot.transactions import Transactions
from knowledge.settings import Settings

log = logging.getLogger("signpost.outgoing")

WAITS = tuple(timedelta(seconds=span) for span in (5, 30, 120, 600, 3600, 4 * 3600, 12 * 3600))
"""How long after each failure it is tried again; after the last it has failed for good."""

_LEASE = timedelta(seconds=60)
_MOST_AT_ONCE = 20
_SECONDS = 10.0

Deliver = Callable[[Outgoing], Awaitable[None]]


class NotSent(Exception):
    """Why something did not go out, in a few words without what it says."""


def signature(secret: str, body: bytes) -> str:
    """Returns what stands in the header `X-Signpost-Signature` of a webhook."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


@dataclass
class Sender:
    """Sends what is due.

    Attributes:
        others: Further ways to deliver, by kind.
    """

    transactions: Transactions
    settings: Settings
    clock: Clock
    client: httpx.AsyncClient
    others: dict[str, Deliver] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Says at the start what would otherwise be seen when an e-mail does not come."""
        if self.settings.smtp_url and not self.settings.mail_from:
            log.warning("SMTP_URL is set and MAIL_FROM is not: no e-mail is sent.")

    async def send_due(self) -> None:
        """Sends everything that is due, at most 20 at once."""
        for item in await self.transactions.do(self._take):
            try:
                await self._deliver(item)
            except NotSent as error:
                await self._note(item, str(error))
            else:
                await self._note(item, None)

    async def aclose(self) -> None:
        """Closes connections."""
        await self.client.aclose()

    def _take(self, session: Session) -> list[Outgoing]:
        at = self.clock()
        query = (
            select(Outgoing)
            .where(Outgoing.state == "waiting", Outgoing.next_at <= at)
            .order_by(Outgoing.id)
            .limit(_MOST_AT_ONCE)
        )
        return [item for item in session.scalars(query) if self._is_taken(session, item, at)]

    def _is_taken(self, session: Session, item: Outgoing, at: datetime) -> bool:
        taken = session.execute(
            update(Outgoing)
            .where(Outgoing.id == item.id, Outgoing.attempts == item.attempts)
            .values(attempts=item.attempts + 1, next_at=at + _LEASE)
            .execution_options(synchronize_session=False)
        )
        session.refresh(item)
        return bool(taken.rowcount)  # type: ignore[attr-defined]

    async def _deliver(self, item: Outgoing) -> None:
        if item.kind in {"email", TRANSCRIPT}:
            await to_thread.run_sync(self._mail, item)
        elif item.kind == "webhook":
            await self._hook(item)
        elif item.kind in self.others:
            await self.others[item.kind](item)
        else:
            raise NotSent("there is no way to send this")

    async def _hook(self, item: Outgoing) -> None:
        body = item.body.encode()
        headers = {
            "Content-Type": "application/json",
            "X-Signpost-Delivery": str(item.id),
            "X-Signpost-Signature": signature(self.settings.webhook_secret, body),
        }
        try:
            async with asyncio.timeout(_SECONDS):
                answer = await self.client.post(
                    self.settings.webhook_url, content=body, headers=headers
                )
        except (TimeoutError, httpx.HTTPError) as error:
            raise NotSent(type(error).__name__) from None
        if not answer.is_success:
            raise NotSent(f"status {answer.status_code}")

    def _mail(self, item: Outgoing) -> None:
        if not self.settings.can_mail:
            # Written down while it was set up: no e-mail poses as one from its own reader.
            raise NotSent("SMTP_URL or MAIL_FROM is not set")
        message = EmailMessage()
        message["From"] = self.settings.mail_from
        message["To"] = item.target
        message["Subject"] = item.subject
        message.set_content(item.body)
        where = urlsplit(self.settings.smtp_url)
        try:
            with _connected(where.scheme, where.hostname or "", where.port) as server:
                if where.username:
                    server.login(unquote(where.username), unquote(where.password or ""))
                server.send_message(message)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise NotSent(type(error).__name__) from None

    async def _note(self, item: Outgoing, error: str | None) -> None:
        """Notes that it went out, or when it is tried again."""
        values: dict[str, object] = {"state": "sent", "error": ""}
        if error is not None:
            log.warning("A notice (%s) did not go out: %s", item.kind, error)
            is_last = item.attempts > len(WAITS)
            values = {"state": "failed" if is_last else "waiting", "error": error[:200]}
            if not is_last:
                values["next_at"] = self.clock() + WAITS[item.attempts - 1]
        if item.kind == TRANSCRIPT and values["state"] in {"sent", "failed"}:
            values |= {"body": "", "target": ""}

        def work(session: Session) -> None:
            session.execute(update(Outgoing).where(Outgoing.id == item.id).values(**values))

        await self.transactions.do(work)


def _connected(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    """A connection that is encrypted: from the start, or before anything else is said.

    Only a server on this machine is spoken to in the clear.
    """
    context = ssl.create_default_context()
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port or 465, timeout=_SECONDS, context=context)
    server = smtplib.SMTP(host, port or 587, timeout=_SECONDS)
    if host not in {"localhost", "127.0.0.1", "::1"}:
        server.starttls(context=context)
    return server
