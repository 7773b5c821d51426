"""Every setting, once: its name, default, check and meaning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from knowledge.setting_kinds import (
    read_format,
    read_level,
    read_networks,
    read_origins,
    read_pairs,
    read_port,
    read_port_or_none,
    read_positive,
    read_redis_or_none,
    read_seconds,
    read_text,
    read_web_address,
    read_web_address_or_none,
    read_words,
)


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
    Setting("HOST", "127.0.0.1", read_text, "The address that the application listens on."),
    Setting(
        "TRUSTED_PROXIES",
        "127.0.0.1,::1",
        read_networks,
        "Whose X-Forwarded-For and X-Forwarded-Proto are believed: the addresses or networks of the"
        " proxies in front, separated by commas; NONE for nobody's.",
    ),
    Setting("PORT", "8000", read_port, "The port that the application listens on."),
    Setting(
        "ENGINE_URL",
        "http://127.0.0.1:5005",
        read_web_address,
        "Where the Rasa engine answers; keep it on the loopback.",
    ),
    Setting("ACTIONS_PORT", "5055", read_port, "The port of the action server."),
    Setting(
        "ACTIONS_HOST",
        "127.0.0.1",
        read_text,
        "The address that the action server listens on: the loopback, or in a container of its own"
        " every address, behind a network that only the engine and the application reach.",
    ),
    Setting(
        "ACTIONS_TOKEN",
        "",
        read_text,
        "By what the action server knows the engine, the same for both; `make run` makes one at"
        " every start. It is a secret.",
    ),
    Setting(
        "ACTIONS_URL",
        "",
        read_web_address_or_none,
        "Where the application asks whether the action server is well; empty for this machine.",
    ),
    Setting(
        "REDIS_URL",
        "",
        read_redis_or_none,
        "The Redis that several applications and engines share, such as redis://host:6379/0;"
        " empty when there is one of each.",
    ),
    Setting(
        "DATABASE_URL",
        "sqlite:///var/signpost.db",
        read_text,
        "The database of knowledge and conversations, as an SQLAlchemy address.",
    ),
    Setting(
        "TRACKER_DATABASE_URL",
        "sqlite:///var/tracker.db",
        read_text,
        "The database of the engine's short-lived trackers, for deleting from it.",
    ),
    Setting(
        "ENGINE_TIMEOUT_SECONDS",
        "8",
        read_seconds,
        "How long the application waits for the engine, in seconds, before it apologises.",
    ),
    Setting(
        "TURNS_AT_ONCE",
        "64",
        read_positive,
        "How many messages may wait for the engine at once before more are told that it is busy;"
        " as many as it answers in about five seconds.",
    ),
    Setting(
        "MESSAGE_LIMIT_CHARACTERS",
        "1000",
        read_positive,
        "The longest message a resident may send, in characters.",
    ),
    Setting(
        "BODY_LIMIT_BYTES",
        "16384",
        read_positive,
        "The largest request body that is read, in bytes.",
    ),
    Setting(
        "RATE_CONVERSATIONS_PER_HOUR",
        "6000",
        read_positive,
        "How many conversations one address may open in an hour; a library or a council office is"
        " one address.",
    ),
    Setting(
        "RATE_MESSAGES_PER_MINUTE",
        "30",
        read_positive,
        "How many messages one conversation may send in a minute.",
    ),
    Setting(
        "RATE_REQUESTS_PER_MINUTE",
        "3000",
        read_positive,
        "How many requests one address may make in a minute.",
    ),
    Setting(
        "ALLOWED_ORIGINS",
        "",
        read_origins,
        "Other websites that may call the interface, separated by commas; none by default.",
    ),
    Setting(
        "SITE_FILE",
        "site.yml",
        read_text,
        "The file that says whose Signpost this is: council, adviser organisation, colours.",
    ),
    Setting("CONTENT_FOLDER", "knowledge/content", read_text, "The folder of the content files."),
    Setting(
        "ENCODER_FOLDER", "var/encoder", read_text, "The folder of the built sentence encoder."
    ),
    Setting(
        "RANKER_FILE", "var/ranker.npz", read_text, "The trained weights of the search ranking."
    ),
    Setting(
        "RETENTION_DAYS",
        "30",
        read_positive,
        "How many days a conversation is kept after its last message.",
    ),
    Setting(
        "LOG_FORMAT",
        "text",
        read_format,
        "How the application and the action server log: text, or json with one object a line.",
    ),
    Setting(
        "METRICS_PORT",
        "0",
        read_port_or_none,
        "The port of the figures for Prometheus, apart from the public one; 0 for none.",
    ),
    Setting(
        "METRICS_HOST",
        "127.0.0.1",
        read_text,
        "The address of the figures for Prometheus; only a network of our own may reach it.",
    ),
    Setting(
        "RETENTION_COUNTS_DAYS",
        "1095",
        read_positive,
        "How many days counts are kept that hold nothing about residents, and the pointers that"
        " somebody who works here gave, with who gave them.",
    ),
    Setting(
        "RETENTION_STAFF_DAYS",
        "365",
        read_positive,
        "How many days the record of what people who work here did is kept.",
    ),
    Setting(
        "RETENTION_SUGGESTIONS_DAYS",
        "30",
        read_positive,
        "How many days a word about a wrong record is kept after it was dealt with.",
    ),
    Setting(
        "RETENTION_OUTBOX_DAYS",
        "7",
        read_positive,
        "How many days a notice or message that went out, or could not, is kept.",
    ),
    Setting(
        "RETENTION_EXPORTS_DAYS",
        "7",
        read_positive,
        "How many days a file of a subject access or information request is kept.",
    ),
    Setting(
        "EXPORTS_FOLDER",
        "var/exports",
        read_text,
        "The folder of the files of subject access and information requests.",
    ),
    Setting(
        "CONTACT_KEYS",
        "",
        read_words,
        "What seals how residents can be reached: keys separated by commas, the newest first;"
        " empty: a key file beside the database. They are secrets.",
    ),
    Setting("LOG_LEVEL", "INFO", read_level, "How much is logged: DEBUG, INFO, WARNING or ERROR."),
    Setting(
        "PUBLIC_ADDRESS",
        "",
        read_web_address_or_none,
        "The web address that people use, such as https://signpost.example.org; empty while it is"
        " tried out.",
    ),
    Setting(
        "SESSION_IDLE_MINUTES",
        "60",
        read_positive,
        "After how many minutes without use somebody who works here has to sign in again.",
    ),
    Setting(
        "SESSION_HOURS",
        "12",
        read_positive,
        "After how many hours somebody who works here has to sign in again in any case.",
    ),
    Setting(
        "OIDC_ISSUER",
        "",
        read_web_address_or_none,
        "The council's own sign-in (OpenID Connect): the address of its issuer; empty for none.",
    ),
    Setting("OIDC_CLIENT_ID", "", read_text, "The name of Signpost at the council's own sign-in."),
    Setting(
        "OIDC_CLIENT_SECRET", "", read_text, "The secret of Signpost at the council's sign-in."
    ),
    Setting(
        "OIDC_ROLES_CLAIM",
        "roles",
        read_text,
        "The claim of the council's sign-in that holds somebody's groups or roles.",
    ),
    Setting(
        "OIDC_ROLES",
        "",
        read_pairs,
        "Which of their groups is which of our roles: GROUP=adviser,GROUP=editor.",
    ),
    Setting(
        "SMTP_URL", "", read_text, "Where e-mail goes, such as smtps://user:password@host:465."
    ),
    Setting(
        "MAIL_FROM",
        "",
        read_text,
        "The address that e-mail comes from; without it no e-mail is sent, whatever SMTP_URL says.",
    ),
    Setting(
        "SMS_URL",
        "",
        read_web_address_or_none,
        "Where text messages are handed over, see docs/staff-guide.md; empty for none.",
    ),
    Setting(
        "SMS_TOKEN", "", read_text, "The token for handing text messages over. It is a secret."
    ),
    Setting("SMS_FROM", "", read_text, "Whom text messages come from."),
    Setting("WEBHOOK_URL", "", read_web_address_or_none, "What is told when a person is wanted."),
    Setting("WEBHOOK_SECRET", "", read_text, "The secret that webhooks are signed with."),
    Setting("DESK_TOKEN", "", read_text, "What opens the desk's interface to another desk."),
    Setting(
        "CHATWOOT_URL",
        "",
        read_web_address_or_none,
        "The address of an inbox of Chatwoot, as its browser shows it.",
    ),
    Setting("CHATWOOT_TOKEN", "", read_text, "The access token for Chatwoot's interface."),
    Setting("CHATWOOT_SECRET", "", read_text, "The last part of the address that Chatwoot calls."),
    Setting(
        "TELEGRAM_BOT_TOKEN",
        "",
        read_text,
        "The token of the Telegram bot, from BotFather; empty for no Telegram. It is a secret.",
    ),
    Setting(
        "TELEGRAM_SECRET",
        "",
        read_text,
        "What the keys for Telegram's chats are made from; the token when empty. It is a secret.",
    ),
    Setting(
        "TELEGRAM_API_URL",
        "https://api.telegram.org",
        read_web_address,
        "Where Telegram's Bot API answers; another address only for a Bot API server of your own.",
    ),
)
