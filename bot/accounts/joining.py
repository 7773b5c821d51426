"""Lets people in whom the council's own sign-in knows: their account is made at the first time.

Their roles are what the council says at each sign-in, so that whoever leaves a group loses its
role here too. Somebody disabled here stays out.
"""

from __future__ import annotations

import re
import secrets

from sqlalchemy.orm import Session

from bot.accounts import sessions, store
from bot.accounts.council import CouncilSignIn, Identity
from bot.accounts.events import note_event
from bot.accounts.models import CouncilAttempt, StoredAccount
from bot.accounts.roles import in_order
from bot.accounts.service import ATTEMPT_LASTS, Accounts, SignedIn
from knowledge.errors import Forbidden, Unauthorised

_UNFIT = re.compile(r"[^a-z0-9._+@-]")


async def begin(
    accounts: Accounts, council: CouncilSignIn, *, visit: str, back_to: str, next_path: str
) -> str:
    """Notes that a browser goes to the council's sign-in, and returns the address there.

    Args:
        accounts: Ours.
        council: Theirs.
        visit: The secret of this browser's visit: the answer counts in this browser alone.
        back_to: Where they send the browser back to.
        next_path: Where to go afterwards.

    Raises:
        Unavailable: When the council's sign-in does not answer.
    """
    state, nonce = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    verifier = secrets.token_urlsafe(64)
    address = await council.address(back_to=back_to, state=state, nonce=nonce, verifier=verifier)

    def work(session: Session) -> None:
        session.add(
            CouncilAttempt(
                state_hash=sessions.hash_of(state),
                visit_hash=sessions.hash_of(visit),
                nonce=nonce,
                verifier=verifier,
                next_path=next_path,
                begun_at=accounts.clock(),
            )
        )

    await accounts.transactions.do(work)
    return address


async def finish(
    accounts: Accounts,
    council: CouncilSignIn,
    *,
    visit: str | None,
    state: str,
    code: str,
    back_to: str,
    before: str | None,
) -> tuple[SignedIn, str]:
    """Signs in whom the council sent back; returns them and where to go on.

    Raises:
        Unauthorised: When this browser did not begin this sign-in, or the token is not right.
        Forbidden: When none of their groups is a role here, or the account is disabled.
        Unavailable: When the council's sign-in does not answer.
    """
    attempt = await accounts.transactions.do(lambda session: _take_attempt(session, state))
    is_late = attempt is None or accounts.clock() - attempt.begun_at > ATTEMPT_LASTS
    is_theirs = attempt is not None and visit and attempt.visit_hash == sessions.hash_of(visit)
    if attempt is None or is_late or not is_theirs:
        raise Unauthorised("This sign-in has run out. Please begin again.")
    who = await council.identity(
        code=code, back_to=back_to, nonce=attempt.nonce, verifier=attempt.verifier
    )
    signed_in = await accounts.transactions.do(
        lambda session: _enter(session, accounts, who, before)
    )
    if signed_in is None:
        raise Forbidden("Your account at the council has no role in Signpost. Please ask for one.")
    return signed_in, attempt.next_path


def _take_attempt(session: Session, state: str) -> CouncilAttempt | None:
    """The attempt of a state; it is gone afterwards, so that each answer counts once."""
    found = session.get(CouncilAttempt, sessions.hash_of(state))
    if found is not None:
        session.delete(found)
        session.flush()
    return found


def roles_of(groups: tuple[str, ...], pairs: tuple[tuple[str, str], ...]) -> list[str]:
    """Returns the roles that groups stand for, in the order of roles."""
    return in_order([role for group, role in pairs if group in groups])


def _enter(
    session: Session, accounts: Accounts, who: Identity, before: str | None
) -> SignedIn | None:
    settings, at = accounts.settings, accounts.clock()
    roles = roles_of(who.groups, settings.oidc_roles)
    found = store.find_by_subject(session, settings.oidc_issuer, who.subject)
    if found is None and not roles:
        return None
    if found is None:
        found = _new_account(session, accounts, who, roles)
        note_event(
            session, found.id, "account_added", at=at, object_kind="account",
            object_id=str(found.id),
        )  # fmt: skip
    if not found.is_active:
        raise Forbidden("Your account is disabled. Please ask an administrator.")
    found.roles = roles
    found.shown_name = _shown_name(who)
    if not roles:
        sessions.end_sessions(session, found.id)
        return None
    session.flush()
    return accounts.enter(session, found.id, before=before)


def _new_account(
    session: Session, accounts: Accounts, who: Identity, roles: list[str]
) -> StoredAccount:
    name = _UNFIT.sub("", who.name.lower()).lstrip("._+@-")[:50] or "council"
    if len(name) < 2 or store.find_by_name(session, name) is not None:
        name = f"{name}-{secrets.token_hex(3)}"
    return store.add_account(
        session,
        name=name,
        shown_name=_shown_name(who),
        roles=roles,
        password_hash=None,
        at=accounts.clock(),
        known_as=(accounts.settings.oidc_issuer, who.subject),
    )


def _shown_name(who: Identity) -> str:
    shown = " ".join(word for word in (who.shown_name or who.name).split() if word.isprintable())
    return shown[:80] or "From the council"
