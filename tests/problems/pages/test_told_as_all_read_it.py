"""Who reported reads of the end of a case what everybody reads: never surer, never less kind."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from feedback.models import Report
from policing.events.testing import drain
from problems import ends
from problems.models import Figures, StageMove, Told
from problems.services.cases import closing, stages
from tests.feedback.tools import text
from tests.people import Cast
from tests.problems.cases import making
from tests.problems.pages.test_told_back import closed, enter, sent

pytestmark = pytest.mark.django_db
AGAINST: dict[str, Any] = {
    "before": 41, "after": 44, "comparison": [40, 41], "windows": [["2025-01-01", "2025-06-30"], ["2026-01-01", "2026-06-30"]],
    "change": {"ratio": 1.3, "low": 0.9, "high": 2.0}, "effect": {"ratio": 1.3, "low": 0.9, "high": 2.0}, "spread_known": True,
}  # fmt: skip


def flat(words: str) -> str:
    """Give words without the breaks of their lines."""
    return " ".join(words.split())


@pytest.mark.parametrize(
    ("decision", "lead"),
    [
        ("worked", "The team says it is better"),
        ("unclear", "We tried, and we cannot tell whether it worked"),
        ("failed", "We tried, and it did not work"),
    ],
)
def test_mail_page_and_file_say_it_as_the_public_page_does(cast: Cast, client: Client, decision: str, lead: str) -> None:
    named, nobody = sent(cast, mode="named", name="Maya", email="maya@example.org"), sent(cast)
    closed(cast, named.report, nobody.report, decision=decision)
    assert f"What came of it: {lead}" in flat(str(mail.outbox[0].body))
    page = text(enter(client, nobody))
    assert lead in page
    for sure in ("Fixed", "We could not confirm it"):
        assert sure not in page, sure
        assert sure not in str(mail.outbox[0].body), sure
    file = flat(client.post("/track/report/save/").content.decode())
    assert lead in file
    assert "How sure we are: Nothing was counted here." in file


def test_nobody_reads_that_it_is_fixed_where_the_numbers_speak_against_it(cast: Cast, client: Client) -> None:
    one = sent(cast)
    case = making.at_stage(cast, "assessment", reports=[one.report.pk], reason="same lane")
    making.fill(case, cast.officer, "assessment")
    case = making.on(case, cast, "closed", decision="worked", result="It is better.")
    Figures.objects.update_or_create(case=case, defaults={"data": AGAINST, "made_at": case.closed_at})
    closing.tell_waiting()
    drain()
    assert Report.objects.get().outcome == "not_confirmed"
    assert "We tried, and we cannot tell whether it worked" in text(enter(client, one))


def test_an_end_before_the_newest_is_never_said_surer_by_later_numbers(cast: Cast) -> None:
    one = sent(cast)
    case = closed(cast, one.report, decision="worked")
    Figures.objects.update_or_create(case=case, defaults={"data": AGAINST, "made_at": case.closed_at})
    told = Told.objects.get()
    assert told.message_id is not None
    assert str(ends.leads_of([told.message_id])[told.message_id].words) == "We tried, and we cannot tell whether it worked"
    stages.reopen(case.pk, reason="It began anew.", actor=cast.supervisor)
    assert StageMove.objects.filter(case=case, kind="close").count() == 1
    assert str(ends.leads_of([told.message_id])[told.message_id].words) == "The team says it is better"


def test_what_is_not_fixed_wears_no_sign_of_good_news(cast: Cast, client: Client) -> None:
    one = sent(cast)
    closed(cast, one.report, decision="failed")
    page = enter(client, one).content.decode()
    assert "tag--done" not in page.split("We tried, and it did not work")[0][-80:]
