"""That two people stood behind a change, for longer than their names are kept.

Revision 0010, after 0009.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_TABLES = ("record_change", "text_change")


def upgrade() -> None:
    for name in _TABLES:
        column: sa.Column[bool] = sa.Column(
            "is_by_two", sa.Boolean(), nullable=False, server_default=sa.false()
        )
        op.add_column(name, column)
        table = sa.table(
            name, sa.column("is_by_two"), sa.column("proposed_by"), sa.column("decided_by")
        )
        by_two = table.c.decided_by.is_not(None) & (table.c.decided_by != table.c.proposed_by)
        op.execute(table.update().where(by_two).values(is_by_two=True))


def downgrade() -> None:
    for name in _TABLES:
        with op.batch_alter_table(name) as table:
            table.drop_column("is_by_two")
