"""What goes out when something happens: e-mails to the team, webhooks. No personal data in either.

Only written down here, in the transaction of what happened; `outgoing` sends it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.conversations.models import Conversation
from bot.handoff.models import Handoff, Outgoing
from bot.handoff.teams import find_team, team_for
from knowledge.settings import Settings
from knowledge.site import Site

_SUBJECTS = {
    "waiting": "Somebody is waiting for a person",
    "callback_booked": "A call back was asked for",
    "callback_cancelled": "A call back was cancelled",
}
_MAILED = frozenset(_SUBJECTS)
CHATWOOT = "chatwoot"
"""The kind of what is passed on to Chatwoot: only which conversation, the rest is read then."""


@dataclass(frozen=True)
class Announcer:
    """Writes notices down.

    Attributes:
        site: Says who gets them.
        settings: Say where webhooks go, and the address of the desk.
    """

    site: Site
    settings: Settings

    def announce(self, session: Session, event: str, conversation_id: str, *, at: datetime) -> None:
        """Writes down what is to go out about an event such as `waiting`; does not commit."""
        if event in _MAILED:
            self._mail(session, event, conversation_id, at)
        if self.settings.webhook_url:
            self._hook(session, event, conversation_id, at)
        self.pass_on(session, conversation_id, at=at)

    def pass_on(self, session: Session, conversation_id: str, *, at: datetime) -> None:
        """Writes down that Chatwoot is to be brought up to date, where it is the desk."""
        if self.settings.chatwoot_url:
            self._add(session, CHATWOOT, conversation_id, "", at)

    def desk_address(self, path: str = "") -> str:
        """Returns the address of the desk for a link in a notice."""
        return f"{self.settings.public_address}/desk{path}"

    def _to(self, session: Session, conversation_id: str) -> list[str]:
        row = session.get(Handoff, conversation_id)
        conversation = session.get(Conversation, conversation_id)
        subject, place = (
            (conversation.subject, conversation.place) if conversation else (None, None)
        )
        desk = self.site.desk
        team = find_team(desk, row.team) if row and row.team else team_for(desk, subject, place)
        own = team.notify if team else []
        return own or desk.notify or [self.site.adviser.email or ""]

    def _mail(self, session: Session, event: str, conversation_id: str, at: datetime) -> None:
        path = "/callbacks" if event.startswith("callback") else ""
        text = (
            f"{_SUBJECTS[event]} at {self.site.service.name}.\n\n"
            f"Open the desk: {self.desk_address(path)}\n\n"
            "This message holds nothing about the person, on purpose. You get it because your "
            "address is in the settings of the desk."
        )
        for address in self._to(session, conversation_id):
            self._add(session, "email", conversation_id, text, at, address, _SUBJECTS[event])

    def _hook(self, session: Session, event: str, conversation_id: str, at: datetime) -> None:
        row = session.get(Handoff, conversation_id)
        body = {
            "event": event,
            "conversation": conversation_id,
            "state": row.state if row else "with_assistant",
            "reason": row.reason if row else "",
            "team": row.team if row else "",
            "at": at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        }
        self._add(session, "webhook", conversation_id, json.dumps(body), at)

    def _add(
        self,
        session: Session,
        kind: str,
        conversation_id: str,
        body: str,
        at: datetime,
        target: str = "",
        subject: str = "",
    ) -> None:
        can_send = kind != "email" or bool(self.settings.can_mail and target)
        session.add(
            Outgoing(
                kind=kind,
                conversation_id=conversation_id,
                target=target,
                subject=subject,
                body=body,
                created_at=at,
                next_at=at,
                attempts=0,
                state="waiting" if can_send else "kept",
                error="",
            )
        )
        session.flush()
