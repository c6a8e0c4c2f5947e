"""What the officer's page of a report reads beside the report: whom and what can be chosen, what was done, what is owed.

Each function runs one query, whatever there is to read, so that the page stays within its budget.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, JSONObject, NullIf

from feedback import questions
from feedback.models import Category, CategoryChange, Handover, Message, Note, Question, ReplyTemplate, Report, Unsent
from feedback.services import assigning
from policing import access
from policing.areas.near import near_words
from policing.clocks.models import Clock
from policing.partial import partial
from policing.prepared import Prepared, PreparedRows
from policing.ui.lists import listed

MOST_HISTORY = 200
QUESTION = JSONObject(kind="kind", choices="choices", translations="translations", order="order")


@dataclass(frozen=True)
class Choice:
    """One thing that can be chosen: its code, its label, and what else the form needs to know of it."""

    code: str
    label: str
    extra: str = ""


@dataclass(frozen=True)
class Past:
    """One thing that was done beside speaking: a note, a handover or a change of category, by whom, when and why."""

    kind: str
    at: datetime
    by: str
    before: str
    after: str
    words: str


@dataclass(frozen=True)
class Owed:
    """A clock that runs or stands still: its id, what is owed, its state, and by when."""

    pk: int
    name: str
    state: str
    due_at: datetime


REPORTS: access.Findable[Report] = access.Findable(Report.objects.for_desk)


def report_of(reference: str, user: Any) -> Report:
    """Give a report that the person may know of, with what its page on the desk shows. One query. Raises Unseen."""
    return REPORTS.get_visible_or_404(user, reference)


def _name(of: str) -> Any:
    """Give the expression of the name shown beside a person's work (see ``User.display_name``)."""
    local = Func(F(f"{of}email"), Value("@"), Value(1), function="SPLIT_PART", output_field=CharField())
    return Coalesce(NullIf(F(f"{of}name"), Value("")), local, Value(""), output_field=CharField())


def _text(of: Any) -> Any:
    return Coalesce(Cast(of, TextField()), Value(""), output_field=TextField())


def _choices(what: str, rows: QuerySet[Any], code: Any, label: Any, extra: Any) -> QuerySet[Any, tuple[str, ...]]:
    named = rows.order_by().annotate(
        c_what=Value(what, TextField()), c_code=_text(code), c_label=_text(label), c_extra=_text(extra)
    )
    found: QuerySet[Any, tuple[str, ...]] = named.values_list("c_what", "c_code", "c_label", "c_extra")
    return found


def _set_up(category_id: int) -> QuerySet[Any, tuple[str, ...]]:
    """Give what the set-up offers for reports of a category: other categories, replies and questions."""
    of_category = Q(category=category_id) | Q(category=None)
    replies = ReplyTemplate.objects.filter(of_category, is_active=True)
    return _choices("categories", Category.objects.offered().exclude(pk=category_id), F("code"), F("name"), F("order")).union(
        _choices("replies", replies, F("pk"), F("title"), Func(F("act"), Value(" "), F("language"), function="CONCAT")),
        _choices("questions", Question.objects.filter(category=category_id), F("code"), F("words"), QUESTION),
        all=True,
    )


SET_UP = Prepared(_set_up)


def choices_of(report: Report, *, hands: bool = True) -> Mapping[str, list[Choice]]:
    """Give what the acts on a report can choose from, by kind: people, teams, categories, replies and its questions. One query.

    The ``extra`` of a reply is its act and its language, that of a question what it needs to be read (see ``answers_of``).
    Without ``hands`` the people and teams are left out, where nobody can be given the report.
    """
    found: dict[str, list[Choice]] = defaultdict(list)
    for what, *parts in _in_hand(report) if hands else SET_UP.ask(report.category_id):
        found[what].append(Choice(*parts))
    for rows in found.values():
        rows.sort(key=lambda row: (row.label.casefold(), row.code))
    return found


def _with_hands(
    where: tuple[str, bool, bool], team_id: int, reporter_id: int, category_id: int
) -> QuerySet[Any, tuple[str, ...]]:
    """Give what ``_set_up`` gives, with the people and teams for a report of that place, team and resident."""
    area_path, has_team, has_reporter = where
    report = partial(
        Report, area_path=area_path, team_id=team_id if has_team else None, reporter_id=reporter_id if has_reporter else None
    )
    people = _choices("people", assigning.people_for(report), F("pseudonym"), _name(""), Value(""))
    teams = _choices("teams", assigning.teams_for(report), F("code"), F("name"), Value(""))
    return people.union(teams, _set_up(category_id), all=True)


WITH_HANDS = Prepared(_with_hands)


def _in_hand(report: Report) -> list[tuple[str, ...]]:
    team, reporter = report.team_id, report.reporter_id
    where = (report.area_path, team is not None, reporter is not None)
    return WITH_HANDS.ask(team or 0, reporter or 0, report.category_id, key=where)


def answers_of(report: Report, choices: Mapping[str, list[Choice]], language: str) -> list[tuple[str, str]]:
    """Give each answer to the category's questions with the question, in words of a language; one to an old question by its code.

    No query: the questions stand among the choices.
    """
    asked = [Question(code=row.code, words=row.label, **json.loads(row.extra)) for row in choices.get("questions", [])]
    asked.sort(key=lambda question: question.order)
    known = {question.code for question in asked}
    old = [(code, value) for code, value in report.answers.items() if code not in known]
    rest = [(code, listed(value) if isinstance(value, list) else str(value)) for code, value in old]
    return [*questions.spoken(asked, report.answers, language), *rest]


def place_of(report: Report, language: str) -> str:
    """Say where the point of a report is, in words of a language, or nothing where it has none."""
    return near_words(report.lat, report.lon, language) if report.lat is not None and report.lon is not None else ""


def _past(
    kind: Any, rows: QuerySet[Any], before: Any, after: Any, words: Any, by: str = "by__"
) -> QuerySet[Any, tuple[Any, ...]]:
    named = rows.order_by().annotate(
        p_kind=_text(kind), p_by=_text(_name(by)), p_before=_text(before), p_after=_text(after), p_words=_text(words)
    )
    found: QuerySet[Any, tuple[Any, ...]] = named.values_list("p_kind", "at", "p_by", "p_before", "p_after", "p_words")
    return found


def _history(report_id: int) -> QuerySet[Any, tuple[Any, ...]]:
    given = Handover.objects.filter(report=report_id, kind=Handover.Kind.ASSIGN)
    passed = Handover.objects.filter(report=report_id, kind=Handover.Kind.REFER)
    changed, noted = CategoryChange.objects.filter(report=report_id), Note.objects.filter(report=report_id)
    rows = _past(Value("assign"), given, Value(""), _name("to_person__"), F("reason")).union(
        _past(Value("refer"), passed, F("from_team__name"), F("to_team__name"), F("reason")),
        _past(Value("categorise"), changed, F("old__name"), F("new__name"), F("reason")),
        _past(Value("note"), noted, Value(""), Value(""), F("words"), by="author__"),
        all=True,
    )
    return rows.order_by("-at")[:MOST_HISTORY]


HISTORY = Prepared(_history)


def history_of(report: Report) -> list[Past]:
    """Give the notes, handovers and changes of category of a report, oldest first, the newest two hundred. One query."""
    return [Past(*row) for row in HISTORY.ask(report.pk)][::-1]


UNSENT = PreparedRows(lambda report_id, user_id: Unsent.objects.filter(report=report_id, user=user_id).order_by("id"))
SAID = PreparedRows(
    lambda report_id: Message.objects.filter(report=report_id).select_related("staff").order_by("-id")[:MOST_HISTORY]
)


def unsent_of(report: Report, user: Any) -> list[Unsent]:
    """Give the texts about a report that a person typed and could not send. One query."""
    return UNSENT.ask(report.pk, user.pk)


def said_of(report: Report) -> list[Message]:
    """Give what was said about a report, oldest first, the newest two hundred, with who said it. One query."""
    return SAID.ask(report.pk)[::-1]


def _clocks(report_id: int) -> QuerySet[Any, tuple[Any, ...]]:
    rows: QuerySet[Any, tuple[Any, ...]] = Clock.objects.open().of(Report(pk=report_id)).order_by("due_at", "pk")
    return rows.values_list("pk", "rule__name", "state", "due_at")


CLOCKS = Prepared(_clocks)


def clocks_of(report: Report) -> list[Owed]:
    """Give the clocks that run or stand still for a report, the soonest first. One query."""
    return [Owed(*row) for row in CLOCKS.ask(report.pk)]
