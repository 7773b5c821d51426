"""A later answer tells only what is new in it."""

from __future__ import annotations

from knowledge.replies import Card, Reply
from knowledge.site import load_site
from knowledge.tasks.news import marks_of, only_news
from tests.real_content import ROOT

SITE = load_site(ROOT / "site.yml")


def card(summary: str) -> Card:
    return Card("guidance", "Invented", summary)


def test_what_was_told_is_left_out_and_said_to_stand() -> None:
    before = "The dates: one.\n\nThe group: any."
    after = Reply("The dates: one.\n\nThe group: a charity.", [card("one."), card("a charity.")])
    reply = only_news(SITE, after, marks_of(before))
    assert reply.text == "The group: a charity.\n\nThe rest is as I told you before."
    assert [item.summary for item in reply.cards] == ["a charity."]


def test_an_answer_that_is_all_new_or_all_old_is_told_whole() -> None:
    reply = Reply("One.\n\nTwo.", [card("One.")])
    assert only_news(SITE, reply, ()) == reply
    assert only_news(SITE, reply, marks_of(reply.text)) == reply
    assert only_news(SITE, reply, marks_of("Three.")) == reply
