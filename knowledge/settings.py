"""The settings of a process, read from the environment at its start.

A wrong value stops the start with the name and the value. Standard library only, so that any
process can read it before anything else is there. The list stands in `settings_listed`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from knowledge.settings_listed import SETTINGS, Setting

__all__ = ["SETTINGS", "Setting", "SettingError", "Settings"]


class SettingError(ValueError):
    """A setting has a value that cannot be used; the message names both."""


@dataclass(frozen=True)
class Settings:
    """The settings of one running process; each attribute is the lower-case name in `SETTINGS`."""

    host: str
    trusted_proxies: tuple[str, ...]
    port: int
    engine_url: str
    actions_port: int
    actions_host: str
    actions_token: str
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

    @property
    def can_mail(self) -> bool:
        """Whether e-mail can go out: there is a server, and an address that it comes from."""
        return bool(self.smtp_url and self.mail_from)

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
