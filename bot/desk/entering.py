"""Who is at the desk: what every route of it asks first."""

from __future__ import annotations

import re

from starlette.requests import Request

from bot.accounts.access import require
from bot.accounts.roles import ADVISER, Account
from bot.desk.service import DeskService
from bot.handoff.moves import Adviser
from bot.handoff.room import HandoffRoom
from knowledge.errors import NotFound

_ID = re.compile(r"^[0-9a-f-]{36}$", re.ASCII)


def room_of(request: Request) -> HandoffRoom:
    """Returns the hand-off of the running application."""
    room: HandoffRoom = request.app.state.handoff
    return room


async def enter(request: Request) -> tuple[Account, DeskService]:
    """Returns the adviser who is signed in, and what they may do.

    Raises:
        SignInNeeded, Forbidden: When nobody is signed in, or not as an adviser.
    """
    account = await require(request, ADVISER)
    first_name = account.shown_name.split()[0] if account.shown_name.split() else account.name
    adviser = Adviser(str(account.id), first_name)
    return account, DeskService(room_of(request), adviser, account.id)


def conversation_of(request: Request) -> str:
    """Returns the id in the address.

    Raises:
        NotFound: When it is none.
    """
    found: str = request.path_params["conversation_id"]
    if not _ID.match(found):
        raise NotFound("There is no such chat.")
    return found
