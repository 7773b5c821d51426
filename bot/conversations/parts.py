"""What turns and housekeeping work with, handed to them as one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.clock import Clock
from bot.conversations.bell import Bell
from bot.conversations.reception import Reception
from bot.engine import Engine
from bot.sharing.limits import Limit
from bot.sharing.link import Link
from bot.tracker import Tracker
from bot.transactions import Transactions
from knowledge.replies import Reply
from knowledge.settings import Settings
from knowledge.site import Site

CrisisCheck = Callable[[str], Reply | None]


@dataclass(frozen=True)
class Parts:
    """The parts of one running application.

    Attributes:
        check_crisis: Returns the fixed reply to a text about danger, or None.
        message_limit: How fast one conversation may send.
        reception: Says where each message goes: to a person, to the engine, or nowhere further.
        link: The way to what other applications share; None when this is the only one.
    """

    settings: Settings
    site: Site
    transactions: Transactions
    engine: Engine
    tracker: Tracker
    bell: Bell
    clock: Clock
    check_crisis: CrisisCheck
    message_limit: Limit
    reception: Reception
    link: Link | None = None
