"""Turns a question into a reply: the answer when sure, a choice when not, the truth when neither.

Nothing is ever made up here: every fact comes out of a record.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from knowledge.composing import (
    Listed,
    answer_in_full,
    each_name_once,
    likeliest_of_these,
    list_of,
    which_of_these,
)
from knowledge.directory import Directory
from knowledge.finding.criteria import Criteria
from knowledge.finding.reading import criteria_in
from knowledge.finding.records import LISTED, FoundList, find_records
from knowledge.funded import asks_who_funded, who_has_funded
from knowledge.gazetteer import PlaceName
from knowledge.models import Record
from knowledge.placing import Placed, placed
from knowledge.replies import Reply
from knowledge.search.engine import Found, Hit
from knowledge.search.words import stems
from knowledge.sureness import (
    is_about,
    is_asked_for_by_name,
    is_clear,
    stands_out,
    worth_a_look,
)
from knowledge.two_questions import VERY_SURE, both_asked, surest_part
from knowledge.wishes import Answer, Outcome, Wish

SURE = 0.28
"""From this chance on the likeliest record is the answer; measured: two in three are right at it,
and nineteen in twenty at three times it (docs/evaluation.md)."""

NEIGHBOURS = 3
"""How many other records are offered beside an answer."""

YOUR_QUESTION = "Your question, as I read it:"
"""Stands before the one question that was found in a long story."""

_MEANT_BY_NAME = 0.9
_LISTED_LIKENESS = 0.7
_LOOKED_AT = 8
_SHORTEST_QUESTION_STEMS = 2
_KIND_STEMS = frozenset(stems("volunteer volunteering grants funding money help near looking find"))


__all__ = [
    "LISTED", "NEIGHBOURS", "SURE", "Answer", "Outcome", "Wish", "answer", "list_again", "others",
    "show",
]  # fmt: skip

_ANY = Wish()


def answer(
    directory: Directory, text: str, wish: Wish = _ANY, without: Collection[str] = ()
) -> Answer:
    """Answers a message.

    Args:
        directory: Where to look.
        text: What was typed.
        wish: What the conversation knows already.
        without: Slugs of records that are not meant, such as the one on the screen.
    """
    search = directory.search()
    found = search.find(text, place=wish.place, subject=wish.subject, limit=_LOOKED_AT)
    found = replace(found, hits=worth_a_look(found.hits, without))
    where = placed(search.gazetteer, found.mentions, wish.place)
    if asks_who_funded(text):
        return who_has_funded(directory, text, search.gazetteer.get(where.slug or ""))
    if not found.hits:
        nothing = Answer(Reply(""), Outcome.NOTHING, place=where.slug)
        return _wished_at_least(directory, text, wish, where) or nothing
    both = _two_answers(directory, text, wish)
    if both is not None:
        return both
    if found.hits[0].chance < VERY_SURE:
        part = surest_part(directory, text, wish)
        if part is not None:
            return answer(directory, part, wish, without)
    best = found.hits[0]
    is_list = wish.kind is not None and not is_asked_for_by_name(text, best)
    if is_list and is_about(found.hits, wish.kind or ""):
        return _said_back(found, _wished(directory, text, found, wish, where))
    if best.chance < SURE:
        return _said_back(found, _unsure(directory, text, found.hits, where))
    return _said_back(found, _sure(directory, text, found.hits, where))


def _said_back(found: Found, answered: Answer) -> Answer:
    """Says back which question of a long story is answered, so that it can be put right."""
    if not found.asked:
        return answered
    reply = answered.reply
    text = f"{YOUR_QUESTION} {found.asked}\n\n{reply.text}"
    return replace(answered, reply=replace(reply, text=text))


def show(
    directory: Directory, slug: str, place: PlaceName | None = None, question: str = ""
) -> Answer | None:
    """Shows one record whole, or None when there is none of that name.

    Args:
        directory: Where to look.
        slug: The record.
        place: Where the resident is, if known.
        question: What was asked about it, to put that fact first.
    """
    records = directory.records([slug])
    if not records:
        return None
    search = directory.search()
    near = search.find(records[0].name, limit=NEIGHBOURS + 1).hits
    others_near = [hit for hit in near if hit.slug != slug][:NEIGHBOURS]
    where = placed(search.gazetteer, (), place)
    return _in_full(directory, records[0], question, others_near, where)


def others(directory: Directory, question: str, shown: Collection[str]) -> list[Hit]:
    """Returns up to three records that may answer a question, without those shown already."""
    hits = directory.search().find(question, limit=len(shown) + NEIGHBOURS).hits
    return [hit for hit in hits if hit.slug not in shown][:NEIGHBOURS]


def _two_answers(directory: Directory, text: str, wish: Wish) -> Answer | None:
    """Answers two questions in one message; None where there are not two."""
    both = both_asked(directory, text, wish)
    if not both:
        return None
    answers = [_told(directory, part, hit, wish.place) for part, hit in both]
    if len(answers) == 1:
        return answers[0]
    text = "\n\n".join(
        f"{number}. {item.reply.text}" for number, item in enumerate(answers, start=1)
    )
    cards = [card for item in answers for card in item.reply.cards]
    shown = tuple(hit.slug for _, hit in both)
    return Answer(
        Reply(f"You asked two things.\n\n{text}", cards), Outcome.SURE, shown, shown[0],
        answers[0].place,
    )  # fmt: skip


def _told(directory: Directory, part: str, hit: Hit, place: PlaceName | None) -> Answer:
    gazetteer = directory.search().gazetteer
    where = placed(gazetteer, gazetteer.find(part), place)
    return _sure(directory, part.rstrip("?") + "?", [hit], where)


def _wished(directory: Directory, text: str, found: Found, wish: Wish, where: Placed) -> Answer:
    """Answers with a list of the kind that was wished for, under a guidance that is sure."""
    best = found.hits[0]
    if best.kind == wish.kind and best.chance >= _MEANT_BY_NAME:
        return _sure(directory, text, found.hits, where)
    wished = _of_the_wished_kind(directory, text, wish, where, limit=LISTED + 1)
    if not wished.criteria.is_open and not is_clear(best):
        return _list(directory, wished, wish, where) or _sure(directory, text, found.hits, where)
    says_little = len(set(stems(text)) - _KIND_STEMS) < _SHORTEST_QUESTION_STEMS
    listed = [record for record in directory.records(wished.slugs) if record.slug != best.slug]
    head = directory.records([best.slug])
    if best.kind == wish.kind and head[0].status != "closed":
        listed, head = [*head, *listed], []
    elif not _lists_what_was_asked(directory, text, best, wish):
        listed = []
    elif listed and (best.chance < SURE or says_little):
        head = []
    listed = listed[:LISTED]
    if not listed:
        return _sure(directory, text, found.hits, where)
    taken = {record.slug for record in (*head, *listed)}
    beside = found.hits if wished.criteria.is_open else ()
    near = [hit for hit in beside if hit.slug not in taken and hit.kind == "guidance"]
    top = _in_full(directory, head[0], text, [], where) if head else None
    said = Listed(wished.said if wished.step == "beside" else "", wished.notes)
    reply = list_of(
        listed,
        wish.kind or "",
        where,
        directory.today(),
        top.reply if top else None,
        near[:2],
        said,
    )
    slugs = tuple(record.slug for record in listed)
    current = head[0].slug if head else slugs[0]
    return Answer(reply, Outcome.SURE, slugs, current, where.slug, wish.kind, wished)


def _lists_what_was_asked(directory: Directory, text: str, best: Hit, wish: Wish) -> bool:
    """Says whether a list of help has anything nearly as like the question as its answer is."""
    if wish.kind != "service" or best.kind != "guidance" or best.chance < SURE:
        return True
    hits = directory.search().find(text, place=wish.place, kinds=frozenset({wish.kind})).hits
    likest = max((hit.likeness for hit in hits), default=0.0)
    return likest >= _LISTED_LIKENESS * best.likeness


def _of_the_wished_kind(
    directory: Directory, text: str, wish: Wish, where: Placed, limit: int = LISTED
) -> FoundList:
    kinds = Criteria(kinds=frozenset({wish.kind} if wish.kind else ()))
    asked = criteria_in(text).with_more(wish.criteria).with_more(kinds)
    place = directory.search().gazetteer.get(where.slug or "")
    return find_records(
        directory, text, asked, place, districts=where.districts, without=wish.seen, limit=limit
    )


def list_again(directory: Directory, text: str, wish: Wish) -> Answer:
    """Answers with the list of before, narrowed to what was asked for since, or gone on with.

    Args:
        directory: Where to look.
        text: What was asked first, without the place where another one counts now.
        wish: Its kind must be known.
    """
    gazetteer = directory.search().gazetteer
    where = placed(gazetteer, gazetteer.find(text), wish.place)
    found = _of_the_wished_kind(directory, text, wish, where)
    nothing = Reply("I know of no more of these." if wish.seen else found.said)
    return _list(directory, found, wish, where) or Answer(
        nothing, Outcome.SURE, place=where.slug, of_kind=wish.kind, found=found
    )


def _list(directory: Directory, found: FoundList, wish: Wish, where: Placed) -> Answer | None:
    listed = directory.records(found.slugs[:LISTED])
    slugs = tuple(record.slug for record in listed)
    said = Listed(found.said, found.notes)
    reply = list_of(listed, wish.kind or "", where, directory.today(), None, [], said)
    return (
        Answer(reply, Outcome.SURE, slugs, slugs[0], where.slug, wish.kind, found)
        if slugs
        else None
    )


def _wished_at_least(directory: Directory, text: str, wish: Wish, where: Placed) -> Answer | None:
    """Lists what there is of the kind wished for, where a few words are like no one record.

    'Something outdoors in Coalville' is such a message.
    """
    if wish.kind is None:
        return None
    return _list(directory, _of_the_wished_kind(directory, text, wish, where), wish, where)


def _sure(directory: Directory, text: str, hits: Sequence[Hit], where: Placed) -> Answer:
    record = directory.records([hits[0].slug])[0]
    return _in_full(directory, record, text, each_name_once(hits)[1 : NEIGHBOURS + 1], where)


def _in_full(
    directory: Directory, record: Record, question: str, near: Sequence[Hit], where: Placed
) -> Answer:
    councils = directory.councils_of(where.districts[:1])
    reply = answer_in_full(
        record, question, where, directory.today(), directory.records(councils), near
    )
    listed = (record.slug, *(hit.slug for hit in near))
    return Answer(reply, Outcome.SURE, listed, record.slug, where.slug)


def _unsure(directory: Directory, text: str, hits: Sequence[Hit], where: Placed) -> Answer:
    """Answers with the likeliest of several where one stands out, else asks which is meant."""
    hits = each_name_once(hits)
    if stands_out(hits):
        top = _in_full(directory, directory.records([hits[0].slug])[0], text, [], where)
        listed = tuple(hit.slug for hit in hits[:NEIGHBOURS])
        reply = likeliest_of_these(top.reply, hits[1:NEIGHBOURS])
        return replace(top, reply=reply, outcome=Outcome.UNSURE, listed=listed)
    records = directory.records([hit.slug for hit in hits[:NEIGHBOURS]])
    reply = which_of_these(records, where, directory.today())
    return Answer(reply, Outcome.UNSURE, tuple(one.slug for one in records), None, where.slug)
