"""The project's spaCy pipeline: blank English with our own parts, built from the content.

Nothing is downloaded and nothing is trained: the same content gives the same pipeline.
"""

from __future__ import annotations

from typing import Any

import spacy
from spacy.tokens import Doc

import nlu.entities.parts  # noqa: F401 - registers the parts with spaCy
from nlu.entities.found import Found, settled
from nlu.entities.names import Names


class Finder:
    """Finds all that the pipeline knows in a text.

    Args:
        names: The names and outward codes to look for.
    """

    def __init__(self, names: Names) -> None:
        if not Doc.has_extension("found"):
            Doc.set_extension("found", default=[])
        self._nlp: Any = spacy.blank("en")
        self._nlp.add_pipe("signpost_names").add(names.names)
        self._nlp.add_pipe("signpost_numbers").outcodes = names.outcodes

    def find(self, text: str) -> list[Found]:
        """Returns what is in a text, in its order; places may lie inside organisations' names."""
        return settled(self._nlp(text)._.found)
