"""What everybody reads is looked at twice: what tells who somebody is, and what a resident wrote, word for word."""

from __future__ import annotations

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from policing.errors import BadInput
from policing.events.testing import drain
from policing.privacy.receipts import new_token
from problems import second_look
from problems.models import CasePage, StageMove
from problems.services.cases import showing, stages
from problems.services.cases.showing import Said, Words
from problems.services.cases.stages import Proposal
from tests.feedback.tools import client_of, text
from tests.people import Cast
from tests.problems.cases import making
from tests.problems.pages.test_public import WORDS
from tests.problems.pages.test_showing import GIVEN

pytestmark = pytest.mark.django_db
RAW = "They shout under my window, night 0."
TELLS = "Mr Smith of 12 Mill Lane stopped it."


def test_the_words_of_a_resident_are_not_shown_unless_somebody_looked(cast: Cast) -> None:
    (fed,) = making.reports(cast, 1)
    case = making.opened(cast, reports=[fed.pk], reason="same")
    desk, address = client_of(cast.officer), f"/cases/{case.reference}/publish/"
    copied = {**GIVEN, "said": f"People say: {RAW.upper()}"}
    warned = desk.post(address, copied)
    assert warned.status_code == 422
    assert "a resident wrote this, word for word" in text(warned)
    assert "THEY SHOUT UNDER MY WINDOW, NIGHT 0" in text(warned)
    assert not CasePage.objects.exists()
    assert desk.post(address, {**copied, "sure": "on"}).status_code == 302


def test_the_command_and_the_api_ask_too(cast: Cast) -> None:
    case = making.opened(cast)
    told = Words(WORDS.title, TELLS)
    with pytest.raises(BadInput) as refused:
        showing.publish(case.pk, words=told, actor=cast.officer)
    assert "sure" in refused.value.fields
    program, address = client_of(cast.officer), f"/api/v1/cases/{case.reference}/publish/"
    given_words = {"title": WORDS.title, "said": TELLS}
    answer = program.post(address, given_words, content_type="application/json")
    assert answer.status_code == 422 or answer.status_code == 400
    assert program.post(address, {**given_words, "sure": True}, content_type="application/json").status_code == 200


def test_what_everybody_is_told_at_the_end_is_looked_at_too(cast: Cast) -> None:
    case = making.at_stage(cast, "assessment")
    making.fill(case, cast.officer, "assessment")
    with pytest.raises(BadInput):
        stages.propose(case.pk, proposal=Proposal("closed", decision="failed", result=TELLS), actor=cast.officer)
    desk, address = client_of(cast.officer), f"/cases/{case.reference}/propose/?after=closed"
    form = {"after": "closed", "decision": "failed", "result": TELLS}
    warned = desk.post(address, form)
    assert warned.status_code == 422
    assert "Mr Smith" in text(warned)
    assert not StageMove.objects.filter(kind="close").exists()
    assert desk.post(address, {**form, "sure": "on"}).status_code == 302
    assert StageMove.objects.filter(kind="close", state="proposed").exists()


def test_a_remark_is_a_source_too_and_reaches_no_mail(cast: Cast) -> None:
    case = making.opened(cast)
    page = showing.publish(case.pk, words=WORDS, actor=cast.officer)
    raw = "I see them each night from the window of the bakery."
    showing.remark(page.pk, said=Said("no", raw), token=new_token())
    drain()
    assert [part.found for part in second_look.parts(case, f"One says: {raw}")] == [raw.rstrip(".")]
    assert not any("bakery" in f"{one.subject} {one.body}" for one in mail.outbox)


@given(
    st.lists(st.sampled_from(["a", "b", "c", "d", "e", "f", "g", "h"]), max_size=24),
    st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=24),
)
def test_an_echo_stands_in_the_text_and_shares_seven_words_with_a_source(text_words: list[str], source: list[str]) -> None:
    whole = " ".join(text_words)
    for found in second_look.echoes(whole, [" ".join(source)]):
        words = found.split()
        assert found in whole
        assert len(words) >= second_look.LEAST
        assert any(" ".join(words[:7]) == " ".join(source[at : at + 7]) for at in range(len(source)))
