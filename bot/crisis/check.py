"""Looks for a crisis in what a resident typed, before anything else sees it.

Two nets: phrases say what is said outright, and a learned net what is meant. No network, no
database; the same text always gets the same answer.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.crisis.meaning import WEIGHTS_FILE, Meaning, MeaningMissing, MeaningNet
from bot.crisis.phrases import Phrases, is_guarded, phrases
from bot.crisis.replies import NOT_CLEAR, CrisisReply, CrisisTexts, crisis_texts
from bot.crisis.text import sentences, windows
from knowledge.encoder import Encoder, EncoderMissing
from knowledge.settings import Settings

_log = logging.getLogger(__name__)

MOST_WINDOWS = 32
"""How many sentences or windows of one text the learned net reads; 1,000 characters have fewer."""

LONGEST_PART = 60
"""The phrase net looks at so many words at a time."""

CLEAR_SHARE = 0.35
"""How much of its score the likeliest class must hold to be named."""

SURE_SCORE = 0.55
"""From this score on a likely class gets its own reply; below, the reply for what is not clear."""


OWN_LIFE = frozenset({"suicidal", "self_harm", "child_asking"})
"""What a person may say of themselves in the middle of a story about a group: every other class
must be surer there, because a club in trouble sounds like people in trouble."""


class CrisisCheck:
    """The check, with its parts.

    Args:
        texts: The fixed replies.
        net: The phrase net.
        meaning: The learned net, or None to go without it.
        missing: Why there is no learned net; shown by the readiness page.
    """

    def __init__(
        self, texts: CrisisTexts, net: Phrases, meaning: MeaningNet | None, missing: str = ""
    ) -> None:
        unknown = set(net.classes) - set(texts.classes)
        if unknown:
            raise KeyError(f"No crisis reply for {', '.join(sorted(unknown))}")
        self._texts = texts
        self._phrases = net
        self._meaning = meaning
        self.missing = missing

    @classmethod
    def load(cls, encoder_folder: str | Path, weights: str | Path = WEIGHTS_FILE) -> CrisisCheck:
        """Returns the check; without weights or encoder, with the phrase net alone.

        Raises:
            OSError, KeyError, ValueError: When the phrases or the replies cannot be read: without
                them there is no check, so the application must not start.
        """
        texts, net = crisis_texts(), phrases()
        try:
            return cls(texts, net, MeaningNet.load(weights, Encoder(encoder_folder)))
        except (EncoderMissing, MeaningMissing) as error:
            _log.error("The crisis check works with its phrases alone. %s", error)
            return cls(texts, net, None, str(error))

    def check(self, text: str) -> CrisisReply | None:
        """Returns the fixed reply to a text that speaks of a crisis, or None.

        Keeps nothing of the text and logs nothing of it.
        """
        found = sentences(text)
        said = [name for part in _parts(found) for name in self._phrases.found_in(part)]
        if said:
            return self._texts.reply(said)
        meant = self._meant(found)
        return None if meant is None else self._reply_to(meant)

    def own(self) -> CrisisCheck:
        """Returns a check with the same nets whose texts can be changed without the others'."""
        return CrisisCheck(self._texts, self._phrases, self._meaning, self.missing)

    def use_texts(self, texts: CrisisTexts) -> None:
        """Answers with these texts from now on.

        Raises:
            KeyError: When a class that can be found has none; the old ones stay.
        """
        unknown = set(self._phrases.classes) - set(texts.classes)
        if unknown:
            raise KeyError(f"No crisis reply for {', '.join(sorted(unknown))}")
        self._texts = texts

    @property
    def classes(self) -> tuple[str, ...]:
        """Every class that can be found, the first to lead first."""
        return self._texts.classes

    def readiness(self) -> dict[str, Any]:
        """Returns whether both nets work: `{ready, phrases, meaning, missing}`."""
        return {
            "ready": self._meaning is not None,
            "phrases": True,
            "meaning": self._meaning is not None,
            "missing": self.missing,
        }

    def _meant(self, found: Sequence[str]) -> Meaning | None:
        """What the learned net is surest of, when it is sure enough; clear classes go first."""
        if self._meaning is None:
            return None
        pieces = pieces_of(found, self._phrases)
        is_about = any(self._phrases.is_about(sentence) for sentence in found)
        sure = [
            meaning
            for piece, meaning in zip(pieces, self._meaning.read(pieces), strict=True)
            if self._meaning.is_enough(
                meaning,
                is_guarded(piece, self._phrases) or (is_about and meaning.category not in OWN_LIFE),
            )
        ]
        return max(sure, key=lambda meaning: (_is_clear(meaning), meaning.score), default=None)

    def _reply_to(self, meaning: Meaning) -> CrisisReply | None:
        """The reply to what the learned net found; None when neither score nor class is good."""
        is_sure = meaning.score >= SURE_SCORE
        if is_sure and _is_clear(meaning):
            return self._texts.reply([meaning.category], found_by="meaning")
        if is_sure:
            return self._texts.reply([NOT_CLEAR], found_by="meaning")
        if _is_clear(meaning):
            return self._texts.reply([NOT_CLEAR, meaning.category], NOT_CLEAR, found_by="meaning")
        return None


def _is_clear(meaning: Meaning) -> bool:
    return meaning.share >= CLEAR_SHARE


def _parts(found: Sequence[str]) -> list[str]:
    """The sentences of a text, cut where one never ends: patterns cost more than its length."""
    return [part for sentence in found for part in windows(sentence, LONGEST_PART)]


def pieces_of(found: Sequence[str], net: Phrases) -> list[str]:
    """Returns what the learned net reads of plain sentences.

    Figures of speech and denials are left out, long sentences come in windows, each piece comes
    once, and at most `MOST_WINDOWS` come: the first ones.
    """
    pieces = (piece for sentence in found for piece in windows(net.literal(sentence)) if piece)
    return list(dict.fromkeys(pieces))[:MOST_WINDOWS]


@lru_cache(maxsize=1)
def crisis_check() -> CrisisCheck:
    """Returns the check of this process, loaded once, with the settings of the environment."""
    return CrisisCheck.load(Settings.from_environment().encoder_folder)


def check(text: str) -> CrisisReply | None:
    """Returns the fixed reply to a text that speaks of a crisis, or None.

    The first call loads the nets: call `crisis_check()` when the application starts.
    """
    return crisis_check().check(text)
