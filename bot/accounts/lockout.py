"""Slows down whoever guesses passwords: by name, known or not, and by address.

Both are kept as hashes only. Whoever is locked out may try again after a quarter of an hour.
"""

from __future__ import annotations

import hashlib
import math
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.accounts.models import FailedSignIns
from knowledge.errors import TooMany

WINDOW = timedelta(minutes=15)
MOST_BY_NAME = 5
# An office is one address.
MOST_BY_ADDRESS = 30


def _keys(name: str, address: str) -> dict[str, int]:
    def key(kind: str, value: str) -> str:
        return hashlib.sha256(f"{kind}:{value}".encode()).hexdigest()

    return {key("name", name): MOST_BY_NAME, key("address", address): MOST_BY_ADDRESS}


def check_not_locked(session: Session, name: str, address: str, *, at: datetime) -> None:
    """Refuses a name or an address that failed too often.

    Raises:
        TooMany: With the seconds until the next try; the same for a name that does not exist.
    """
    query = select(FailedSignIns).where(FailedSignIns.key_hash.in_(_keys(name, address)))
    ends = [row.locked_until_at for row in session.scalars(query) if row.locked_until_at]
    left = max(((end - at).total_seconds() for end in ends), default=0.0)
    if left > 0:
        minutes = math.ceil(left / 60)
        raise TooMany(
            "Signing in failed too often. Please wait "
            f"{minutes} minute{'' if minutes == 1 else 's'} and try again.",
            math.ceil(left),
        )


def note_failure(session: Session, name: str, address: str, *, at: datetime) -> bool:
    """Counts a failure and says whether the name or the address is locked from now on."""
    is_locked = False
    for key, most in _keys(name, address).items():
        row = session.get(FailedSignIns, key)
        if row is None:
            row = FailedSignIns(key_hash=key, count=0, first_at=at)
            session.add(row)
        if at - row.first_at >= WINDOW:
            row.count, row.first_at, row.locked_until_at = 0, at, None
        row.count += 1
        if row.count >= most:
            row.locked_until_at, is_locked = at + WINDOW, True
    session.flush()
    return is_locked


def forgive(session: Session, name: str) -> None:
    """Forgets the failures of a name, after its password was right or given anew."""
    keys = list(_keys(name, ""))[:1]
    session.execute(delete(FailedSignIns).where(FailedSignIns.key_hash.in_(keys)))


def forget_failures(session: Session, *, at: datetime) -> None:
    """Deletes counts that no longer matter."""
    is_unlocked = FailedSignIns.locked_until_at.is_(None) | (FailedSignIns.locked_until_at <= at)
    session.execute(delete(FailedSignIns).where(FailedSignIns.first_at <= at - WINDOW, is_unlocked))
