"""What kind of service it is, and an organisation's numbers in registers, as editors write them.

Revision 0004, after 0003.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_COLUMNS = {
    "service": ("service_types", "[]"),
    "contact": ("service_types", "[]"),
    "organisation": ("identifiers", "{}"),
}


def upgrade() -> None:
    for table, (name, empty) in _COLUMNS.items():
        op.add_column(table, sa.Column(name, sa.JSON(), nullable=False, server_default=empty))


def downgrade() -> None:
    for table, (name, _) in _COLUMNS.items():
        op.drop_column(table, name)
