"""Every table of the application's own rooms; a test holds the list to what the migrations make."""

from __future__ import annotations

from sqlalchemy import Table

from bot.accounts import models as _accounts  # noqa: F401 (its tables join those of Base)
from bot.conversations import clock_guard as _clock_guard  # noqa: F401 (its table joins those of Base)
from bot.conversations import keeping as _keeping  # noqa: F401 (its tables join those of Base)
from bot.conversations.models import Base as Bot
from bot.editing import models as _editing  # noqa: F401 (its tables join those of Base)
from bot.handoff import models as _handoff  # noqa: F401 (its tables join those of Base)
from bot.insight import models as _insight  # noqa: F401 (its tables join those of Base)
from bot.operations import switches as _operations  # noqa: F401 (its tables join those of Base)
from bot.staff import models as _staff  # noqa: F401 (its tables join those of Base)
from bot.telegram import models as _telegram  # noqa: F401 (its tables join those of Base)
from knowledge.models import Base as Knowledge


def every_table() -> list[Table]:
    """Returns every table of both rooms, those that others point to first."""
    return [*Knowledge.metadata.sorted_tables, *Bot.metadata.sorted_tables]
