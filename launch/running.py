"""`make run` and `make shell`: set up, then start what is needed and stay with it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping

from launch import rooms
from launch.addresses import inner_addresses
from launch.layout import Layout
from launch.ports import check_free, free_ports, public_address
from launch.progress import Progress
from launch.services import Service, at_keyboard
from launch.setting_up import set_up
from launch.supervisor import Supervisor


def run(layout: Layout, progress: Progress) -> int:
    """Sets everything up, starts the three programs and keeps them running until told to stop."""
    host, port = public_address(os.environ)
    check_free(host, port)
    set_up(layout, progress)
    check_free(host, port)
    supervisor = Supervisor(_stages(layout, host, port), layout, progress.say)
    ready = f"Signpost is ready: {shown_address(host, port)}\n{telegram_line(os.environ)}"
    asyncio.run(supervisor.run(ready))
    progress.say("Stopped.")
    return 0


def shell(layout: Layout, progress: Progress, arguments: list[str]) -> int:
    """Sets everything up and lets the person talk with Rasa at the keyboard, actions included."""
    set_up(layout, progress)
    return asyncio.run(_shell(layout, progress, arguments))


def shown_address(host: str, port: int) -> str:
    """Returns the address to open in a browser on this machine."""
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not listened on # nosec B104
        return f"http://127.0.0.1:{port} (and at every other address of this machine)"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def telegram_line(environ: Mapping[str, str]) -> str:
    """Returns whether Telegram is on, or how to switch it on; never what the token is."""
    if environ.get("TELEGRAM_BOT_TOKEN"):
        return "Telegram is on: the bot answers as well."
    return "Telegram is off: set TELEGRAM_BOT_TOKEN to switch it on (docs/telegram.md says how)."


def _stages(layout: Layout, host: str, port: int) -> list[list[Service]]:
    engine_port, actions_port = free_ports(2)
    addresses = inner_addresses(engine_port, actions_port)
    return [
        [
            rooms.engine(layout, engine_port, addresses),
            rooms.actions(layout, actions_port, addresses),
        ],
        [rooms.application(layout, host, port, addresses)],
    ]


async def _shell(layout: Layout, progress: Progress, arguments: list[str]) -> int:
    """Runs `rasa shell` beside an action server of its own."""
    shell_port, actions_port = free_ports(2)
    addresses = inner_addresses(shell_port, actions_port)
    talk = rooms.shell(layout, shell_port, addresses, arguments)
    statuses: list[int] = []

    async def talk_until_the_end() -> None:
        statuses.append(await at_keyboard(talk, layout.root))

    supervisor = Supervisor(
        [[rooms.actions(layout, actions_port, addresses)]], layout, progress.say
    )
    await supervisor.run("Starting the shell; /stop or Ctrl-C ends it.", talk_until_the_end)
    return statuses[0] if statuses else 0
