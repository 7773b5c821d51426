"""What a person who works here may be; one account may be several."""

from __future__ import annotations

from dataclasses import dataclass

ADVISER = "adviser"
STAFF = "staff"
EDITOR = "editor"
ADMINISTRATOR = "administrator"

ROLES: dict[str, str] = {
    ADVISER: "Adviser: talks with residents at the desk",
    STAFF: "Staff: finds the right service for a caller",
    EDITOR: "Editor: keeps the directory true",
    ADMINISTRATOR: "Administrator: adds accounts and says what they may do",
}
"""Every role with what it means, in the order in which pages show them."""


@dataclass(frozen=True)
class Account:
    """Somebody who is signed in.

    Attributes:
        id: The number of the account.
        name: What they sign in with, in lower case.
        shown_name: Their name as colleagues see it.
        roles: What they may do, in the order of `ROLES`.
        is_local: Whether they sign in with a password of ours, and not at the council.
        must_change_password: Whether their password was given to them by somebody else.
    """

    id: int
    name: str
    shown_name: str
    roles: tuple[str, ...]
    is_local: bool
    must_change_password: bool

    def may(self, *roles: str) -> bool:
        """Says whether the account has one of these roles."""
        return not set(roles).isdisjoint(self.roles)


def in_order(roles: object) -> list[str]:
    """Returns the roles of a list that exist, each once, in the order of `ROLES`."""
    found = set(roles) if isinstance(roles, (list, tuple, set, frozenset)) else set()
    return [role for role in ROLES if role in found]
