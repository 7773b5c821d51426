"""Is everything all right? Six figures with their targets."""

from __future__ import annotations

from dataclasses import dataclass

from bot.insight.counting import ANSWERS
from bot.insight.snapshot import Snapshot
from bot.insight.suppression import Share, share, shown, told
from knowledge.site import Site

TARGET_HELPED, TARGET_NOTHING, TARGET_FRESH = 80, 20, 80
_TOO_FEW = "too few to say"


@dataclass(frozen=True)
class Figure:
    """One figure.

    Attributes:
        label: What it says.
        value: The figure in words.
        target: What it should be, in words.
        is_right: Whether it is; None where there is too little to tell.
    """

    label: str
    value: str
    target: str
    is_right: bool | None

    @property
    def verdict(self) -> str:
        """Whether it is as it should be, in words."""
        if self.is_right is None:
            return "Cannot be told yet"
        return "All right" if self.is_right else "Not as it should be"


def six_figures(found: Snapshot, site: Site) -> list[Figure]:
    """Returns the six figures in their order; before anything happened, those that can be told."""
    figures = [
        helped(found),
        nothing(found),
        _wait(found, site),
        _callbacks(found),
        _fresh(found),
        _queue(found),
    ]
    return [figure for figure in figures if figure.is_right is not None or not found.is_new]


def helped(found: Snapshot) -> Figure:
    """Of those who said whether an answer helped, how many said yes."""
    yes = found.total("helped")
    told_share = share(yes, yes + found.total("not_helped"))
    return _of_share("Answers that helped", told_share, TARGET_HELPED, is_most=False)


def nothing(found: Snapshot) -> Figure:
    """Of all answers that looked something up, how many found nothing."""
    told_share = share(found.total("nothing"), found.total(*ANSWERS))
    return _of_share("Answers that found nothing", told_share, TARGET_NOTHING, is_most=True)


def _of_share(label: str, found: Share | None, target: int, *, is_most: bool) -> Figure:
    words = f"at {'most' if is_most else 'least'} {target} in 100"
    if found is None:
        return Figure(label, _TOO_FEW, words, None)
    is_right = found.percent <= target if is_most else found.percent >= target
    return Figure(label, str(found), words, is_right)


def _wait(found: Snapshot, site: Site) -> Figure:
    target = site.desk.wait_limit_minutes
    label, words = "Usual wait for an adviser, 30 days", f"at most {target:g} minutes"
    minutes = found.wait_minutes
    if minutes is None:
        return Figure(label, _TOO_FEW, words, None)
    return Figure(label, _minutes(minutes), words, minutes <= target)


def _minutes(minutes: float) -> str:
    if minutes < 1:
        return "under a minute"
    whole = round(minutes)
    return "1 minute" if whole == 1 else f"{whole} minutes"


def _callbacks(found: Snapshot) -> Figure:
    late = found.late_callbacks
    return Figure("Call backs that are late", shown(told(late)), "none", late == 0)


def _fresh(found: Snapshot) -> Figure:
    good, whole = found.checked
    label, words = "Records that need no check", f"at least {TARGET_FRESH} in 100"
    if not whole:
        return Figure(label, _TOO_FEW, words, None)
    # Records, not people: nothing is hidden.
    percent = round(100 * good / whole)
    return Figure(label, f"{percent} in 100", words, percent >= TARGET_FRESH)


def _queue(found: Snapshot) -> Figure:
    label = "Left with the editors for over a week"
    return Figure(label, f"{found.queue:,}", "none", found.queue == 0)
