"""The kinds of rules of the retention plan: what each deletes, and nothing of which table.

A rule is given the tables and an end of time, and returns statements. Nothing here runs them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Date, Executable, Table, and_, delete, select, update
from sqlalchemy.sql.elements import ColumnElement

from knowledge.settings import Settings

Tables = Mapping[str, Table]
"""Every table by its name."""


@dataclass(frozen=True)
class Moment:
    """When a round happens, and with which settings."""

    at: datetime
    settings: Settings

    def before(self, days: str | int) -> datetime:
        """Returns the moment so many days ago.

        Args:
            days: A number, or the name of a setting.
        """
        number = days if isinstance(days, int) else getattr(self.settings, days.lower())
        return self.at - timedelta(days=int(number))


class Rule(Protocol):
    """What ends the keeping of a table's rows."""

    def statements(self, table: Table, tables: Tables, moment: Moment) -> Iterator[Executable]:
        """Yields what is to be run now; running it twice does no harm."""

    @property
    def words(self) -> str:
        """How long, in words, with the names of settings."""


def _days(days: str | int) -> str:
    return f"`{days}`" if isinstance(days, str) else f"{days} day{'s' * (days != 1)}"


def _is_before(table: Table, column: str, end: datetime) -> ColumnElement[bool]:
    found: ColumnElement[Any] = table.c[column]
    # Both rooms keep moments that are aware; some rows know the day alone.
    value: Any = end.date() if isinstance(found.type, Date) else end
    is_older: ColumnElement[bool] = found < value
    return is_older


@dataclass(frozen=True)
class After:
    """A row goes so many days after a time in it.

    Attributes:
        column: The time or the day; a row without it stays.
        days: A number, or the name of a setting.
        only: Other columns with the value that they must have.
    """

    column: str
    days: str | int
    only: tuple[tuple[str, Any], ...] = ()

    def statements(self, table: Table, tables: Tables, moment: Moment) -> Iterator[Executable]:  # noqa: ARG002
        """Deletes what is older."""
        old = [_is_before(table, self.column, moment.before(self.days))]
        old += [table.c[name] == value for name, value in self.only]
        yield delete(table).where(and_(*old))

    @property
    def words(self) -> str:
        """How long, in words."""
        return f"{_days(self.days)} after `{self.column}`"


@dataclass(frozen=True)
class With:
    """A row goes with the row of another table that it hangs on, in the same moment.

    The database does it; a round takes what a database without cascades left behind.
    """

    column: str
    other: str

    def statements(self, table: Table, tables: Tables, moment: Moment) -> Iterator[Executable]:  # noqa: ARG002
        """Deletes what hangs on nothing any more."""
        [key] = tables[self.other].primary_key.columns
        found = table.c[self.column]
        yield delete(table).where(found.is_not(None), found.not_in(select(key)))

    @property
    def words(self) -> str:
        """How long, in words."""
        return f"with its `{self.other}`"


@dataclass(frozen=True)
class Nameless:
    """After so many days the names in a row go, and the row stays."""

    columns: tuple[str, ...]
    column: str
    days: str | int

    def statements(self, table: Table, tables: Tables, moment: Moment) -> Iterator[Executable]:  # noqa: ARG002
        """Empties the names."""
        old = _is_before(table, self.column, moment.before(self.days))
        for name in self.columns:
            yield update(table).where(old, table.c[name] != "").values({name: ""})

    @property
    def words(self) -> str:
        """How long, in words."""
        return f"names go {_days(self.days)} after `{self.column}`"


@dataclass(frozen=True)
class ByHand:
    """Something else deletes it, and says when."""

    words: str

    def statements(self, table: Table, tables: Tables, moment: Moment) -> Iterator[Executable]:  # noqa: ARG002
        """Yields nothing."""
        return iter(())
