"""Gives out the council's own grants: a 360Giving package, or the same as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.errors import InvalidInput, NotFound
from knowledge.grants.checking import check_grant
from knowledge.grants.fields import GRANT, VERSION, Path_, title_of
from knowledge.grants.storing import grant_of
from knowledge.models import Grant
from knowledge.spreadsheets.tables import Value
from knowledge.spreadsheets.writing import write_csv


def own_grants(session: Session) -> list[dict[str, Any]]:
    """Returns the council's own grants in the standard's shape, oldest first.

    Raises:
        NotFound: When there are none: a package without grants would break the standard.
    """
    rows = session.scalars(
        select(Grant).where(Grant.is_own).order_by(Grant.awarded_on, Grant.id)
    ).all()
    if not rows:
        raise NotFound("There are no grants of our own yet: bring them in with --own first.")
    return [grant_of(row) for row in rows]


def package(
    grants: Sequence[Mapping[str, Any]],
    *,
    publisher: Mapping[str, str],
    licence: str,
    now: datetime,
    title: str,
) -> dict[str, Any]:
    """Returns a package of grants, every one of which is right.

    Args:
        grants: Grants in the standard's shape, at least one.
        publisher: `name`, and `identifier` and `website` where they are known.
        licence: The address of the licence.
        now: When it is issued, aware.
        title: What the package is called.

    Raises:
        InvalidInput: When a grant breaks the standard, with the grant and its field.
    """
    problems = [
        problem
        for number, grant in enumerate(grants, start=1)
        for problem in _problems(number, grant, now.date())
    ]
    if problems:
        raise InvalidInput("The grants cannot be given out as they are:", problems)
    moment = f"{now:%Y-%m-%dT%H:%M:%SZ}"
    return {
        "version": VERSION,
        "title": title,
        "publisher": dict(publisher),
        "license": licence,
        "issued": moment,
        "modified": moment,
        "grants": list(grants),
    }


def _problems(number: int, grant: Mapping[str, Any], today: date) -> list[str]:
    def where(path: Path_) -> str:
        return f"grant {number} ({grant.get('id')}), {'/'.join(map(str, path))}"

    found = check_grant(grant, where, today)
    return [*found.problems, *found.notes]


def write_sheet(path: Path, grants: Sequence[Mapping[str, Any]]) -> int:
    """Writes grants as CSV with the standard's headings; returns how many.

    Raises:
        Unavailable: When the file cannot be written.
    """
    rows = [dict(_flat((), grant)) for grant in grants]
    paths = sorted({place for row in rows for place in row}, key=_order)
    headings = [title_of(place) for place in paths]
    return write_csv(path, headings, ([row.get(place) for place in paths] for row in rows))


def _flat(path: Path_, value: Any) -> Iterator[tuple[Path_, Value]]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _flat((*path, name), item)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _flat((*path, number), item)
    elif value is not None:
        yield path, value


def _order(path: Path_) -> tuple[object, ...]:
    names = list(GRANT)
    first = str(path[0])
    rank = names.index(first) if first in names else len(names)
    return (rank, [(isinstance(part, str), str(part)) for part in path[1:]])
