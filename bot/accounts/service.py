"""Accounts as pages use them: sign in, sign out, who is there, change a password."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from anyio import CapacityLimiter, to_thread
from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot.accounts import lockout, passwords, sessions, store
from bot.accounts.events import forget_events, note_event
from bot.accounts.models import CouncilAttempt
from bot.accounts.roles import Account
from bot.clock import Clock
from bot.transactions import Transactions
from knowledge.errors import InvalidInput, Unauthorised
from knowledge.settings import Settings

# A hash takes 64 MiB: more at once would let strangers use up the memory.
_HASHES_AT_ONCE = 2
ATTEMPT_LASTS = timedelta(minutes=10)
WRONG = "The name or the password is not right."


@dataclass(frozen=True)
class SignedIn:
    """Who signed in, and the secret of the new session."""

    account: Account
    token: str


@dataclass(frozen=True)
class Accounts:
    """Everything that pages may do with accounts."""

    transactions: Transactions
    clock: Clock
    settings: Settings
    _hashing: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(_HASHES_AT_ONCE))

    @property
    def idle(self) -> timedelta:
        """How long a session may be unused."""
        return timedelta(minutes=self.settings.session_idle_minutes)

    @property
    def longest(self) -> timedelta:
        """How long a session lasts in any case."""
        return timedelta(hours=self.settings.session_hours)

    @property
    def is_secure(self) -> bool:
        """Whether cookies go over HTTPS alone, because people come over HTTPS."""
        return self.settings.public_address.startswith("https://")

    async def current(self, token: str | None) -> Account | None:
        """Returns the account of a session, or None when it has ended."""
        if token is None:
            return None

        def work(session: Session) -> Account | None:
            found = sessions.find_account(
                session, token, at=self.clock(), idle=self.idle, longest=self.longest
            )
            return store.view_of(found) if found else None

        return await self.transactions.do(work)

    async def hash(self, password: str) -> str:
        """Hashes a password in a thread."""
        work = partial(passwords.hash_password, password)
        return await to_thread.run_sync(work, limiter=self._hashing)

    async def _is_right(self, password_hash: str | None, password: str) -> bool:
        work = partial(passwords.is_right, password_hash, password)
        return await to_thread.run_sync(work, limiter=self._hashing)

    async def sign_in(
        self, name: str, password: str, *, address: str, before: str | None = None
    ) -> SignedIn:
        """Signs in with a password; the session that the browser had ends.

        Args:
            name: What was typed as the name.
            password: What was typed as the password.
            address: The key of the caller's address, for the lockout.
            before: The secret of the session that the browser had, if any.

        Raises:
            Unauthorised: The same sentence whatever was wrong.
            TooMany: When the name or the address failed too often.
        """
        name = name.strip().lower()[: passwords.MOST]

        def look(session: Session) -> str | None:
            lockout.check_not_locked(session, name, address, at=self.clock())
            found = store.find_by_name(session, name)
            return found.password_hash if found and found.is_active else None

        stored = await self.transactions.do(look)
        if not await self._is_right(stored, password):
            await self.transactions.do(partial(self._failed, name=name, address=address))
            raise Unauthorised(WRONG)
        again = passwords.is_old(stored) if stored else False
        renewed = await self.hash(password) if again else None

        def enter(session: Session) -> SignedIn:
            found = store.find_by_name(session, name)
            if found is None or not found.is_active or found.password_hash != stored:
                raise Unauthorised(WRONG)
            found.password_hash = renewed or found.password_hash
            lockout.forgive(session, name)
            return self.enter(session, found.id, before=before)

        return await self.transactions.do(enter)

    def _failed(self, session: Session, *, name: str, address: str) -> None:
        at = self.clock()
        is_locked = lockout.note_failure(session, name, address, at=at)
        found = store.find_by_name(session, name)
        who = str(found.id) if found else ""
        action = "sign_in_locked" if is_locked else "sign_in_failed"
        note_event(session, None, action, at=at, object_kind="account", object_id=who)

    def enter(self, session: Session, account_id: int, *, before: str | None) -> SignedIn:
        """Opens a session for an account that proved who it is, and ends the one before."""
        at = self.clock()
        if before is not None:
            sessions.end_session(session, before)
        self.tidy(session)
        account = store.find(session, account_id)
        account.last_signed_in_at = at
        note_event(session, account.id, "signed_in", at=at)
        return SignedIn(store.view_of(account), sessions.open_session(session, account.id, at=at))

    def tidy(self, session: Session) -> None:
        """Deletes what has ended or is old; does not commit."""
        at = self.clock()
        sessions.forget_sessions(session, at=at, idle=self.idle, longest=self.longest)
        lockout.forget_failures(session, at=at)
        kept = timedelta(days=self.settings.retention_staff_days)
        forget_events(session, at=at, kept=kept)
        session.execute(delete(CouncilAttempt).where(CouncilAttempt.begun_at < at - ATTEMPT_LASTS))

    async def sign_out(self, token: str, account: Account) -> None:
        """Ends a session."""

        def work(session: Session) -> None:
            sessions.end_session(session, token)
            note_event(session, account.id, "signed_out", at=self.clock())

        await self.transactions.do(work)

    async def change_password(
        self, account: Account, old: str, new: str, *, address: str
    ) -> SignedIn:
        """Changes one's own password and ends every other session.

        Raises:
            InvalidInput: When the old one is wrong or the new one is easily guessed.
            TooMany: When the old one was wrong too often.
        """
        await self._check_own(account, old, address)
        passwords.check_new_password(new, account.name)
        if new == old:
            raise InvalidInput("The new password is the old one. Please choose another.")
        password_hash = await self.hash(new)

        def work(session: Session) -> SignedIn:
            at = self.clock()
            stored = store.find(session, account.id)
            stored.password_hash, stored.must_change_password = password_hash, False
            sessions.end_sessions(session, stored.id)
            note_event(session, stored.id, "password_changed", at=at)
            token = sessions.open_session(session, stored.id, at=at)
            return SignedIn(store.view_of(stored), token)

        return await self.transactions.do(work)

    async def _check_own(self, account: Account, password: str, address: str) -> None:
        def look(session: Session) -> str | None:
            lockout.check_not_locked(session, account.name, address, at=self.clock())
            return store.find(session, account.id).password_hash

        stored = await self.transactions.do(look)
        if stored is None:
            raise InvalidInput("You sign in at the council: your password is kept there.")
        if not await self._is_right(stored, password):
            await self.transactions.do(partial(self._failed, name=account.name, address=address))
            raise InvalidInput("Your present password is not right.")
