"""The retention plan: every table of the database, what it holds about whom, and how long.

A table that is not named here fails a test. `docs/governance/impact-assessment.md` names each table
with personal data too.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.accounts import models as _accounts  # noqa: F401 (its tables join those of Base)
from bot.conversations import clock_guard as _clock_guard  # noqa: F401 (its table joins those of Base)
from bot.conversations import keeping as _keeping  # noqa: F401 (its tables join those of Base)
from bot.conversations.models import Base as BotBase
from bot.editing import models as _editing  # noqa: F401 (its tables join those of Base)
from bot.handoff import models as _handoff  # noqa: F401 (its tables join those of Base)
from bot.insight import models as _insight  # noqa: F401 (its tables join those of Base)
from bot.operations import switches as _switches  # noqa: F401 (its table joins those of Base)
from bot.privacy.rules import After, ByHand, Nameless, Rule, Tables, With
from bot.staff import models as _staff  # noqa: F401 (its tables join those of Base)
from bot.telegram import models as _telegram  # noqa: F401 (its tables join those of Base)
from knowledge.models import Base as KnowledgeBase

RESIDENTS, CALLERS, STAFF, NOBODY = "residents", "callers", "people who work here", "nobody"


@dataclass(frozen=True)
class Kept:
    """What a table holds.

    Attributes:
        about: Whom it is about: one of the four words above.
        what: What of them.
        rules: What ends the keeping; empty for a table that is about nobody and stays.
    """

    about: str
    what: str
    rules: tuple[Rule, ...] = ()

    @property
    def is_personal(self) -> bool:
        """Whether it holds anything about a person."""
        return self.about != NOBODY


_TALK = (With("conversation_id", "conversation"),)
_COUNTS = "RETENTION_COUNTS_DAYS"
_STAFF = "RETENTION_STAFF_DAYS"

PLAN: dict[str, Kept] = {
    # Conversations
    "conversation": Kept(
        RESIDENTS,
        "a random number, hashed secrets, the way in, what it is about, the place",
        (ByHand("`RETENTION_DAYS` after its last message, or when its resident deletes it"),),
    ),
    "message": Kept(RESIDENTS, "what was said, identifiers masked, and when", _TALK),
    "choice": Kept(RESIDENTS, "what was offered", _TALK),
    "helped": Kept(RESIDENTS, "whether an answer helped", _TALK),
    "page_key": Kept(RESIDENTS, "hashed secrets of a page", _TALK),
    "erasure": Kept(
        NOBODY, "which random numbers the engine must forget", (ByHand("until it is certain"),)
    ),
    # The hand-off
    "handoff": Kept(RESIDENTS, "where a chat stands, and who has it", _TALK),
    "handoff_event": Kept(RESIDENTS, "the steps of a hand-off", _TALK),
    "handoff_contact": Kept(RESIDENTS, "first name and number or address, sealed", _TALK),
    "callback": Kept(RESIDENTS, "what a call back is about, and when", _TALK),
    "callback_attempt": Kept(
        RESIDENTS, "tries to call back, with notes, sealed", (With("callback_id", "callback"),)
    ),
    "handoff_note": Kept(RESIDENTS, "advisers' notes, sealed", _TALK),
    "handoff_link": Kept(RESIDENTS, "the number of a chat in another desk", _TALK),
    "handoff_outgoing": Kept(
        CALLERS,
        "notices; sheets and chats on their way to an address, sealed",
        (*_TALK, After("created_at", "RETENTION_OUTBOX_DAYS")),
    ),
    "adviser_presence": Kept(STAFF, "who is at the desk", (After("seen_at", 7),)),
    # Telegram
    "telegram_update": Kept(
        RESIDENTS,
        "a message on its way, sealed; emptied when it is worked",
        (After("finished_at", 2), After("received_at", "RETENTION_DAYS")),
    ),
    "telegram_chat": Kept(RESIDENTS, "the number of a chat, hashed and sealed", _TALK),
    "telegram_press": Kept(RESIDENTS, "that a button was used", (With("message_id", "message"),)),
    "telegram_lease": Kept(NOBODY, "which process works"),
    "channel_off": Kept(NOBODY, "which channels are switched off"),
    "clock_mark": Kept(NOBODY, "the latest time of day that was believed"),
    # People who work here
    "account": Kept(
        STAFF,
        "name, roles, hashed password",
        (ByHand("`RETENTION_STAFF_DAYS` after the last deed of one that is closed"),),
    ),
    "account_session": Kept(
        STAFF, "browsers that are signed in, hashed", (After("created_at", 2),)
    ),
    "account_failure": Kept(STAFF, "failed sign-ins, hashed", (After("first_at", 2),)),
    "account_attempt": Kept(STAFF, "a sign-in on its way", (After("begun_at", 1),)),
    "accounts_event": Kept(STAFF, "who did what, when", (After("at", _STAFF),)),
    "staff_sheet": Kept(STAFF, "what is on somebody's sheet", (After("changed_at", 1),)),
    "signpost_log": Kept(STAFF, "pointers given, by whom", (After("given_on", _COUNTS),)),
    # Counts and words about records
    "demo_count": Kept(NOBODY, "invented counts, for showing"),
    "daily_count": Kept(NOBODY, "counts by day", (After("day", _COUNTS),)),
    "suggestion": Kept(
        RESIDENTS,
        "what somebody says is wrong with a record, masked, without who",
        (After("done_at", "RETENTION_SUGGESTIONS_DAYS"), After("said_at", _STAFF)),
    ),
    "missed_done": Kept(
        RESIDENTS, "that an editor dealt with a question", (With("message_id", "message"),)
    ),
    "upload": Kept(STAFF, "a list on its way in, and who sent it", (After("sent_at", _STAFF),)),
    # The knowledge room's
    "record_change": Kept(
        STAFF,
        "who changed a record",
        (Nameless(("proposed_by", "decided_by"), "proposed_at", _STAFF),),
    ),
    "text_change": Kept(
        STAFF,
        "who changed a fixed text",
        (Nameless(("proposed_by", "decided_by"), "proposed_at", _STAFF),),
    ),
    "record_end": Kept(
        STAFF,
        "who had a record taken down",
        (Nameless(("set_by", "ended_by"), "set_at", _STAFF),),
    ),
    "import_run": Kept(STAFF, "who began an import", (Nameless(("by",), "started_at", _STAFF),)),
    "unmet_demand": Kept(
        NOBODY, "counts of searches that found nothing", (After("week", _COUNTS),)
    ),
    "record_shown": Kept(NOBODY, "counts of what was shown", (After("week", _COUNTS),)),
}
"""Every table that people's doings are written to."""

CONTENT = frozenset(
    (
        "accessibility", "address", "assurance", "attribute", "case_study", "contact",
        "contact_point", "content_state", "cost_option", "data_source", "event", "fund", "funding",
        "grant_made", "guidance", "import_row", "language", "legal_form", "link", "link_check",
        "location", "opportunity", "organisation", "organisation_identifier", "phone", "place",
        "record", "representation", "schedule", "service", "service_area", "service_at_location",
        "source_item", "taxonomy", "taxonomy_term", "text_vector", "volunteering_session",
    )
)  # fmt: skip
"""The directory: what organisations publish about themselves. Teams and their public contacts."""


def all_tables() -> Tables:
    """Returns every table of the database by its name."""
    return dict(BotBase.metadata.tables) | dict(KnowledgeBase.metadata.tables)
