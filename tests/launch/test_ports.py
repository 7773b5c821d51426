"""A taken port is told at once, and the inner ports are free ones of the loopback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from launch.ports import check_free, free_ports, public_address
from launch.problems import Problem
from launch.running import shown_address
from tests.launch.helpers import PROJECT


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_one_sentence_that_names_another(taken: int) -> None:
    with pytest.raises(Problem) as raised:
        check_free("127.0.0.1", taken)
    assert str(raised.value) == (
        f"Port {taken} on 127.0.0.1 is already in use: end the program that uses it, or choose "
        f"another port, as in: make run PORT={taken + 1}"
    )


def test_make_run_on_a_taken_port_stops_before_it_sets_anything_up(taken: int) -> None:
    done = subprocess.run(
        ["make", "--no-print-directory", "run", f"PORT={taken}", f"PYTHON={sys.executable}"],
        cwd=PROJECT,
        env={name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert done.returncode != 0
    assert done.stdout == ""
    assert f"Port {taken} on 127.0.0.1 is already in use" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_just_left_is_free() -> None:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            listener.accept()[0].close()
    check_free("127.0.0.1", port)


@pytest.mark.parametrize("host", ["192.0.2.1", "no such host"])
def test_an_address_of_another_machine_is_told(host: str) -> None:
    with pytest.raises(Problem, match=f"^HOST is '{host}', which is not an address of this"):
        check_free(host, 8000)


@pytest.mark.parametrize("text", ["abc", "0", "65536", "-1", "80.5", "٣"])
def test_a_wrong_port_is_named(text: str) -> None:
    with pytest.raises(Problem, match=f"^PORT is '{text}', and it must be a whole number"):
        public_address({"PORT": text})


def test_host_and_port_have_defaults_and_come_from_the_environment() -> None:
    assert public_address({}) == ("127.0.0.1", 8000)
    assert public_address({"HOST": "", "PORT": " "}) == ("127.0.0.1", 8000)
    assert public_address({"HOST": "0.0.0.0", "PORT": "8080"}) == ("0.0.0.0", 8080)


def test_free_ports_are_different_and_can_be_listened_on() -> None:
    ports = free_ports(5)
    assert len(set(ports)) == 5
    for port in ports:
        check_free("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("::1", "http://[::1]:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000 (and at every other address of this machine)"),
    ],
)
def test_the_address_shown_can_be_opened_here(host: str, shown: str) -> None:
    assert shown_address(host, 8000) == shown
