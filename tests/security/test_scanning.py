"""The look for secrets sees them, and what it is told to pass over is still there."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from launch import rooms
from launch.layout import Layout
from tests.security.scanning import KNOWN, ROOT, files, known, look_for_secrets

# In two parts each, so that this file holds none.
SECRETS = {
    "a key of a cloud": "AKIA" + "IOSFODNN7ABCDEFG",
    "a private key": "-----BEGIN RSA " + "PRIVATE KEY-----",
    "a password": 'password = "' + 'Tr0ub4dor&3x"',
    "an address with a password": "https://somebody:" + "w0rdofpass@invented.example/",
    "a token of a bot": "110201543:" + "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsawk",
}


@pytest.mark.parametrize("kind", SECRETS)
def test_a_secret_is_seen(tmp_path: Path, kind: str) -> None:
    (tmp_path / "x.py").write_text(f"{SECRETS[kind]}\n", "utf-8")
    assert look_for_secrets(["x.py"], tmp_path)


def test_what_is_passed_over_is_there_and_has_a_reason() -> None:
    entries = yaml.safe_load(KNOWN.read_text("utf-8"))
    assert all(entry["why"].strip() for entry in entries)
    gone = [entry["file"] for entry in entries if not (ROOT / entry["file"]).is_file()]
    assert not gone, f"take these out of {KNOWN.name}: {gone}"
    assert len(known()) == len(entries)


def test_settings_and_launcher_are_looked_at() -> None:
    assert {"knowledge/settings.py", "launch/rooms.py", "site.yml", "Makefile"} <= set(files())


def test_make_check_looks_for_both() -> None:
    commands = [" ".join(command) for _, command, _ in rooms.checks(Layout.of(ROOT))]
    for look in ("weak-spots", "secrets"):
        assert any(command.endswith(f"tests.security.scanning {look}") for command in commands)
