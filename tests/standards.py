"""Where the published standards lie, for tests that hold our files to them.

They are no part of the project: a folder `shared/standards` beside it, or the one that the variable
SIGNPOST_STANDARDS names.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).parents[2] / "shared" / "standards"


def standard(name: str) -> Path:
    """Returns a file or folder of the standards; skips the test, saying so, where it is absent."""
    path = Path(os.environ.get("SIGNPOST_STANDARDS") or _BESIDE) / name
    if not path.exists():
        pytest.skip(f"NOT CHECKED AGAINST THE STANDARD: there is no {name} in {path.parent}")
    return path
