"""Plain text as HTML, and what of it stands beside cards."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversations.views import CardView, ChoiceView
from bot.pages.beside import around, choice_of, is_told, others_of
from bot.pages.markup import blocks, details, linked, typed


def _bare(html: str) -> str:
    return html.replace("<wbr>", "")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "see https://a.org/b.",
            'see <a href="https://a.org/b" rel="noopener">https://a.org/b</a>.',
        ),
        ("(http://a.org)", '(<a href="http://a.org" rel="noopener">http://a.org</a>)'),
        (
            "https://a.org/b_(c)",
            '<a href="https://a.org/b_(c)" rel="noopener">https://a.org/b_(c)</a>',
        ),
        (
            "https://a.org/?a=1&b=2",
            '<a href="https://a.org/?a=1&amp;b=2" rel="noopener">https://a.org/?a=1&amp;b=2</a>',
        ),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("jo@a.org", '<a href="mailto:jo@a.org">jo@a.org</a>'),
        ("0116 305 0005", '<a class="tel" href="tel:01163050005">0116 305 0005</a>'),
        ("0800 1111", '<a class="tel" href="tel:08001111">0800 1111</a>'),
        ("116 123", '<a class="tel" href="tel:116123">116 123</a>'),
        ("call 999 now", 'call <a class="tel" href="tel:999">999</a> now'),
        ("999 people", "999 people"),
        ("£0116 305 0005", "£0116 305 0005"),
        ("in 2024 100000 pounds", "in 2024 100000 pounds"),
        ("2024-01-02", "2024-01-02"),
        ("<b>&\"'", "&lt;b&gt;&amp;&#34;&#39;"),
    ],
)
def test_links(text: str, html: str) -> None:
    assert _bare(linked(text)) == html


def test_paragraphs_and_lists() -> None:
    html = blocks("One\ntwo\n\n- a\n- b\n1. c\n2) d\n\n* e")
    assert html == (
        "<p>One<br>two</p><ul><li>a</li><li>b</li></ul><ol><li>c</li><li>d</li></ol>"
        "<ul><li>e</li></ul>"
    )


def test_a_residents_words_are_never_links() -> None:
    assert typed("see https://a.org\n<b>") == "<p>see https://a.org<br>&lt;b&gt;</p>"


@given(st.text(alphabet=st.sampled_from("<>\"'&/:.- ahtps0123456789@\n()[]"), max_size=200))
def test_no_text_makes_a_tag_of_its_own(text: str) -> None:
    tags = re.findall(r"<[^>]*>", blocks(text))
    allowed = re.compile(
        r"</?(p|br|ul|ol|li|wbr|a)>|<a (class=\"tel\" )?href=\"(https?://|tel:|mailto:)[^\"<>]*\""
        r"( rel=\"noopener\")?>"
    )
    assert all(allowed.fullmatch(tag) for tag in tags)


CARD = CardView(
    kind="fund",
    title="A fund",
    summary="Money for roofs. For charities.",
    details=["Up to £5,000", "Telephone: 0116 305 0005"],
    url="https://a.org/x",
    source="Its website",
    checked="Dated 2026-10.",
)


@pytest.mark.parametrize(
    "line",
    [
        "A fund: Money for roofs. For charities.",
        "1. A fund",
        "- Up to £5,000",
        "Telephone: 0116 305 0005",
        "Source: Its website (Dated 2026-10.)",
        "Read more: https://a.org/x",
        "   Read more: https://a.org/x Source: Its website. Dated 2026-10.",
    ],
)
def test_a_line_that_a_card_says_is_left_out(line: str) -> None:
    assert around(f"Here it is.\n\n{line}\n\nAnd this.", [CARD]) == ("Here it is.", "And this.")


@pytest.mark.parametrize(
    "line",
    ["Up to £50,000", "A fund for roofs", "See https://a.org/y", "Money for halls.", CARD.summary],
)
def test_a_line_that_says_more_stays(line: str) -> None:
    assert around(f"Here it is.\n{line}", [CARD]) == (f"Here it is.\n{line}", "")


def test_a_heading_goes_with_all_its_lines_and_stays_with_some() -> None:
    text = "Here.\n\nWhat to do:\n1. A fund\n\nMoney:\n- Up to £5,000\n- Up to £9\n\nEnd:"
    assert around(text, [CARD]) == ("Here.\n\nMoney:\n- Up to £9", "End:")


def test_a_card_whose_details_the_text_tells_is_the_answer() -> None:
    assert is_told(CARD, "A fund. It gives up to £5,000. Ring 0116 305 0005.")
    assert not is_told(CARD, "A fund: Money for roofs.")
    assert is_told(CARD.model_copy(update={"details": []}), "")


def test_details_of_a_card() -> None:
    lines = ["Step 1: Ask.", "Step 2: Go.", "Telephone: 0116 305 0005", "https://a.org/x", "<b>"]
    assert _bare(details(lines)) == (
        "<ol><li>Ask.</li><li>Go.</li></ol>"
        '<ul class="details"><li><strong>Telephone:</strong> '
        '<a class="tel" href="tel:01163050005">0116 305 0005</a></li>'
        '<li><a href="https://a.org/x" rel="noopener">https://a.org/x</a></li>'
        "<li>&lt;b&gt;</li></ul>"
    )


def test_lines_under_an_item_belong_to_it() -> None:
    assert blocks("1. a\n   b\n2. c\n\nd") == "<ol><li>a<br>b</li><li>c</li></ol><p>d</p>"


def test_without_cards_all_of_it_stays() -> None:
    assert around("A fund\n\n\n\nx", []) == ("A fund\n\n\n\nx", "")


def test_a_choice_that_only_opens_a_card_is_a_button_of_the_card() -> None:
    opens = ChoiceView(id="/1", label=f"More: {CARD.title}")
    other = ChoiceView(id="/2", label="More: another fund")
    assert choice_of(CARD, [other, opens]) == opens
    assert others_of([CARD], [other, opens]) == [other]
    assert choice_of(CARD, [other]) is None
