"""Puts the application together from its settings.

Nothing is opened at import; what is opened belongs to the application and is closed with it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from bot import clock as time
from bot.access_log import AccessLog
from bot.api.routes import ROUTES as API_ROUTES
from bot.bodies import BodyLimit
from bot.console import CONSOLE_ERRORS, CONSOLE_ROUTES, attach_console, keep_console
from bot.conversations.housekeeping import Housekeeping
from bot.conversations.parts import Parts
from bot.conversations.recovery import Recovery
from bot.conversations.schema import upgraded
from bot.conversations.service import Conversations
from bot.conversations.turns import Turns
from bot.crisis import CrisisCheck
from bot.desk.routes import ROUTES as DESK_ROUTES
from bot.directory.feed import ROUTES as FEED_ROUTES
from bot.directory.feed import OpenCors
from bot.directory.pages import ROUTES as DIRECTORY_ROUTES
from bot.editing.import_pages import MOST_BODY_BYTES
from bot.editing.import_pages import PATH as IMPORT_PATH
from bot.engine import Engine, RasaEngine
from bot.errors import ErrorBoundary, answer
from bot.guards import ApiCors, RequestLimit
from bot.handoff import chatwoot
from bot.handoff.room import HandoffRoom, open_handoff
from bot.headers import SecurityHeaders
from bot.health import Readiness
from bot.limits import RateLimit
from bot.operations.closed import Closed, ClosedPage
from bot.operations.switches import Switches
from bot.origins import OriginCheck
from bot.pages.chat import ROUTES as CHAT_ROUTES
from bot.pages.plain import ROUTES as PLAIN_ROUTES
from bot.pages.plain import error_page
from bot.pages.rendering import Rendering
from bot.privacy.desk import PrivacyDesk
from bot.privacy.forgetting import Forgetting
from bot.sealing import keys_of, use_keys
from bot.sharing.bell import SharedBell
from bot.sharing.limits import limit_of
from bot.sharing.link import Link
from bot.telegram.channel import BODY_LIMIT_BYTES, Telegram
from bot.telegram.settings import WEBHOOK_PATH, telegram_settings
from bot.tracker import Tracker
from bot.transactions import Transactions
from knowledge.database import Database, create_database
from knowledge.errors import InvalidInput, SignpostError
from knowledge.settings import Settings
from knowledge.site import Site, load_site


@dataclass(frozen=True)
class _Opened:
    """What the application opened and has to close."""

    database: Database
    engine: Engine
    tracker: Tracker
    readiness: Readiness
    turns: Turns
    housekeeping: Housekeeping
    recovery: Recovery
    bell: SharedBell
    link: Link | None
    handoff: HandoffRoom
    crisis: CrisisCheck
    switches: Switches


def create_app(
    settings: Settings, *, engine_client: Engine | None = None, clock: time.Clock | None = None
) -> Starlette:
    """Returns the application.

    Args:
        settings: Every setting.
        engine_client: What answers instead of the Rasa server that the settings name.
        clock: The time, when it is not the real one.

    Raises:
        InvalidInput: When the site file or the database address cannot be used.
    """
    now = clock or time.now
    site = load_site(settings.site_file)
    opened, conversations = _open(settings, site, engine_client, now)

    telegram = _telegram(settings, conversations, opened.database, opened.switches)
    rendering = Rendering(site, settings)
    closed = ClosedPage(site, rendering)

    app = Starlette(
        routes=[
            *API_ROUTES,
            *FEED_ROUTES,
            *DIRECTORY_ROUTES,
            *CHAT_ROUTES,
            *PLAIN_ROUTES,
            *CONSOLE_ROUTES,
            *DESK_ROUTES,
            *(telegram.routes if telegram else []),
        ],  # fmt: skip
        middleware=_middleware(settings, now, opened, closed),
        exception_handlers={
            **CONSOLE_ERRORS,
            SignpostError: _on_error,
            HTTPException: _on_error,
        },
        lifespan=_lifespan(settings, opened, telegram),
    )
    app.router.redirect_slashes = False
    app.state.conversations = conversations
    attach_console(app, opened.handoff, settings, opened.crisis, opened.link)
    app.state.forgetting = Forgetting(opened.handoff.transactions, opened.tracker, now, settings)
    app.state.database = opened.database
    app.state.clock = now
    app.state.readiness = opened.readiness
    app.state.rendering = rendering
    app.state.switches = opened.switches
    app.state.bell = opened.bell
    app.state.handoff = opened.handoff
    app.state.chatwoot = chatwoot.attach(opened.handoff)
    return app


def _telegram(
    settings: Settings, conversations: Conversations, database: Database, switches: Switches
) -> Telegram | None:
    """The channel to Telegram, or None when there is no token."""
    wanted = telegram_settings(settings)
    if wanted is None:
        return None
    return Telegram(wanted, conversations, database, settings.retention_days, switches=switches)


def _lifespan(
    settings: Settings, opened: _Opened, telegram: Telegram | None
) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with upgraded(settings.database_url):
            rounds = asyncio.create_task(opened.housekeeping.run())
            watch = asyncio.create_task(opened.handoff.run())
            recovery = asyncio.create_task(opened.recovery.run())
            if telegram is not None:
                telegram.start()
            try:
                async with opened.bell.running(), keep_console(app):
                    yield
            finally:
                if telegram is not None:
                    await telegram.stop()
                await opened.handoff.close(watch)
                await _close(opened, [rounds, recovery])

    return lifespan


def _on_error(request: Request, error: Exception) -> Response:
    return answer(request, error, error_page)


def _middleware(
    settings: Settings, now: time.Clock, opened: _Opened, closed: ClosedPage
) -> list[Middleware]:
    """From the outside in."""
    requests = RateLimit(
        settings.rate_requests_per_minute,
        60,
        "There were too many requests from your connection. Please wait a moment.",
        now,
    )
    return [
        Middleware(AccessLog),
        Middleware(
            SecurityHeaders,
            framed_by=settings.allowed_origins,
            is_https=settings.public_address.startswith("https://"),
        ),
        Middleware(ApiCors, allowed=settings.allowed_origins),
        Middleware(OpenCors),
        Middleware(ErrorBoundary, page=error_page),
        Middleware(RequestLimit, limit=limit_of(requests, opened.link, "requests")),
        Middleware(OriginCheck, allowed=settings.allowed_origins),
        Middleware(
            BodyLimit,
            limit_bytes=settings.body_limit_bytes,
            larger={WEBHOOK_PATH: BODY_LIMIT_BYTES, IMPORT_PATH: MOST_BODY_BYTES},
        ),
        Middleware(Closed, switches=opened.switches, page=closed),
    ]


@lru_cache(maxsize=2)
def _crisis_check(encoder_folder: str) -> CrisisCheck:
    """The crisis check, loaded once a process: without it the application must not start."""
    try:
        return CrisisCheck.load(encoder_folder)
    except (OSError, KeyError, ValueError) as error:
        raise InvalidInput(f"The crisis texts cannot be read: {error}") from None


def _open(
    settings: Settings, site: Site, engine_client: Engine | None, now: time.Clock
) -> tuple[_Opened, Conversations]:
    database = create_database(settings.database_url)
    use_keys(database.engine, keys_of(settings))
    link = Link(settings.redis_url) if settings.redis_url else None
    transactions, bell = Transactions(database), SharedBell(link)
    engine = engine_client or RasaEngine(settings.engine_url)
    tracker = Tracker(settings.tracker_database_url)
    # The nets are shared by whoever runs in this process; the texts are this application's own.
    crisis = _crisis_check(settings.encoder_folder).own()
    handoff = open_handoff(settings, site, transactions, bell, now)
    too_fast = "You are sending messages very fast. Please wait a moment and send it again."
    too_many = "Too many chats were opened from your connection. Please try again later."
    days = settings.retention_days
    reception = PrivacyDesk(handoff.reception, lambda: handoff.announcer.site, days)
    parts = Parts(
        settings=settings,
        site=site,
        transactions=transactions,
        engine=engine,
        tracker=tracker,
        bell=bell,
        clock=now,
        check_crisis=crisis.check,
        message_limit=limit_of(
            RateLimit(settings.rate_messages_per_minute, 60, too_fast, now), link, "messages"
        ),
        reception=reception,
        link=link,
    )
    turns = Turns(parts)
    housekeeping = Housekeeping(parts, timedelta(days=days))
    actions = settings.actions_url or f"http://127.0.0.1:{settings.actions_port}"
    readiness = Readiness(transactions, engine, turns, crisis, actions, now)
    switches = Switches(transactions)
    opened = _Opened(
        database, engine, tracker, readiness, turns, housekeeping, Recovery(parts, turns),
        bell, link, handoff, crisis, switches,
    )  # fmt: skip
    opening = RateLimit(settings.rate_conversations_per_hour, 3600, too_many, now)
    open_limit = limit_of(opening, link, "conversations")
    return opened, Conversations(
        site, transactions, turns, housekeeping, bell, now, open_limit, reception
    )


async def _close(opened: _Opened, rounds: list[asyncio.Task[None]]) -> None:
    """Ends streams, lets turns finish, closes connections."""
    opened.bell.close()
    for task in rounds:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    await opened.turns.finish()
    await opened.engine.aclose()
    await opened.readiness.aclose()
    if opened.link is not None:
        await opened.link.aclose()
    opened.tracker.close()
    opened.database.close()
