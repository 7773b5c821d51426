"""What nobody could find, by subject and kind of record instead of by words.

Revision 0007, after 0006.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_BY_WORDS = "uq_unmet_demand_week_words_district_channel"
_BY_SUBJECT = "uq_unmet_demand_week_subject_kind_district_channel"


def upgrade() -> None:
    with op.batch_alter_table("unmet_demand") as table:
        table.drop_constraint(_BY_WORDS, type_="unique")
        table.alter_column("words", new_column_name="subject", existing_type=sa.String(200))
        table.add_column(sa.Column("kind", sa.String(20), nullable=False, server_default=""))
    with op.batch_alter_table("unmet_demand") as table:
        columns = ["week", "subject", "kind", "district", "channel"]
        table.create_unique_constraint(_BY_SUBJECT, columns)


def downgrade() -> None:
    with op.batch_alter_table("unmet_demand") as table:
        table.drop_constraint(_BY_SUBJECT, type_="unique")
        table.drop_column("kind")
        table.alter_column("subject", new_column_name="words", existing_type=sa.String(200))
    with op.batch_alter_table("unmet_demand") as table:
        table.create_unique_constraint(_BY_WORDS, ["week", "words", "district", "channel"])
