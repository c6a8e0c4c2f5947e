"""The team writes what residents read: a warning, a conflict with both texts, and taking it off for a reason."""

from __future__ import annotations

import pytest

from problems.models import CasePage
from problems.services.cases import showing
from tests.feedback.tools import client_of, text
from tests.people import Cast
from tests.problems.cases import making
from tests.problems.pages.test_public import WORDS, published

pytestmark = pytest.mark.django_db
GIVEN = {"title": "Noise on Mill Lane", "said": "Groups shout.", "looked": "It is dark.", "did": "", "changed": ""}


def test_the_team_shows_it_and_takes_it_off(cast: Cast) -> None:
    case = making.opened(cast)
    desk, base = client_of(cast.officer), f"/cases/{case.reference}"
    assert case.title in text(desk.get(f"{base}/publish/"))
    assert desk.post(f"{base}/publish/", {**GIVEN, "said": ""}).status_code == 422
    warned = desk.post(f"{base}/publish/", {**GIVEN, "said": "Mr Smith shouts."})
    assert warned.status_code == 422
    assert "Mr Smith" in text(warned)
    assert not CasePage.objects.exists()
    assert desk.post(f"{base}/publish/", {**GIVEN, "said": "Mr Smith shouts.", "sure": "on"}).status_code == 302
    page = CasePage.objects.get()
    assert page.said == "Mr Smith shouts."
    assert "Residents read it now." in text(desk.get(f"{base}/publish/"))
    assert desk.post(f"{base}/hide/", {"reason": ""}).status_code == 422
    assert desk.post(f"{base}/hide/", {"reason": "It names a person."}).status_code == 302
    assert CasePage.objects.get().hidden_at
    assert "taken off again" in text(desk.get(f"{base}/publish/"))


def test_whoever_is_second_reads_both_texts(cast: Cast) -> None:
    page = published(cast)
    desk, base = client_of(cast.officer), f"/cases/{page.case.reference}"
    old = {**GIVEN, "version": page.version}
    showing.publish(page.case_id, words=WORDS, actor=cast.supervisor, version=page.version)
    answer = desk.post(f"{base}/publish/", old)
    assert answer.status_code == 409
    assert WORDS.said in text(answer)
    assert "Groups shout." in text(answer)
    assert CasePage.objects.get().said == WORDS.said
    assert desk.post(f"{base}/publish/", {**old, "version": page.version + 1}).status_code == 302


def test_who_may_not_show_it_is_told_so_or_knows_nothing(cast: Cast) -> None:
    case = making.opened(cast)
    for who, status in ((cast.analyst, 403), (cast.resident, 404), (cast.other_officer, 404)):
        for act in ("publish", "hide"):
            assert client_of(who).post(f"/cases/{case.reference}/{act}/", GIVEN | {"reason": "x"}).status_code == status
        assert client_of(who).get(f"/cases/{case.reference}/remarks/").status_code == (200 if who == cast.analyst else 404)
    assert not CasePage.objects.exists()
