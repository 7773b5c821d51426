"""A sheet as an e-mail or a text message: written down, sent by the application, then forgotten.

The address of a caller is kept no longer than it takes: a day after it went out,
`RETENTION_OUTBOX_DAYS` where it could not, and not at all in the record of events.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from bot.accounts.service import Accounts
from bot.conversations.clock_guard import leap_at
from bot.handoff.contact import EMAIL, Way, find_way
from bot.handoff.models import Outgoing
from bot.handoff.outgoing import NotSent
from bot.staff.matches import Match
from knowledge.errors import InvalidInput, NotFound, Unavailable
from knowledge.settings import Settings
from knowledge.site import Site

log = logging.getLogger("signpost.staff")

SMS = "sms"
KINDS = ("email", SMS)
LONGEST_TEXT = 918
"""Six parts of a long text message, in characters."""

_SENT_KEPT = timedelta(days=1)
_TIDY_SECONDS = 600.0
_SECONDS = 10.0
_REACH = ("Telephone:", "E-mail:", "Contact:")


def way_to(text: str) -> Way:
    """Returns where a sheet is to go.

    Raises:
        InvalidInput: When it is neither an e-mail address nor a mobile number.
    """
    way = find_way(text)
    if way is None:
        raise InvalidInput("Please type an e-mail address or a mobile telephone number.")
    if way.how != EMAIL and not way.value.startswith("07"):
        raise InvalidInput("A text message can only go to a mobile number, which begins with 07.")
    return way


def email_text(matches: list[Match], site: Site) -> str:
    """Returns a sheet as the text of an e-mail."""
    head = (
        f"You spoke with {site.council.name}. This is what we found for you.\n"
        "Facts change: please ring or look before you set out."
    )
    foot = (
        f"In danger? Call {site.emergency.number}. Need to talk, day or night? Samaritans "
        f"{site.emergency.samaritans}.\n\nNobody reads answers to this message."
    )
    return "\n\n----\n\n".join([head, *(match.text for match in matches), foot])


def sms_text(matches: list[Match], site: Site) -> str:
    """Returns a sheet as a text message: names, one way to reach each, as many as fit."""
    text = f"From {site.council.name}:"
    for match in matches:
        lines = [line for line in match.card.details if line.startswith(_REACH)]
        number = next((line for line in lines if line.startswith("Telephone:")), "")
        reach = number.removeprefix("Telephone: ") or match.card.url or "".join(lines[:1])
        more = f"\n{match.card.title}: {reach}"
        if len(text) + len(more) > LONGEST_TEXT:
            break
        text += more
    return text


def add_message(
    session: Session, way: Way, matches: list[Match], site: Site, settings: Settings, at: datetime
) -> bool:
    """Writes a message down; says whether there is something to send it with. Does not commit."""
    is_email = way.how == EMAIL
    can_send = settings.can_mail if is_email else bool(settings.sms_url)
    session.add(
        Outgoing(
            kind="email" if is_email else SMS,
            target=way.value,
            subject=f"What {site.council.name} found for you" if is_email else "",
            body=email_text(matches, site) if is_email else sms_text(matches, site),
            created_at=at,
            next_at=at,
            attempts=0,
            state="waiting" if can_send else "kept",
            error="",
        )
    )
    session.flush()
    return can_send


_IS_OURS = and_(Outgoing.conversation_id.is_(None), Outgoing.kind.in_(KINDS))


def list_messages(session: Session, *, limit: int = 100) -> list[Outgoing]:
    """Returns the messages of sheets that are not forgotten yet, newest first, at most `limit`."""
    return list(
        session.scalars(select(Outgoing).where(_IS_OURS).order_by(Outgoing.id.desc()).limit(limit))
    )


def remove_message(session: Session, message_id: int) -> None:
    """Deletes a message of a sheet.

    Raises:
        NotFound: When there is none of that number.
    """
    found = session.get(Outgoing, message_id) if 0 < message_id < 2**31 else None
    if found is None or found.conversation_id is not None or found.kind not in KINDS:
        raise NotFound("There is no such message. It may have been deleted already.")
    session.delete(found)


def forget_messages(session: Session, *, at: datetime, settings: Settings) -> None:
    """Deletes messages a day after they went out, others when no notice is kept any longer.

    Deletes nothing while the clock is not believed: what still waits to go out would be lost.
    """
    if leap_at(session, at, settings.retention_days) is not None:
        return
    is_old = or_(
        and_(Outgoing.state == "sent", Outgoing.created_at < at - _SENT_KEPT),
        Outgoing.created_at < at - timedelta(days=settings.retention_outbox_days),
    )
    session.execute(delete(Outgoing).where(_IS_OURS, is_old))


async def keep_tidy(accounts: Accounts) -> None:
    """Forgets messages, sessions and failures that are over, every ten minutes, until cancelled."""

    def work(session: Session) -> None:
        forget_messages(session, at=accounts.clock(), settings=accounts.settings)
        accounts.tidy(session)

    while True:
        try:
            await accounts.transactions.do(work)
        except Unavailable as error:
            log.warning("Forgetting messages is put off: %s", error)
        await asyncio.sleep(_TIDY_SECONDS)


@dataclass(frozen=True)
class SmsGateway:
    """Hands text messages to the council's gateway: a POST of `{"to", "from", "text"}` as JSON.

    `to` is a British number with +44; any answer of 200 to 299 means that it was taken.

    Attributes:
        settings: Its address, its token for `Authorization: Bearer`, and whom texts come from.
        transport: How requests go out; the network when None.
    """

    settings: Settings
    transport: httpx.AsyncBaseTransport | None = None

    async def deliver(self, item: Outgoing) -> None:
        """Hands over one message.

        Raises:
            NotSent: When the gateway did not take it.
        """
        body = {
            "to": f"+44{item.target.removeprefix('0')}",
            "from": self.settings.sms_from,
            "text": item.body,
        }
        headers = {"Authorization": f"Bearer {self.settings.sms_token}"}
        try:
            async with httpx.AsyncClient(transport=self.transport, timeout=_SECONDS) as client:
                answer = await client.post(self.settings.sms_url, json=body, headers=headers)
        except httpx.HTTPError as error:
            raise NotSent(type(error).__name__) from None
        if not answer.is_success:
            raise NotSent(f"status {answer.status_code}")
