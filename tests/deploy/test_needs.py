"""Each process gets the settings that it reads, and no others, wherever it is started."""

from __future__ import annotations

import configparser
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.settings import SETTINGS
from launch import rooms
from launch.addresses import inner_addresses
from launch.layout import Layout
from launch.needs import EVERY_SETTING, READ_BY, withheld
from launch.services import Service, variables

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
LAYOUT = Layout.of(ROOT)
PARTS = ("engine", "actions", "application")
NAMES = {setting.name for setting in SETTINGS}
SECRETS = {setting.name for setting in SETTINGS if re.search("secret|KEYS|TOKEN|SECRET|SMTP_URL",
           setting.name + setting.help)}  # fmt: skip
NOT_FOR_ENGINE = {"CONTACT_KEYS", "TELEGRAM_BOT_TOKEN", "SMTP_URL", "OIDC_CLIENT_SECRET",
                  "DATABASE_URL", "DESK_TOKEN", "WEBHOOK_SECRET", "SMS_TOKEN"}  # fmt: skip


def test_every_setting_is_read_by_somebody_and_the_lists_name_no_other() -> None:
    """A new setting must say in launch/needs.py who reads it."""
    assert {"ACTION_ENDPOINT_URL"} | NAMES == EVERY_SETTING


def test_the_secrets_of_the_application_are_for_it_alone() -> None:
    assert READ_BY["engine"] & NOT_FOR_ENGINE == set()
    inner = {"ACTIONS_TOKEN", "DATABASE_URL", "TRACKER_DATABASE_URL", "REDIS_URL"}
    assert (READ_BY["engine"] | READ_BY["actions"]) & SECRETS <= inner
    assert "ACTIONS_TOKEN" not in READ_BY["application"]


def _services() -> dict[str, Service]:
    addresses = inner_addresses(5005, 5055)
    return {
        "engine": rooms.engine(LAYOUT, 5005, addresses),
        "actions": rooms.actions(LAYOUT, 5055, addresses),
        "application": rooms.application(LAYOUT, "127.0.0.1", 8000, addresses),
    }


@pytest.mark.parametrize("name", PARTS)
def test_make_run_gives_each_what_it_reads(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for setting in NAMES:
        monkeypatch.setenv(setting, "of the person's own shell")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    given = variables(_services()[name])
    assert given["LC_ALL"] == "C.UTF-8"
    assert EVERY_SETTING & given.keys() <= READ_BY[name]
    assert READ_BY[name] - given.keys() <= {"ACTION_ENDPOINT_URL"}


def test_the_shell_is_an_engine() -> None:
    assert rooms.shell(LAYOUT, 5005, {}, []).withheld == withheld("engine")


def test_a_token_is_made_at_every_start() -> None:
    first, second = (inner_addresses(5005, 5055)["ACTIONS_TOKEN"] for _ in range(2))
    assert first != second
    assert len(first) >= 40


@pytest.mark.parametrize("name", PARTS)
def test_compose_gives_each_what_it_reads(name: str) -> None:
    services = yaml.safe_load((DEPLOY / "compose.yml").read_text("utf-8"))["services"]
    given = set(services[name]["environment"])
    assert given <= READ_BY[name]
    assert given >= {"engine": {"ACTIONS_TOKEN"}, "actions": {"ACTIONS_TOKEN"}}.get(name, set())
    assert set(services["migrate"]["environment"]) == {"DATABASE_URL"}


def _containers() -> dict[str, dict[str, Any]]:
    found = {}
    for path in sorted((DEPLOY / "kubernetes").glob("*.yml")):
        for one in yaml.safe_load_all(path.read_text("utf-8")):
            if one["kind"] in {"Deployment", "Job"}:
                (container,) = one["spec"]["template"]["spec"]["containers"]
                found[container["name"]] = container
    return found


def test_kubernetes_gives_each_what_it_reads() -> None:
    containers = _containers()
    for name in ("engine", "actions"):
        assert "envFrom" not in containers[name]
        given = {variable["name"] for variable in containers[name]["env"]}
        assert "ACTIONS_TOKEN" in given
        assert given <= READ_BY[name]
    assert [one["name"] for one in containers["migrations"]["env"]] == ["DATABASE_URL"]
    settings = yaml.safe_load((DEPLOY / "kubernetes" / "settings.yml").read_text("utf-8"))
    assert set(settings["data"]) <= READ_BY["application"]
    # The inner token lies in a secret that the application is not given.
    refs = [one.get("secretRef", {}).get("name") for one in containers["application"]["envFrom"]]
    assert "signpost-inner" not in refs


@pytest.mark.parametrize("name", [*PARTS, "backup"])
def test_a_unit_takes_away_what_its_process_does_not_read(name: str) -> None:
    (path,) = (DEPLOY / "systemd").glob(f"signpost-{name}*.service")
    text = path.read_text("utf-8")
    taken = set(" ".join(re.findall(r"^UnsetEnvironment=(.*)$", text, re.MULTILINE)).split())
    reads = READ_BY.get(name, {"DATABASE_URL"})
    assert taken == EVERY_SETTING - set(reads)
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(path)
    own = {one.split("=")[0] for one in unit["Service"].get("Environment", "").split()}
    assert own & taken == set()
