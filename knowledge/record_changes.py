"""What whoever changes records must do beside changing them.

Knows nothing of where the change comes from.
"""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from knowledge.models import ContentState

LIFECYCLES = {"closed": "expired", "withheld": "inactive"}
"""What a status of an entry means for the lifecycle of its record; anything else is active."""


def note_change(session: Session) -> None:
    """Makes every running search read the records anew, and the next load make their vectors.

    Does not commit.
    """
    state = session.scalar(select(ContentState))
    if state is not None:
        state.imports_version = uuid.uuid4().hex
        state.vectors_version = None
