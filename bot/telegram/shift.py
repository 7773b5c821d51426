"""The work of the one process that holds the lease: asking, working, delivering, sweeping."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

from anyio import to_thread
from sqlalchemy.orm import Session
from telegram import BotCommand
from telegram.error import TelegramError

from bot.telegram import store
from bot.telegram.client import WANTED
from bot.telegram.commands import commands, languages
from bot.telegram.delivery import Delivery
from bot.telegram.direct import Direct
from bot.telegram.handling import Handling
from bot.telegram.intake import Intake, Polling, wait_after
from bot.telegram.leaving import Leaving
from bot.telegram.parts import Parts
from bot.telegram.standing import Standing
from bot.telegram.tasks import Tasks
from bot.telegram.working import Working
from knowledge.errors import Unavailable

log = logging.getLogger("signpost.telegram")

_MOST_PUSHES = 40
_SWEEP_SECONDS = 600.0
# Telegram keeps what it could not deliver for one day.
_CLAIMS_KEPT = timedelta(days=2)


class Shift:
    """One turn of holding the lease.

    Args:
        parts: What it works with.
        intake: Claims what is asked for.
    """

    def __init__(self, parts: Parts, intake: Intake) -> None:
        self._parts = parts
        self._client = parts.transport.bot
        tasks, leaving = Tasks(), Leaving(parts)
        direct = Direct(parts, tasks)
        self._delivery = Delivery(parts, leaving)
        handling = Handling(parts, self._delivery, direct)
        self._working = Working(parts, handling, direct, leaving, tasks)
        self._standing = Standing(parts, self._delivery)
        self._polling = Polling(parts, intake)

    def wake(self) -> None:
        """Lets waiting updates be worked at once."""
        self._working.rounds.wake()

    async def run(self) -> None:
        """Works until cancelled; then lets what is under way come to its end."""
        parts: list[Coroutine[Any, Any, None]] = [
            self._working.rounds.run(),
            self._delivery.rounds.run(),
            self._standing.run(),
            self._receive(),
            self._sweep(),
        ]
        tasks = [asyncio.create_task(part) for part in parts]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            for ended in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(ended, Exception):
                    log.error("Telegram stopped with %s.", type(ended).__name__)

    async def _receive(self) -> None:
        """Introduces the bot; then polls, or has Telegram push and looks after that."""
        await to_thread.run_sync(self._parts.places.load)
        await self._until_done(self._introduce)
        if self._parts.settings.webhook_url is None:
            await self._until_done(self._client.delete_webhook)
            log.info("Telegram: asking for messages (polling).")
            await self._polling.run()
        await self._until_done(self._set_webhook)
        log.info("Telegram: messages are pushed to us (webhook).")
        while True:
            await self._look_at_webhook()
            await asyncio.sleep(_SWEEP_SECONDS)

    async def _until_done(self, call: Any) -> None:
        failures = 0
        while True:
            try:
                await call()
            except TelegramError as error:
                failures += 1
                await asyncio.sleep(wait_after(error, failures, self._parts.timing))
            else:
                return

    async def _introduce(self) -> None:
        """Learns the bot's name, and sets its menus and what is shown before a chat begins."""
        await self._client.initialize()
        for language in (None, *languages()):
            menu = [
                BotCommand(command.name, command.menu[language or "en"])
                for command in commands().values()
            ]
            await self._client.set_my_commands(menu, language_code=language)
        full, short = self._parts.words.about()
        await self._client.set_my_description(full)
        await self._client.set_my_short_description(short)

    async def _set_webhook(self) -> None:
        await self._client.set_webhook(
            self._parts.settings.webhook_url or "",
            secret_token=self._parts.secrecy.webhook_secret(),
            allowed_updates=WANTED,
            max_connections=_MOST_PUSHES,
        )

    async def _look_at_webhook(self) -> None:
        """Says in the log when Telegram cannot reach us."""
        try:
            info = await self._client.get_webhook_info()
        except TelegramError:
            return
        if info.url != self._parts.settings.webhook_url:
            await self._until_done(self._set_webhook)
        if info.pending_update_count > _MOST_PUSHES or info.last_error_message:
            log.warning(
                "Telegram: %d messages wait to be pushed; it says: %s.",
                info.pending_update_count,
                info.last_error_message or "nothing",
            )

    async def _sweep(self) -> None:
        """Forgets what is no longer needed."""

        def work(session: Session) -> None:
            store.forget_finished(session, self._parts.clock() - _CLAIMS_KEPT)
            store.drop_orphans(session)

        while True:
            try:
                await self._parts.transactions.do(work)
            except Unavailable as error:
                log.warning("Telegram's sweeping is put off: %s", error)
            await asyncio.sleep(_SWEEP_SECONDS)
