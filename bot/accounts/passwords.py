"""Passwords: hashed with Argon2id, long rather than odd, and made for those who need a new one.

Rule: at least 12 characters, no forced mixture, no expiry (National Cyber Security Centre).
"""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from knowledge.errors import InvalidInput

LEAST, MOST = 12, 200
_LEAST_DIFFERENT = 5
_HASHER = PasswordHasher()
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def hash_password(password: str) -> str:
    """Returns the Argon2id hash of a password, with its salt and costs; takes tens of ms."""
    return _HASHER.hash(password)


@cache
def _nobodys_hash() -> str:
    return hash_password(secrets.token_urlsafe(16))


def is_right(password_hash: str | None, password: str) -> bool:
    """Says whether a password fits; takes as long for an account that does not exist (None)."""
    if len(password) > MOST:
        return False
    try:
        is_it = _HASHER.verify(password_hash or _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
    return is_it and password_hash is not None


def is_old(password_hash: str) -> bool:
    """Says whether the hash was made with other costs than today's."""
    return _HASHER.check_needs_rehash(password_hash)


def check_new_password(password: str, name: str) -> None:
    """Refuses a password that is easily guessed.

    Raises:
        InvalidInput: With a sentence that says what to do.
    """
    if len(password) < LEAST:
        raise InvalidInput(f"The password needs at least {LEAST} characters. Three words are good.")
    if len(password) > MOST:
        raise InvalidInput(f"The password may have at most {MOST} characters.")
    if len(set(password.casefold())) < _LEAST_DIFFERENT:
        raise InvalidInput("The password repeats the same few characters. Please use others.")
    if name.casefold() in password.casefold() or password.casefold() in name.casefold():
        raise InvalidInput("The password must not hold the name that you sign in with.")


def make_password() -> str:
    """Returns a new random password of 20 letters and digits in groups, easy to read out."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))
    return "-".join(groups)
