"""What can be told to anybody: counts, how long things are kept, how the service is set.

For a freedom of information request. Holds nothing of what anybody said; counts of people under
five are not told, as on the page of figures.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.insight.models import DailyCount
from bot.insight.suppression import shown, told
from bot.privacy.plan import PLAN
from knowledge.settings import SETTINGS, Settings

_SECRET_WORDS = ("SECRET", "TOKEN", "KEYS", "URL", "PASSWORD")


def is_secret(name: str) -> bool:
    """Says whether a setting may hold a secret or an address with one in it."""
    return any(word in name for word in _SECRET_WORDS)


def information(session: Session, settings: Settings, *, first: date, last: date) -> dict[str, Any]:
    """Returns what can be told.

    Args:
        session: The session.
        settings: Every setting; of secret ones only whether they are set is told.
        first: The first day that is counted, inclusive.
        last: The last day, inclusive.
    """
    return {
        "days": [first.isoformat(), last.isoformat()],
        "counts": _counts(session, first, last),
        "settings": {item.name: _told_setting(item.name, settings) for item in SETTINGS},
        "kept": {
            name: {
                "about": kept.about,
                "what": kept.what,
                "how long": [rule.words for rule in kept.rules] or ["for good"],
            }
            for name, kept in PLAN.items()
        },
        "how answers are made": (
            "Answers are taken from records of the directory. No text is generated, there are no "
            "prompts, and what people say is not used for training."
        ),
    }


def _told_setting(name: str, settings: Settings) -> Any:
    value = getattr(settings, name.lower())
    if is_secret(name):
        return "set" if value else "not set"
    return list(value) if isinstance(value, tuple) else value


def _counts(session: Session, first: date, last: date) -> list[dict[str, str]]:
    """By measure, subject, district and way in, the whole time together."""
    about = (DailyCount.measure, DailyCount.subject, DailyCount.district, DailyCount.channel)
    query = (
        select(*about, func.sum(DailyCount.count))
        .where(DailyCount.day >= first, DailyCount.day <= last)
        .group_by(*about)
        .order_by(*about)
    )
    return [
        {
            "measure": measure,
            "subject": subject,
            "district": district,
            "channel": channel,
            "count": shown(told(int(count))),
        }
        for measure, subject, district, channel, count in session.execute(query)
    ]
