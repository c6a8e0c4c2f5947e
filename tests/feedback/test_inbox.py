"""The inbox: narrowed by everything that its address can say, counted, saved under a name, and the same for a page and its part."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils.http import urlencode

from feedback import inboxing
from feedback.filters import ReportFilter
from feedback.models import Report, SavedFilter
from feedback.services import filters
from policing import timekeeping
from policing.accounts.models import User
from policing.errors import BadInput, Denied, Unseen, WrongState
from policing.events.models import Event
from tests.feedback.tools import client_of, do, send, text
from tests.people import Cast


def found(who: User, **asked: Any) -> set[str]:
    """Give the references that the inbox shows for what is asked; the API says the same where all states are asked for."""
    answer = client_of(who).get(f"/inbox/?{urlencode(asked, doseq=True)}")
    assert answer.status_code == 200
    return {row["reference"] for row in answer.context["rows"]}


def set_to(report: Report, **values: Any) -> str:
    """Put values into a report's row, and give its reference."""
    Report.objects.filter(pk=report.pk).update(**values)
    return report.reference


@pytest.fixture
def five(cast: Cast) -> dict[str, str]:
    """Give five reports of the north, each with a thing of its own."""
    now = timekeeping.now()
    sent = {
        "late": send(words="The lámp on Mill Lane is dark."),
        "mine": send(words="Drumming until three."),
        "wrote": send(words="Needles behind the market hall bins.", category="noise"),
        "danger": send(words="A man with a knife stands there."),
        "closed": send(words="Bikes were taken."),
    }
    reports = {name: one.report for name, one in sent.items()}
    do(reports["closed"], "close", cast.officer)
    set_to(reports["late"], due_at=now - timedelta(hours=3), received_at=now - timedelta(days=40))
    set_to(reports["mine"], assignee=cast.officer, due_at=now + timedelta(days=3), channel="phone")
    set_to(reports["wrote"], unread_replies=2, contests=1, due_at=None)
    set_to(reports["danger"], due_at=now + timedelta(days=20), received_at=now - timedelta(days=3))
    return {name: report.reference for name, report in reports.items()}


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, "late mine wrote danger"),
        ({"state": "closed"}, "closed"),
        ({"state": ["open", "closed"]}, "late mine wrote danger closed"),
        ({"clock": "late"}, "late"),
        ({"clock": "week"}, "mine"),
        ({"clock": "none"}, "wrote"),
        ({"channel": "phone"}, "mine"),
        ({"unread": "on"}, "wrote"),
        ({"danger": "true"}, "danger"),
        ({"contested": "on"}, "wrote"),
        ({"assigned": "me"}, "mine"),
        ({"assigned": "nobody"}, "late wrote danger"),
        ({"assigned": "somebody"}, ""),
        ({"days": "1"}, "mine wrote"),
        ({"days": "30"}, "mine wrote danger"),
        ({"area": "north"}, "late mine wrote danger"),
        ({"area": "city"}, "late mine wrote danger"),
        ({"area": "south"}, ""),
        ({"q": "lamp dark"}, "late"),
        ({"q": "LÁMP"}, "late"),
        ({"q": '"mill lane"'}, "late"),
        ({"q": '"lane mill"'}, ""),
        ({"q": "needles or drumming"}, "mine wrote"),
        ({"q": "the -knife", "state": "open"}, "late wrote"),
        ({"q": "bikes"}, ""),
        ({"q": "bikes", "state": "all"}, "closed"),
        ({"state": "all"}, "late mine wrote danger closed"),
        ({"q": "' & | ! :* ("}, ""),
    ],
)
def test_every_filter_narrows(cast: Cast, five: dict[str, str], asked: dict[str, Any], names: str) -> None:
    assert found(cast.officer, **asked) == {five[name] for name in names.split()}


def test_from_and_to_are_whole_days_of_the_agency(cast: Cast, five: dict[str, str]) -> None:
    day = (timekeeping.now() - timedelta(days=3)).date()
    assert found(cast.officer, since=day, until=day) == {five["danger"]}
    assert five["late"] in found(cast.officer, until=day)


def test_a_reference_in_any_shape_finds_its_report_and_no_other_scope(cast: Cast, five: dict[str, str]) -> None:
    typed = five["closed"].lower().replace("-", " ")
    assert found(cast.officer, q=typed) == {five["closed"]}
    assert found(cast.other_officer, q=typed) == set()


def test_a_word_of_a_reference_alone_finds_what_was_said_and_not_the_reference(cast: Cast, five: dict[str, str]) -> None:
    Report.objects.filter(reference=five["mine"]).update(reference="LAMP-4-BAKERY-71")
    Report.objects.filter(reference=five["late"]).update(reference="HEDGE-2-SOFA-11")
    assert found(cast.officer, q="lamp") == {"HEDGE-2-SOFA-11"}
    assert found(cast.officer, q="71") == found(cast.officer, q="bakery") == set()
    assert found(cast.officer, q="lamp 4") == found(cast.officer, q="LAMP-4-bakery") == {"LAMP-4-BAKERY-71"}


def test_an_odd_filter_finds_nothing_wrong(cast: Cast, five: dict[str, str]) -> None:
    for asked in ({"state": "odd"}, {"category": "odd"}, {"days": "x"}, {"since": "x"}, {"area": "nowhere"}):
        assert client_of(cast.officer).get("/inbox/", asked).status_code == 200


def test_the_api_takes_the_same_filters(cast: Cast, five: dict[str, str]) -> None:
    client = client_of(cast.officer)
    for asked, names in (({"q": "lamp"}, "late"), ({"assigned": "me"}, "mine"), ({"clock": "late"}, "late")):
        answer = client.get("/api/v1/reports/", asked).json()
        assert {row["reference"] for row in answer["results"]} == {five[name] for name in names.split()}
    assert client.get("/api/v1/reports/", {"clock": "odd"}).status_code == 422


def test_the_line_counts_and_the_choices_say_how_many(cast: Cast, five: dict[str, str]) -> None:
    answer = client_of(cast.officer).get("/inbox/")
    assert "4 to read. 1 is late." in text(answer)
    assert answer.context["form"].fields["state"].widget.counts == {"new": 4}
    do(Report.objects.get(reference=five["mine"]), "acknowledge", cast.officer)
    assert "3 to read." in text(client_of(cast.officer).get("/inbox/"))


def test_half_are_read_within_is_the_middle_of_what_was_read(cast: Cast) -> None:
    now = timekeeping.now()
    for hours in (2, 9, 30):
        report = send(now=now - timedelta(hours=hours)).report
        do(report, "acknowledge", cast.officer, now=timekeeping.coarse(now - timedelta(hours=hours)) + timedelta(hours=hours))
    assert inboxing.half_read_within(cast.officer) == timedelta(hours=9)
    assert inboxing.half_read_within(cast.other_officer) is None
    assert "Half are read within 9 hours." in text(client_of(cast.officer).get("/inbox/"))


@pytest.mark.parametrize(
    ("words", "subject", "gist"),
    [
        ("Music. Each night.", "Music.", "Each night."),
        ("Music\n\nEach night", "Music", "Each night"),
        ("One line without an end", "One line without an end", ""),
        ("word " * 40, "word " * 13 + "word…", "word " * 21 + "word…"),
        ("x" * 100, "x" * 72 + "…", "x" * 28),
    ],
)
def test_the_first_sentence_is_the_subject(words: str, subject: str, gist: str) -> None:
    assert inboxing.split(words) == (subject, gist)


def test_the_part_carries_the_same_rows_as_the_page(cast: Cast, five: dict[str, str]) -> None:
    client = client_of(cast.officer)
    whole, part = client.get("/inbox/"), client.get("/inbox/", headers={"HX-Request": "true"})
    rows = text(part)
    assert rows in text(whole).replace(str(whole.context["token"]), str(part.context["token"])) or all(
        reference in rows for reference in five.values() if reference != five["closed"]
    )
    assert "<h1" not in rows
    assert whole["Referrer-Policy"] == part["Referrer-Policy"] == "same-origin"
    assert whole["Cache-Control"] == "no-store"


def test_fifty_rows_a_page(cast: Cast) -> None:
    for _each in range(3):
        send()
    answer = client_of(cast.officer).get("/inbox/")
    assert len(answer.context["rows"]) == 3
    assert "Choose “They shout under my window every night.”" in text(answer)
    assert 'name="pick"' not in text(client_of(cast.analyst).get("/inbox/"))


def test_what_looks_alike_stands_above_with_its_reasons(cast: Cast) -> None:
    words = "Motorbikes race along the canal towpath after midnight."
    first, second = send(words=words).report, send(words=words).report
    away = send(words=words, area_code="south").report
    page = client_of(cast.officer).get(f"/inbox/?state=new&look={first.reference.lower()}")
    look = page.context["look"]
    assert look["row"].report == first
    assert [row.report for _match, row in look["matches"]] == [second]
    assert look["matches"][0][0].reasons[0] in text(page)
    assert away.reference not in text(page)
    assert client_of(cast.officer).get(f"/inbox/?look={away.reference}").context["look"] is None
    assert f"?state=new&amp;look={second.reference}#similar" in text(page)


def test_the_keys_can_be_turned_off_and_on(cast: Cast) -> None:
    client = client_of(cast.officer)
    assert "js/inbox" in text(client.get("/inbox/"))
    client.post("/inbox/keys/", {"keys": "off"})
    page = text(client.get("/inbox/"))
    assert "js/inbox" not in page
    assert "Turn keys on" in page
    client.post("/inbox/keys/", {"keys": "on"})
    assert "js/inbox" in text(client.get("/inbox/"))


@pytest.mark.command("feedback.filter.save")
def test_a_filter_is_kept_under_a_name(cast: Cast) -> None:
    client = client_of(cast.officer)
    query = "q=mill+lane&state=new&state=read&after=WzFd&evil=1&days="
    assert client.post(f"/inbox/filters/?{query}", {"name": "  My  lane "})["Location"].startswith("/inbox/?q=mill")
    row = SavedFilter.objects.get()
    assert (row.name, row.query, row.user) == ("My lane", "q=mill+lane&state=new&state=read", cast.officer)
    assert "My lane" in text(client.get("/inbox/"))
    assert "My lane" not in text(client_of(cast.supervisor).get("/inbox/"))
    client.post(f"/inbox/filters/?{query}", {"name": "My lane"})
    assert [event.payload for event in Event.objects.filter(name="feedback.filter.saved")] == [{}]
    for name, asked in (("", query), ("x" * 61, query), ("Empty", "")):
        assert client.post(f"/inbox/filters/?{asked}", {"name": name}).status_code == 422
    assert client_of(cast.resident).post(f"/inbox/filters/?{query}", {"name": "Mine"}).status_code == 404
    with pytest.raises(Denied):
        filters.save(actor=cast.resident, name="Mine", query=query)


def test_twenty_filters_are_enough_and_a_name_takes_the_new_one(cast: Cast) -> None:
    for number in range(20):
        filters.save(actor=cast.officer, name=f"F {number}", query="state=new")
    with pytest.raises(WrongState):
        filters.save(actor=cast.officer, name="One more", query="state=new")
    assert client_of(cast.officer).post("/inbox/filters/?state=new", {"name": "One more"}).status_code == 409
    assert filters.save(actor=cast.officer, name="F 3", query="state=read").query == "state=read"
    with pytest.raises(BadInput):
        filters.save(actor=cast.officer, name="F 3", query=f"q={'x' * 1200}")
    assert SavedFilter.objects.count() == 20


@pytest.mark.command("feedback.filter.delete")
def test_only_its_person_deletes_a_filter(cast: Cast) -> None:
    row = filters.save(actor=cast.officer, name="Mine", query="state=new")
    assert client_of(cast.supervisor).post(f"/inbox/filters/{row.pk}/delete/").status_code == 404
    with pytest.raises(Unseen):
        filters.delete(row.pk, actor=cast.supervisor)
    assert client_of(cast.officer).post(f"/inbox/filters/{row.pk}/delete/?state=new")["Location"] == "/inbox/?state=new"
    assert client_of(cast.officer).post(f"/inbox/filters/{row.pk}/delete/").status_code == 404
    assert Event.objects.filter(name="feedback.filter.deleted").count() == 1


def test_every_filter_of_the_inbox_can_be_saved() -> None:
    assert set(filters.NAMES) == set(ReportFilter.base_filters)


def test_filters_over_the_api(cast: Cast) -> None:
    client = client_of(cast.officer)
    made = client.post("/api/v1/filters/", {"name": "Late", "query": "?clock=late"}, content_type="application/json")
    assert (made.status_code, made.json()["query"]) == (201, "clock=late")
    assert [row["name"] for row in client.get("/api/v1/filters/").json()] == ["Late"]
    assert client_of(cast.supervisor).get("/api/v1/filters/").json() == []
    assert client.post(f"/api/v1/filters/{made.json()['id']}/delete/").status_code == 204
    assert client.get("/api/v1/filters/").json() == []
