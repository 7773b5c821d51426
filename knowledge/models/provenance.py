"""Where a record comes from, how far it was assured, and when it holds.

The same columns for every kind, so that one rule says what may be shown, for the content's own
records and for what was brought in.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

CONTENT = "content"
"""The origin of what the content files say."""

LIFECYCLES = ("active", "inactive", "temporarily closed", "scheduled", "expired")
"""What a record can be: offered, taken down, shut for a while, not begun, over."""


class Provenance:
    """The columns that every record has beside what it says.

    Attributes:
        origin: Which source brought it in: `content`, or the name of a `DataSource`. A source
            replaces and takes down its own records and never another's.
        external_id: Its id in that source, as text, whatever it looked like there; None for
            content.
        licence: The address or name of the licence; None where none is known.
        lifecycle: One of `LIFECYCLES`. `Record.status` is what the content's search goes by and
            follows it: a record that is not active is `closed` or `withheld` there.
        starts_on: The first day that it holds, or None.
        ends_on: The last day that it holds, or None.
        assured_on: When a person last checked it; None for never. Not the date of its page.
        assured_by: The team that did.
        assurer_email: The team's address, never a person's own.
        review_on: When somebody should look again. Passing it changes nothing by itself.
        modified_at: When what it says last changed here.
        description: The whole text, plain, where there is more than the summary.
    """

    origin: Mapped[str] = mapped_column(
        String(60), default=CONTENT, server_default=CONTENT, index=True
    )
    external_id: Mapped[str | None]
    licence: Mapped[str | None]
    lifecycle: Mapped[str] = mapped_column(
        String(20), default="active", server_default="active", index=True
    )
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    assured_on: Mapped[date | None]
    assured_by: Mapped[str | None]
    assurer_email: Mapped[str | None]
    review_on: Mapped[date | None] = mapped_column(index=True)
    modified_at: Mapped[datetime | None] = mapped_column(index=True)
    description: Mapped[str | None]
