"""Everybody hears once of one thing: at the end of a case, when it is opened again, and when two are joined; nobody is left out."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from feedback.models import Publication, Report
from feedback.services import merging, publishing
from policing.clocks.models import Clock
from policing.events.models import Event
from policing.events.testing import drain
from policing.notifications.models import Notification
from policing.privacy.receipts import new_token
from problems import reach
from problems.models import Case, CasePage, Told
from problems.services.cases import closing, linking, showing
from problems.services.cases.showing import Said, Words
from tests.feedback.tools import client_of, text
from tests.people import Cast
from tests.problems.cases import making
from tests.problems.pages.test_told_back import enter, sent

pytestmark = pytest.mark.django_db
WORDS = Words("Shouting on Mill Lane", "Groups shout at night.", "The lane is dark.", "New lamps.")
RESULT = "The lamps are mended. It is as loud as before. We are fairly sure."


def open_case(cast: Cast, *fed: Report, shown: bool = True) -> Case:
    """Give a case that waits for its end, with its page."""
    case = making.at_stage(cast, "assessment", reports=[row.pk for row in fed], reason="same lane")
    making.fill(case, cast.officer, "assessment")
    if shown:
        showing.publish(case.pk, words=WORDS, actor=cast.officer)
    drain()
    return case


def close(case: Case, cast: Cast, decision: str = "worked") -> Case:
    """Close it, and let everybody be told."""
    Notification.objects.all().delete()
    mail.outbox.clear()
    case = making.on(case, cast, "closed", decision=decision, result=RESULT)
    drain()
    closing.tell_waiting()
    drain()
    return case


def heard(user: Any) -> list[str]:
    """Give what a person was told since the case was closed, leaving out what the team hears."""
    rows = Notification.objects.filter(user=user).exclude(kind__startswith="problems.member")
    return list(rows.order_by("kind").values_list("kind", flat=True))


def mails_to(user: Any) -> list[str]:
    """Give the mails to a person, each on one line."""
    return [" ".join(one.body.split()) for one in mail.outbox if one.to == [user.email]]


def joined(cast: Cast, report: Report, *people: Any) -> Publication:
    """Publish a report that people join."""
    row = publishing.publish(report.pk, summary="Shouting at night.", actor=cast.officer)
    for person in people:
        publishing.join(row.pk, actor=person)
    return row


def test_who_reported_followed_joined_and_remarked_hears_once(cast: Cast) -> None:
    own, other = sent(cast, mode="named", name="Rosa", account=cast.resident), sent(cast)
    joined(cast, other.report, cast.resident, cast.neighbour)
    case = open_case(cast, own.report, other.report)
    page = CasePage.objects.get()
    for person in (cast.resident, cast.neighbour):
        showing.follow(page.pk, actor=person)
        showing.remark(page.pk, said=Said("yes"), token=new_token(), listener=person)
    close(case, cast)
    assert heard(cast.resident) == ["feedback.report.closed"]
    assert heard(cast.neighbour) == ["problems.followed.closed"]
    for person in (cast.resident, cast.neighbour):
        (one,) = mails_to(person)
        assert RESULT in one
    assert "The team says it is better" in mails_to(cast.neighbour)[0]
    assert "How sure we are: Nothing was counted here." in mails_to(cast.neighbour)[0]


@pytest.mark.parametrize("before", [False, True], ids=["open", "finished before"])
def test_who_joined_hears_what_was_done_where_no_page_is_shown(cast: Cast, before: bool) -> None:
    own, first, second = sent(cast, mode="named", name="Rosa", account=cast.resident), sent(cast), sent(cast)
    joined(cast, first.report, cast.neighbour, cast.resident)
    joined(cast, second.report, cast.neighbour)
    case = open_case(cast, own.report, first.report, second.report, shown=False)
    if before:
        Report.objects.filter(pk=first.report.pk).update(state="closed", outcome="fixed", closed_at=case.opened_at)
    close(case, cast)
    assert heard(cast.neighbour) == ["problems.joined.closed"]
    assert heard(cast.resident) == ["feedback.report.closed"]
    (one,) = mails_to(cast.neighbour)
    assert RESULT in one
    assert case.reference not in one


def test_news_waits_while_the_page_is_off_and_comes_once_when_it_is_shown_again(cast: Cast) -> None:
    one = sent(cast)
    joined(cast, one.report, cast.neighbour)
    case = open_case(cast, one.report)
    page = CasePage.objects.get()
    showing.follow(page.pk, actor=cast.resident)
    showing.hide(case.pk, reason="It named a house.", actor=cast.officer)
    close(case, cast)
    assert heard(cast.resident) == []
    assert heard(cast.neighbour) == ["problems.joined.closed"]
    for _time in range(2):
        showing.publish(case.pk, words=WORDS, actor=cast.officer)
        drain()
    showing.hide(case.pk, reason="It named a house.", actor=cast.officer)
    showing.publish(case.pk, words=WORDS, actor=cast.officer)
    drain()
    assert heard(cast.resident) == ["problems.followed.closed"]
    assert heard(cast.neighbour) == ["problems.joined.closed"]


def test_not_fixed_opens_it_once_counts_every_voice_and_everybody_else_hears(cast: Cast, client: Client) -> None:
    first, second, third = sent(cast), sent(cast), sent(cast, mode="named", name="Maya", email="maya@example.org")
    named = sent(cast, mode="named", name="Rosa", account=cast.resident)
    joined(cast, first.report, cast.neighbour)
    case = open_case(cast, *(one.report for one in (first, second, third, named)))
    showing.follow(CasePage.objects.get().pk, actor=cast.resident)
    close(case, cast)
    Notification.objects.all().delete()
    mail.outbox.clear()
    for one in (first, second):
        browser = Client()
        enter(browser, one)
        browser.post("/track/report/contest/", {"contest-words": "They still shout.", "contest-token": new_token()})
        drain()
        closing.tell_waiting()
        drain()
    case.refresh_from_db()
    assert (case.state, case.reopenings) == ("analysis", 1)
    assert Clock.objects.filter(rule__code="case-contest", subject_id=case.pk, ended_at=None).count() == 1
    assert heard(cast.neighbour) == ["feedback.joined.contested"]
    assert heard(cast.resident) == ["feedback.report.looked_again"]
    assert [one.to for one in mail.outbox if "looks again at what you told us" in " ".join(one.body.split())].count(
        ["maya@example.org"]
    ) == 1
    found = reach.of(case)
    assert found is not None
    assert (found.told, found.not_fixed) == (4, 2)
    page = text(client_of(cast.officer).get(f"/cases/{case.reference}/"))
    assert "2 said that it is not fixed" in page
    enter(client, third)
    assert "We look again at what this was part of" in text(client.get("/track/report/"))
    assert not Event.objects.filter(name="feedback.report.looked_again", subject_id=first.report.pk).exists()


def test_a_second_end_sets_the_outcome_of_what_the_first_one_closed(cast: Cast) -> None:
    closed_by_it, before, voice = sent(cast), sent(cast), sent(cast)
    case = open_case(cast, closed_by_it.report, before.report, voice.report)
    Report.objects.filter(pk=before.report.pk).update(state="closed", outcome="passed_on", closed_at=case.opened_at)
    close(case, cast)
    browser = Client()
    enter(browser, voice)
    browser.post("/track/report/contest/", {"contest-words": "They still shout.", "contest-token": new_token()})
    drain()
    case.refresh_from_db()
    close(case, cast, "failed")
    outcomes = {one: Report.objects.get(pk=one.report.pk).outcome for one in (closed_by_it, before, voice)}
    assert outcomes == {closed_by_it: "not_fixed", before: "passed_on", voice: "not_fixed"}
    found = reach.of(Case.objects.get(pk=case.pk))
    assert found is not None
    assert (found.told, found.not_fixed) == (3, 0)


def test_the_team_takes_it_up_again_and_everybody_who_was_told_hears_it(cast: Cast) -> None:
    lead, merged, gone = sent(cast), sent(cast), sent(cast)
    merging.merge(merged.report.pk, into=lead.report.pk, actor=cast.officer)
    case = close(open_case(cast, lead.report, gone.report), cast)
    Report.objects.filter(pk=gone.report.pk).update(state="withdrawn", outcome="")
    from_desk = client_of(cast.officer)
    from_desk.post(f"/cases/{case.reference}/reopen/", {"reason": "It came back."})
    drain()
    closing.tell_waiting()
    told = Event.objects.filter(name="feedback.report.looked_again").values_list("subject_id", flat=True)
    assert set(told) == {lead.report.pk, merged.report.pk}
    assert Told.objects.filter(state="waiting").count() == 0


def test_the_end_is_not_overwritten_by_a_form_that_was_open_since_before(cast: Cast) -> None:
    case = open_case(cast)
    stale = CasePage.objects.get().version
    close(case, cast)
    given = {"title": WORDS.title, "said": WORDS.said, "looked": "", "did": "", "changed": "", "version": stale}
    answer = client_of(cast.officer).post(f"/cases/{case.reference}/publish/", given)
    assert answer.status_code == 409
    assert CasePage.objects.get().changed == RESULT


def test_who_follows_a_case_that_is_merged_hears_it_once_and_the_old_address_leads_on(cast: Cast, client: Client) -> None:
    one, other = making.opened(cast), making.opened(cast, title="Shouting at the steps")
    pages = [showing.publish(case.pk, words=WORDS, actor=cast.officer) for case in (one, other)]
    showing.follow(pages[0].pk, actor=cast.resident)
    for page in pages:
        showing.follow(page.pk, actor=cast.neighbour)
    drain()
    linking.merge(one.pk, into=other.pk, reason="The same people.", actor=cast.officer)
    drain()
    for person in (cast.resident, cast.neighbour):
        assert heard(person) == ["problems.followed.joined"]
    old, new = (f"/problems/{page.slug}/" for page in pages)
    answer = client.get(old)
    assert (answer.status_code, answer["Location"]) == (302, new)
    assert client.get(f"/api/v1/problem-pages/{pages[0].slug}/").status_code == 404
    showing.hide(other.pk, reason="It named a house.", actor=cast.officer)
    assert client.get(old).status_code == 404


def test_who_reads_what_came_of_it_sees_that_it_is_looked_at_again(cast: Cast, client: Client) -> None:
    one, other = sent(cast), sent(cast)
    close(open_case(cast, one.report, other.report, shown=False), cast)
    assert "We look at it again." not in text(enter(client, one))
    browser = Client()
    enter(browser, other)
    browser.post("/track/report/contest/", {"contest-words": "They still shout.", "contest-token": new_token()})
    drain()
    assert "We look at it again." in text(client.get("/track/report/"))
