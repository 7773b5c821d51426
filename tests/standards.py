"""Where the published standards lie, for tests that hold our files to them.

They are no part of the project: a folder `shared/standards` beside it, or the one that the variable
SIGNPOST_STANDARDS names.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from knowledge.openreferral.schemas import Schemas

_BESIDE = Path(__file__).parents[2] / "shared" / "standards"


def standard(name: str) -> Path:
    """Returns a file or folder of the standards; skips the test, saying so, where it is absent."""
    path = Path(os.environ.get("SIGNPOST_STANDARDS") or _BESIDE) / name
    if not path.exists():
        pytest.skip(f"NOT CHECKED AGAINST THE STANDARD: there is no {name} in {path.parent}")
    return path


def open_referral_folder() -> Path:
    """Returns the folder of the official files of Open Referral UK; skips where there is none."""
    standard("oruk/website-3.0/schema/service.json")
    return standard("oruk")


def open_referral_schemas() -> Schemas:
    """Returns the official schemas of Open Referral UK; skips where they are not."""
    from knowledge.openreferral.schemas import Schemas

    return Schemas(open_referral_folder() / "website-3.0" / "schema")
