"""Who has funded work like ours near here: published grants, found by words and place.

Grants are history. The standard has no field for a fund that is open, so whoever shows this says
that they are past grants and no promise, and how old the newest one is.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select
from sqlalchemy.orm import Session

from knowledge.grants.areas import Areas, read_areas
from knowledge.grants.found import EVERYWHERE, Example, Funder, FundersFound
from knowledge.models import Grant
from knowledge.search.words import related_stems, stems

ENOUGH_GRANTS = 3
"""With fewer grants for like work in an area, the next wider area is looked at too."""

MOST_EXAMPLES = 3

# A grant must share this much of what the words say, weighed by how rare each is; a grant that
# says all of them in its text and none in its title has 0.8.
_LEAST_LIKENESS = 0.28
_RELATED_SHARE = 0.5
_TITLE_SHARE = 0.25
_MOST_READ = 2000
_ROWS_A_QUERY = 500


def who_funded(
    session: Session,
    text: str,
    district: str | None = None,
    limit: int = 5,
    *,
    leave_out_recipient: str | None = None,
) -> FundersFound:
    """Finds funders of work like the asker's, near to where they are.

    The district is looked at first, then its county, then everywhere, until at least 3 grants for
    like work are found. Left out are grants to be passed on (regrants), grants that are not in
    pounds or not above zero, and grants to individuals, which are never kept.

    Args:
        session: An open session; nothing is written.
        text: The asker's own words for what they do or want to do.
        district: A district of the gazetteer, or its county; None for everywhere.
        limit: The most funders.
        leave_out_recipient: The asker's own organisation id, whose grants are left out.

    Returns:
        Funders in order of how alike their grants are, then how many, then how recent; the same on
        every database. No funders when the text has no word that says anything.
    """
    newest = session.scalar(select(func.max(Grant.awarded_on)))
    areas = read_areas(session)
    query = _Query.of(text)
    tried: list[tuple[str, int]] = []
    found: list[_Scored] = []
    for name, condition in _steps(areas, district):
        found = _alike(session, query, condition, leave_out_recipient)
        tried.append((name, len(found)))
        if len(found) >= ENOUGH_GRANTS:
            break
    funders = sorted(_by_funder(found), key=_rank)[:limit]
    return FundersFound(
        funders=tuple(funder for funder, _ in funders),
        asked_area=district,
        area=tried[-1][0],
        tried=tuple(tried),
        newest_on=newest,
    )


@dataclass(frozen=True)
class _Query:
    """The stems of the asker's words, and those that mean the same."""

    own: tuple[str, ...]
    related: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> _Query:
        own = tuple(dict.fromkeys(stems(text)))
        return cls(own, tuple(related_stems(list(own))))


class _Scored(NamedTuple):
    grant: Grant
    likeness: float


def _steps(areas: Areas, district: str | None) -> Iterable[tuple[str, ColumnElement[bool] | None]]:
    county = areas.counties.get(district or "")
    if district is not None and county is not None:
        yield district, _in(areas, [district])
    wider = county or district
    if wider is not None:
        yield wider, _in(areas, [wider, *areas.in_county(wider)])
    yield EVERYWHERE, None


def _in(areas: Areas, names: Sequence[str]) -> ColumnElement[bool]:
    """For the area by the grant's own words; where it has none, by who received it."""
    by_postcode = [
        Grant.recipient_postcode.startswith(f"{code} ", autoescape=True)
        for code in areas.outcodes_of(names)
    ]
    return or_(
        Grant.beneficiary_district.in_(names),
        and_(Grant.beneficiary_district.is_(None), or_(*by_postcode))
        if by_postcode
        else Grant.beneficiary_district.in_(names),
    )


def _alike(
    session: Session, query: _Query, area: ColumnElement[bool] | None, left_out: str | None
) -> list[_Scored]:
    if not query.own:
        return []
    conditions = [
        Grant.currency == "GBP",
        Grant.amount_awarded > 0,
        Grant.regrant_type.is_(None),
    ]
    if area is not None:
        conditions.append(area)
    if left_out is not None:
        conditions.append(Grant.recipient_id != left_out)
    size = session.scalar(select(func.count()).select_from(Grant).where(*conditions)) or 0
    likely = _likely(session, query, conditions)
    alike = _scored(likely, query, size)
    ids = list(alike)
    grants: dict[str, Grant] = {}
    for start in range(0, len(ids), _ROWS_A_QUERY):
        some = ids[start : start + _ROWS_A_QUERY]
        grants |= {row.id: row for row in session.scalars(select(Grant).where(Grant.id.in_(some)))}
    return [_Scored(grants[name], likeness) for name, likeness in alike.items()]


def _likely(
    session: Session, query: _Query, conditions: Sequence[ColumnElement[bool]]
) -> list[tuple[str, str, str]]:
    """Returns id, title and whole text of the grants that say most of the words, newest first."""
    words = [_says(stem) for stem in (*query.own, *query.related)]
    said = sum((case((_says(stem), 1), else_=0) for stem in query.own), literal(0))
    rows = session.execute(
        select(Grant.id, Grant.title, Grant.description, Grant.programme)
        .where(*conditions, or_(*words))
        .order_by(said.desc(), Grant.awarded_on.desc(), Grant.id)
        .limit(_MOST_READ)
    )
    return [(name, title, f"{title} {text} {more or ''}") for name, title, text, more in rows]


def _says(stem: str) -> ColumnElement[bool]:
    # A stem begins its word, but for a last letter that English changes: hobby, hobbies.
    root = stem[:-1] if stem.endswith("i") and len(stem) > 3 else stem
    return or_(
        *(
            column.icontains(root, autoescape=True)
            for column in (Grant.title, Grant.description, Grant.programme)
        )
    )


def _scored(rows: Sequence[tuple[str, str, str]], query: _Query, size: int) -> dict[str, float]:
    """Returns the ids of the rows that share enough of the query, and how much they share."""
    texts = [(name, set(stems(title)), set(stems(whole))) for name, title, whole in rows]
    rarity = {
        stem: math.log(1 + size / (1 + sum(stem in whole for _, _, whole in texts)))
        for stem in (*query.own, *query.related)
    }
    most = (1 + _TITLE_SHARE) * sum(rarity[stem] for stem in query.own)
    found = {
        name: min(1.0, _likeness(query, rarity, title, whole) / most) if most else 0.0
        for name, title, whole in texts
    }
    return {name: likeness for name, likeness in found.items() if likeness >= _LEAST_LIKENESS}


def _likeness(query: _Query, rarity: dict[str, float], title: set[str], whole: set[str]) -> float:
    own = sum(rarity[stem] for stem in query.own if stem in whole)
    in_title = sum(rarity[stem] for stem in query.own if stem in title)
    related = max((rarity[stem] for stem in query.related if stem in whole), default=0.0)
    return own + _TITLE_SHARE * in_title + _RELATED_SHARE * related


def _by_funder(found: Iterable[_Scored]) -> list[tuple[Funder, float]]:
    groups: dict[str, list[_Scored]] = {}
    for item in found:
        groups.setdefault(item.grant.funder_id, []).append(item)
    return [_funder(items) for items in groups.values()]


def _funder(items: list[_Scored]) -> tuple[Funder, float]:
    best = sorted(items, key=_best_first)
    newest = max(items, key=lambda item: (item.grant.awarded_on, item.grant.id)).grant
    amounts = [item.grant.amount_awarded for item in items]
    calls = {item.grant.from_open_call for item in items} - {None}
    publishers = {(item.grant.publisher or "", item.grant.licence or "") for item in items}
    funder = Funder(
        funder_id=newest.funder_id,
        name=newest.funder_name,
        count=len(items),
        median_gbp=statistics.median(amounts),
        least_gbp=min(amounts),
        most_gbp=max(amounts),
        newest_on=newest.awarded_on,
        has_open_calls="Yes" in calls if calls else None,
        examples=tuple(_example(item) for item in best[:MOST_EXAMPLES]),
        publishers=tuple(sorted(publishers)),
    )
    strength = sum(item.likeness for item in best[:MOST_EXAMPLES])
    return funder, round(strength, 6)


def _best_first(item: _Scored) -> tuple[float, int, str]:
    return (-round(item.likeness, 6), -item.grant.awarded_on.toordinal(), item.grant.id)


def _rank(item: tuple[Funder, float]) -> tuple[float, int, int, str]:
    funder, strength = item
    return (-strength, -funder.count, -funder.newest_on.toordinal(), funder.funder_id)


def _example(item: _Scored) -> Example:
    grant = item.grant
    return Example(
        grant_id=grant.id,
        title=grant.title,
        recipient=grant.recipient_name,
        amount_gbp=grant.amount_awarded,
        awarded_on=grant.awarded_on,
        place=grant.beneficiary_name,
        url=grant.url,
        likeness=item.likeness,
    )
