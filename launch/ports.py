"""Checks that a port is free, and picks free ones on the loopback for the inner processes."""

from __future__ import annotations

import random
import socket
from collections.abc import Mapping

from launch.problems import Problem

LOOPBACK = "127.0.0.1"
# Below the range that Linux lends to outgoing connections, so that none of them takes a port
# between its being picked and its being listened on.
_FIRST, _LAST = 20_000, 32_000


def public_address(environ: Mapping[str, str]) -> tuple[str, int]:
    """Returns HOST and PORT as the person set them, 127.0.0.1 and 8000 by default.

    Raises:
        Problem: PORT is not a port.
    """
    host = environ.get("HOST", "").strip() or LOOPBACK
    text = environ.get("PORT", "").strip() or "8000"
    if not (text.isascii() and text.isdecimal()) or not 1 <= int(text) <= 65_535:
        raise Problem(f"PORT is '{text}', and it must be a whole number from 1 to 65535.")
    return host, int(text)


def check_free(host: str, port: int) -> None:
    """Raises a Problem unless `port` can be listened on now."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
    except OSError as error:
        raise Problem(f"HOST is '{host}', which is not an address of this machine.") from error
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except PermissionError as error:
            raise Problem(
                f"Port {port} is kept for the system: choose one above 1023, "
                "as in: make run PORT=8080"
            ) from error
        except OSError as error:
            raise _taken(host, port, error) from error


def free_ports(count: int) -> list[int]:
    """Returns that many different ports of 127.0.0.1 that nothing listens on now."""
    found: list[int] = []
    for port in random.sample(range(_FIRST, _LAST), k=_LAST - _FIRST):  # no secret # nosec B311
        try:
            check_free(LOOPBACK, port)
        except Problem:
            continue
        found.append(port)
        if len(found) == count:
            return found
    raise Problem(f"There is no free port from {_FIRST} to {_LAST} on this machine.")


def _taken(host: str, port: int, error: OSError) -> Problem:
    if error.errno is not None and error.strerror and "assign" in error.strerror:
        return Problem(f"HOST is '{host}', which is not an address of this machine.")
    return Problem(
        f"Port {port} on {host} is already in use: end the program that uses it, or choose "
        f"another port, as in: make run PORT={port + 1 if port < 65_535 else 8000}"
    )
