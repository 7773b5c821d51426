"""A website with the widget on it, in a real browser; closed with each file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bot.widget.hosting import Host, hosting


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    with hosting(tmp_path_factory.mktemp("host")) as served:
        yield served
