"""Which team a conversation comes to first."""

from __future__ import annotations

from knowledge.site_desk import Desk, Team


def _fits(wanted: list[str], found: str | None) -> bool:
    if not wanted:
        return True
    parts = {part.strip().casefold() for part in (found or "").split(",")}
    return any(want.casefold() in parts for want in wanted)


def team_for(desk: Desk, subject: str | None, place: str | None) -> Team | None:
    """Returns the first team whose subjects and districts fit, or None when none does.

    Args:
        desk: The settings.
        subject: What it is about, as the assistant names it, such as `find_funding`.
        place: The place with its district, such as `Oadby, Oadby and Wigston`, or None.
    """
    for team in desk.teams:
        is_any = not team.subjects and not team.districts
        if is_any or (_fits(team.subjects, subject) and _fits(team.districts, place)):
            return team
    return None


def find_team(desk: Desk, key: str) -> Team | None:
    """Returns the team of a key, or None."""
    return next((team for team in desk.teams if team.key == key), None)
