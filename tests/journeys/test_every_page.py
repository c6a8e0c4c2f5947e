"""Every page of the journeys, for each kind of reader: no violation that axe can find, and no scroll to the side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pytest
from playwright.sync_api import Locator, Page

from feedback.models import Conduct, Publication, Report
from feedback.services import publishing
from feedback.services.conduct import handling as conduct_handling
from feedback.services.conduct import intake as conduct_intake
from feedback.services.conduct import keeping_apart
from feedback.services.conduct.intake import Told
from feedback.services.intake import Sender
from policing.accounts.models import User
from policing.clocks.models import Clock
from policing.privacy.receipts import new_token
from tests.journeys import world
from tests.journeys.audit import faults
from tests.journeys.browser import Walk
from tests.journeys.world import World
from tests.privacy import hostile

NEXT = "main form button.btn--big"
VISITOR = (
    "/", "/areas/", "/areas/?q=lane", "/track/", "/account/login/", "/account/signup/", "/account/login/code/",
    "/account/password/reset/", "/nowhere/", "/styleguide/", "/privacy/", "/track/link/", "/reports/", "/reports/?category=noise",
    "/search/", "/search/?q=lamp", "/search/?q=nothing-of-that-name",
)  # fmt: skip
RESIDENT = (
    "/my/", "/my/reports/", "/my/joined/", "/search/?q=lorry",
    "/notices/", "/notices/preferences/", "/account/", "/account/sessions/", "/account/tokens/", "/account/email/",
    "/account/password/change/", "/account/second-step/", "/account/second-step/totp/activate/", "/account/second-step/webauthn/add/",
    "/account/logout/",
)  # fmt: skip


def _press(page: Page, button: Locator) -> None:
    """Press it, and wait until the next page is there."""
    with page.expect_navigation():
        button.click()


def _open(page: Page, paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        page.goto(path)
        yield path


def _visitor(page: Page, people: World) -> Iterator[str]:
    public = _published(people)
    yield from _open(page, (*VISITOR, f"/areas/{people.here.area.code}/", f"/reports/{public.slug}/"))


def _published(people: World) -> Publication:
    """Give something that is published, of the other neighbourhood, so that a report of the same there is asked about it."""
    report = world.send(people.there, "A man stands there every evening.", category="place").report
    return publishing.publish(report.pk, summary="A man stands there every evening.", actor=people.elsewhere)


def _reporter(page: Page, people: World) -> Iterator[str]:
    """Go through the report with every refusal on the way, and come back by the two codes."""
    _published(people)
    yield from _telling(page)
    yield from _placing(page, people)
    yield from _picturing(page)
    yield from _sending(page)
    codes = page.locator("output.receipt__code").all_inner_texts()
    page.goto("/report/check/")
    yield "was sent"
    page.goto("/track/")
    page.locator("[name=reference]").fill(codes[0])
    _press(page, page.locator(NEXT))
    yield "track, refused"
    page.locator("[name=receipt]").fill(codes[1])
    _press(page, page.locator(NEXT))
    yield "tracked"
    yield from _open(page, ("/track/report/photo/", "/track/report/withdraw/"))


def _telling(page: Page) -> Iterator[str]:
    page.goto("/report/")
    yield "in danger?"
    _press(page, page.locator("[name=danger][value=yes]"))
    yield "in danger"
    _press(page, page.locator("main form button").first)
    yield "what"
    page.locator("main [name=q]").fill("lost wallet")
    _press(page, page.locator("[name=find]").first)
    yield "what, found"
    page.locator("input[value=lost]").check()
    _press(page, page.locator(NEXT))
    yield "advice that stops"
    page.goto("/report/what/")
    page.locator("input[value=home]").check()
    _press(page, page.locator(NEXT))
    yield "advice"
    page.goto("/report/what/?change=1")
    yield "what, to change"
    page.goto("/report/what/")
    page.locator("input[value=place]").check()
    _press(page, page.locator(NEXT))
    yield "where"


def _placing(page: Page, people: World) -> Iterator[str]:
    page.locator("[name=place]").fill("10.0, 10.0")
    _press(page, page.locator(NEXT))
    yield "where, outside"
    page.locator("[name=place]").fill(people.there.point)
    _press(page, page.locator("[name=find]"))
    yield "where, on the map"
    _press(page, page.locator(NEXT))
    _press(page, page.locator(NEXT))
    yield "details, refused"


def _picturing(page: Page) -> Iterator[str]:
    page.locator("textarea").fill("A man with a knife stands there.\n\nEvery evening.")
    _press(page, page.locator(NEXT))
    yield "again: danger"
    _press(page, page.locator(NEXT))
    yield "pictures"
    box, add = page.locator("[name=photos]"), page.locator("[name=add]")
    box.set_input_files([{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": hostile.with_gps()}])
    _press(page, add)
    yield "pictures, one"
    box.set_input_files([{"name": "b.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}])
    _press(page, add)
    yield "pictures, refused"


def _sending(page: Page) -> Iterator[str]:
    _press(page, page.locator(NEXT))
    yield "you"
    page.locator("[value=named]").check()
    _press(page, page.locator(NEXT))
    _press(page, page.locator(NEXT))
    yield "reach, refused"
    page.go_back()
    page.go_back()
    page.locator("[value=anonymous]").check()
    _press(page, page.locator(NEXT))
    assert page.url.endswith("/report/others/")
    yield "others told us"
    _press(page, page.locator(NEXT))
    yield "others told us, refused"
    _press(page, page.locator("[name=skip]"))
    yield "check, with danger"
    _press(page, page.locator(NEXT))
    yield "sent"


def _complainer(page: Page, people: World) -> Iterator[str]:
    """Say how the police treated somebody, with every page of it, and come back by the two codes."""
    page.goto("/police-conduct/")
    yield "conduct"
    page.locator("[value=complaint]").check()
    _press(page, page.locator(NEXT))
    yield "conduct, for whom"
    page.locator("[value=self]").check()
    _press(page, page.locator(NEXT))
    _press(page, page.locator(NEXT))
    yield "conduct, what happened, refused"
    page.locator("[name=words]").fill("He laughed at me.")
    for label in ("who", "put right", "you"):
        _press(page, page.locator(NEXT))
        yield f"conduct, {label}"
    page.locator("[value=anonymous]").check()
    _press(page, page.locator(NEXT))
    yield "conduct, check"
    _press(page, page.locator(NEXT))
    yield "conduct, sent"
    codes = page.locator("output.receipt__code").all_inner_texts()
    page.goto("/track/")
    for name, code in zip(("reference", "receipt"), codes, strict=True):
        page.locator(f"[name={name}]").fill(code)
    _press(page, page.locator(NEXT))
    yield "conduct, tracked"


def _resident(page: Page, people: World) -> Iterator[str]:
    public = _published(people)
    page.goto(f"/reports/{public.slug}/")
    yield "published, not joined"
    _press(page, page.locator("main form[action$='/join/'] button"))
    yield "published, joined"
    yield from _open(page, (*RESIDENT, f"/my/joined/{public.slug}/"))
    for state, report in people.reports.items():
        if state in {"asked", "closed", "contested"}:
            page.goto(f"/my/reports/{report.reference}/")
            yield f"own report, {state}"
    asked, closed = (f"/my/reports/{people.reports[state].reference}" for state in ("asked", "closed"))
    yield from _open(page, (f"{asked}/photo/", f"{asked}/withdraw/", f"{closed}/rate/"))
    page.goto(f"{closed}/rate/")
    _press(page, page.locator(NEXT))
    yield "own report, rated"
    page.goto(f"{asked}/")
    with page.expect_download() as saved:
        page.locator("form[action$='/save/'] button").click()
    assert saved.value.suggested_filename == "my-report.txt"


def _officer(page: Page, people: World) -> Iterator[str]:
    yield from _open(page, ("/inbox/", "/inbox/?state=new&category=noise", "/clocks/", "/notices/", "/notices/preferences/"))
    _thanked(people)
    yield from _open(page, ("/inbox/new/", "/thanks/", "/search/?q=lorry", "/inbox/?state=nothing"))
    new = people.reports["new"].reference
    yield from _open(page, [f"/inbox/{new}/{door}/" for door in ("alike", "redact", "publish", "original")])
    yield from _desk(page, people.reports["new"], people.reports["closed"])
    page.goto(f"/inbox/{people.reports['new'].reference}/")
    form = page.locator("form[action$='/look/']")
    form.locator("[name=reason]").fill("To call back.")
    _press(page, form.locator("button"))
    yield "who wrote it"


def _told(people: World, kind: str, words: str) -> Conduct:
    """Send something about the police, and say that it is about the officer."""
    told = Told(kind=kind, words=words, whom="self", may_share=kind == "thanks")
    sent = conduct_intake.submit(token=new_token(), told=told, sender=Sender()).conduct
    return keeping_apart.match(sent.pk, persons=[people.officer.pseudonym], actor=people.reviewer)


def _thanked(people: World) -> None:
    """Let words of thanks reach the officer."""
    thanks = _told(people, "thanks", "She waited with my mother.")
    words = {"words": "Thank you. We passed it on.", "shared_words": "She waited with my mother."}
    conduct_handling.close(thanks.pk, outcome="thanked", actor=people.reviewer, **words)


def _reviewer(page: Page, people: World) -> Iterator[str]:
    matter = _told(people, "complaint", "He laughed at me.").reference
    yield from _open(page, ("/conduct/", f"/conduct/{matter}/match/", f"/conduct/{matter}/match/?q={people.officer.name}"))
    page.goto(f"/conduct/{matter}/")
    page.locator("main details").evaluate_all("all => all.forEach(one => { one.open = true })")
    yield "conduct, one"


def _auditor(page: Page, people: World) -> Iterator[str]:
    yield from _open(page, ("/retention/", "/retention/holds/"))


def _desk(page: Page, *reports: Report) -> Iterator[str]:
    for report in reports:
        page.goto(f"/inbox/{report.reference}/")
        page.locator("main details").evaluate_all("all => all.forEach(one => { one.open = true })")
        yield f"report, {report.state}"
    _press(page, page.locator("main form[action$='/reopen/'] button:not([name])"))
    yield "reopen, refused"


def _supervisor(page: Page, people: World) -> Iterator[str]:
    clock = Clock.objects.filter(subject_ref=people.reports["new"].reference, state="running").latest("pk")
    page.goto(f"/clocks/{clock.pk}/")
    yield "clock"
    _press(page, page.locator("form[action$='/extend/'] button"))
    yield "clock, refused"
    yield from _open(page, ("/teams/", "/analysis/"))


def _administrator(page: Page, people: World) -> Iterator[str]:
    yield from _open(page, ("/", "/account/tokens/", "/admin/", "/admin/areas/area/", "/admin/feedback/category/"))
    _press(page, page.locator("#result_list tbody th a").first)
    yield "a category"


READERS: dict[str, Callable[[Page, World], Iterator[str]]] = {
    "visitor": _visitor,
    "reporter": _reporter,
    "complainer": _complainer,
    "resident": _resident,
    "officer": _officer,
    "supervisor": _supervisor,
    "reviewer": _reviewer,
    "auditor": _auditor,
    "administrator": _administrator,
}


def _who(name: str, people: World) -> User | None:
    return getattr(people, name, None)


@pytest.mark.parametrize("name", READERS)
def test_no_page_shuts_anybody_out(walk: Walk, people: World, name: str) -> None:
    page = walk.window(who=_who(name, people))
    found = [line for label in READERS[name](page, people) for line in faults(page, name=f"{name}: {label}")]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("name", READERS)
def test_no_page_shuts_anybody_out_who_reads_from_the_right(walk: Walk, people: World, name: str) -> None:
    who = _who(name, people)
    if who is not None:
        User.objects.filter(pk=who.pk).update(language="ar")
    try:
        page = walk.window(who=who, language="ar")
        found = []
        for label in READERS[name](page, people):
            assert page.locator("html").get_attribute("dir") == "rtl", label
            found += faults(page, dark=False, name=f"{name}, from the right: {label}")
    finally:
        if who is not None:
            User.objects.filter(pk=who.pk).update(language="en-gb")
    assert not found, "\n".join(found)


def test_the_made_up_language_is_on_the_page(walk: Walk) -> None:
    page = walk.window(language="ar")
    page.goto("/")
    assert "Report a concern" not in page.locator("main").inner_text()


def test_the_look_at_who_wrote_it_is_really_there(walk: Walk, people: World) -> None:
    page = walk.window(who=people.officer)
    assert list(_officer(page, people))[-1] == "who wrote it"
    assert people.resident.email in page.locator("main").inner_text()
