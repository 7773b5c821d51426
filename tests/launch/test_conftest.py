"""The tests themselves cannot reach another machine."""

from __future__ import annotations

import socket

import pytest


def test_another_machine_is_out_of_reach() -> None:
    with socket.socket() as client, pytest.raises(pytest.fail.Exception, match="another machine"):
        client.connect(("192.0.2.1", 80))


def test_this_machine_is_within_reach() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
