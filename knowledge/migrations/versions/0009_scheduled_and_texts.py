"""Changes that begin and end on a day, records that end on a day, and changes of fixed texts.

Revision 0009, after 0008.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from knowledge.migrations.columns import create_keyed, days, moments, needed_texts, short, texts

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("from_on", "until_on"):
        op.add_column("record_change", sa.Column(name, sa.Date()))
    create_keyed(
        "text_change",
        ("id",),
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=True),
        short("family", 20, needed=True),
        short("key", 120, needed=True),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("file_says", "before", "after")),
        *needed_texts("reason"),
        short("state", 12, needed=True),
        short("proposed_by", 64, needed=True),
        *moments("proposed_at", needed=True),
        short("decided_by", 64),
        *moments("decided_at", "since_at"),
        *texts("decision_note"),
        sa.Column("undoes_id", sa.Integer()),
        *days("from_on", "until_on"),
        indexed=("family", "state"),
    )
    create_keyed(
        "record_end",
        ("id",),
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=True),
        short("slug", 80, needed=True),
        sa.Column("last_on", sa.Date(), nullable=False),
        short("team", 200, needed=True),
        *needed_texts("reason"),
        short("state", 12, needed=True),
        short("set_by", 64, needed=True),
        *moments("set_at", needed=True),
        short("ended_by", 64),
        *moments("ended_at"),
        indexed=("slug", "state"),
    )


def downgrade() -> None:
    op.drop_table("record_end")
    op.drop_table("text_change")
    for name in ("until_on", "from_on"):
        with op.batch_alter_table("record_change") as table:
            table.drop_column(name)
