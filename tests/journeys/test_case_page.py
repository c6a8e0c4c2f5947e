"""The page of a case in a browser: readable for everybody who may read it, and two officers at one field lose nothing."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.urls import reverse
from playwright.sync_api import expect

from problems.models import Case
from problems.services.cases import parts, stages
from problems.services.cases.stages import Proposal
from tests.journeys import steps
from tests.journeys.audit import faults
from tests.journeys.browser import DESK, Walk
from tests.journeys.world import World
from tests.privacy.hostile import paper
from tests.problems.cases import making


def cast_of(people: World) -> Any:
    """Give the people of the journeys by the names by which cases are made."""
    return SimpleNamespace(officer=people.officer, supervisor=people.supervisor, north=people.here.area)


def written(people: World) -> Case:
    """Make a case in Response with everything in it, and a proposal that waits."""
    cast = cast_of(people)
    case = making.at_stage(cast, "response", title="Shouting in the lane after dark")
    making.fill(case, people.officer, "response")
    making.planned(
        case, people.officer, owner=people.officer, owner_name="", words="Walk there on Friday and Saturday, 6 to 10 pm"
    )
    making.put(case, people.officer, "task", words="Ask the council for a date", owner=people.officer, due_on=making.DAY)
    making.put(case, people.officer, "decision", words="Lamps first.", reason="They cost least.", decided_on=making.DAY)
    making.put(case, people.officer, "note", words="The caretaker knows more.")
    stages.propose(case.pk, proposal=Proposal("assessment", words="All is done."), actor=people.officer)
    return case


def test_every_page_of_a_case_is_for_everybody(walk: Walk, people: World) -> None:
    case = written(people)
    action, cause = case.actions.first(), case.hypothesiss.first()
    assert action is not None
    assert cause is not None
    at = [case.reference]
    paths = [
        reverse("problems:case", args=at), reverse("problems:case-write", args=[*at, "triangle_manager"]),
        reverse("problems:case-write", args=[*at, "statement"]), reverse("problems:case-frame", args=at),
        reverse("problems:part-new", args=[*at, "action"]), reverse("problems:part-change", args=[*at, "hypothesis", cause.pk]),
        reverse("problems:part-remove", args=[*at, "action", action.pk]), reverse("problems:part-new", args=[*at, "evidence"]),
        reverse("problems:part-move", args=[*at, "action", action.pk]), reverse("problems:part-new", args=[*at, "place"]),
        reverse("problems:case-back", args=at), reverse("problems:techniques") + f"?case={case.reference}",
    ]  # fmt: skip
    page = walk.window(who=people.officer)
    found = []
    for path in paths:
        page.goto(path)
        found += faults(page)
    other = walk.window(who=people.supervisor)
    other.goto(reverse("problems:case-approve", args=at))
    found += faults(other)
    stages.take_back(case.pk, actor=people.officer)
    page.goto(reverse("problems:case-propose", args=at) + "?after=closed")
    assert found + faults(page) == []


def test_a_letter_is_added_and_read_page_by_page(walk: Walk, people: World) -> None:
    case = making.opened(cast_of(people))
    gone = making.planned(case, people.officer)
    page = walk.window(who=people.officer)
    page.goto(reverse("problems:part-new", args=[case.reference, "file"]))
    page.get_by_label("What does it show?").fill("The letter of the council")
    letter = {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": paper(3)}
    page.get_by_label("Choose a picture or a PDF").set_input_files([letter])
    steps.press(page, "Add it")
    expect(page.get_by_role("link", name="Page 3")).to_be_visible()
    found = faults(page)
    third = page.request.get(str(page.get_by_role("link", name="Page 3").get_attribute("href")))
    assert (third.status, third.headers["content-type"]) == (200, "image/png")
    page.goto(reverse("problems:part-list", args=[case.reference, "file"]))
    found += faults(page)
    changing = reverse("problems:part-change", args=[case.reference, "action", gone.pk])
    page.goto(changing)
    page.get_by_label("What is done?").fill("Two lamps, and the hedge cut back")
    parts.remove(case.pk, gone.pk, kind="action", reason="The council does it.", actor=people.supervisor)
    steps.press(page, "Save the change")
    steps.heading(page, "Taken out: Action")
    assert found + faults(page) == []
    steps.press(page, "Add it as a new one")
    expect(page.get_by_text("Two lamps, and the hedge cut back").first).to_be_visible()


def test_two_officers_at_one_field_in_two_browsers(walk: Walk, people: World) -> None:
    case = making.opened(cast_of(people))
    path = reverse("problems:case-write", args=[case.reference, "statement"])
    one, two = walk.window(who=people.officer, width=DESK), walk.window(who=people.colleague, script=False)
    one.goto(path)
    two.goto(path)
    one.get_by_label("The problem in one sentence").fill("Groups shout in the lane on Fridays.")
    two.get_by_label("The problem in one sentence").fill("Two people were hurt in the lane.")
    steps.press(one, "Write it down")
    one.wait_for_url(lambda url: "/write/" not in url)  # it is written before the other one sends
    steps.press(two, "Write it down")
    two.wait_for_url("**#both")
    for _reload in range(2):
        assert two.get_by_text("Groups shout in the lane on Fridays.").is_visible()
        assert two.get_by_label("The problem in one sentence").input_value() == "Two people were hurt in the lane."
        two.reload()
    scripted = walk.window(who=people.colleague)
    scripted.goto(path)
    assert faults(scripted) == []
    two.get_by_label("The problem in one sentence").fill("Groups shout in the lane on Fridays; two people were hurt.")
    steps.press(two, "Send it as it stands now")
    two.wait_for_url(lambda url: "/write/" not in url)
    one.goto(path)
    assert one.get_by_text("two people were hurt.").first.is_visible()
