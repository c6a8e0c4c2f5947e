"""Every address of a case, and every list, read and sent to by each sort of member: what is not theirs stays shut.

The addresses come from the table of URLs, the parts from the table of kinds, the questions from the sheet, and the sights from
``policing.access``: whatever is added there is held to this without a word here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from feedback.models import Report
from policing import checks
from policing.access import sight
from policing.access.sight import SIGHTS
from policing.accounts.models import User
from policing.areas.models import Area
from policing.events.testing import drain
from policing.privacy.receipts import new_token
from problems import sheet
from problems.models import Case, Figures
from problems.parts import KINDS
from problems.services.cases import figures, linking, parts, showing, stages, team, writing
from problems.services.cases.showing import Said
from problems.services.cases.stages import Proposal
from problems.services.cases.team import Place
from tests.feedback.tools import client_of
from tests.people import Cast, MembershipFactory
from tests.problems.cases import making

pytestmark = pytest.mark.django_db
NOBODY = "nobody"  # what no member reads, whatever they see
NUMBER = {sight.COUNTS: 918_273, sight.PLACES: 817_263}
GIVEN: dict[str, dict[str, Any]] = {
    "evidence": {"about": "cheers_recurring", "source": "community"},
    "place": {"use": "problem"},
    "task": {"due_on": making.DAY},
    "objective": {"measure": "reports", "baseline": "40", "target": "20", "by": making.DAY},
    "decision": {"decided_on": making.DAY},
}
LESS = [code for code, one in SIGHTS.items() if not one.shows(sight.WORDS)]


@dataclass
class Scene:
    """A case with something of every class in it, and the word by which each class is known: ``marks`` by class of data."""

    case: Case
    report: Report
    ids: dict[str, int] = field(default_factory=dict)
    marks: dict[str, set[str]] = field(default_factory=dict)

    def mark(self, data_class: str, word: str) -> str:
        """Note that a word stands in that class of data alone, and give it."""
        self.marks.setdefault(data_class, set()).add(word)
        return word


def number_shown(data_class: str) -> set[str]:
    """Give how a number reads on a page and in a file."""
    return {f"{NUMBER[data_class]:,}", str(NUMBER[data_class])}


@pytest.fixture
def scene(cast: Cast) -> Scene:
    """Fill a case by the tables."""
    made = making.reports(cast, 1, mode="named", name="zebrareporter", account=cast.resident)[0]
    case = making.opened(cast, title="zebratitle", categories=["zebracategory"])
    held = Scene(case, made)
    Report.objects.filter(pk=made.pk).update(words=held.mark(sight.WORDS, "zebrawords"), readable="")
    for word in (made.reference, held.mark(sight.REPORTS, "zebrawhy")):
        held.mark(sight.REPORTS, word)
    linking.link(case.pk, reports=[made.pk], reason="zebrawhy", actor=cast.officer)
    for asked in sheet.FIELDS:
        making.write(case, cast.officer, asked.code, held.mark(asked.shown_to, f"zebra{asked.code.replace('_', '')}"))
    for kind in KINDS:
        _part(held, cast, kind)
    _people(held, cast)
    _beside(held, cast)
    data = figures.counted(Case.objects.get(pk=case.pk), making.DAY)
    data |= {"months": [["2026-01", NUMBER[sight.COUNTS]]], "comparison_months": [], "reports": []}
    data |= {"cells": [["89283082803ffff", NUMBER[sight.PLACES]]], "cells_in_all": 1, "total": NUMBER[sight.COUNTS]}
    Figures.objects.filter(case=case).update(data=data, made_at=timezone.now())
    held.marks[sight.COUNTS] = number_shown(sight.COUNTS)
    held.marks[sight.PLACES] |= number_shown(sight.PLACES)
    held.marks[sight.PLAN] |= {"zebratitle", "zebracategory"}
    held.case.refresh_from_db()
    return held


def _part(held: Scene, cast: Cast, kind: str) -> None:
    """Add a part of a kind, each of whose words is known by its class, and one that is taken out again."""
    what = KINDS[kind]
    word = held.mark(what.shown_to, f"zebrapart{kind}")
    if kind == "file":  # has a picture: see the test of pictures
        return
    values: dict[str, Any] = {name: word for name in ("words", "label") if name in what.columns} | GIVEN.get(kind, {})
    values |= {"area": cast.north} if kind == "place" else {}
    held.ids[kind] = making.put(held.case, cast.officer, kind, **values).pk
    gone = making.put(
        held.case, cast.officer, kind, **{**values, **dict.fromkeys(values.keys() & {"words", "label"}, "zebragone")}
    )
    parts.remove(held.case.pk, gone.pk, kind=kind, reason="zebrataken", actor=cast.officer)


def _people(held: Scene, cast: Cast) -> None:
    """Let a resident work along by name, and let the place where it happens have a name of its own."""
    User.objects.filter(pk=cast.neighbour.pk).update(name=held.mark(sight.TEAM, "zebramember"))
    neighbour = User.objects.get(pk=cast.neighbour.pk)
    held.ids["member"] = team.invite(held.case.pk, user=neighbour, place=Place("resident", "plan"), actor=cast.officer).pk
    Area.objects.filter(pk=cast.north.pk).update(name="zebraarea")


def _beside(held: Scene, cast: Cast) -> None:
    """Let there be a public page with a remark, a text that an officer could not send, and a step that waits."""
    page = showing.publish(held.case.pk, words=showing.Words("A page", "You told us."), actor=cast.officer)
    showing.remark(page.pk, said=Said("no", held.mark(sight.WORDS, "zebraremark")), token=new_token(), listener=cast.neighbour)
    kept = writing.keep(held.case.pk, target="w_who", words="zebrakept", fields={}, seen=0, actor=cast.officer)
    held.ids["kept"] = kept.pk
    held.marks[NOBODY] = {"zebragone", "zebrakept", "zebrareporter", cast.resident.email}
    step = Proposal("closed", "zebraproposal", "zebraskip", "failed", "zebraresult")
    stages.propose(held.case.pk, proposal=step, actor=cast.officer)
    held.marks[sight.PLAN] |= {"zebraproposal", "zebraskip", "zebraresult"}
    drain()


def member(cast: Cast, held: Scene, sees: str) -> User:
    """Let somebody of a city team, or an officer of another area, work along who sees that much."""
    who, role = (cast.other_officer, "officer") if sees == "everything" else (cast.partner, "partner")
    if role == "partner":
        cast.team_south.belongs_to = "city"
        cast.team_south.save()
        MembershipFactory(user=who, team=cast.team_south)
    team.invite(held.case.pk, user=who, place=Place(role, sees), actor=cast.officer)
    drain()
    return who


def of_a_case() -> list[tuple[str, str]]:
    """Give the names and routes of every address of one case, on pages and for programs."""
    return [(name, route) for route, name, _view in checks.all_patterns() if "<slug:case>" in route]


def of_lists() -> list[str]:
    """Give the names of every address that names nothing, but for the admin's and those that end a session."""
    found = [(route, name) for route, name, _view in checks.all_patterns() if "<" not in route and "(" not in route and name]
    return [name for route, name in found if not name.startswith(("admin:", "account_logout")) and name[-1] != ":"]


def addresses(held: Scene, route: str, name: str, *, bogus: bool = False) -> Iterator[str]:
    """Give the addresses of a route for the scene: one for each kind of part where it names one. ``bogus`` names what is not there."""
    names = [part.partition(">")[0].rpartition(":")[2] for part in route.split("<")[1:]]
    for kind in KINDS if "kind" in names else ["task"]:
        ids = {"part": held.ids.get(kind, 1), "member": held.ids["member"], "kept": held.ids["kept"]}
        values: dict[str, Any] = {"case": held.case.reference, "kind": kind, "field": "statement", **ids}
        if bogus:
            values |= dict.fromkeys(ids, 987_654)
        yield reverse(name, kwargs={one: values[one] for one in names})


def sent(held: Scene, reference: str) -> dict[str, Any]:
    """Give one body that holds what each of the commands asks for."""
    return {
        "field": "statement", "words": "mine", "seen": 0, "choice": "", "reason": "So it is", "report": reference,
        "reports": [reference], "into": held.case.reference, "after": "analysis", "to": "scanning", "title": "t", "said": "s",
        "person": "00000000-0000-4000-8000-000000000000", "role": "partner", "sees": "counts", "action": "finish",
        "target": "statement", "values": {}, "version": 1, "skip_reason": "So it is",
    }  # fmt: skip


def post(client: Client, url: str, body: dict[str, Any]) -> HttpResponse:
    """Send a body as a program or as a page does, with a key of its own."""
    if not url.startswith("/api/"):
        return client.post(url, {name: value for name, value in body.items() if not isinstance(value, dict)})
    return client.post(url, body, content_type="application/json", headers={"Idempotency-Key": new_token()})


def said(answer: Any) -> str:
    """Give everything that an answer says: its head and its body."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return json.dumps(dict(answer.headers)) + body.decode(errors="replace")


def refuse_leaks(held: Scene, sees: str, text: str, where: str, *, but: frozenset[str] = frozenset()) -> None:
    """Find no word of a class that the sight does not show."""
    shown = SIGHTS[sees].classes if sees in SIGHTS else frozenset()
    for data_class, words in held.marks.items():
        if data_class not in shown:
            assert [word for word in words - but if word in text] == [], (where, data_class)


@pytest.mark.parametrize("sees", [*SIGHTS, NOBODY])
def test_no_address_of_a_case_shows_a_member_what_is_not_theirs(cast: Cast, scene: Scene, sees: str) -> None:
    client = client_of(member(cast, scene, sees) if sees in SIGHTS else cast.partner)
    for name, route in of_a_case():
        for url in addresses(scene, route, name):
            answer = client.get(url)
            assert answer.status_code < 500, url
            text = said(answer)
            refuse_leaks(scene, sees, text, url)
            if sight.PLACES not in SIGHTS.get(sees, sight.NOTHING).classes:
                assert "zebraarea" not in text, url


@pytest.mark.parametrize("sees", LESS)
def test_no_list_search_or_notice_tells_a_member_more_than_the_case(cast: Cast, scene: Scene, sees: str) -> None:
    who = member(cast, scene, sees)
    writing.write(scene.case.pk, field="upkeep", entry=writing.Written("zebraupkeep again"), actor=cast.officer)
    stages.refuse(scene.case.pk, words="zebranotyet", actor=cast.supervisor)
    drain()
    client, asked = client_of(who), {"q": "zebratitle", "area": "north", "stage": "open"}
    for name in of_lists():
        for data in ({}, asked):
            refuse_leaks(scene, sees, said(client.get(reverse(name), data)), name, but=frozenset(data.values()))
    for name in ("site:search", "site-api:search", "problems:case-list", "problems-api:case-list"):
        for words in (scene.case.reference, scene.report.reference):
            text = said(client.get(reverse(name), {"q": words}))
            refuse_leaks(scene, sees, text, name, but=frozenset({words}))
    for url in ("/search/", "/api/v1/search/", "/cases/", "/api/v1/cases/"):
        assert (scene.case.reference in said(client.get(url, {"q": "zebratitle"}))) == (sees in {"places", "plan"}), url


@pytest.mark.parametrize("sees", [*LESS, NOBODY])
def test_what_is_refused_tells_nothing_and_changes_nothing(cast: Cast, scene: Scene, sees: str) -> None:
    client = client_of(member(cast, scene, sees) if sees in SIGHTS else cast.partner)
    before = Case.objects.values().get(pk=scene.case.pk)
    for name, route in of_a_case():
        for url in addresses(scene, route, name):
            answer = post(client, url, sent(scene, scene.report.reference))
            assert answer.status_code < 500, url
            refuse_leaks(scene, sees, said(answer), url, but=frozenset({scene.report.reference}))  # which was typed
    assert Case.objects.values().get(pk=scene.case.pk) == before


@pytest.mark.parametrize("sees", [*LESS, NOBODY])
def test_a_member_cannot_try_out_what_is_there(cast: Cast, scene: Scene, sees: str) -> None:
    """What is not shown answers alike whether it is there or not: reports by reference, parts, places and kept texts by number."""
    client, none = client_of(member(cast, scene, sees) if sees in SIGHTS else cast.partner), "HEDGE-4-LAMP-71"
    seen = SIGHTS.get(sees, sight.NOTHING)
    for name, route in of_a_case():
        if not any(f":{one}>" in route for one in ("part", "member", "kept")):
            url = next(addresses(scene, route, name))
            real, odd = (post(client, url, sent(scene, one)) for one in (scene.report.reference, none))
            assert _alike(real) == _alike(odd), name
            continue
        for there, nothing in zip(addresses(scene, route, name), addresses(scene, route, name, bogus=True), strict=True):
            kind = there.split("/parts/")[1].split("/")[0] if "/parts/" in there else ""
            if kind and seen.shows(KINDS[kind].shown_to):
                continue
            assert _alike(client.get(there)) == _alike(client.get(nothing)), there
            assert _alike(post(client, there, sent(scene, none))) == _alike(post(client, nothing, sent(scene, none))), there


def _alike(answer: Any) -> tuple[int, str]:
    """Give what can be learnt of an answer: its number, and the sentence of a refusal."""
    told = (
        answer.json().get("detail", "") if "json" in answer.headers.get("Content-Type", "") and answer.status_code >= 400 else ""
    )
    return answer.status_code, told
