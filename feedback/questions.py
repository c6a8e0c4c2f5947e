"""The questions of a category: what an answer may be, how it is kept, and how it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from feedback.models import Question
from policing.errors import BadInput
from policing.ui import dates
from policing.ui.lists import listed

MOST_LETTERS = 500
MOST_NUMBER = 1_000_000
YES, NO = "yes", "no"


def clean(questions: Iterable[Question], given: Mapping[str, Any]) -> dict[str, Any]:
    """Give the answers as they are kept: text, “yes” or “no”, a code, codes in their order, a whole number, a day as 2026-03-27.

    Empty ones are left out. Raises BadInput under ``answers`` with a sentence for each that cannot be.
    """
    asked = {question.code: question for question in questions}
    problems = [_("This category does not ask “%(code)s”.") % {"code": code[:60]} for code in given if code not in asked]
    kept: dict[str, Any] = {}
    for code, question in asked.items():
        value = given.get(code)
        if isinstance(value, str):
            value = value.strip()
        if value is None or value in ("", []):
            if question.is_required:
                problems.append(_("“%(question)s” (%(code)s) needs an answer.") % {"question": question.words, "code": code})
            continue
        try:
            kept[code] = _KINDS[Question.Kind(question.kind)](question, value)
        except ValueError as error:
            problems.append(f"“{question.words}” ({code}): {error}")
    if problems:
        raise BadInput({"answers": problems})
    return kept


def _text(question: Question, value: Any) -> str:
    if not isinstance(value, str) or len(value) > MOST_LETTERS:
        raise ValueError(_("Write text of at most %(most)d letters.") % {"most": MOST_LETTERS})
    return value


def _yes_no(question: Question, value: Any) -> str:
    if value in {YES, NO} if isinstance(value, str) else isinstance(value, bool):
        return value if isinstance(value, str) else YES if value else NO
    raise ValueError(_("Answer with yes or no."))


def _one(question: Question, value: Any) -> str:
    codes = [code for code, _words in question.choices]
    if value not in codes:
        raise ValueError(_("Choose one of: %(codes)s.") % {"codes": ", ".join(codes)})
    return str(value)


def _many(question: Question, value: Any) -> list[str]:
    codes = [code for code, _words in question.choices]
    if not isinstance(value, list) or not all(one in codes for one in value):
        raise ValueError(_("Give a list of any of: %(codes)s.") % {"codes": ", ".join(codes)})
    return [code for code in codes if code in value]


def _number(question: Question, value: Any) -> int:
    if isinstance(value, str) and value.isdecimal() and len(value) <= len(str(MOST_NUMBER)):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_NUMBER:
        raise ValueError(_("Write a whole number, nought or more."))
    return value


def _day(question: Question, value: Any) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError) as error:
        raise ValueError(_("Write the day as year, month and day: 2026-03-27.")) from error


_KINDS: dict[Question.Kind, Callable[[Question, Any], Any]] = {
    Question.Kind.TEXT: _text,
    Question.Kind.YES_NO: _yes_no,
    Question.Kind.ONE: _one,
    Question.Kind.MANY: _many,
    Question.Kind.NUMBER: _number,
    Question.Kind.DAY: _day,
}


def known(questions: Iterable[Question], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Give the answers to these very questions: those to another category's stay behind."""
    return {question.code: answers[question.code] for question in questions if question.code in answers}


def spoken(questions: Iterable[Question], answers: Mapping[str, Any], language: str) -> list[tuple[str, str]]:
    """Give each question that was answered, and the answer, in words of a language."""
    return [
        (question.words_in(language), _said(question, answers[question.code], language))
        for question in questions
        if question.code in answers
    ]


def _said(question: Question, value: Any, language: str) -> str:
    if question.kind == Question.Kind.YES_NO:
        return _("Yes") if value == YES else _("No")
    if question.kind == Question.Kind.DAY:
        return dates.day(date.fromisoformat(value))
    words = dict(question.choices_in(language))
    if question.kind == Question.Kind.MANY:
        return listed(words.get(one, one) for one in value)
    return str(words.get(value, value)) if question.kind == Question.Kind.ONE else str(value)
