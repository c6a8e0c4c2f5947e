"""Every address of the site, opened by each of the fifteen people: who is let in, and what the others get."""

from __future__ import annotations

import pytest

from tests.house.address_book import BOOK, VISITORS
from tests.house.stage import addresses, browser_of, forget_all, set_up
from tests.house.visits import PEOPLE, walk_of
from tests.people import Cast


def test_every_address_stands_in_the_table() -> None:
    assert {name for _route, name in addresses()} == set(BOOK)


def test_every_route_has_a_name() -> None:
    assert [route for route, name in addresses() if not name] == []


def test_the_cast_is_whole() -> None:
    assert len(PEOPLE) == 15
    assert {who for door in BOOK.values() for who in door.chosen} <= set(PEOPLE)


FILES = {"feedback-api:track-photo"}  # routes that take a form with a file


@pytest.mark.django_db
@pytest.mark.parametrize("who", PEOPLE)
def test_each_person_gets_what_the_table_says(request: pytest.FixtureRequest, who: str) -> None:
    got = walk_of(who, lambda: request.getfixturevalue("cast")).got
    expected = {name: door.for_(who) for name, door in BOOK.items()}
    assert {name: (word, expected.get(name)) for name, word in got.items() if word != expected.get(name)} == {}


def test_whoever_was_closed_out_gets_what_a_visitor_gets() -> None:
    assert set(VISITORS) == {"anonymous", "deactivated"}
    assert [name for name, door in BOOK.items() if door.for_("anonymous") != door.for_("deactivated")] == []


def test_no_other_site_can_act_for_whoever_is_signed_in(cast: Cast) -> None:
    """Each POST asks for the token of our own page; a program brings its own."""
    stage = set_up(cast)
    browser = browser_of(cast.administrator)
    browser.handler.enforce_csrf_checks = True
    let_through = set()
    for route, name in addresses():
        kind = {"content_type": "application/json"} if "-api:" in name and name not in FILES else {}
        if browser.post(stage.address(route, name), **kind).status_code != 403:
            let_through.add(name)
    forget_all()
    know_no_post = {"schema", "api-docs", "site:livez", "site:readyz"}
    assert let_through - know_no_post == {"language", "theme"}, "two harmless menus"
