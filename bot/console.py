"""What those who work here have, put together: accounts, the aid, editing, insight.

The application adds these pages to its own, and runs `keep_console` beside them.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import BaseRoute

from bot.accounts.access import PasswordChangeNeeded, SignInNeeded, lead_on
from bot.accounts.administration import ROUTES as ADMINISTRATION_ROUTES
from bot.accounts.council import CouncilSignIn
from bot.accounts.pages import ROUTES as ACCOUNT_ROUTES
from bot.accounts.service import Accounts
from bot.crisis import CrisisCheck
from bot.desk.seeing import SignsOfLife
from bot.editing.adding_pages import ROUTES as ADDING_ROUTES
from bot.editing.deciding import ROUTES as DECIDING_ROUTES
from bot.editing.import_pages import ROUTES as IMPORT_ROUTES
from bot.editing.missed_pages import ROUTES as MISSED_ROUTES
from bot.editing.pages import ROUTES as EDITING_ROUTES
from bot.editing.saying import ROUTES as SAYING_ROUTES
from bot.editing.saying import suggestion_limit
from bot.editing.text_pages import ROUTES as TEXT_ROUTES
from bot.editing.timekeeping import Timekeeper
from bot.editing.trying_pages import ROUTES as TRYING_ROUTES
from bot.editing.trying_pages import trials_of
from bot.handoff.room import HandoffRoom
from bot.insight.counting import keep_counting
from bot.insight.pages import ROUTES as INSIGHT_ROUTES
from bot.operations.pages import ROUTES as OPERATIONS_ROUTES
from bot.sharing.limits import limit_of
from bot.sharing.link import Link
from bot.staff.aid import Aid
from bot.staff.messages import SMS, SmsGateway, keep_tidy
from bot.staff.pages import ROUTES as STAFF_ROUTES
from bot.staff.passing import ROUTES as PASSING_ROUTES
from bot.staff.sending import ROUTES as SENDING_ROUTES
from bot.staff.sheets import ROUTES as SHEET_ROUTES
from bot.staff.signposts import ROUTES as SIGNPOST_ROUTES
from knowledge.settings import Settings
from knowledge.site_texts import LiveSite

CONSOLE_ROUTES: list[BaseRoute] = [
    *ACCOUNT_ROUTES,
    *ADMINISTRATION_ROUTES,
    *OPERATIONS_ROUTES,
    *STAFF_ROUTES,
    *SHEET_ROUTES,
    *SENDING_ROUTES,
    *SIGNPOST_ROUTES,
    *PASSING_ROUTES,
    *EDITING_ROUTES,
    *DECIDING_ROUTES,
    *TEXT_ROUTES,
    *SAYING_ROUTES,
    *MISSED_ROUTES,
    *ADDING_ROUTES,
    *TRYING_ROUTES,
    *IMPORT_ROUTES,
    *INSIGHT_ROUTES,
]

CONSOLE_ERRORS = {SignInNeeded: lead_on, PasswordChangeNeeded: lead_on}
"""What leads on to another page instead of an error."""


def attach_console(
    app: Starlette,
    room: HandoffRoom,
    settings: Settings,
    crisis: CrisisCheck,
    link: Link | None = None,
) -> None:
    """Puts what these pages work with into the state of the application."""
    app.state.live_site = LiveSite(room.announcer.site)
    app.state.timekeeper = Timekeeper(room.transactions, room.clock, app.state.live_site, crisis)
    app.state.signs_of_life = SignsOfLife(room)
    app.state.accounts = Accounts(room.transactions, room.clock, settings)
    app.state.council_sign_in = CouncilSignIn(settings)
    app.state.aid = Aid(settings, room.clock)
    app.state.trials = trials_of(app.state.aid)
    app.state.suggestion_limit = limit_of(suggestion_limit(room.clock), link, "suggestions")
    room.watch.sender.others[SMS] = SmsGateway(settings).deliver


@asynccontextmanager
async def keep_console(app: Starlette) -> AsyncIterator[None]:
    """Tidies, forgets and counts while the application runs; closes the directory of the aid."""
    accounts: Accounts = app.state.accounts
    tasks = [
        asyncio.create_task(keep_tidy(accounts)),
        asyncio.create_task(keep_counting(accounts.transactions, accounts.clock)),
        asyncio.create_task(app.state.timekeeper.keep()),
        asyncio.create_task(app.state.forgetting.keep()),
    ]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        app.state.aid.close()
