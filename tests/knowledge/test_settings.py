"""Every setting has a default, is checked at the start, and is named when it is wrong."""

from __future__ import annotations

from dataclasses import fields

import pytest

from knowledge.settings import SETTINGS, Setting, SettingError, Settings

DEFAULTS = Settings.from_environment({})


def test_names_and_attributes_are_the_same_list() -> None:
    assert [setting.name.lower() for setting in SETTINGS] == [
        field.name for field in fields(Settings)
    ]


def test_without_an_environment_every_setting_has_its_default() -> None:
    assert (DEFAULTS.host, DEFAULTS.port) == ("127.0.0.1", 8000)
    assert DEFAULTS.engine_url == "http://127.0.0.1:5005"
    assert DEFAULTS.engine_timeout_seconds == 8.0
    assert DEFAULTS.message_limit_characters == 1000
    assert DEFAULTS.body_limit_bytes == 16384
    assert DEFAULTS.allowed_origins == ()
    assert DEFAULTS.retention_days == 30


def test_nothing_listens_beyond_this_machine_by_default() -> None:
    assert DEFAULTS.host == "127.0.0.1"
    assert "127.0.0.1" in DEFAULTS.engine_url


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_explains_itself_and_takes_its_own_default(setting: Setting) -> None:
    assert setting.help.endswith(".")
    assert setting.name.isupper()
    setting.cast(setting.default)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_an_empty_value_counts_as_none(setting: Setting) -> None:
    assert Settings.from_environment({setting.name: ""}) == DEFAULTS


def test_values_of_the_environment_are_taken_and_others_left_alone() -> None:
    settings = Settings.from_environment(
        {"PORT": "9000", "ENGINE_URL": "https://engine.example/", "PATH": "x", "LOG_LEVEL": "debug"}
    )
    assert (settings.port, settings.engine_url) == (9000, "https://engine.example")
    assert settings.log_level == "DEBUG"


def test_origins_are_a_list_of_addresses() -> None:
    settings = Settings.from_environment(
        {"ALLOWED_ORIGINS": "https://a.example/, http://b.example,"}
    )
    assert settings.allowed_origins == ("https://a.example", "http://b.example")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"), ("PORT", "65536"), ("PORT", "eighty"), ("PORT", "80.5"),
        ("ACTIONS_PORT", "-1"),
        ("ENGINE_URL", "127.0.0.1:5005"), ("ENGINE_URL", "ftp://engine"), ("ENGINE_URL", "http://"),
        ("ENGINE_TIMEOUT_SECONDS", "0"), ("ENGINE_TIMEOUT_SECONDS", "nan"),
        ("ENGINE_TIMEOUT_SECONDS", "inf"), ("ENGINE_TIMEOUT_SECONDS", "soon"),
        ("MESSAGE_LIMIT_CHARACTERS", "0"), ("RETENTION_DAYS", "-3"), ("RETENTION_DAYS", "a month"),
        ("RATE_MESSAGES_PER_MINUTE", "1e3"),
        ("ALLOWED_ORIGINS", "*"), ("ALLOWED_ORIGINS", "https://a.example, example.org"),
        ("LOG_LEVEL", "loud"),
    ],
)  # fmt: skip
def test_a_wrong_value_stops_with_its_name_and_itself(name: str, value: str) -> None:
    with pytest.raises(SettingError) as caught:
        Settings.from_environment({name: value})
    assert name in str(caught.value)
    assert repr(value) in str(caught.value)


def test_settings_cannot_be_changed_while_running() -> None:
    with pytest.raises(AttributeError):
        DEFAULTS.port = 1  # type: ignore[misc]


def test_the_process_environment_is_read_when_none_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PORT", "8123")
    assert Settings.from_environment().port == 8123
