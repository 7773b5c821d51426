"""Room for what is sealed: how residents may be reached, and where messages go.

What stands there is sealed by the application's daily round, with the keys of its settings.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Takes away the limits of length: what is sealed is longer."""
    with op.batch_alter_table("handoff_contact") as table:
        table.alter_column("name", existing_type=sa.String(80), type_=sa.Text)
        table.alter_column("value", existing_type=sa.String(254), type_=sa.Text)
    _change_target(sa.String(254), sa.Text())


def downgrade() -> None:
    """Puts the limits back; what is sealed then has no room, and is deleted."""
    contacts = sa.table("handoff_contact", sa.column("value"))
    op.execute(contacts.delete().where(contacts.c.value.startswith("sealed:")))
    outgoing = sa.table("handoff_outgoing", sa.column("target"))
    op.execute(outgoing.delete().where(outgoing.c.target.startswith("sealed:")))
    with op.batch_alter_table("handoff_contact") as table:
        table.alter_column("name", existing_type=sa.Text, type_=sa.String(80))
        table.alter_column("value", existing_type=sa.Text, type_=sa.String(254))
    _change_target(sa.Text(), sa.String(254))


def _change_target(before: sa.types.TypeEngine[str], after: sa.types.TypeEngine[str]) -> None:
    with op.batch_alter_table(
        "handoff_outgoing", table_kwargs={"sqlite_autoincrement": True}
    ) as table:
        table.alter_column("target", existing_type=before, type_=after)
