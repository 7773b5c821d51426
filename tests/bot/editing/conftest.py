"""What the tests of editing share: nothing that was changed lasts beyond a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from knowledge import overrides


@pytest.fixture(autouse=True)
def files_as_they_are() -> Iterator[None]:
    """Lets the files alone hold before and after each test."""
    overrides.take(overrides.Overrides())
    yield
    overrides.take(overrides.Overrides())
