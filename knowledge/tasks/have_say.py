"""Have a say: who decides about it, which council that is here, and the way to be heard."""

from __future__ import annotations

import re
from dataclasses import replace

from knowledge.answers import Answer, Outcome
from knowledge.cards import card_of
from knowledge.composing import answer_in_full, entry_choice
from knowledge.directory import Directory
from knowledge.gazetteer import PlaceName
from knowledge.local_words import local_entries
from knowledge.models import Record
from knowledge.placing import Placed
from knowledge.replies import Card, Reply
from knowledge.search.words import plain
from knowledge.site import Site
from knowledge.tasks.deciders import (
    Matter,
    Tier,
    councils_for,
    matter_in,
    matter_of,
    several_councils,
    with_district,
)
from knowledge.tasks.frame import Answers, Question, Task, known
from knowledge.tasks.questions import label_of, options_of, tapped_question, words_of
from knowledge.tasks.readers import place_question, read_phrase
from knowledge.tasks.state import place_of
from knowledge.tasks.words import is_question
from knowledge.wording import in_short, short_text

FILE = "have-say"
"""The file of the questions and the words."""

_WHO_DECIDES = re.compile(
    r"""\bwho\ (?:\w+\ )?(?:decides?|makes?\ (?:the\ |that\ )?decisions?|is\ responsible
        |runs|looks\ after|maintains|fixes|repairs|is\ in\ charge|has\ the\ (?:say|final\ say))\b
    |\bwhos\ (?:responsible|in\ charge)\b
    |\b(?:which|what)\ (?:council|tier|authority)\b
    |\bwhose\ (?:job|responsibility|decision)\b
    |\b(?:county|district|borough|parish)\ (?:council\ )?or\ (?:the\ |is\ it\ )*(?:county|district
        |borough|parish|town)\b
    |\bis\ (?:it|that)\ (?:the\ )?(?:county|district|borough|parish)\b""",
    re.VERBOSE,
)
_TO_BE_HEARD = re.compile(
    r"\b(?:want|wants|like|need|needs|wish)\b.{0,40}\b(?:have (?:a|my|our|their) say|be (?:heard"
    r"|listened to)|(?:council|councillors|them|people) to (?:listen|hear)|a voice"
    r"|influence (?:the )?(?:council|decisions?))\b"
    r"|^\W*(?:to )?have (?:a|my|our|your|their|his|her) say\b"
    r"|\bno ?(?:body|one) (?:at the council )?listens\b"
)
_NEED_NO_PLACE = (Tier.PARLIAMENT, Tier.NHS)
_MOST_BODIES = 3
_EVERYWHERE = ("England", "UK")


def asks_who_decides(_: Directory, text: str) -> bool:
    """Says whether a message asks who decides about something that the table knows."""
    return bool(_WHO_DECIDES.search(plain(text))) and matter_in(text) is not None


def wants_a_say(_: Directory, text: str) -> bool:
    """Says whether a message wishes to be heard, and asks nothing."""
    return bool(_TO_BE_HEARD.search(plain(text))) and not is_question(text)


def _is_asked(directory: Directory, text: str) -> bool:
    return asks_who_decides(directory, text) or wants_a_say(directory, text)


def _read_matter(directory: Directory, text: str) -> str | None:
    row = matter_in(text)
    said = read_phrase(directory, text)
    return row.id if row is not None and said else said


def _notice_matter(_: Directory, text: str) -> str | None:
    row = matter_in(text)
    return row.id if row else None


def _matter_question() -> Question:
    said = words_of(FILE)["questions"]["matter"]
    return Question(
        key="matter",
        text=said["text"].strip(),
        again=said["again"].strip(),
        read=_read_matter,
        notice=_notice_matter,
        options=options_of(FILE, "matter"),
        called=tuple(said["called"]),
        is_wanted=lambda answers: known(answers, "community") is None,
    )


def _needs_place(answers: Answers) -> bool:
    row = matter_of(known(answers, "matter"))
    return row is None or row.who not in _NEED_NO_PLACE


def _has_enough(answers: Answers) -> bool:
    return any(known(answers, key) for key in ("matter", "community", "way"))


def _say_back(directory: Directory, answers: Answers) -> str:
    row, place = matter_of(known(answers, "matter")), place_of(directory, answers)
    about = row.matter if row else known(answers, "matter")
    way = label_of(FILE, "way", known(answers, "way"))
    parts = [
        str(about or ""),
        f"in {with_district(place)}" if place else "",
        f"and you want to {way[:1].lower()}{way[1:]}" if way else "",
    ]
    said = ", ".join(part for part in parts if part).removeprefix("and ")
    return f"I understood: {said}." if said else ""


def _answer(directory: Directory, _: Site, answers: Answers) -> Answer:
    place = place_of(directory, answers)
    row = matter_of(known(answers, "matter"))
    cards = _deciding(directory, answers) + _speaking(directory, answers)
    texts = [short_text(card) for card in cards]
    slugs = [row.source] if row else []
    way = _way(directory, answers, row)
    if way is not None:
        where = _placed(directory, answers)
        full = answer_in_full(way, "", where, directory.today(), [], [])
        texts.append(f"{way.name}\n{full.text}")
        cards += full.cards
        slugs.append(way.slug)
    elif place is not None and known(answers, "way"):
        texts.append(_no_way(directory, place))
    if place is not None and _needs_place(answers):
        texts.insert(len(texts[:1]), several_councils(place))
    if not cards:
        texts = [_no_source(directory, answers)]
    further = directory.records(words_of(FILE)["further"])
    choices = [entry_choice(item.slug, item.name) for item in further if item.slug not in slugs]
    listed = tuple(slugs) or tuple(item.slug for item in further[:1])
    return Answer(
        Reply("\n\n".join(item for item in texts if item), cards, choices),
        Outcome.SURE,
        listed,
        listed[0] if listed else None,
        place.slug if place else None,
    )


def _deciding(directory: Directory, answers: Answers) -> list[Card]:
    """Returns who decides, with its source, and the council to turn to."""
    row, place = matter_of(known(answers, "matter")), place_of(directory, answers)
    if row is None:
        return _both_councils(directory, answers)
    says = words_of(FILE)["says"]
    matter = row.matter[:1].upper() + row.matter[1:]
    councils = councils_for(directory, row.who, place) if place else []
    if row.who in _NEED_NO_PLACE:
        text = says["elsewhere"].format(matter=matter)
    elif place is None or not councils:
        text = says[f"no_place_{row.who}"].format(matter=matter)
    else:
        key = "only" if councils[0].is_only else str(row.who)
        text = says[key].format(
            matter=matter,
            council=councils[0].record.name,
            place=place.name,
            district=place.districts[0],
        )
    today = directory.today()
    source = directory.records([row.source])
    told = [_told(card_of(record, today), row, text) for record in source]
    return [*told, *(in_short(card_of(council.record, today)) for council in councils)]


def _both_councils(directory: Directory, answers: Answers) -> list[Card]:
    """Returns every main council of the place, for a wish that names no matter."""
    place = place_of(directory, answers)
    if place is None or known(answers, "way") is None:
        return []
    found = [
        council.record
        for tier in (Tier.DISTRICT, Tier.COUNTY)
        for council in councils_for(directory, tier, place)
    ]
    cards = {record.slug: in_short(card_of(record, directory.today())) for record in found}
    return list(cards.values())


def _told(card: Card, row: Matter, text: str) -> Card:
    if row.who in _NEED_NO_PLACE:
        text = f"{text} {card.summary}"
    return replace(card, summary=f"{text} {row.note}".strip(), details=[])


def _speaking(directory: Directory, answers: Answers) -> list[Card]:
    """Returns the bodies that speak for a community, and what to know about it."""
    community = str(known(answers, "community"))
    guide = words_of(FILE)["communities"].get(community)
    if guide is None:
        return []
    bodies = local_entries("communities", community)
    records = directory.records([guide, *bodies[:_MOST_BODIES]])
    return [in_short(card_of(record, directory.today())) for record in records]


def _way(directory: Directory, answers: Answers, row: Matter | None) -> Record | None:
    """Returns the guidance for the way that was chosen; None where there is none for the place."""
    way = str(known(answers, "way"))
    ways = words_of(FILE)["ways"].get(way)
    if ways is None:
        return None
    local = local_entries("ways", way)
    where = _placed(directory, answers)
    kinds = [row.id, str(row.who)] if row and (where.counties or not where.districts) else []
    named = [*local, *(ways[kind] for kind in kinds if kind in ways), ways["any"]]
    here = {*where.districts, *where.counties, *_EVERYWHERE}
    for record in directory.records(named):
        is_local = record.slug in local
        areas = set(where.districts) if is_local else here
        if areas.intersection(record.areas) or not (where.districts or is_local):
            return record
    return None


def _placed(directory: Directory, answers: Answers) -> Placed:
    place = place_of(directory, answers)
    if place is None:
        return Placed(None, (), "")
    districts = place.districts[:1]
    wider = directory.search().gazetteer.wider_areas(districts)
    return Placed(place.slug, districts, "", wider)


def _no_way(directory: Directory, place: PlaceName) -> str:
    """Says that no page tells how this is done at the council there."""
    names = " and ".join(item.record.name for item in councils_for(directory, Tier.DISTRICT, place))
    return str(words_of(FILE)["says"]["no_way"]).format(council=names)


def _no_source(directory: Directory, answers: Answers) -> str:
    place = place_of(directory, answers)
    councils = councils_for(directory, Tier.DISTRICT, place) if place else []
    says = words_of(FILE)["says"]
    if not councils:
        return str(says["no_source"])
    return str(says["no_source_here"]).format(council=councils[0].record.name)


TASK = Task(
    name="have_say",
    title="having your say",
    opening=words_of(FILE)["opening"],
    wish=frozenset(words_of(FILE)["wish"]),
    questions=(
        _matter_question(),
        replace(
            place_question(
                "Where do you live? A town, a village or a postcode is enough.",
                "Which town or village is it about?",
            ),
            is_wanted=_needs_place,
        ),
        tapped_question(FILE, "way"),
        tapped_question(FILE, "community", is_wanted=lambda _: False),
    ),
    has_enough=_has_enough,
    say_back=_say_back,
    answer=_answer,
    tells_news=True,
    is_asked=_is_asked,
)
"""The task; its words stand in `have-say.yml`, who decides in the content."""
