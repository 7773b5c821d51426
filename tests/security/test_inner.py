"""The engine and the action server: on the loopback, with no interface that is not needed."""

from __future__ import annotations

from pathlib import Path

import yaml

from launch import rooms
from launch.addresses import inner_addresses
from launch.layout import Layout

ROOT = Path(__file__).parents[2]
LAYOUT = Layout.of(ROOT)
LOOPBACK = "127.0.0.1"


def test_they_are_started_on_the_loopback() -> None:
    addresses = inner_addresses(5005, 5055)
    engine = rooms.engine(LAYOUT, 5005, addresses)
    assert engine.command[engine.command.index("-i") + 1] == LOOPBACK
    assert {engine.host, rooms.actions(LAYOUT, 5055, addresses).host} == {LOOPBACK}
    assert addresses["ENGINE_URL"].startswith(f"http://{LOOPBACK}:")
    assert addresses["ACTION_ENDPOINT_URL"].startswith(f"http://{LOOPBACK}:")


def test_the_engine_has_no_interface_but_its_one_channel() -> None:
    command = rooms.engine(LAYOUT, 5005, {}).command
    assert not {"--enable-api", "--cors", "--debug", "--remote-storage"} & set(command)
    channels = yaml.safe_load((ROOT / "credentials.yml").read_text("utf-8"))
    assert set(channels) == {"rest"}
    assert rooms.ENGINE_QUIET["RASA_TELEMETRY_ENABLED"] == "false"
