"""Grants that were made, in the shape of 360Giving 1.4: history, and no promise of another."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, ForeignKey, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.models.base import Base


class Grant(Base):
    """One grant to an organisation. Grants to individuals are never kept.

    `id` is the publisher's own, with its registered prefix. Organisation ids follow org-id.guide.
    `beneficiary_district` is the district of the gazetteer that `beneficiary_code` lies in, where
    it is known. `rest` holds the fields of the file that have no column, for giving them back.
    """

    __tablename__ = "grant_made"

    id: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(
        ForeignKey("data_source.name", ondelete="CASCADE"), index=True
    )
    title: Mapped[str]
    description: Mapped[str]
    currency: Mapped[str] = mapped_column(String(3))
    amount_awarded: Mapped[Decimal] = mapped_column(Numeric(16, 2))
    awarded_on: Mapped[date] = mapped_column(Date, index=True)
    recipient_id: Mapped[str] = mapped_column(index=True)
    recipient_name: Mapped[str]
    recipient_postcode: Mapped[str | None] = mapped_column(String(10))
    funder_id: Mapped[str] = mapped_column(index=True)
    funder_name: Mapped[str]
    programme: Mapped[str | None]
    beneficiary_name: Mapped[str | None]
    beneficiary_code: Mapped[str | None] = mapped_column(String(20), index=True)
    beneficiary_code_type: Mapped[str | None] = mapped_column(String(20))
    beneficiary_district: Mapped[str | None] = mapped_column(String(60), index=True)
    from_open_call: Mapped[str | None] = mapped_column(String(20))
    regrant_type: Mapped[str | None] = mapped_column(String(20))
    planned_start_on: Mapped[date | None]
    planned_end_on: Mapped[date | None]
    url: Mapped[str | None]
    source_file: Mapped[str | None]
    publisher: Mapped[str | None]
    licence: Mapped[str | None]
    is_own: Mapped[bool] = mapped_column(default=False)
    rest: Mapped[dict[str, Any]] = mapped_column(default=dict)
