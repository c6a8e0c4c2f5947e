"""What comes after the end of a case: a report of the same place leads to it, and its page moves with where it stands."""

from __future__ import annotations

import pytest
from django.test import Client

from feedback.models import Report
from problems.models import CasePage
from problems.services.cases import stages
from tests.feedback.tools import client_of, text
from tests.people import Cast
from tests.problems.cases import making
from tests.problems.pages.test_public import published

pytestmark = pytest.mark.django_db
ASKS = "A case of this place ended within the last year."
CELL = "891f1d48b5bffff"


def test_a_report_of_a_place_whose_case_ended_leads_to_that_case(cast: Cast) -> None:
    fed, later = making.reports(cast, 2)
    Report.objects.filter(pk__in=[fed.pk, later.pk]).update(cell=CELL)
    case = making.at_stage(cast, "closed", reports=[fed.pk], reason="same")
    desk = client_of(cast.officer)
    for page in ("new", "add"):
        shown = text(desk.get(f"/cases/{page}/?reports={later.reference}"))
        assert ASKS in shown
        assert f"/cases/{case.reference}/" in shown
    Report.objects.filter(pk=later.pk).update(cell="891f1d4a9dbffff")
    assert ASKS not in text(desk.get(f"/cases/new/?reports={later.reference}"))
    Report.objects.filter(pk=later.pk).update(cell=CELL)
    stages.reopen(case.pk, reason="It came back.", actor=cast.officer)
    assert ASKS not in text(desk.get(f"/cases/new/?reports={later.reference}"))


def test_the_page_that_moved_last_stands_first(cast: Cast, client: Client) -> None:
    first, second = published(cast), published(cast)
    pages = [f"/problems/{page.slug}/" for page in (first, second)]
    shown = text(client.get("/problems/"))
    assert shown.index(pages[1]) < shown.index(pages[0])
    making.fill(first.case, cast.officer, "scanning")
    making.on(first.case, cast, "analysis")
    shown = text(client.get("/problems/"))
    assert shown.index(pages[0]) < shown.index(pages[1])
    assert CasePage.objects.get(pk=first.pk).version == first.version
