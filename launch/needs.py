"""Which settings each program reads: it is given these of ours, and no others.

The engine stands on old packages, and the action server answers it: neither has any use for the
key of the call backs or the password of the e-mail, so neither has them in its environment. What is
not a setting of ours (PATH, LANG, a proxy) goes to everybody. A test holds the lists to the
settings that there are.
"""

from __future__ import annotations

from collections.abc import Mapping

ENGINE = frozenset(
    ("ACTION_ENDPOINT_URL", "ACTIONS_TOKEN", "ENCODER_FOLDER", "LOG_LEVEL", "REDIS_URL",
     "TRACKER_DATABASE_URL")
)  # fmt: skip
ACTIONS = frozenset(
    ("ACTIONS_HOST", "ACTIONS_PORT", "ACTIONS_TOKEN", "CONTENT_FOLDER", "DATABASE_URL",
     "ENCODER_FOLDER", "LOG_FORMAT", "LOG_LEVEL", "RANKER_FILE", "RETENTION_DAYS", "SITE_FILE")
)  # fmt: skip
APPLICATION = frozenset(
    ("ACTIONS_PORT", "ACTIONS_URL", "ALLOWED_ORIGINS", "BODY_LIMIT_BYTES", "CHATWOOT_SECRET",
     "CHATWOOT_TOKEN", "CHATWOOT_URL", "CONTACT_KEYS", "CONTENT_FOLDER", "DATABASE_URL",
     "DESK_TOKEN", "ENCODER_FOLDER", "ENGINE_TIMEOUT_SECONDS", "ENGINE_URL", "EXPORTS_FOLDER",
     "HOST", "LOG_FORMAT", "LOG_LEVEL", "MAIL_FROM", "MESSAGE_LIMIT_CHARACTERS", "METRICS_HOST",
     "METRICS_PORT", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_ISSUER", "OIDC_ROLES",
     "OIDC_ROLES_CLAIM", "PORT", "PUBLIC_ADDRESS", "RANKER_FILE", "RATE_CONVERSATIONS_PER_HOUR",
     "RATE_MESSAGES_PER_MINUTE", "RATE_REQUESTS_PER_MINUTE", "REDIS_URL", "RETENTION_COUNTS_DAYS",
     "RETENTION_DAYS", "RETENTION_EXPORTS_DAYS", "RETENTION_OUTBOX_DAYS", "RETENTION_STAFF_DAYS",
     "RETENTION_SUGGESTIONS_DAYS", "SESSION_HOURS", "SESSION_IDLE_MINUTES", "SITE_FILE", "SMS_FROM",
     "SMS_TOKEN", "SMS_URL", "SMTP_URL", "TELEGRAM_API_URL", "TELEGRAM_BOT_TOKEN",
     "TELEGRAM_SECRET", "TRACKER_DATABASE_URL", "TRUSTED_PROXIES", "TURNS_AT_ONCE",
     "WEBHOOK_SECRET", "WEBHOOK_URL")
)  # fmt: skip

READ_BY: Mapping[str, frozenset[str]] = {
    "engine": ENGINE, "actions": ACTIONS, "application": APPLICATION,
}  # fmt: skip
"""What each program reads, by the program's name."""

EVERY_SETTING = ENGINE | ACTIONS | APPLICATION


def withheld(name: str) -> frozenset[str]:
    """Returns the settings of ours that a program is not given; none for one that is not here."""
    return EVERY_SETTING - READ_BY[name] if name in READ_BY else frozenset()
