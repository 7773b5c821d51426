"""The official files of Open Referral UK, where they are at hand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from knowledge.openreferral.schemas import Schemas

_WHERE = "OPEN_REFERRAL_FOLDER"
_BESIDE = Path(__file__).parents[4] / "shared" / "standards" / "oruk"


def official_folder() -> Path:
    """Returns the folder; skips the test, loudly, where there is none."""
    folder = Path(os.environ.get(_WHERE) or _BESIDE)
    if not (folder / "website-3.0" / "schema" / "service.json").exists():
        pytest.skip(
            f"the official files of Open Referral UK are not at {folder}, and {_WHERE} names no"
            " other place: NOTHING WAS CHECKED AGAINST THE STANDARD"
        )
    return folder


def official_schemas() -> Schemas:
    """Returns the official schemas; skips where they are not."""
    return Schemas(official_folder() / "website-3.0" / "schema")
