"""Components say the right things to everybody: words, roles, ids, shapes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.test import RequestFactory
from django.utils import timezone, translation

from policing.ui import dates
from policing.ui.components import blocks, inline, marks
from policing.ui.components.parts import Cell, Column, Crumb, KeyPager, Moment, Remark, Table
from policing.ui.registry import Panel, Registry, panels
from policing.workflow import TONES, State
from tests.ui.parse import read

NOON = datetime(2026, 12, 11, 18, 0, tzinfo=UTC)


def draw(source: str, **facts: Any) -> str:
    """Render a template's text with these facts and a visitor's request."""
    request = RequestFactory().get("/here/")
    request.user = AnonymousUser()
    return str(engines["django"].from_string(source).render(facts, request))


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with (
        translation.override("en-gb"),
        timezone.override(UTC),
        time_machine.travel(datetime(2026, 12, 1, 9, tzinfo=UTC), tick=False),
    ):
        yield


def test_a_shut_button_is_tied_to_its_reason() -> None:
    page = read(inline.btn("Close", shut="Two checks to go", id="close"))
    button = page.one("button")
    assert "disabled" in button.attrs
    assert page.one("span", id=button.attrs["aria-describedby"]).text == "Two checks to go"


def test_a_shut_button_without_an_id_is_refused() -> None:
    with pytest.raises(ValueError, match="id"):
        inline.btn("Close", shut="Two checks to go")


def test_a_button_with_an_address_is_a_link() -> None:
    link = read(inline.btn("Look", "/there/", kind="second")).one("a", class_="btn--second")
    assert link.attrs["href"] == "/there/"


@pytest.mark.parametrize("tone", sorted(TONES))
def test_a_tag_takes_its_tone_and_words_from_the_state(tone: str) -> None:
    state = State("x", "Staff word", "Public word", tone)
    tag = read(marks.tag(state)).one("span", class_="tag")
    assert tag.text == "Staff word"
    assert (f"tag--{tone}" in tag.attrs["class"]) == (tone != "none")
    assert read(marks.tag(state, public=True)).text == "Public word"


def test_words_are_escaped_everywhere() -> None:
    nasty = "<script>x</script>"
    drawn = [
        marks.tag(nasty),
        marks.ref(nasty),
        inline.btn(nasty),
        inline.stat(nasty, nasty, says=nasty),
        inline.pairs(nasty, nasty),
    ]
    drawn += [inline.thread([Remark(nasty, nasty)]), inline.empty(nasty, nasty), inline.person(nasty, nasty), marks.face(nasty)]
    assert not [html for html in drawn if "<script>" in html]


def test_an_unknown_tone_kind_or_form_is_refused() -> None:
    for wrong in (
        lambda: marks.tag("x", tone="blue"),
        lambda: blocks.notice("", "loud"),
        lambda: inline.btn("x", kind="big"),
        lambda: marks.face("A", tone="z"),
    ):
        with pytest.raises(ValueError, match="called"):
            wrong()
    with pytest.raises(KeyError):
        marks.when(NOON, "someday")


def test_codes_read_left_to_right_in_every_language() -> None:
    with translation.override("ar"):
        assert read(marks.ref("HEDGE-4-LAMP-71")).one("span", class_="ref").attrs["dir"] == "ltr"
        codes = read(inline.receipt("HEDGE-4-LAMP-71", "4821 0937 5526 1184")).all("output", dir="ltr")
    assert [code.text for code in codes] == ["HEDGE-4-LAMP-71", "4821 0937 5526 1184"]


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("day", "Friday 11 December"),
        ("short", "11 Dec"),
        ("clock", "6 pm"),
        ("full", "Friday 11 December, 6 pm"),
        ("brief", "11 Dec, 6 pm"),
        ("near", "Friday 11 December"),
    ],
)
def test_dates_are_said_as_the_house_says_them(form: str, words: str) -> None:
    element = read(marks.when(NOON, form)).one("time")
    assert element.text == words
    assert element.attrs["datetime"] == "2026-12-11T18:00+00:00"


def test_another_year_is_named_and_minutes_are_said_where_there_are_some() -> None:
    assert dates.day(date(2027, 1, 4)) == "Monday 4 January 2027"
    assert dates.clock(datetime(2026, 12, 11, 0, 5, tzinfo=UTC)) == "12:05 am"
    assert dates.clock(datetime(2026, 12, 11, 12, 30, tzinfo=UTC)) == "12:30 pm"


def test_dates_follow_the_reader_in_zone_and_language() -> None:
    late = datetime(2026, 12, 11, 23, 30, tzinfo=UTC)
    with timezone.override("Asia/Kolkata"):
        assert dates.day_clock(late) == "Saturday 12 December, 5 am"
    with translation.override("es"):
        assert dates.day(late) == "viernes, 11 de diciembre"
    with translation.override("ar"):
        assert "ديسمبر" in dates.day(late)


def test_near_days_and_lengths() -> None:
    now = datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert [dates.near_day(now + timedelta(days=day)) for day in (-1, 0, 1)] == ["yesterday", "today", "tomorrow"]
    assert [dates.since(now - timedelta(minutes=many)) for many in (0, 59, 60, 60 * 47, 60 * 48)] == [
        "1 minute",
        "59 minutes",
        "1 hour",
        "1 day",
        "2 days",
    ]


def test_a_late_one_carries_a_shape_and_the_word() -> None:
    assert read(marks.due(NOON, late=True)).text == "▲ 11 Dec (late)"
    assert "due--late" not in marks.due(NOON)


def test_a_filter_leaves_an_empty_date_empty() -> None:
    assert draw("{{ none|day }}|{{ none|since }}", none=None) == "|"


def test_steps_say_in_words_where_the_journey_stands() -> None:
    page = read(inline.steps(2, 4, "where"))
    assert page.one("p").text == "Step 2 of 4: where"
    assert page.one("ol").attrs["aria-hidden"] == "true"
    assert len(page.all("li", aria_current="step")) == 1


def test_the_trail_is_given_as_a_list_or_by_turns() -> None:
    by_turns = inline.crumbs("Inbox", "/inbox/", "HEDGE-4-LAMP-71")
    assert by_turns == inline.crumbs([Crumb("Inbox", "/inbox/"), Crumb("HEDGE-4-LAMP-71")])
    assert read(by_turns).one("li", aria_current="page").text == "HEDGE-4-LAMP-71"


def test_the_pager_shows_only_the_ways_that_exist() -> None:
    assert inline.pager(KeyPager()).strip() == ""
    page = read(inline.pager(KeyPager(older="?after=x", says="25 on this page")))
    assert page.one("a").attrs == {"href": "?after=x", "rel": "next"}


def test_the_timeline_marks_now_and_next_with_real_times() -> None:
    page = read(inline.timeline([Moment("Sent", NOON), Moment("Fixing", None, "Lamps", "now"), Moment("Told", state="next")]))
    assert [row.attrs.get("class", "") for row in page.all("li")] == ["", "is-now", "is-next"]
    assert page.one("time").text == "Friday 11 December"


def test_a_team_note_says_who_cannot_see_it() -> None:
    page = read(inline.thread([Remark("You", "Hello\n\nthere", NOON, "you"), Remark("Team", "Check", NOON, "note")]))
    assert "cannot see this" in page.one("article", class_="msg--note").text
    assert "cannot see this" not in page.one("article", class_="msg--you").text
    assert len(page.one("article", class_="msg--you").all("p")) == 3


def test_a_hidden_number_is_a_dash_with_its_reason() -> None:
    page = read(inline.stat("Northgate", None, says="Hidden: fewer than ten answers"))
    assert page.one("p", class_="stat__n").text == "–"
    assert read(inline.stat("Zero", 0)).one("p", class_="stat__n").text == "0"


def test_the_meter_is_hidden_from_readers_and_marks_the_limit() -> None:
    drawn = read(marks.meter(32, 28, late=True, mark=28)).one("svg", class_="meter--late")
    assert drawn.attrs["aria-hidden"] == "true"
    assert drawn.one("line").attrs["x1"] == "87.5%"


def test_a_table_names_its_cells_for_the_fold_and_its_columns_for_readers() -> None:
    columns = (Column("Report"), Column("Days", number=True, sort_url="?o=days", sorted_by="descending"), Column("State"))
    page = read(
        inline.table(Table("Two", columns, ((Cell("Parcels", "/p/"), Cell(3), Cell(State("new", "New", "New", "new"))),)))
    )
    region = page.one("div", role="region")
    assert region.attrs["aria-label"] == "Two"
    assert region.attrs["tabindex"] == "0"
    assert page.one("th", aria_sort="descending").one("a").attrs["href"] == "?o=days"
    assert [cell.attrs["data-label"] for cell in page.all("td")] == ["Days", "State"]
    assert page.one("tbody").one("th", scope="row").one("a").text == "Parcels"
    assert page.one("td", data_label="State").one("span", class_="tag--new").text == "New"


def test_a_notice_keeps_its_words_beside_its_icon() -> None:
    page = read(draw("{% notice 'warn' role='status' %}<p><strong>Soon.</strong> Tomorrow.</p>{% endnotice %}"))
    notice = page.one("div", class_="notice--warn")
    assert notice.attrs["role"] == "status"
    assert notice.one("svg").attrs["aria-hidden"] == "true"
    assert notice.one("p").text == "Soon. Tomorrow."


def test_panels_show_in_order_and_stay_away_when_they_have_nothing() -> None:
    for name, order, facts in (("b", 2, {"content": "second"}), ("a", 1, {"content": "first"}), ("c", 3, None)):
        panels.add(Panel(name, "test.slot", "ui/toast.html", lambda request, subject, facts=facts: facts, order))
    try:
        page = read(draw("{% panels 'test.slot' %}"))
    finally:
        for name in "abc":
            panels.remove(name)
    assert [one.text for one in page.all("div", class_="toast")] == ["first", "second"]


def test_a_registry_refuses_a_name_twice() -> None:
    registry: Registry[Panel] = Registry("panels")
    panel = Panel("one", "slot", "ui/toast.html", lambda request, subject: None)
    assert registry.add(panel) is panel
    with pytest.raises(ValueError, match="one"):
        registry.add(panel)
    assert registry.all() == (panel,)
