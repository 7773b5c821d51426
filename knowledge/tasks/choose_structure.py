"""Choose a structure: at most five questions, then two or three legal forms side by side."""

from __future__ import annotations

import re
from dataclasses import replace

from knowledge.answers import Answer, Outcome
from knowledge.cards import card_of
from knowledge.composing import entry_choice
from knowledge.directory import Directory
from knowledge.models import LegalForm, Record
from knowledge.replies import Card, Choice, Reply
from knowledge.site import Site
from knowledge.tasks.frame import Answers, Question, Task, is_known, known
from knowledge.tasks.questions import joins_in, label_of, option_in, tapped_question, words_of
from knowledge.tasks.structures import FILE, KEYS, Suited, contradicts, suited
from knowledge.wording import short_text

_COMPARED = (
    "Fee to register:",
    "Time to set up:",
    "Who oversees it:",
    "How many people:",
    "Members are protected from debts:",
    "Can be a charity:",
    "Can pay those in charge:",
)
_FEE = _COMPARED[0]
_FORM = r"(?:legal\s+)?structures?|legal\s+(?:form|status|set\s?-?up)s?"
_WHICH = re.compile(
    rf"\b(?:help|pick|choos\w+|decid\w+|which|what|right|best|kind of|sort of|type of|advice on)\b"
    rf".{{0,40}}\b(?:{_FORM})\b",
    re.IGNORECASE,
)
_AS_WHAT = re.compile(
    r"\bwhat (?:\w+ ){0,3}(?:set (?:\w+ )?up|register|incorporate|start up|constitute)\w*"
    r"(?: ourselves| it| this)? as\b"
    r"|\b(?:which|what) (?:kind|type|sort) of (?:organisation|body|company|legal)\b.{0,20}"
    r"\b(?:should|shall|we|suit|best)\b",
    re.IGNORECASE,
)
_A_NAME = (
    r"(?:cics?|cios?|charity|charities|compan(?:y|ies)|co-?op\w*|society|trust|association|clg|ltd"
    r"|community interest company|social enterprise|bencom|cbs|partnership)"
)
_OR = re.compile(
    rf"\b(?:should|shall|better|best|ought|whether|decide|deciding)\b.{{0,50}}\b{_A_NAME}\b.{{0,30}}"
    rf"\bor\b.{{0,20}}\b{_A_NAME}\b",
    re.IGNORECASE,
)
_A_FACT = re.compile(
    r"\b(?:differen\w+|cost|fees?|how (?:much|long)|mean\w*|what is an?|change|convert|charge"
    r"|enough|to buy (?:a|the|our))\b",
    re.IGNORECASE,
)


def asks_for_a_form(_: Directory, text: str) -> bool:
    """Says whether a message asks which legal form to take."""
    return any(pattern.search(text) for pattern in (_WHICH, _OR, _AS_WHAT)) and not _A_FACT.search(
        text
    )


def _is_charity_open(answers: Answers) -> bool:
    return known(answers, "profit") != "share"


def _notice_charity(_: Directory, text: str) -> str | None:
    """Reads the wish to be a charity; 'a CIC or a charity' is no wish yet."""
    return None if _OR.search(text) else option_in(FILE, "charity", text, is_asked=False)


def _questions() -> tuple[Question, ...]:
    charity = tapped_question(FILE, "charity", is_wanted=_is_charity_open)
    charity = replace(charity, notice=_notice_charity)
    return tuple(charity if key == "charity" else tapped_question(FILE, key) for key in KEYS)


def _has_enough(answers: Answers) -> bool:
    """Only all the answers together: a form compared too early is compared again for nothing."""
    return all(key in answers for key in KEYS if key != "charity" or _is_charity_open(answers))


def _say_back(_: Directory, answers: Answers) -> str:
    said = [label_of(FILE, key, known(answers, key)) for key in KEYS if is_known(answers, key)]
    lines = [text[:1].lower() + text[1:] for text in said if text]
    return f"You told me: {'; '.join(lines)}." if lines else ""


def _answer(directory: Directory, site: Site, answers: Answers) -> Answer:
    forms = suited(answers)
    records = {record.slug: record for record in directory.records(form.slug for form in forms)}
    shown = [form for form in forms if form.slug in records]
    cards = [_card(records[form.slug], form, directory) for form in shown]
    lines = [f"{number}. {short_text(card)}" for number, card in enumerate(cards, start=1)]
    says = words_of(FILE)["says"]
    parts = [
        says["conflict"] if contradicts(answers) else "",
        says["unknown"] if not any(is_known(answers, key) for key in KEYS) else says["fit"],
        *lines,
        says["advice"].format(adviser=site.adviser.short_name),
    ]
    text = "\n\n".join(part.strip() for part in parts if part)
    slugs = tuple(form.slug for form in shown)
    return Answer(Reply(text, cards, _ways_on(directory, shown)), Outcome.SURE, slugs, slugs[0])


def _card(record: Record, form: Suited, directory: Directory) -> Card:
    card = card_of(record, directory.today())
    why = list(form.reasons) or _good_for(record)
    compared = [line for line in card.details if line.startswith(_COMPARED)]
    if not any(line.startswith(_FEE) for line in compared):
        compared.insert(0, f"{_FEE} {words_of(FILE)['says']['no_fee'].strip()}")
    details = [
        f"Why: {'; '.join(why)}",
        *([f"Be careful: {'; '.join(form.careful)}"] if form.careful else []),
        *sorted(compared, key=lambda line: _COMPARED.index(line.split(":")[0] + ":")),
        f"Next step: {form.next_step}",
    ]
    return replace(card, details=details)


def _good_for(record: Record) -> list[str]:
    return [f"it suits {', '.join(record.best_for)}"] if isinstance(record, LegalForm) else []


def _ways_on(directory: Directory, forms: list[Suited]) -> list[Choice]:
    guides = directory.records(dict.fromkeys(form.guide for form in forms))
    return [entry_choice(record.slug, record.name) for record in guides]


TASK = Task(
    name="choose_structure",
    title="choosing a legal form",
    opening=words_of(FILE)["opening"].strip(),
    wish=frozenset(words_of(FILE)["wish"]),
    questions=_questions(),
    has_enough=_has_enough,
    say_back=_say_back,
    answer=_answer,
    joins=joins_in(FILE),
    is_asked=asks_for_a_form,
)
"""The task; its words and rules stand in `choose-structure.yml`."""
