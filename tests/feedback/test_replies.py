"""Replies kept ready: offered by category, act and language, filled from facts, put behind what was typed, without a script."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from feedback import defaults
from feedback.models import Category, Message, ReplyTemplate, Report
from tests.feedback.tools import client_of, send, text
from tests.people import Cast


@pytest.fixture
def ready(cast: Cast) -> dict[str, ReplyTemplate]:
    """Give a handful of replies, and nothing else, by title."""
    ReplyTemplate.objects.all().delete()
    noise, litter = Category.objects.get(code="noise"), Category.objects.get(code="litter")
    words = "About {reference} in {area}, {officer} on {day}. {nonsense}"
    made = [
        ReplyTemplate(title="Ours", act="answer", words=words, category=noise, language="es"),
        ReplyTemplate(title="General", act="answer", words=words),
        ReplyTemplate(title="Question", act="ask", words="When is it worst?"),
        ReplyTemplate(title="Litter", act="answer", words="We sweep.", category=litter),
        ReplyTemplate(title="Old", act="answer", words="Old words.", is_active=False),
    ]
    return {row.title: row for row in ReplyTemplate.objects.bulk_create(made)}


def offered(desk: Client, report: Report, act: str) -> list[str]:
    """Give the replies that the form of an act offers, in their order."""
    shown = text(desk.get(f"/inbox/{report.reference}/"))
    chosen = re.search(rf'<select name="{act}-reply".*?</select>', shown)
    return re.findall(r'<option value="\d+"[^>]*>([^<]*)</option>', chosen[0]) if chosen else []


def test_those_of_the_category_and_the_act_in_the_reports_language_first(cast: Cast, ready: Any) -> None:
    desk = client_of(cast.officer)
    assert offered(desk, send(language="es").report, "answer") == ["Ours", "General (English)"]
    assert offered(desk, send().report, "answer") == ["General", "Ours (Español)"]
    assert offered(desk, send(category="litter").report, "answer") == ["General", "Litter"]
    assert offered(desk, send().report, "ask") == ["Question"]
    assert offered(desk, send().report, "close") == []


@pytest.mark.parametrize(
    ("title", "typed", "start"),
    [("General", "", "About"), ("General", "Mine first.", "Mine first."), ("Litter", "Mine.", "Mine."), ("", "Mine.", "Mine.")],
)
def test_it_is_put_behind_what_was_typed_and_nothing_is_sent(
    cast: Cast, ready: dict[str, ReplyTemplate], title: str, typed: str, start: str
) -> None:
    report, desk = send().report, client_of(cast.officer)
    given = {"answer-words": typed, "answer-reply": str(ready[title].pk) if title else "", "answer-version": "1", "use": "1"}
    shown = desk.post(f"/inbox/{report.reference}/answer/", given).content.decode()
    (words,) = re.findall(r'<textarea name="answer-words".*?>\s*(.*?)</textarea>', shown, re.S)
    assert words.startswith(start)
    assert ("Northgate, Officer on" in words) == (title == "General")
    if title == "General":
        assert report.reference in words
        assert "{nonsense}" in words
    assert 'name="answer-version" value="1"' in shown
    assert not Message.objects.exists()
    assert Report.objects.get().version == 1


def test_a_reply_speaks_its_own_language(cast: Cast, ready: dict[str, ReplyTemplate]) -> None:
    report, desk = send(language="es", area_code="").report, client_of(cast.supervisor)
    Report.objects.filter(pk=report.pk).update(team=cast.team_north, area_path=cast.north.path)
    given = {"answer-words": "", "answer-reply": str(ready["Ours"].pk), "use": "1"}
    shown = text(desk.post(f"/inbox/{report.reference}/answer/", given))
    assert re.search(r"Supervisor on \w+,? \d+ de \w+", shown)


def test_a_fresh_site_has_some_in_two_languages_and_a_changed_one_stays(db: None) -> None:
    ReplyTemplate.objects.all().delete()
    defaults.ensure()
    found = set(ReplyTemplate.objects.values_list("act", "language"))
    assert found == {(act, language) for act in ("ask", "answer", "close", "reopen") for language in ("en-gb", "es")}
    assert all("\n" not in row.title and len(row.words) < 600 for row in ReplyTemplate.objects.all())
    ReplyTemplate.objects.exclude(act="ask").delete()
    before = ReplyTemplate.objects.count()
    defaults.ensure()
    assert ReplyTemplate.objects.count() == before
