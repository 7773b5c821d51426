"""Rows of a table as JSON and back, exactly: what goes out comes back as the same value.

Knows the types of columns and nothing of what they hold.
"""

from __future__ import annotations

import base64
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Column, Date, LargeBinary, Numeric, Table, Uuid

from knowledge.models import UtcDateTime

Encode = Callable[[Any], Any]

_PLAIN = (str, int, float, bool)


def encode_row(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """Returns a row as JSON says it, its columns in the order of the table."""
    return {column.name: _encoded(column, row[column.name]) for column in table.columns}


def decode_row(table: Table, said: dict[str, Any]) -> dict[str, Any]:
    """Returns the row that JSON says.

    Raises:
        ValueError: When a column is missing that has no default, when there is one that the table
            has not, or when a value is not of its column's type; the message names the column.
    """
    unknown = said.keys() - table.columns.keys()
    if unknown:
        raise ValueError(f"the table {table.name} has no column {', '.join(sorted(unknown))}")
    row = {}
    for column in table.columns:
        if column.name in said:
            row[column.name] = _decoded(column, said[column.name])
        elif not (column.nullable or column.default or column.server_default):
            raise ValueError(f"{column.name}: is missing")
    return row


def _encoded(column: Column[Any], value: Any) -> Any:
    if value is None or isinstance(column.type, JSON):
        return value
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, _PLAIN) else str(value)


def _decoded(column: Column[Any], value: Any) -> Any:
    if value is None:
        if not column.nullable and not isinstance(column.type, JSON):
            raise ValueError(f"{column.name}: must not be empty")
        return None
    if isinstance(column.type, JSON):
        return value
    try:
        return _decoder(column)(value)
    except (TypeError, ValueError, ArithmeticError, AttributeError):
        raise ValueError(f"{column.name}: {str(value)[:40]!r} is not of its type") from None


def _decoder(column: Column[Any]) -> Callable[[Any], Any]:
    if isinstance(column.type, UtcDateTime):
        return _moment
    if isinstance(column.type, Uuid):
        return uuid.UUID
    if isinstance(column.type, Date):
        return date.fromisoformat
    if isinstance(column.type, LargeBinary):
        return lambda value: base64.b64decode(value, validate=True)
    if isinstance(column.type, Numeric) and column.type.asdecimal:
        return lambda value: Decimal(str(value))
    return _of_type(column.type.python_type)


def _moment(value: str) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError
    return moment


def _of_type(wanted: type) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if wanted is float and isinstance(value, int) and not isinstance(value, bool):
            return float(value)
        if type(value) is not wanted:
            raise ValueError
        return value

    return check
