"""How often each record was shown in a week.

Revision 0005, after 0004.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from knowledge.migrations.columns import create_keyed, numbers, short

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_keyed(
        "record_shown",
        ("slug", "week"),
        short("slug", 80, needed=True),
        sa.Column("week", sa.Date(), nullable=False),
        *numbers("times", needed=True),
        indexed=("week",),
    )


def downgrade() -> None:
    op.drop_table("record_shown")
