"""The Telegram channel of one application: put together, started and stopped.

With several applications each takes what is pushed to it; one of them, by a lease in the database,
asks Telegram for updates, works them and delivers answers.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.bodies import read_object
from bot.conversations.service import Conversations
from bot.operations.switches import Switches
from bot.telegram.client import make_client
from bot.telegram.incoming import Reader
from bot.telegram.intake import Intake
from bot.telegram.lease import LEASE_SECONDS, Lease
from bot.telegram.pace import Pace, Timing
from bot.telegram.parts import Parts
from bot.telegram.places import Nearest
from bot.telegram.secrecy import Secrecy, TokenGuard
from bot.telegram.settings import WEBHOOK_PATH, TelegramSettings
from bot.telegram.shift import Shift
from bot.telegram.transport import Transport
from bot.telegram.words import Words
from knowledge.database import Database
from knowledge.errors import Unavailable

log = logging.getLogger("signpost.telegram")

TIMING = Timing()
BODY_LIMIT_BYTES = 1_000_000
"""The largest push that is read: a message of 4,096 characters and the one that it answers."""

_SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - a name # nosec B105
_QUIET = ("httpx", "httpcore", "telegram")


class Telegram:
    """The channel.

    Args:
        settings: The settings of the channel.
        conversations: The conversations.
        database: Holds the places.
        retention_days: How long a conversation is kept.
        timing: How the channel spends its time; `TIMING` when None.
        switches: Say whether the channel is off.
    """

    def __init__(
        self,
        settings: TelegramSettings,
        conversations: Conversations,
        database: Database,
        retention_days: int,
        timing: Timing | None = None,
        switches: Switches | None = None,
    ) -> None:
        timing = timing or TIMING
        self._guard = TokenGuard(settings.token)
        self._client = make_client(settings, timing)
        self._parts = Parts(
            settings=settings,
            conversations=conversations,
            transport=Transport(self._client, Pace(timing)),
            secrecy=Secrecy(settings.secret, settings.bot_id),
            words=Words(conversations.site, settings, retention_days),
            places=Nearest(database),
            timing=timing,
            switches=switches,
        )
        self._lease = Lease(self._parts.transactions, settings.bot_id, self._parts.clock)
        self._intake = Intake(self._parts, Reader(self._client, self._parts.places), self._arrived)
        self._shift: Shift | None = None
        self._working: asyncio.Task[None] | None = None
        self._running: asyncio.Task[None] | None = None

    @property
    def routes(self) -> list[Route]:
        """The address that Telegram pushes to, when it does."""
        if self._parts.settings.webhook_url is None:
            return []
        return [Route(WEBHOOK_PATH, self.take_push, methods=["POST"])]

    def start(self) -> None:
        """Starts in the background; Telegram need not be reachable."""
        self._guard.install()
        for noisy in _QUIET:
            # They log addresses, which hold the token, and answers, which hold what was typed.
            logging.getLogger(noisy).setLevel(logging.CRITICAL)
        self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Lets what is under way come to its end, and hands the lease on."""
        if self._running is not None:
            self._running.cancel()
            with suppress(asyncio.CancelledError):
                await self._running
        await self._client.shutdown()
        self._guard.remove()

    async def take_push(self, request: Request) -> Response:
        """POST /telegram/webhook: keeps the update and answers at once."""
        if not self._parts.secrecy.is_webhook_secret(request.headers.get(_SECRET_HEADER)):
            raise HTTPException(403)
        await self._intake.take([await read_object(request)])
        return PlainTextResponse("")

    def _arrived(self) -> None:
        if self._shift is not None:
            self._shift.wake()

    async def _run(self) -> None:
        """Holds the lease when it can be had, and works while it is held."""
        held_at = 0.0
        try:
            while True:
                is_ours = await self._take_lease()
                at = asyncio.get_running_loop().time()
                if is_ours:
                    held_at = at
                    self._begin()
                elif is_ours is False or at - held_at > LEASE_SECONDS - self._parts.timing.renew:
                    await self._end()
                await asyncio.sleep(self._parts.timing.renew)
        finally:
            await self._end()
            with suppress(Unavailable):
                await self._lease.give_back()

    async def _take_lease(self) -> bool | None:
        """Whether the lease is ours; None when that cannot be said."""
        try:
            return await self._lease.take()
        except Unavailable:
            return None

    def _begin(self) -> None:
        if self._working is None or self._working.done():
            self._shift = Shift(self._parts, self._intake)
            self._working = asyncio.create_task(self._shift.run())

    async def _end(self) -> None:
        if self._working is not None:
            self._working.cancel()
            with suppress(asyncio.CancelledError):
                await self._working
        self._working = self._shift = None
