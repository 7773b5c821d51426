"""Columns of new tables, said shortly. Only ever added to: old migrations go on using it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

Item = sa.schema.SchemaItem


def texts(*names: str) -> list[Item]:
    """Columns of text that may be empty."""
    return [sa.Column(name, sa.Text()) for name in names]


def needed_texts(*names: str) -> list[Item]:
    """Columns of text that are always there."""
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def short(name: str, length: int, *, needed: bool = False) -> Item:
    """A column of at most `length` characters."""
    return sa.Column(name, sa.String(length), nullable=not needed)


def days(*names: str) -> list[Item]:
    """Columns of a day that may be empty."""
    return [sa.Column(name, sa.Date()) for name in names]


def moments(*names: str, needed: bool = False) -> list[Item]:
    """Columns of a moment with its zone."""
    return [sa.Column(name, sa.DateTime(timezone=True), nullable=not needed) for name in names]


def numbers(*names: str, needed: bool = False) -> list[Item]:
    """Columns of whole numbers."""
    return [sa.Column(name, sa.Integer(), nullable=not needed) for name in names]


def measures(*names: str) -> list[Item]:
    """Columns of numbers with fractions that may be empty."""
    return [sa.Column(name, sa.Double()) for name in names]


def truths(*names: str, needed: bool = False) -> list[Item]:
    """Columns of yes or no."""
    return [sa.Column(name, sa.Boolean(), nullable=not needed) for name in names]


def structures(*names: str) -> list[Item]:
    """Columns of JSON that are always there."""
    return [sa.Column(name, sa.JSON(), nullable=False) for name in names]


def create(table: str, *columns: Item, indexed: tuple[str, ...] = ()) -> None:
    """Creates a table with a UUID as its key, and an index for each column named."""
    create_keyed(
        table,
        ("id",),
        sa.Column("id", sa.Uuid(), nullable=False),
        *columns,
        indexed=indexed,
    )


def create_keyed(
    table: str, key: tuple[str, ...], *columns: Item, indexed: tuple[str, ...] = ()
) -> None:
    """Creates a table with a key of its own, and an index for each column named."""
    op.create_table(table, *columns, sa.PrimaryKeyConstraint(*key, name=f"pk_{table}"))
    for name in indexed:
        op.create_index(f"ix_{table}_{name}", table, [name])


def parts(
    table: str,
    *columns: Item,
    needs: tuple[str, ...] = (),
    may: tuple[str, ...] = (),
    indexed: tuple[str, ...] = (),
) -> None:
    """Creates a table of parts that go with the things they belong to.

    Args:
        table: Its name.
        columns: The columns that are its own.
        needs: Tables whose row a part cannot be without; the column is the name with `_id`.
        may: Tables whose row a part may belong to.
        indexed: Which of its own columns have an index; those that name a row always have one.
    """
    owners = [*needs, *may]
    create(
        table,
        *(sa.Column(f"{name}_id", sa.Uuid(), nullable=name in may) for name in owners),
        *columns,
        *(reference(table, f"{name}_id", f"{name}.id") for name in owners),
        indexed=(*(f"{name}_id" for name in owners), *indexed),
    )


def reference(table: str, column: str, target: str) -> Item:
    """A reference to `table.column` of another table; the row goes with what it names."""
    name = f"fk_{table}_{column}_{target.partition('.')[0]}"
    return sa.ForeignKeyConstraint([column], [target], name=name, ondelete="CASCADE")
