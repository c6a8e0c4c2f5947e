"""What the style guide shows: an invented town, its people and its numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message

from policing.ui.charts import Band, Bar, BarChart, HeatChart, LineChart, Mark, Series
from policing.ui.components.parts import Answer, Cell, ChainLink, Column, Crumb, KeyPager, Moment, Remark, Tab, Table
from policing.ui.forms import Choices, DayAndTime, FormTokenField, HouseForm, ManyChoices, Scale, Ticks
from policing.ui.maps import AreaMap, AreaShape, MapPoint, draw_areas
from policing.workflow import TONES, State

SENT = datetime(2026, 11, 22, 14, 40, tzinfo=UTC)
READ = datetime(2026, 11, 23, 10, 12, tzinfo=UTC)
DUE = date(2026, 12, 11)
FEELINGS = (("1", "Very badly"), ("2", "Badly"), ("3", "In between"), ("4", "Well"), ("5", "Very well"))
KINDS = (("unsafe", "A group making you feel unsafe"), ("traffic", "Speeding or bad parking"), ("other", "Something else"))
MONTHS = ("May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May")


class SampleForm(HouseForm):
    """One question of each kind."""

    street = forms.CharField(label="Your street", help_text="Without the house number", initial="Dyer Lane")
    code = forms.CharField(label="Your reference", help_text="Like HEDGE-4-LAMP-71", max_length=10, initial="HEDGE-4-LAMP-71")
    words = forms.CharField(label="In your own words", widget=forms.Textarea(attrs={"rows": 3}))
    area = forms.ChoiceField(label="Area", choices=(("row", "Tanner’s Row"), ("quay", "Quayside")))
    case = forms.CharField(label="Case number", disabled=True, initial="0142")
    photo = forms.FileField(label="Photo or sound", help_text="Up to 10 MB. We cut out hidden location data.", required=False)
    kind = forms.ChoiceField(
        label="What is worrying you?",
        help_text="Choose the closest. We can change it later.",
        choices=KINDS,
        widget=Choices(
            hints={"unsafe": "Shouting, blocking the way"}, icons={"unsafe": "people", "traffic": "car", "other": "dots"}
        ),
    )
    days = forms.MultipleChoiceField(
        label="Which days?", choices=(("fri", "Friday"), ("sat", "Saturday")), widget=ManyChoices(columns=2)
    )
    feeling = forms.ChoiceField(label="I am being treated", choices=FEELINGS, widget=Scale())
    states = forms.MultipleChoiceField(
        label="State", choices=(("new", "New"), ("late", "Late")), widget=Ticks(counts={"new": 5, "late": 1}), required=False
    )
    when = forms.SplitDateTimeField(label="When was it?", required=False, widget=DayAndTime())
    yes = forms.BooleanField(label="You may share my words with the council", help_text="Your name stays with us")
    token = FormTokenField()


def _failed_form() -> SampleForm:
    typed = {"street": "Dyer Lane", "code": "HEDGE-4-LMP-71", "area": "row", "kind": "unsafe", "yes": "on", "token": "0" * 32}
    return SampleForm({f"bad-{name}": value for name, value in typed.items()}, prefix="bad")


def _conversation() -> dict[str, Any]:
    return {
        "moments": [
            Moment("You told us", SENT),
            Moment("Dana read it", READ, "In 20 hours"),
            Moment("Fixing it", None, "Lamps and a cut hedge", "now"),
            Moment("Telling you what changed", DUE, state="next", form="short"),
        ],
        "remarks": [
            Remark("Dana Achebe, officer", "Does it happen every evening?", READ),
            Remark("You", "Piątek i sobota najgorzej.", READ, "you", "pl", "Friday and Saturday are worst."),
            Remark("Team note", "Check with lighting.", READ, "note"),
        ],
        "links": [
            ChainLink("You said", "19 reports", "Cars race past the school"),
            ChainLink("We looked", "31 in 100 over 30", "Worst at 8:30 am"),
            ChainLink("We did", "Crossing moved", "Two wardens"),
            ChainLink("What changed", "9 in 100 over 30", "Counted for four weeks"),
        ],
        "given": [
            Answer("What is worrying you?", "A group making you feel unsafe", "#"),
            Answer("Where?", "Mill Lane subway\nnear the steps", "#"),
            Answer("Who you are", "No name"),
        ],
        "receipt_rows": [("Sent", "Sunday 22 November, 2:40 pm"), ("First answer by", "Wednesday 25 November")],
    }


def _lists() -> dict[str, Any]:
    late, new = State("late", "Late", "Late", "stop"), State("new", "New", "We have it", "new")
    rows = (
        (Cell("Four parcels gone", "#", "Door does not shut"), Cell("Foundry flats"), Cell(3), Cell(new)),
        (Cell("Needles by the bins", "#"), Cell("Market Hall"), Cell(12), Cell(late)),
    )
    columns = (
        Column("Report"),
        Column("Place"),
        Column("Days", number=True, sort_url="#", sorted_by="descending"),
        Column("State"),
    )
    return {
        "states": [State(tone, tone.title(), tone.title(), tone) for tone in sorted(TONES)],
        "late_state": late,
        "reports": Table("Two reports", columns, rows),
        "trail": [Crumb("Merrowby", "#"), Crumb("Tanner’s Row", "#"), Crumb("Case 0142")],
        "pages": [Tab("Overview", "#", current=True), Tab("Evidence", "#"), Tab("Messages", "#", badge=3)],
        "middle": KeyPager("#", "#", "25 on this page"),
        "first": KeyPager("", "#", "25 on this page"),
    }


def _lines() -> tuple[LineChart, LineChart]:
    here = Series("Here", (5, 7, 6, 8, 7, 8, 6, 4, 3, 2, 2, 2, 1))
    there = Series("Mill Lane", (6, 6, 7, 6, 7, 6, 6, 7, 5, 6, 6, 6, 5))
    gap = Series("Quayside", (4, 4, None, 4, None, None, 3, 3, 3, 4, 4, 3, 3))
    band = Band(
        tuple(max(0, value - 2) for value in (5, 7, 6, 8, 7, 8, 6, 4, 3, 2, 2, 2, 1)), (7, 9, 8, 10, 9, 10, 8, 6, 5, 4, 4, 4, 3)
    )
    said = "Here, reports went from about 7 a month to about 2. Mill Lane stayed near 6."
    fall = LineChart(
        "Reports fell after the lamps came back, and stayed low",
        said,
        MONTHS,
        (here, there),
        "Month",
        (Mark(6.5, "lamps mended"),),
    )
    sure = LineChart(
        "How sure we are, month by month",
        "The shade shows how far off we could be.",
        MONTHS,
        (here, there, gap),
        "Month",
        band=band,
    )
    return fall, sure


def _charts() -> dict[str, Any]:
    fall, sure = _lines()
    waits = (Bar("Unsafe", 9, unit="h"), Bar("Theft", 28, unit="h"), Bar("Noise", 62, unit="h"), Bar("Other", None))
    trust = (
        Bar("Weavers Hill", 68, 62, 74),
        Bar("Quayside", 60, 51, 67),
        Bar("Northgate", None, hidden="Fewer than ten answers"),
    )
    week = tuple(
        tuple(None if (day, hour) == (2, 3) else max(0, (day - 2) * (hour - 16) // 4) if hour > 16 else 0 for hour in range(24))
        for day in range(7)
    )
    return {
        "fall": fall,
        "sure": sure,
        "waits": BarChart(
            "Noise waits longest", "Unsafe 9 hours, theft 28, noise 62. Other is hidden.", "Kind", "Hours to first answer", waits
        ),
        "trust": BarChart(
            "Only the ends are clearly apart", "Where lines overlap, do not rank.", "Area", "Index out of 100", trust, 100, 3
        ),
        "heat": HeatChart(
            "Most calls come on weekend evenings", "Early mornings are almost empty.", "Calls by hour and day", week
        ),
    }


TOWN = {
    "Weavers Hill": [(60, 52), (150, 20), (160, 118), (132, 200), (26, 130)],
    "Northgate": [(150, 20), (296, 10), (322, 96), (250, 136), (160, 118)],
    "Millfield": [(296, 10), (440, 44), (462, 150), (340, 178), (322, 96)],
    "Tanner’s Row": [(160, 118), (250, 136), (262, 222), (132, 200)],
    "Quayside": [(250, 136), (322, 96), (340, 178), (262, 222)],
    "Holloway Green": [(26, 130), (132, 200), (262, 222), (150, 335), (40, 260)],
    "Saltmarsh": [(262, 222), (340, 178), (462, 150), (430, 280), (300, 345), (150, 335)],
}


def town_shapes() -> list[AreaShape]:
    """Give the invented town's areas as GeoJSON around 52° north."""
    found = []
    for name, corners in TOWN.items():
        ring = [[x * 1e-4, 52 - y * 6e-5] for x, y in (*corners, corners[0])]
        found.append(AreaShape(name, name, {"type": "Polygon", "coordinates": [ring]}))
    return found


def _maps() -> dict[str, Any]:
    drawing = draw_areas(town_shapes())
    if drawing is None:
        raise ValueError("The sample town has areas")
    links = dict.fromkeys(TOWN, "#")
    tones = {name: at % 5 for at, name in enumerate(TOWN)}
    key = ((0, "Fewer than 5"), (1, "5 to 7"), (2, "8 to 10"), (3, "11 or 12"), (4, "13 or more"))
    rates = tuple((Cell(name), Cell(4 + 3 * tone)) for name, tone in tones.items())
    points = (
        MapPoint(51.9904, 0.0196, 9, "Shouting or blocking the way"),
        MapPoint(51.9925, 0.0372, 7, "Mopeds on the path", 2),
        MapPoint(51.983, 0.0318, 6, "Parcels taken", 3),
    )
    return {
        "plain_map": AreaMap(drawing, "The seven areas of Merrowby. Choose one to open its page.", links=links, here="Quayside"),
        "rate_map": AreaMap(
            drawing,
            "Map of reports for each 1,000 people in seven areas",
            "More reports can mean more trouble, or more trust in telling us.",
            "Tanner’s Row and its neighbours report most",
            tones=tones,
            key=key,
            numbers=Table(
                "Reports by area", (Column("Area"), Column("For each 1,000", number=True)), rates, show_caption=True, fold=False
            ),
        ),
        "point_map": AreaMap(drawing, "Map with three places", "22 reports in three places.", points=points, show_list=False),
    }


def everything() -> dict[str, Any]:
    """Give the context of the style guide. Draws two small maps and five charts, and asks no database."""
    facts: dict[str, Any] = {
        "good_form": SampleForm(prefix="good"),
        "bad_form": _failed_form(),
        "sent": SENT,
        "read": READ,
        "due_on": DUE,
    }
    levels = (constants.INFO, constants.SUCCESS, constants.WARNING, constants.ERROR)
    facts["said_messages"] = [Message(level, "What the server said, in a sentence.") for level in levels]
    return {**facts, **_conversation(), **_lists(), **_charts(), **_maps()}
