"""How Alembic runs the migrations of this room: on the connection it is handed."""

from __future__ import annotations

from typing import Any

from alembic import context

from bot.accounts import models as _accounts  # noqa: F401 (its tables join those of Base)
from bot.conversations import clock_guard as _clock_guard  # noqa: F401 (its table joins those of Base)
from bot.conversations import keeping as _keeping  # noqa: F401 (its tables join those of Base)
from bot.conversations.models import Base
from bot.conversations.schema import VERSION_TABLE
from bot.editing import models as _editing  # noqa: F401 (its tables join those of Base)
from bot.handoff import models as _handoff  # noqa: F401 (its tables join those of Base)
from bot.insight import models as _insight  # noqa: F401 (its tables join those of Base)
from bot.operations import switches as _operations  # noqa: F401 (its tables join those of Base)
from bot.staff import models as _staff  # noqa: F401 (its tables join those of Base)
from bot.telegram import models as _telegram  # noqa: F401 (its tables join those of Base)


def include_name(name: str | None, type_: str, _parents: Any) -> bool:
    """Says whether a table of the database is this room's: other rooms share the database."""
    return type_ != "table" or name in Base.metadata.tables


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    include_name=include_name,
    # SQLite changes a table by copying it.
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
