"""Sums the shares of intents by whose message it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from nlu.learning.names import turns_away


def group_shares(
    intents: Sequence[str], shares: np.ndarray, searched: Collection[str]
) -> dict[str, float]:
    """Returns how likely a message is for the search, for another door, or talk; the sum is 1.

    Args:
        intents: The intents, in the order of `shares`.
        shares: How likely each is, shape `(n_intents,)`.
        searched: The intents that end in the search.

    Returns:
        `ours` (searched), `door` (not ours, or no words), `talk` (the conversation itself), and
        `unclear` (`nlu_fallback`: examples that belong nowhere).
    """
    found = {"ours": 0.0, "door": 0.0, "talk": 0.0, "unclear": 0.0}
    for intent, share in zip(intents, shares, strict=True):
        found[group_of(intent, searched)] += float(share)
    return found


def group_of(intent: str, searched: Collection[str]) -> str:
    """Returns the group of an intent."""
    if intent == "nlu_fallback":
        return "unclear"
    if intent in searched:
        return "ours"
    return "door" if turns_away(intent) and intent != "abuse" else "talk"
