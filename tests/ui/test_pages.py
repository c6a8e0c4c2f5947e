"""The frame of a page, its menus, the style guide and the pages of refusal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template import Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.signals import template_rendered
from django.utils import translation

from policing import failures
from policing.access import Grant, Grants
from policing.ui import context, views
from policing.ui.context import Page
from policing.ui.registry import AgencyFacts, NavItem, PageFacts
from tests.ui.parse import Element, read


class Person:
    """Somebody who is signed in and holds what the test says."""

    is_authenticated = is_active = True
    name = "Dana Achebe"

    def __init__(self, *permissions: str) -> None:
        held = frozenset({Grant("officer", frozenset(permissions), area_path="")} if permissions else ())
        self._grants = Grants(1, True, held)


def page(path: str = "/styleguide/", user: Any = None, **cookies: str) -> Page:
    """Give the frame for a person at a path."""
    request = RequestFactory().get(path)
    request.user = user or AnonymousUser()
    request.COOKIES.update(cookies)
    return Page(request)


def guide(user: Any = None, query: str = "") -> Element:
    """Give the style guide as this person sees it."""
    request = RequestFactory().get(f"/styleguide/{query}")
    request.user = user or AnonymousUser()
    return read(views.styleguide(request).content.decode())


def test_the_frame_stands_in_its_order(facts: PageFacts) -> None:
    body = guide().one("body")
    first = [(child.name, child.attrs.get("class", "")) for child in body.children]
    assert first == [
        ("a", "skip"),
        ("section", "urgent"),
        ("header", "masthead"),
        ("main", ""),
        ("footer", "foot"),
        ("div", "toasts"),
    ]
    assert body.one("main").attrs == {"id": "main", "tabindex": "-1"}
    assert len(body.all("h1")) == 1


def test_the_emergency_strip_speaks_the_agencys_words(facts: PageFacts) -> None:
    strip = guide().one("section", class_="urgent")
    assert strip.one("a", href="tel:999").text == "999"
    assert "Then press 55." in strip.text
    assert strip.one("a", class_="urgent__leave").attrs["rel"] == "noreferrer"


def test_without_an_agency_no_number_is_invented() -> None:
    html = render_to_string("errors/problem.html", {"status": 500, "title": "Sorry", "detail": "Sorry"})
    strip = read(html).one("section", class_="urgent")
    assert "Is someone in danger now?" in strip.text
    assert not strip.all("a")


@pytest.mark.parametrize(
    ("audience", "visitor", "resident", "officer"),
    [
        ("public", True, True, False),
        ("signed-in", False, True, True),
        ("staff", False, False, True),
        ("everyone", True, True, True),
    ],
)
def test_the_menu_is_made_for_its_audience(facts: PageFacts, audience: Any, visitor: bool, resident: bool, officer: bool) -> None:
    context.navigation.add(NavItem("guide", "Guide", "styleguide", audience=audience))
    assert [bool(page(user=user).main) for user in (None, Person(), Person("report.view"))] == [visitor, resident, officer]


def test_a_menu_entry_asks_for_its_permission_and_counts_what_waits(facts: PageFacts) -> None:
    context.navigation.add(
        NavItem("guide", "Guide", "styleguide", audience="staff", permission="report.view", badge=lambda request: 14)
    )
    assert page(user=Person("case.view")).main == ()
    link = page(user=Person("report.view")).main[0]
    assert (link.badge, link.current) == (14, "page")
    assert page("/styleguide/more/", Person("report.view")).main[0].current == "true"


def test_pages_of_residents_load_no_script_and_staff_pages_only_from_here(facts: PageFacts) -> None:
    assert not guide().all("script")
    assert guide(query="?dense=1").one("body").attrs["class"] == "dense"
    scripts = guide(query="?dense=1").all("script")
    assert scripts
    assert all(one.attrs["src"].startswith("/static/") for one in scripts)


def test_the_theme_comes_from_the_cookie_and_only_a_known_one(facts: PageFacts) -> None:
    assert page(theme="dark").theme == "dark"
    assert page(theme="'><script>").theme == ""


def test_language_and_direction_are_named_by_the_page(facts: PageFacts) -> None:
    with translation.override("ar"):
        html = guide().one("html")
    assert (html.attrs["lang"], html.attrs["dir"]) == ("ar", "rtl")
    menu = html.one("form", action="/language/")
    assert [(one.attrs["lang"], one.attrs["dir"], one.text) for one in menu.all("button")] == [
        ("en-gb", "ltr", "English"),
        ("es", "ltr", "Español"),
        ("hi", "ltr", "हिन्दी"),
    ]


def test_the_menu_offers_what_the_agency_offers(facts: PageFacts) -> None:
    facts.agency = lambda request: AgencyFacts(languages=("en-gb", "ar"))
    assert [one.code for one in page().languages] == ["en-gb", "ar"]
    with translation.override("es"):
        assert [(one.code, one.current) for one in page().languages] == [("en-gb", False), ("es", True), ("ar", False)]


def post(view: Any, user: Any = None, **data: str) -> Any:
    """Post to a menu."""
    request = RequestFactory().post("/", data)
    request.user = user or AnonymousUser()
    return view(request)


def test_a_choice_is_kept_and_leads_back(facts: PageFacts) -> None:
    kept: list[tuple[str, str]] = []
    facts.keep = lambda request, what, value: kept.append((what, value))
    answer = post(views.set_language, Person(), language="es", next="/there/?q=1")
    assert answer.url == "/there/?q=1"
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "es"
    post(views.set_theme, theme="dark")
    assert kept == [("language", "es")]


def test_a_menu_sends_nobody_elsewhere_and_keeps_no_nonsense(facts: PageFacts) -> None:
    assert post(views.set_language, language="xx", next="https://evil.example/").url == "/"
    assert not post(views.set_language, language="xx").cookies
    assert not post(views.set_theme, theme="pink").cookies
    assert post(views.set_theme, theme="").cookies["theme"]["max-age"] == 0


def test_a_menu_never_answers_a_get(facts: PageFacts) -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert views.set_language(request).status_code == 405
    assert views.set_theme(request).status_code == 405


def test_the_style_guide_draws_every_component(facts: PageFacts) -> None:
    drawn: set[str] = set()

    def note(sender: Any, template: Template, **kwargs: Any) -> None:
        drawn.add(str(template.name))

    template_rendered.connect(note)
    try:
        guide(Person("report.view"))
    finally:
        template_rendered.disconnect(note)
    folder = Path(settings.BASE_DIR) / "templates"
    wanted = {path.relative_to(folder).as_posix() for path in (folder / "ui").glob("*.html")}
    assert wanted - {"ui/problem_prefix.html"} <= drawn


def test_ids_on_the_style_guide_are_there_once(facts: PageFacts) -> None:
    ids = [one.attrs["id"] for one in guide().all() if "id" in one.attrs]
    assert len(ids) == len(set(ids))


@pytest.mark.django_db
def test_the_style_guide_answers_at_its_address(client: Client) -> None:
    assert client.get("/styleguide/").status_code == 200


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 422, 429, 500, 503])
def test_a_refusal_says_what_to_do_without_a_database(status: int) -> None:
    html = read(render_to_string("errors/problem.html", {"status": status, "title": "We could not do that", "detail": ""}))
    assert html.one("h1").text == "We could not do that"
    assert html.one("main").one("a", href="/").text == "Go to the first page"


def test_a_failed_check_gives_the_typed_words_back() -> None:
    typed = [("words", "The </textarea> lamps\nare out")]
    html = read(render_to_string("errors/problem.html", {"status": 403, "title": "T", "detail": "D", "typed": typed}))
    box = html.one("textarea")
    assert "readonly" in box.attrs
    assert box.text == "The </textarea> lamps are out"
    assert html.one("label").attrs["for"] == box.attrs["id"]


def test_a_fault_of_ours_is_told_without_the_database(facts: PageFacts) -> None:
    def broken(request: object) -> None:
        raise AssertionError("a fault asked for facts that need the database")

    facts.agency = facts.person = broken  # type: ignore[assignment]
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    answer = failures.server_error(request)
    assert answer.status_code == 500
    assert "Sorry, that was our fault" in read(answer.content.decode()).one("h1").text
