"""What each sort of member reads over the API: no class of data that is not theirs, by no name, no number and no word."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.utils import timezone

from policing.access import sight
from policing.access.sight import SIGHTS
from policing.accounts.models import User
from problems import numbers
from problems.models import Case, Figures
from problems.parts import KINDS
from problems.services.cases import figures, linking, showing, team
from problems.services.cases.showing import Said
from problems.services.cases.team import Place
from tests.feedback.tools import client_of
from tests.people import Cast, MembershipFactory
from tests.problems.cases import making

pytestmark = pytest.mark.django_db
ALWAYS = {"reference", "state", "version", "sees", "says", "available_actions"}
OF: dict[str, set[str]] = {
    sight.PLAN: {
        "title", "summary", "decision", "proposed", "opened_at", "closed_at", "due_at", "reopenings", "categories", "baseline_from",
        "baseline_to", "after_from", "after_to", "merged_into", "sheet", "gates", "moves", "parts",
    },
    sight.PLACES: {"area"},
    sight.TEAM: {"team", "lead", "members"},
    sight.REPORTS: {"reports"},
    sight.COUNTS: {"figures"},
}  # fmt: skip
CELL = "89283082803ffff"
# a word that stands in one class of data alone
MARKS = {
    sight.WORDS: ("zebra-words", "zebra-remark"), sight.REPORTS: ("zebra-why",), sight.PLACES: ("zebra-place", CELL),
    sight.PLAN: ("zebra-title", "zebra-plan", "zebra-summary"), sight.DESK: ("zebra-note",), sight.TEAM: ("zebra-person",),
}  # fmt: skip


@pytest.fixture
def case(cast: Cast) -> Case:
    """Give a case with something of every class in it."""
    User.objects.filter(pk=cast.neighbour.pk).update(name="zebra-person")
    made = making.opened(cast, title="zebra-title", summary="zebra-summary")
    (report,) = making.reports(cast, 1)
    type(report).objects.filter(pk=report.pk).update(words="zebra-words", readable="")
    linking.link(made.pk, reports=[report.pk], reason="zebra-why", actor=cast.officer)
    making.put(made, cast.officer, "place", use="problem", label="zebra-place", area=cast.north)
    making.put(made, cast.officer, "hypothesis", words="zebra-plan")
    making.put(made, cast.officer, "note", words="zebra-note")
    page = showing.publish(made.pk, words=showing.Words("A page", "You told us."), actor=cast.officer)
    showing.remark(page.pk, said=Said("no", "zebra-remark"), token="one remark of somebody")
    neighbour = User.objects.get(pk=cast.neighbour.pk)
    team.invite(made.pk, user=neighbour, place=Place("resident", "plan"), actor=cast.officer)
    data = {**figures.counted(made, making.DAY), "cells": [[CELL, 3]], "cells_in_all": 1}
    Figures.objects.filter(case=made).update(data=data, made_at=timezone.now())
    made.refresh_from_db()
    return made


def member(cast: Cast, case: Case, sees: str) -> User:
    """Let somebody work along who sees that much."""
    if sees == "everything":
        who, role = cast.other_officer, "officer"
    else:
        who, role = cast.partner, "partner"
        cast.team_south.belongs_to = "city"
        cast.team_south.save()
        MembershipFactory(user=who, team=cast.team_south)
    team.invite(case.pk, user=who, place=Place(role, sees), actor=cast.officer)
    return who


def everything_read(who: User, case: Case) -> dict[str, Any]:
    """Read every address of a case as somebody: the answers that were given, by address."""
    client, base = client_of(who), f"/api/v1/cases/{case.reference}/"
    routes = ["", "reports/", "remarks/", "members/", "kept/", *(f"parts/{kind}/" for kind in KINDS)]
    answers = {route: client.get(base + route) for route in routes}
    assert {answer.status_code for answer in answers.values()} <= {200, 404}
    found = {route: answer.json() for route, answer in answers.items() if answer.status_code == 200}
    found["list"] = client.get("/api/v1/cases/").json()["results"]
    return found


@pytest.mark.parametrize("sees", SIGHTS)
def test_a_member_reads_their_classes_and_no_others(cast: Cast, case: Case, sees: str) -> None:
    found = everything_read(member(cast, case, sees), case)
    shown = SIGHTS[sees].classes
    expected = ALWAYS.union(*(names for name, names in OF.items() if name in shown))
    assert set(found[""]) == expected
    text = json.dumps(found)
    for data_class, marks in MARKS.items():
        for mark in marks:
            assert (mark in text) == (data_class in shown), mark
    assert ("parts/note/" in found) == (sight.DESK in shown)
    assert ("parts/place/" in found) == (sight.PLACES in shown)
    assert ("reports/" in found) == (sight.REPORTS in shown)
    assert ("remarks/" in found) == (sight.WORDS in shown)
    assert ("members/" in found) == (sight.TEAM in shown)


@pytest.mark.parametrize("sees", SIGHTS)
def test_the_row_of_the_list_tells_no_more_than_the_case(cast: Cast, case: Case, sees: str) -> None:
    found = everything_read(member(cast, case, sees), case)
    (row,) = found["list"]
    assert row.items() <= found[""].items()


def test_who_sees_counts_reads_how_often_by_month_and_not_where_or_at_what_hour(cast: Cast, case: Case) -> None:
    found = everything_read(member(cast, case, "counts"), case)
    told = set(found[""]["figures"]["data"])
    assert {"total", "months"} <= told
    assert not told & set(numbers.OF_PLACES)
    assert set(found) == {"", "kept/", "list"}


@pytest.mark.parametrize(("sees", "by_area", "by_words"), [("places", 1, 1), ("plan", 0, 1), ("counts", 0, 0)])
def test_no_filter_tells_a_member_what_the_row_would_not(cast: Cast, case: Case, sees: str, by_area: int, by_words: int) -> None:
    client = client_of(member(cast, case, sees))
    for asked, many in (({"area": "north"}, by_area), ({"q": "zebra-title"}, by_words), ({"q": case.reference}, 1)):
        assert len(client.get("/api/v1/cases/", asked).json()["results"]) == many, asked


@pytest.mark.parametrize("sees", SIGHTS)
def test_the_page_and_the_file_tell_no_more(cast: Cast, case: Case, sees: str) -> None:
    client = client_of(member(cast, case, sees))
    page = client.get(f"/cases/{case.reference}/")
    assert page.status_code == 200
    file = client.post(f"/cases/{case.reference}/export/")
    told = page.content.decode() + (
        b"".join(file.streaming_content) if file.streaming else file.content
    ).decode()  # fmt: skip
    for data_class, marks in MARKS.items():
        for mark in marks:
            assert data_class in SIGHTS[sees].classes or mark not in told, mark


def test_whose_role_ended_reads_no_more_words_whatever_their_place_says(cast: Cast, case: Case) -> None:
    who = member(cast, case, "everything")
    who.role_grants.all().delete()
    found = everything_read(who, case)
    assert found[""]["sees"] == "places"
    assert "zebra-words" not in json.dumps(found)
    assert "zebra-note" not in json.dumps(found)


def test_who_ended_reads_nothing(cast: Cast, case: Case) -> None:
    who = member(cast, case, "places")
    team.end(case.pk, case.members.get(user=who).pk, actor=cast.officer)
    assert client_of(who).get(f"/api/v1/cases/{case.reference}/").status_code == 404


def test_nobody_reads_who_sent_a_report(cast: Cast) -> None:
    case, (report,) = making.opened(cast), making.reports(cast, 1, mode="named", name="Zuleika", account=cast.resident)
    linking.link(case.pk, reports=[report.pk], reason="here", actor=cast.officer)
    text = json.dumps(everything_read(cast.supervisor, case))
    assert not any(sign in text for sign in ("Zuleika", cast.resident.email, str(cast.resident.pseudonym)))
