"""Where those who work here may go: one line of links on each of their pages."""

from __future__ import annotations

from dataclasses import dataclass

from bot.accounts.roles import ADMINISTRATOR, ADVISER, EDITOR, ROLES, STAFF, Account


@dataclass(frozen=True)
class Place:
    """One page of the line: its address, its name, and whose it is."""

    address: str
    label: str
    roles: tuple[str, ...]


PLACES: tuple[Place, ...] = (
    Place("/desk", "Desk", (ADVISER,)),
    Place("/staff", "Find it for a caller", (STAFF, ADVISER, EDITOR, ADMINISTRATOR)),
    Place("/edit", "Edit", (EDITOR,)),
    Place("/insight", "Insight", (EDITOR, ADMINISTRATOR)),
    Place("/accounts", "Accounts", (ADMINISTRATOR,)),
    Place("/account", "My account", tuple(ROLES)),
)
"""In the order of the line; after signing in somebody comes to their first."""


def places_of(account: Account) -> list[Place]:
    """Returns the pages of an account, in their order."""
    return [place for place in PLACES if account.may(*place.roles)]


def first_place(account: Account) -> str:
    """Returns where somebody comes to who signs in."""
    return places_of(account)[0].address if places_of(account) else "/account"
