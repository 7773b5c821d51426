"""Every setting, once: its name, default, check and meaning.

Read from the environment at the start; a wrong value stops the start with the name and the value.
Standard library only, so that any process can read it before anything else is there.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


class SettingError(ValueError):
    """A setting has a value that cannot be used; the message names both."""


def _text(value: str) -> str:
    return value.strip()


def _positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise ValueError
    return number


def _port(value: str) -> int:
    number = int(value)
    if not 1 <= number <= 65535:
        raise ValueError
    return number


def _port_or_none(value: str) -> int:
    return 0 if value.strip() == "0" else _port(value)


def _format(value: str) -> str:
    if value.strip().lower() not in {"text", "json"}:
        raise ValueError
    return value.strip().lower()


def _redis_or_none(value: str) -> str:
    if value.strip() and urlsplit(value.strip()).scheme not in {"redis", "rediss", "unix"}:
        raise ValueError
    return value.strip()


def _seconds(value: str) -> float:
    number = float(value)
    if not 0 < number < 3600:
        raise ValueError
    return number


def _web_address(value: str) -> str:
    parts = urlsplit(value.strip())
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValueError
    return value.strip().rstrip("/")


def _web_address_or_none(value: str) -> str:
    return _web_address(value) if value.strip() else ""


def _pairs(value: str) -> tuple[tuple[str, str], ...]:
    """`A=b,C=d`; a group may hold a space, a role may not be empty."""
    pairs = [item.rpartition("=") for item in value.split(",") if item.strip()]
    if not all(group.strip() and role.strip() for group, _, role in pairs):
        raise ValueError
    return tuple((group.strip(), role.strip().lower()) for group, _, role in pairs)


def _origins(value: str) -> tuple[str, ...]:
    return tuple(_web_address(item) for item in value.split(",") if item.strip())


def _words(value: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in value.split(",") if item.strip())


def _networks(value: str) -> tuple[str, ...]:
    """Addresses and networks, each as it was written; `NONE` is an empty list."""
    if value.strip().upper() == "NONE":
        return ()
    named = tuple(item.strip() for item in value.split(",") if item.strip())
    for item in named:
        if ipaddress.ip_network(item).prefixlen == 0:
            raise ValueError
    return named


def _level(value: str) -> str:
    level = value.strip().upper()
    if level not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise ValueError
    return level


@dataclass(frozen=True)
class Setting:
    """One setting.

    Attributes:
        name: The environment variable.
        default: The text that stands in when the variable is not set.
        cast: Turns the text into the value; raises ValueError for one that cannot be used.
        help: One sentence for the person who runs Signpost, with the unit.
    """

    name: str
    default: str
    cast: Callable[[str], Any]
    help: str


SETTINGS: tuple[Setting, ...] = (
    Setting("HOST", "127.0.0.1", _text, "The address that the application listens on."),
    Setting(
        "TRUSTED_PROXIES",
        "127.0.0.1,::1",
        _networks,
        "Whose X-Forwarded-For and X-Forwarded-Proto are believed: the addresses or networks of the"
        " proxies in front, separated by commas; NONE for nobody's.",
    ),
    Setting("PORT", "8000", _port, "The port that the application listens on."),
    Setting(
        "ENGINE_URL",
        "http://127.0.0.1:5005",
        _web_address,
        "Where the Rasa engine answers; keep it on the loopback.",
    ),
    Setting("ACTIONS_PORT", "5055", _port, "The port of the action server."),
    Setting(
        "ACTIONS_HOST",
        "127.0.0.1",
        _text,
        "The address that the action server listens on: the loopback, or in a container of its own"
        " every address, behind a network that only the engine and the application reach.",
    ),
    Setting(
        "ACTIONS_URL",
        "",
        _web_address_or_none,
        "Where the application asks whether the action server is well; empty for this machine.",
    ),
    Setting(
        "REDIS_URL",
        "",
        _redis_or_none,
        "The Redis that several applications and engines share, such as redis://host:6379/0;"
        " empty when there is one of each.",
    ),
    Setting(
        "DATABASE_URL",
        "sqlite:///var/signpost.db",
        _text,
        "The database of knowledge and conversations, as an SQLAlchemy address.",
    ),
    Setting(
        "TRACKER_DATABASE_URL",
        "sqlite:///var/tracker.db",
        _text,
        "The database of the engine's short-lived trackers, for deleting from it.",
    ),
    Setting(
        "ENGINE_TIMEOUT_SECONDS",
        "8",
        _seconds,
        "How long the application waits for the engine, in seconds, before it apologises.",
    ),
    Setting(
        "TURNS_AT_ONCE",
        "64",
        _positive,
        "How many messages may wait for the engine at once before more are told that it is busy;"
        " as many as it answers in about five seconds.",
    ),
    Setting(
        "MESSAGE_LIMIT_CHARACTERS",
        "1000",
        _positive,
        "The longest message a resident may send, in characters.",
    ),
    Setting(
        "BODY_LIMIT_BYTES", "16384", _positive, "The largest request body that is read, in bytes."
    ),
    Setting(
        "RATE_CONVERSATIONS_PER_HOUR",
        "6000",
        _positive,
        "How many conversations one address may open in an hour; a library or a council office is"
        " one address.",
    ),
    Setting(
        "RATE_MESSAGES_PER_MINUTE",
        "30",
        _positive,
        "How many messages one conversation may send in a minute.",
    ),
    Setting(
        "RATE_REQUESTS_PER_MINUTE",
        "3000",
        _positive,
        "How many requests one address may make in a minute.",
    ),
    Setting(
        "ALLOWED_ORIGINS",
        "",
        _origins,
        "Other websites that may call the interface, separated by commas; none by default.",
    ),
    Setting(
        "SITE_FILE",
        "site.yml",
        _text,
        "The file that says whose Signpost this is: council, adviser organisation, colours.",
    ),
    Setting("CONTENT_FOLDER", "knowledge/content", _text, "The folder of the content files."),
    Setting("ENCODER_FOLDER", "var/encoder", _text, "The folder of the built sentence encoder."),
    Setting("RANKER_FILE", "var/ranker.npz", _text, "The trained weights of the search ranking."),
    Setting(
        "RETENTION_DAYS",
        "30",
        _positive,
        "How many days a conversation is kept after its last message.",
    ),
    Setting(
        "LOG_FORMAT",
        "text",
        _format,
        "How the application and the action server log: text, or json with one object a line.",
    ),
    Setting(
        "METRICS_PORT",
        "0",
        _port_or_none,
        "The port of the figures for Prometheus, apart from the public one; 0 for none.",
    ),
    Setting(
        "METRICS_HOST",
        "127.0.0.1",
        _text,
        "The address of the figures for Prometheus; only a network of our own may reach it.",
    ),
    Setting(
        "RETENTION_COUNTS_DAYS",
        "1095",
        _positive,
        "How many days counts are kept that hold nothing about anybody.",
    ),
    Setting(
        "RETENTION_STAFF_DAYS",
        "365",
        _positive,
        "How many days the record of what people who work here did is kept.",
    ),
    Setting(
        "RETENTION_SUGGESTIONS_DAYS",
        "30",
        _positive,
        "How many days a word about a wrong record is kept after it was dealt with.",
    ),
    Setting(
        "RETENTION_OUTBOX_DAYS",
        "7",
        _positive,
        "How many days a notice or message that went out, or could not, is kept.",
    ),
    Setting(
        "RETENTION_EXPORTS_DAYS",
        "7",
        _positive,
        "How many days a file of a subject access or information request is kept.",
    ),
    Setting(
        "EXPORTS_FOLDER",
        "var/exports",
        _text,
        "The folder of the files of subject access and information requests.",
    ),
    Setting(
        "CONTACT_KEYS",
        "",
        _words,
        "What seals how residents can be reached: keys separated by commas, the newest first;"
        " empty: a key file beside the database. They are secrets.",
    ),
    Setting("LOG_LEVEL", "INFO", _level, "How much is logged: DEBUG, INFO, WARNING or ERROR."),
    Setting(
        "PUBLIC_ADDRESS",
        "",
        _web_address_or_none,
        "The web address that people use, such as https://signpost.example.org; empty while it is"
        " tried out.",
    ),
    Setting(
        "SESSION_IDLE_MINUTES",
        "60",
        _positive,
        "After how many minutes without use somebody who works here has to sign in again.",
    ),
    Setting(
        "SESSION_HOURS",
        "12",
        _positive,
        "After how many hours somebody who works here has to sign in again in any case.",
    ),
    Setting(
        "OIDC_ISSUER",
        "",
        _web_address_or_none,
        "The council's own sign-in (OpenID Connect): the address of its issuer; empty for none.",
    ),
    Setting("OIDC_CLIENT_ID", "", _text, "The name of Signpost at the council's own sign-in."),
    Setting("OIDC_CLIENT_SECRET", "", _text, "The secret of Signpost at the council's sign-in."),
    Setting(
        "OIDC_ROLES_CLAIM",
        "roles",
        _text,
        "The claim of the council's sign-in that holds somebody's groups or roles.",
    ),
    Setting(
        "OIDC_ROLES",
        "",
        _pairs,
        "Which of their groups is which of our roles: GROUP=adviser,GROUP=editor.",
    ),
    Setting("SMTP_URL", "", _text, "Where e-mail goes, such as smtps://user:password@host:465."),
    Setting("MAIL_FROM", "", _text, "The address that e-mail comes from."),
    Setting(
        "SMS_URL",
        "",
        _web_address_or_none,
        "Where text messages are handed over, see docs/staff-guide.md; empty for none.",
    ),
    Setting("SMS_TOKEN", "", _text, "The token for handing text messages over. It is a secret."),
    Setting("SMS_FROM", "", _text, "Whom text messages come from."),
    Setting("WEBHOOK_URL", "", _web_address_or_none, "What is told when a person is wanted."),
    Setting("WEBHOOK_SECRET", "", _text, "The secret that webhooks are signed with."),
    Setting("DESK_TOKEN", "", _text, "What opens the desk's interface to another desk."),
    Setting(
        "CHATWOOT_URL",
        "",
        _web_address_or_none,
        "The address of an inbox of Chatwoot, as its browser shows it.",
    ),
    Setting("CHATWOOT_TOKEN", "", _text, "The access token for Chatwoot's interface."),
    Setting("CHATWOOT_SECRET", "", _text, "The last part of the address that Chatwoot calls."),
    Setting(
        "TELEGRAM_BOT_TOKEN",
        "",
        _text,
        "The token of the Telegram bot, from BotFather; empty for no Telegram. It is a secret.",
    ),
    Setting(
        "TELEGRAM_SECRET",
        "",
        _text,
        "What the keys for Telegram's chats are made from; the token when empty. It is a secret.",
    ),
    Setting(
        "TELEGRAM_API_URL",
        "https://api.telegram.org",
        _web_address,
        "Where Telegram's Bot API answers; another address only for a Bot API server of your own.",
    ),
)


@dataclass(frozen=True)
class Settings:
    """The settings of one running process; each attribute is the lower-case name in `SETTINGS`."""

    host: str
    trusted_proxies: tuple[str, ...]
    port: int
    engine_url: str
    actions_port: int
    actions_host: str
    actions_url: str
    redis_url: str
    database_url: str
    tracker_database_url: str
    engine_timeout_seconds: float
    turns_at_once: int
    message_limit_characters: int
    body_limit_bytes: int
    rate_conversations_per_hour: int
    rate_messages_per_minute: int
    rate_requests_per_minute: int
    allowed_origins: tuple[str, ...]
    site_file: str
    content_folder: str
    encoder_folder: str
    ranker_file: str
    retention_days: int
    log_format: str
    metrics_port: int
    metrics_host: str
    retention_counts_days: int
    retention_staff_days: int
    retention_suggestions_days: int
    retention_outbox_days: int
    retention_exports_days: int
    exports_folder: str
    contact_keys: tuple[str, ...]
    log_level: str
    public_address: str
    session_idle_minutes: int
    session_hours: int
    oidc_issuer: str
    oidc_client_id: str
    oidc_client_secret: str
    oidc_roles_claim: str
    oidc_roles: tuple[tuple[str, str], ...]
    smtp_url: str
    mail_from: str
    sms_url: str
    sms_token: str
    sms_from: str
    webhook_url: str
    webhook_secret: str
    desk_token: str
    chatwoot_url: str
    chatwoot_token: str
    chatwoot_secret: str
    telegram_bot_token: str
    telegram_secret: str
    telegram_api_url: str

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Reads and checks every setting.

        Args:
            environ: The variables; the process's own environment when None.

        Raises:
            SettingError: For the first value that cannot be used.
        """
        source = os.environ if environ is None else environ
        values: dict[str, Any] = {}
        for setting in SETTINGS:
            text = source.get(setting.name) or setting.default
            try:
                values[setting.name.lower()] = setting.cast(text)
            except ValueError:
                raise SettingError(
                    f"The setting {setting.name} cannot be {text!r}. {setting.help}"
                ) from None
        return cls(**values)
