"""What a resident wrote beside the words, and the pictures: redacted with the words, closed away with them, and theirs to read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from feedback.models import Attachment, Original, Question, Report
from feedback.redacting import redacted

MOST_PLACE, MOST_ANSWER = 200, 500


@dataclass(frozen=True)
class Beside:
    """How what stands beside the words is to be read from now on. What is None is left to the suggestions.

    ``answers`` go by the code of a question that is answered in words; ``pictures`` are those that stay to be seen, by id.
    """

    place: str | None = None
    when: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    pictures: Collection[int] | None = None


def asked_in_words(report: Report) -> list[Question]:
    """Give the questions that the report answers in words of the resident's own. One query, or none."""
    if not report.answers:
        return []
    found = Question.objects.filter(category=report.category_id, code__in=list(report.answers), kind=Question.Kind.TEXT)
    return list(found.order_by("order", "pk"))


def close_away(report: Report, beside: Beside) -> bool:
    """Put the redacted place, time and answers into a locked report (not saved here), and keep what was sent. Tells of a change.

    A few queries. What was sent is kept once, the first time; each later redaction goes on from what is read now.
    """
    before = (report.place_words, dict(report.details), dict(report.answers))
    sent = {"place_words": report.place_words, "details": report.details, "answers": report.answers}
    Original.objects.get_or_create(report=report, defaults=sent)
    place = redacted(report.place_words) if beside.place is None else beside.place.strip()
    report.place_words = place[:MOST_PLACE]
    report.details = {name: redacted(words) for name, words in report.details.items()}
    if beside.when is not None:
        report.details = {**report.details, "when": beside.when.strip()[:MOST_PLACE]} if beside.when.strip() else {}
    report.answers = _answers(report, beside.answers)
    return before != (report.place_words, report.details, report.answers)


def _answers(report: Report, given: Mapping[str, str]) -> dict[str, Any]:
    """Give the answers with those in words redacted; one to a question that is asked no more counts as words."""
    known = dict(Question.objects.filter(category=report.category_id).values_list("code", "kind"))
    found: dict[str, Any] = {}
    for code, value in report.answers.items():
        is_words = isinstance(value, str) and known.get(code, Question.Kind.TEXT) == Question.Kind.TEXT
        said = (given[code].strip()[:MOST_ANSWER] if code in given else redacted(value)) if is_words else value
        found |= {code: said} if said != "" else {}
    return found


def release(report: Report, pictures: Collection[int]) -> bool:
    """Let these pictures of a report be seen beside its redacted copy, and no others. Two queries. Tells of a change."""
    of_report = Attachment.objects.filter(report=report)
    hidden = of_report.filter(is_released=True).exclude(pk__in=pictures).update(is_released=False)
    shown = of_report.filter(is_released=False, pk__in=pictures).update(is_released=True)
    return bool(hidden or shown)


def is_closed(report: Report, picture: Attachment) -> bool:
    """Tell whether a picture is closed away with the words: there is a redacted copy, and nobody released it."""
    return bool(report.readable) and not picture.is_released


def sent_with(report: Report) -> Original:
    """Give the place, the time and the answers as they were sent. One query, or none where nothing was redacted."""
    kept = Original.objects.filter(report=report).first() if report.readable else None
    return kept or Original(report=report, place_words=report.place_words, details=report.details, answers=report.answers)
