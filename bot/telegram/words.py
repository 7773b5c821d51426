"""What the channel itself says, in plain words, built from the site file."""

from __future__ import annotations

from bot.conversations import words as ours
from bot.privacy.words import SHOW
from bot.telegram.commands import commands
from bot.telegram.settings import TelegramSettings
from knowledge.replies import Choice, Reply
from knowledge.site import Site

CHOSEN = "You chose:"
AGAIN = "This is sent again, in case it did not reach you the first time."
ALREADY_CHOSEN = "You have already chosen here. Send /help to see what else I can do."
OLD_BUTTON = "This button is too old. Please type what you need."

_RIGHTS = (
    ("Save or run a local building", "/save_building"),
    ("Take over a public service", "/run_service"),
    ("Have my say", "/have_say"),
)

_MEDIA = {
    "voice": "listen to voice messages",
    "audio": "listen to recordings",
    "video_note": "watch videos",
    "video": "watch videos",
    "photo": "see pictures",
    "animation": "see pictures",
    "document": "open files",
    "sticker": "read stickers",
    "contact": "use contact cards",
    "poll": "use polls",
}


class Words:
    """The texts of one site.

    Args:
        site: Whose Signpost this is.
        settings: The settings of the channel.
        retention_days: How long a conversation is kept after its last message.
    """

    def __init__(self, site: Site, settings: TelegramSettings, retention_days: int) -> None:
        self._site = site
        self._address = settings.public_address
        self._days = retention_days

    def greeting(self) -> Reply:
        """Says who this is, what Telegram is, how else to reach a person, and where privacy is."""
        usual = ours.greeting(self._site)
        privacy = f"{self._address}/privacy or send" if self._address else "send"
        text = (
            f"{usual.text}\n\n"
            "Telegram is another company. It can see this chat: chats with automated services on "
            "Telegram are not end-to-end encrypted. Please leave out names, health and other "
            f"private things. What we keep, and for how long: {privacy} /privacy\n\n"
            f"{ours.danger_line(self._site)}"
        )
        more = [commands()[name].choice for name in ("privacy", "help")]
        return Reply(text, choices=[*usual.choices, *more])

    def help(self) -> Reply:
        """Lists what can be asked, every command and its plain words."""
        lines = [f"/{command.name} - {command.menu['en']}" for command in commands().values()]
        place = (self._site.areas.districts or [self._site.areas.county])[0]
        text = (
            f"Type your question in your own words, such as 'grants for a hall in {place}'. "
            "You can also send a postcode, a place, or your position.\n\n"
            "Or choose one of these. You can tap a button, send the command, or type its name.\n\n"
            + "\n".join(lines)
            + f"\n\n{ours.danger_line(self._site)}"
        )
        return Reply(text, choices=[command.choice for command in commands().values()][1:])

    def rights(self) -> Reply:
        """Offers what community rights are for; the engine knows each by its intent."""
        text = (
            "Community rights are ways in law for local people to save a place that matters to "
            "them, to run a public service themselves, or to have a say in what is planned.\n\n"
            "Which of these is it about? Choose one, or say it in your own words."
        )
        return Reply(text, choices=[Choice(label, payload) for label, payload in _RIGHTS])

    def privacy(self) -> Reply:
        """Says what is kept, why, how long, who sees it, and how to have it deleted."""
        page = f" All of it: {self._address}/privacy" if self._address else ""
        text = (
            f"You need not tell me who you are. {self._site.service.name} is a service of "
            f"{self._site.council.name}.{page}\n\n"
            "What I keep:\n"
            "- The messages of this chat, yours and mine. Before I keep them I take out e-mail "
            "addresses, telephone numbers and other numbers about you that I recognise.\n"
            "- The number of this chat at Telegram, locked, so that I can answer you. I do not "
            "keep your Telegram name, your phone number or your picture.\n"
            "- A position that you share is not kept. I only note the nearest place.\n\n"
            f"For how long: until {self._days} days after the last message, or until you send "
            "/forget. Then all of it is deleted.\n\n"
            f"Who sees it: the people who run this service and, if you ask for a person, the "
            f"advisers of {self._site.adviser.name}. No other company gets it from us. But "
            "Telegram carries this chat, and what it keeps is in its own hands: "
            "https://telegram.org/privacy"
        )
        wanted = [commands()[name].choice for name in ("forget", "human", "help")]
        return Reply(text, choices=[SHOW, *wanted])

    def forgotten(self) -> str:
        """Says that all is deleted, and what Telegram still has."""
        return (
            "Done. All that we held about this chat is deleted: the messages and the number of the "
            "chat.\n\nTelegram still shows the chat on your phone. To delete it there, open the "
            "menu of this chat and choose 'Delete chat'.\n\nYou can write to me again at any time. "
            f"{ours.danger_line(self._site)}"
        )

    def media(self, kind: str, *, has_words: bool) -> Reply:
        """Answers a picture, a voice message, a file and the like."""
        cannot = _MEDIA.get(kind, "read that kind of message")
        if has_words:
            return Reply(f"I cannot {cannot}, so I did not open it. I do read the words with it.")
        text = (
            f"I cannot {cannot}, and I have not kept it. Please type in a few words what you are "
            f"looking for, or choose one of these.\n\n{ours.danger_line(self._site)}"
        )
        return Reply(text, choices=self._ways_on())

    def outside(self) -> Reply:
        """Answers a position that is not near any place that we know."""
        text = (
            "I could not find a place that I know near your position. I know places in "
            f"{self._site.areas.county} and next to it. I have not kept your position. Please type "
            "the name of a town or village, or a postcode."
        )
        return Reply(text, choices=self._ways_on())

    def near(self, place: str) -> Reply:
        """Says which place a position was taken for."""
        return Reply(f"You are near {place}. I have noted the place and not your exact position.")

    def edited(self) -> Reply:
        """Answers a new wording of a message that others have followed."""
        return Reply(
            "You changed an earlier message. I answer each message as it was first sent. Please "
            "send the new wording as a new message."
        )

    def not_taken(self, sentence: str) -> Reply:
        """Answers a message that could not be taken, with the reason."""
        return Reply(sentence, choices=self._ways_on())

    def fault(self) -> Reply:
        """Apologises for a fault of ours; the message cannot be sent again by itself."""
        usual = ours.apology(self._site)
        person = [choice for choice in usual.choices if choice.payload]
        return Reply(usual.text, choices=person)

    def left(self) -> Reply:
        """Tells the advisers that nothing they write arrives any more."""
        return Reply("This person has left the chat on Telegram. Messages no longer reach them.")

    def group(self, username: str) -> str:
        """Refuses to talk in a group."""
        link = f" https://t.me/{username}" if username else ""
        return (
            f"I am {self._site.service.name}, an automated service of {self._site.council.name}. "
            "I only talk with one person at a time, because what people ask is their own matter. "
            f"Please write to me in a private chat.{link}\n\n{ours.danger_line(self._site)}"
        )

    def writer(self, name: str | None) -> str:
        """Names the adviser who wrote a message; an empty text when it was nobody."""
        return f"{name}, {self._site.adviser.short_name}" if name else ""

    def about(self) -> tuple[str, str]:
        """Returns what Telegram shows before a chat begins: at most 512 and 120 characters."""
        name, council = self._site.service.name, self._site.council.name
        strapline = self._site.service.strapline
        full = (
            f"{name} is an automated service of {council}. {strapline}.\n\nTelegram is another "
            "company, and this chat is not end-to-end encrypted. Please leave out private things. "
            f"{ours.danger_line(self._site)}"
        )
        return full[:512], f"Automated service of {council}: {strapline}"[:120]

    def _ways_on(self) -> list[Choice]:
        return [commands()[name].choice for name in ("help", "human")]
