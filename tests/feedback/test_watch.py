"""The supervisor's view and the analyst's view: real numbers of what may be watched, and everything but who."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from feedback import analysing, watching
from feedback.models import Rating, RatingAnswer, RatingItem, RedactedCopy, Report
from feedback.services import exporting
from policing import timekeeping
from policing.accounts.models import User
from policing.errors import Denied
from policing.events.models import Event
from tests.feedback.reaching import act, reach
from tests.feedback.tools import client_of, do, named, rows, send, text
from tests.people import Cast, RoleGrantFactory


def table(answer: Any) -> list[dict[str, str]]:
    """Give a table that was handed out as rows."""
    whole = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(whole)))


def rate(report: Report, value: int, **more: Any) -> None:
    """Put a rating of one statement into the table."""
    item = RatingItem.objects.order_by("order").first() or RatingItem.objects.create(
        code="polite", words="They were polite.", source="us"
    )
    rating = Rating.objects.create(report=report, token=f"t{report.pk}", at=timekeeping.now(), **more)
    RatingAnswer.objects.create(rating=rating, item=item, value=value)


@pytest.fixture
def busy(cast: Cast) -> Cast:
    """Give a north with one late report, one with the officer, one closed and contested; and a south with one."""
    late, mine, closed, south = send().report, send().report, send().report, send(area_code="south").report
    Report.objects.filter(pk=late.pk).update(
        due_at=timekeeping.now() - timedelta(days=1), received_at=timekeeping.now() - timedelta(days=9)
    )
    do(mine, "acknowledge", cast.officer)
    Report.objects.filter(pk=mine.pk).update(assignee=cast.officer)
    reach(closed, "contested", cast.officer)
    do(south, "close", cast.supervisor)
    return cast


def test_the_teams_and_what_they_owe(busy: Cast) -> None:
    now = {row.code: row for row in watching.teams_now(watching.watched(busy.supervisor))}
    north = now["team-north"]
    assert set(now) == {"team-north"}
    assert (north.open, north.to_read, north.late, north.contested) == (3, 1, 1, 1)
    assert north.next_due is not None
    answer = client_of(busy.supervisor).get("/teams/")
    page = text(answer)
    for words in ("Northgate team", "waiting for 9 days", "What each team owes now", "Officer", "Nobody yet"):
        assert words in page
    assert "teams" in text(client_of(busy.supervisor).get("/"))
    oldest = Report.objects.order_by("received_at", "pk")[0]
    assert answer.context["longest"][0].report == oldest


def test_what_came_of_reports_by_team_and_month(busy: Cast) -> None:
    since = timekeeping.now() - timedelta(days=30)
    teams, months = watching.became(watching.watched(busy.supervisor), busy.supervisor, since)
    assert [(one.name, one.closed, one.outcomes["fixed"], one.contested) for one in teams] == [("Southwark Row team", 1, 1, 0)]
    assert [(one.closed, one.fixed, one.contested) for one in months] == [(1, 1, 1)]
    assert "Southwark Row team" in text(client_of(busy.supervisor).get("/teams/?days=30"))
    assert (
        "Southwark Row team" not in text(client_of(busy.supervisor).get("/teams/?days=30&team=team-north")).split("</form>")[-1]
    )


def test_who_watches_the_south_alone_sees_nothing_of_the_north(busy: Cast) -> None:
    watcher = RoleGrantFactory(role="supervisor", area=busy.south).user
    RoleGrantFactory(user=watcher, role="officer", area=busy.north)
    assert {row.team_id for row in watching.watched(watcher)} == {busy.team_south.pk}
    assert "Northgate team" not in text(client_of(watcher).get("/teams/"))
    body = client_of(watcher).get("/api/v1/watch/").json()
    assert body["teams"] == body["longest"] == body["loads"] == []
    assert [row["contested"] for row in body["months"]] == [0]


def test_ratings_are_hidden_under_ten(busy: Cast) -> None:
    reports = [send().report for _each in range(10)]
    for report in reports[:9]:
        rate(report, 4)
    rate(send().report, 1, with_printed_receipt=True)

    def north() -> tuple[int | None, int, int | None, int | None]:
        (found,) = watching.said(watching.watched(busy.supervisor))
        assert found.name == "Northgate team"
        first = found.scores.scores[0]
        return found.scores.ratings, found.scores.printed, first.score, first.people

    assert north() == (None, 1, None, None)
    assert "Too few to show" in text(client_of(busy.supervisor).get("/teams/"))
    rate(reports[9], 5)
    assert north() == (10, 1, 77, 10)
    page = text(client_of(busy.supervisor).get("/teams/?days=30"))
    assert "10 people" in page
    said = client_of(busy.supervisor).get("/api/v1/watch/").json()["said"]
    assert [(one["team"], one["ratings"], one["scores"][0]["score"]) for one in said] == [("Northgate team", 10, 77)]


def test_no_choice_of_time_or_team_gives_the_few_away(busy: Cast) -> None:
    """Twelve people rated within a year and two of them lately: a shorter time must not show the ten, and with them the two."""
    for number in range(12):
        report = send().report
        rate(report, 4)
        if number > 1:
            Rating.objects.filter(report=report).update(at=timekeeping.now() - timedelta(days=100))
    seen = [client_of(busy.supervisor).get(f"/api/v1/watch/?days={days}").json()["said"] for days in watching.PERIODS]
    assert seen[0] == seen[1] == seen[2]
    assert seen[0][0]["ratings"] == 12


def test_the_supervisors_numbers_over_the_api(busy: Cast) -> None:
    body = client_of(busy.supervisor).get("/api/v1/watch/?days=30").json()
    assert [(row["code"], row["open"]) for row in body["teams"]] == [("team-north", 3)]
    assert {(row["name"], row["open"]) for row in body["loads"]} == {("Officer", 1), ("", 2)}
    assert client_of(busy.supervisor).get("/api/v1/watch/?days=7").status_code == 422


def test_the_analyst_counts_what_the_address_chooses(busy: Cast) -> None:
    found = analysing.numbers(analysing.analysed(busy.analyst))
    assert (found.many, sum(many for _first, many in found.months), sum(map(sum, found.heat))) == (4, 4, 4)
    assert found.areas[0][:1] == ("north",)
    assert [len(row) for row in found.heat] == [24] * 7
    page = text(client_of(busy.analyst).get("/analysis/?area=south"))
    assert "1 report. Everything but who sent it." in page
    body = client_of(busy.analyst).get("/api/v1/analysis/?area=north").json()
    assert (body["count"], body["areas"]) == (3, [{"code": "north", "count": 3}])
    assert client_of(busy.analyst).get("/api/v1/analysis/?days=x").status_code == 422
    assert "Nothing fits these filters" in text(client_of(busy.analyst).get("/analysis/?q=zebra"))


@pytest.mark.command("feedback.reports.export")
def test_a_table_is_taken_away_without_who_and_on_record(cast: Cast) -> None:
    first = send(named(cast.resident), words='=HYPERLINK("x") they shout').report
    second = send(words="My name is Ann Other.", area_code="south").report
    RedactedCopy.objects.create(report=second, words="My name is ▇▇▇.")
    Report.objects.filter(pk=second.pk).update(readable="My name is ▇▇▇.")
    answer = client_of(cast.analyst).post("/analysis/export/")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    found = table(answer)
    assert [row["reference"] for row in found] == [second.reference, first.reference]
    assert [row["words"] for row in found] == ["My name is ▇▇▇.", '\'=HYPERLINK("x") they shout']
    assert tuple(found[0]) == analysing.COLUMNS
    whole = json.dumps(found)
    for secret in (cast.resident.email, str(cast.resident.pseudonym), "named", "Ann Other"):
        assert secret not in whole
    event = Event.objects.get(name="feedback.reports.exported")
    assert (event.payload, event.actor) == ({"count": 2}, cast.analyst.pseudonym)
    assert len(table(client_of(cast.analyst).post("/api/v1/analysis/export/?area=south"))) == 1


def test_only_who_may_analyse_takes_a_table_and_only_of_their_areas(cast: Cast) -> None:
    send()
    south = send(area_code="south").report
    for who in (cast.officer, cast.resident):
        assert client_of(who).post("/analysis/export/").status_code == 404
        with pytest.raises(Denied):
            exporting.export(Report.objects.all(), actor=who)
    analyst: User = RoleGrantFactory(role="analyst", area=cast.south).user
    assert list(exporting.export(Report.objects.all(), actor=analyst)) == [south]
    assert client_of(cast.analyst).get("/analysis/export/").status_code == 405


def test_cells_are_no_formulas() -> None:
    assert [analysing.safe(value) for value in ("=1", "+1", "-1", "@x", "\tx", "\rx", "a=1", None, 5)] == [
        "'=1", "'+1", "'-1", "'@x", "'\tx", "'\rx", "a=1", "", "5",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("who", "url"), [("supervisor", "/teams/"), ("analyst", "/analysis/"), ("analyst", "/analysis/?q=window")]
)
def test_the_same_number_of_queries_at_ten_reports_and_at_a_thousand(cast: Cast, who: str, url: str) -> None:
    own = {"area": cast.north, "area_path": cast.north.path, "team": cast.team_north, "received_at": timekeeping.now()}
    client = client_of(getattr(cast, who))
    counts = []
    for start, many in ((0, 30), (30, 970)):
        rows(many, start=start, **own)
        client.get(url)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        counts.append(len(seen))
    assert abs(counts[0] - counts[1]) <= 1  # the Agency is read anew every five seconds
    assert max(counts) <= 18


def test_everybody_of_the_reports_journey_is_left_out(busy: Cast) -> None:
    report = send(named(busy.resident)).report
    act(report, "reply", busy.officer)
    page = text(client_of(busy.analyst).get("/analysis/"))
    assert report.reference in page
    assert busy.resident.email not in page
    assert "with a name" not in page.split("</form>")[-1]
