"""For whom an organisation speaks, as editors write it.

Revision 0006, after 0005.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("represents", sa.JSON(), nullable=False, server_default="[]")
    op.add_column("organisation", column)


def downgrade() -> None:
    op.drop_column("organisation", "represents")
