"""Writing in a case on its pages: what stood before, two people at one field, parts of every kind, and what is counted when."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from policing.privacy.receipts import new_token
from problems.forms.parts import FORMS
from problems.models import Case, CasePlace, Evidence, Hypothesis, KeptText, SheetEntry, Technique
from problems.services.cases import parts, stages
from problems.services.cases.stages import Proposal
from tests.feedback.tools import client_of, text
from tests.people import Cast
from tests.problems.cases import making

pytestmark = pytest.mark.django_db


def url(name: str, case: Case, *more: Any) -> str:
    return reverse(f"problems:{name}", args=[case.reference, *more])


@pytest.mark.command("problems.case.write")
def test_a_question_is_answered_and_what_stood_before_stays_readable(cast: Cast) -> None:
    case, client = making.opened(cast), client_of(cast.officer)
    write = url("case-write", case, "statement")
    assert client.post(write, {"words": "  ", "seen": 0}).status_code == 422
    answer = client.post(write, {"words": "Shouting at night.\r\nEvery Friday.", "seen": 0})
    assert answer.headers["Location"] == url("case", case) + "#statement"
    client.post(write, {"words": "Shouting on Fridays.", "seen": 1})
    shown = text(client.get(write))
    assert "What stood there before" in shown
    assert "Every Friday." in shown
    assert shown.count("Shouting on Fridays.") == 1, "it fills the form, and stands there once"
    assert "Shouting on Fridays." in text(client_of(cast.analyst).get(write))
    assert list(SheetEntry.objects.filter(case=case, field="statement").values_list("number", flat=True)) == [1, 2]


def test_a_side_of_the_triangle_has_a_strength_and_a_lever(cast: Cast) -> None:
    case, client = making.opened(cast), client_of(cast.officer)
    write = url("case-write", case, "triangle_manager")
    assert client.post(write, {"words": "Nobody runs it.", "seen": 0}).status_code == 422
    client.post(write, {"words": "Nobody runs it.", "choice": "0", "lever": "The licence.", "seen": 0})
    shown = text(client.get(url("case", case)))
    assert "Nobody runs it." in shown
    assert "The licence." in shown


def test_a_question_that_the_sheet_lacks_is_not_there(cast: Cast) -> None:
    assert client_of(cast.officer).get(url("case-write", making.opened(cast), "nothing")).status_code == 404


@pytest.mark.command("problems.text.keep", "problems.text.drop")
def test_two_officers_at_one_field_in_two_browsers_lose_nothing(cast: Cast) -> None:
    case = making.opened(cast)
    one, two, write = client_of(cast.officer), client_of(cast.supervisor), url("case-write", case, "cheers_harm")
    for client in (one, two):
        assert 'name="seen" value="0"' in text(client.get(write))
    one.post(write, {"words": "Mine: people cannot sleep.", "choice": "yes", "seen": 0})
    answer = two.post(write, {"words": "Yours: two were hurt.", "choice": "unknown", "seen": 0})
    assert answer.status_code == 303
    for _reload in range(2):
        both = text(two.get(write))
        assert "Mine: people cannot sleep." in both
        assert "Yours: two were hurt." in both
        assert 'name="seen" value="1"' in both
        assert (
            'value="unknown" checked' in both
            or 'checked value="unknown"' in both
            or 'value="unknown" id="id_choice_2" checked' in both
        )
    assert "See both texts" in text(two.get(url("case", case)))
    assert "See both texts" not in text(one.get(url("case", case)))
    assert "Yours" not in text(one.get(write)), "a kept text is for who wrote it"
    two.post(write, {"words": "People cannot sleep, and two were hurt.", "choice": "yes", "seen": 1})
    assert not KeptText.objects.exists()
    older = text(one.get(write))
    assert "Mine: people cannot sleep." in older
    assert "People cannot sleep, and two were hurt." in older


def test_a_kept_text_is_thrown_away_by_its_owner_alone(cast: Cast) -> None:
    case, write = making.opened(cast), ""
    write = url("case-write", case, "statement")
    making.write(case, cast.officer, "statement", "Mine.")
    client_of(cast.supervisor).post(write, {"words": "Yours.", "seen": 0})
    row = KeptText.objects.get()
    assert client_of(cast.officer).post(url("case-kept-drop", case, row.pk)).status_code == 404
    assert client_of(cast.supervisor).post(url("case-kept-drop", case, row.pk)).status_code == 302
    assert not KeptText.objects.exists()


def test_words_that_cannot_be_taken_now_stay_on_the_page(cast: Cast) -> None:
    case = making.opened(cast)
    answer = client_of(cast.officer).post(url("case-write", case, "outcome"), {"words": "It is quiet now.", "seen": 0})
    assert answer.status_code == 409
    assert "Say first whether the plan was carried out." in text(answer)
    assert "It is quiet now." in text(answer)
    making.fill(case, cast.officer, "scanning")
    making.on(case, cast, "closed", decision="passed_on", result="Passed on.", words="Theirs.")
    late = client_of(cast.officer).post(url("case-write", case, "statement"), {"words": "One more thing.", "seen": 0})
    assert late.status_code == 409
    assert "One more thing." in text(late)


def given(case: Case) -> dict[str, dict[str, Any]]:
    """Give what a person fills in for each kind of part."""
    cause, aim = case.hypothesiss.first(), case.objectives.first()
    return {
        "evidence": {"about": f"hypothesis:{cause.pk}", "supports": "no", "source": "seen", "words": "It is lit there."},
        "place": {"use": "comparison", "label": "The south", "area": case.area_id},
        "hypothesis": {"words": "Nobody runs the lane.", "standing": "holds"},
        "objective": {"words": "Quiet", "measure": "reports", "baseline": "40", "target": "20", "by": "2027-01-31"},
        "action": {
            "words": "Light the lane", "owner": str(case.lead.pseudonym), "due_on": "2027-01-31", "side": "place", "cost": "1200.50",
            "technique": Technique.objects.get(number=7).pk, "hypothesis": cause.pk, "objective": aim.pk,
        },
        "task": {"words": "Ask the council", "owner": str(case.lead.pseudonym), "due_on": "2027-01-31"},
        "decision": {"words": "Lamps first.", "reason": "Cheap.", "decided_on": "2026-06-01"},
        "note": {"words": "The caretaker knows more."},
    }  # fmt: skip


@pytest.fixture
def planned(cast: Cast) -> Case:
    case = making.at_stage(cast, "response")
    making.fill(case, cast.officer, "response")
    return case


@pytest.mark.command("problems.part.add", "problems.part.change", "problems.part.remove")
@pytest.mark.parametrize("kind", [kind for kind in FORMS if kind != "file"])
def test_a_part_of_each_kind_is_added_once_changed_and_taken_out_with_a_reason(cast: Cast, planned: Case, kind: str) -> None:
    client, held, token = client_of(cast.officer), given(planned)[kind], new_token()
    model = parts.KINDS[kind].model
    before = model.objects.count()
    assert client.post(url("part-new", planned, kind), {"token": token}).status_code == 422
    for _twice in range(2):
        answer = client.post(url("part-new", planned, kind), {**held, "token": token})
        assert answer.headers["Location"] == url("case", planned) + f"#{kind}"
    assert model.objects.count() == before + 1
    row = model.objects.latest("pk")
    words = held.get("words") or held["label"]
    assert words in text(client.get(url("case", planned)))
    change = url("part-change", planned, kind, row.pk)
    if kind != "note":
        shown = text(client.get(change))
        assert words in shown
        field = "words" if "words" in held else "label"
        changed = client.post(change, {**held, field: "Something else", "token": token, "version": row.version})
        assert changed.status_code == 302
        assert "Something else" in text(client.get(url("case", planned)))
    remove = url("part-remove", planned, kind, row.pk)
    assert client.post(remove, {"reason": ""}).status_code == 422
    assert client.post(remove, {"reason": "It is no longer so."}).status_code == 302
    row.refresh_from_db()
    assert row.removed_reason == "It is no longer so."
    gone = client.get(change)
    assert gone.status_code == (404 if kind == "note" else 410), "a note has no page to change it on"
    assert kind == "note" or "It is no longer so." in text(gone)


def test_names_that_are_chosen_become_what_they_name(cast: Cast, planned: Case) -> None:
    client, held = client_of(cast.officer), given(planned)
    for kind in ("action", "evidence", "place"):
        client.post(url("part-new", planned, kind), {**held[kind], "token": new_token()})
    action = planned.actions.latest("pk")
    assert (action.owner, action.technique.number, str(action.cost)) == (cast.officer, 7, "1200.50")
    assert (action.hypothesis, action.objective) == (planned.hypothesiss.first(), planned.objectives.first())
    evidence = Evidence.objects.latest("pk")
    assert (evidence.about, evidence.hypothesis, evidence.supports) == ("hypothesis", planned.hypothesiss.first(), False)
    assert CasePlace.objects.latest("pk").area == planned.area


def test_what_is_left_unchosen_is_nothing(cast: Cast) -> None:
    case, client = making.opened(cast), client_of(cast.officer)
    given = {"use": "comparison", "label": "The next street", "area": "", "cell": "892b9bc551bffff", "token": new_token()}
    assert client.post(url("part-new", case, "place"), given).status_code == 302
    place = CasePlace.objects.get(case=case)
    assert (place.area, place.cell) == (None, "892b9bc551bffff")


def test_nothing_of_another_case_and_nobody_from_outside_can_be_chosen(cast: Cast, planned: Case) -> None:
    other = making.opened(cast)
    cause = Hypothesis.objects.create(case=other, words="Another cause.")
    client, held = client_of(cast.officer), given(planned)["action"]
    for odd in ({"hypothesis": cause.pk}, {"owner": str(cast.resident.pseudonym)}):
        answer = client.post(url("part-new", planned, "action"), {**held, **odd, "token": new_token()})
        assert answer.status_code == 422
        assert "Light the lane" in text(answer)
    both = {**given(planned)["place"], "cell": "8928308280fffff", "token": new_token()}
    assert client.post(url("part-new", planned, "place"), both).status_code == 422


def test_two_officers_at_one_part_lose_nothing(cast: Cast, planned: Case) -> None:
    action, held = planned.actions.get(), given(planned)["action"]
    change = url("part-change", planned, "action", action.pk)
    one, two = client_of(cast.officer), client_of(cast.supervisor)
    base = {**held, "version": action.version, "token": new_token()}
    assert one.post(change, {**base, "words": "Mine: mend all lamps"}).status_code == 302
    assert two.post(change, {**base, "words": "Yours: cut the hedge", "cost": "90"}).status_code == 303
    for _reload in range(2):
        both = text(two.get(change))
        assert "Mine: mend all lamps" in both
        assert "Yours: cut the hedge" in both
        assert 'value="90"' in both
    action.refresh_from_db()
    assert two.post(change, {**base, "words": "Mend all lamps, cut the hedge", "version": action.version}).status_code == 302
    assert not KeptText.objects.exists()


@pytest.mark.command("problems.part.move")
def test_dropping_an_action_asks_why_and_an_old_page_keeps_the_words(cast: Cast, planned: Case) -> None:
    action = making.planned(planned, cast.officer)
    client, move = client_of(cast.officer), url("part-move", planned, "action", action.pk)
    assert client.post(move, {"action": "drop", "words": "", "version": action.version}).status_code == 422
    stale = client.post(move, {"action": "drop", "words": "No permit.", "version": action.version - 1})
    assert stale.status_code == 409
    assert "No permit." in text(stale)
    assert client.post(move, {"action": "drop", "words": "No permit.", "version": action.version}).status_code == 302
    action.refresh_from_db()
    assert action.state == "dropped"


@pytest.mark.command("problems.case.frame")
def test_what_is_counted_and_when_is_set(cast: Cast) -> None:
    case, client = making.opened(cast), client_of(cast.officer)
    frame, days = url("case-frame", case), {"baseline_from": "2026-01-01", "baseline_to": "2026-05-31"}
    assert client.post(frame, {**days, "baseline_to": "2025-01-01"}).status_code == 422
    assert client.post(frame, {**days, "after_from": "2026-02-01", "after_to": "2026-07-01"}).status_code == 422
    stale = client.post(frame, {**days, "version": case.version - 1})
    assert stale.status_code == 409
    assert 'value="2026-05-31"' in text(stale)
    assert client.post(frame, {**days, "version": case.version}).status_code == 302
    assert "1 Jan to 31 May" in text(client.get(url("case", case)))


def test_an_answer_to_what_was_taken_back_keeps_its_words(cast: Cast) -> None:
    case = making.opened(cast)
    stages.propose(case.pk, proposal=Proposal("analysis", skip_reason="Known."), actor=cast.officer)
    stages.take_back(case.pk, actor=cast.officer)
    for name in ("case-refuse", "case-approve"):
        answer = client_of(cast.supervisor).post(url(name, case), {"words": "Ask residents first.", "after": "analysis"})
        assert answer.status_code == 409
        assert "Ask residents first." in text(answer)


def test_the_techniques_stand_by_column_and_lead_to_an_action(cast: Cast) -> None:
    case, client = making.opened(cast), client_of(cast.officer)
    shown = text(client.get(reverse("problems:techniques"), {"case": case.reference}))
    assert shown.count('id="technique-') == 25
    technique = Technique.objects.get(number=7)
    way = f"{url('part-new', case, 'action')}?technique={technique.pk}"
    assert way in shown
    assert f'<option value="{technique.pk}" selected>' in text(client.get(way))
    assert url("part-new", case, "action") not in text(client.get(reverse("problems:techniques")))
