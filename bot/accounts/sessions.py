"""Browsers that are signed in: a secret in a cookie, its hash in the database, two ends.

A session ends when it was not used for a while, and at the latest after some hours.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from bot.accounts.models import StoredAccount, StoredSession

COOKIE = "signpost_account"
VISIT_COOKIE = "signpost_visit"
_TOKEN = re.compile(r"^[A-Za-z0-9_-]{43}$", re.ASCII)
# A session is marked as used at most once in this time: a read must not always be a write.
_SEEN_EVERY = timedelta(seconds=60)


def make_token() -> str:
    """Returns a new secret of 256 bits."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """Returns what is stored of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def form_token(token: str) -> str:
    """Returns what every form of this session must carry: nobody without the cookie can know it."""
    return hmac.new(token.encode(), b"signpost form", hashlib.sha256).hexdigest()


def read_token(request: Request, name: str = COOKIE) -> str | None:
    """Returns the secret in a cookie, or None when there is none or it is nonsense."""
    value = request.cookies.get(name, "")
    return value if _TOKEN.match(value) else None


def give_token(
    request: Request, response: Response, token: str, *, is_secure: bool, name: str = COOKIE
) -> None:
    """Sets the cookie until the browser closes, closed to scripts and to other websites' forms."""
    response.set_cookie(
        name,
        token,
        path="/",
        httponly=True,
        samesite="lax",
        secure=is_secure or request.url.scheme == "https",
    )


def take_token(response: Response, name: str = COOKIE) -> None:
    """Removes the cookie."""
    response.delete_cookie(name, path="/", httponly=True, samesite="lax")


def open_session(session: Session, account_id: int, *, at: datetime) -> str:
    """Adds a session and returns its secret, which is not kept."""
    token = make_token()
    session.add(
        StoredSession(token_hash=hash_of(token), account_id=account_id, created_at=at, seen_at=at)
    )
    session.flush()
    return token


def find_account(
    session: Session, token: str, *, at: datetime, idle: timedelta, longest: timedelta
) -> StoredAccount | None:
    """Returns the active account of a session that has not ended, and marks it as used."""
    found = session.get(StoredSession, hash_of(token))
    if found is None or at - found.seen_at >= idle or at - found.created_at >= longest:
        return None
    account = session.get(StoredAccount, found.account_id)
    if account is None or not account.is_active:
        return None
    if at - found.seen_at >= _SEEN_EVERY:
        found.seen_at = at
    return account


def end_session(session: Session, token: str) -> None:
    """Ends one session; nothing happens when there is none."""
    session.execute(delete(StoredSession).where(StoredSession.token_hash == hash_of(token)))


def end_sessions(session: Session, account_id: int) -> None:
    """Ends every session of an account."""
    session.execute(delete(StoredSession).where(StoredSession.account_id == account_id))


def forget_sessions(session: Session, *, at: datetime, idle: timedelta, longest: timedelta) -> None:
    """Deletes the sessions that have ended."""
    is_over = or_(StoredSession.seen_at <= at - idle, StoredSession.created_at <= at - longest)
    session.execute(delete(StoredSession).where(is_over))
