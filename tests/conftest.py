"""What every test keeps to: it reaches this machine and no other."""

from __future__ import annotations

import importlib.util
import socket
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

import pytest

from tests.databases import (
    any_database_url,
    directory_database,
    directory_url,
    postgresql,
    redis_server,
    sqlite_directory,
)
from tests.real_content import all_records, directory, real_settings, records

__all__ = [
    "all_records", "any_database_url", "directory", "directory_database", "directory_url",
    "postgresql", "real_settings", "records", "redis_server", "sqlite_directory",
]  # fmt: skip


# A property that holds on a busy machine holds: no test is judged by the clock. The engine's
# environment has no hypothesis and needs none.
if importlib.util.find_spec("hypothesis"):
    from hypothesis import settings

    settings.register_profile("signpost", deadline=None)
    settings.load_profile("signpost")


def _is_here(address: Any) -> bool:
    """Whether a socket's address is this machine's own: a local socket or the loopback."""
    if not isinstance(address, tuple):
        return True
    try:
        return ip_address(str(address[0]).partition("%")[0]).is_loopback
    except ValueError:
        return str(address[0]) == "localhost"


@pytest.fixture(autouse=True, scope="session")
def no_other_machine() -> Iterator[None]:
    """Fails a test that connects to anywhere but this machine."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def checked(self: socket.socket, address: Any) -> None:
        _refuse_another_machine(address)
        connect(self, address)

    def checked_ex(self: socket.socket, address: Any) -> int:
        _refuse_another_machine(address)
        return connect_ex(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", checked)
        patch.setattr(socket.socket, "connect_ex", checked_ex)
        yield


def _refuse_another_machine(address: Any) -> None:
    if not _is_here(address):
        pytest.fail(f"the test connects to {address!r}, which is another machine")
