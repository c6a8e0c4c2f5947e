"""What people of the demo town told the police, and what became of it, in every state that a report can be in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from feedback.models import Report
from feedback.services import handling, intake, speaking_up, tracking
from policing import timekeeping
from policing.accounts.models import User
from policing.areas.models import Place
from policing.privacy.receipts import new_token


@dataclass(frozen=True)
class Told:
    """One report of the story: days ago and hour, what, where, the words, and how far it has come.

    ``end`` is one of new, read, asked, replied, answered, contested, reopened, or an outcome (then it is closed).
    """

    days: int
    hour: int
    category: str
    place: str
    words: str
    end: str
    named: bool = False
    when: str = ""


STORY = (
    Told(58, 19, "place", "Cooper’s Underpass", "Half of the lamps in the underpass are dark. I walk my son around by the main road now.", "fixed", True),
    Told(57, 20, "place", "Cooper’s Underpass", "So dark under there that you cannot see who stands at the other end.", "fixed"),
    Told(55, 8, "traffic", "Millfield School", "Drivers ignore the crossing at the school gate. Somebody will be hurt.", "partly_fixed", True, "8:15 to 8:45, school days"),
    Told(54, 22, "noise", "Tanner Street", "Music until three in the morning from the flat above the vape shop.", "fixed", True, "Every Friday"),
    Told(52, 16, "litter", "Weir Park", "Needles behind the bandstand. About ten. Children cut through there.", "fixed"),
    Told(50, 11, "theft", "Foundry flats", "Four parcels gone from the lobby this month. The door does not shut.", "partly_fixed", True),
    Told(49, 18, "unsafe", "Bus station", "Two people on a moped shouted at us and drove at my friend’s phone. They did not get it.", "not_confirmed"),
    Told(47, 9, "litter", "Sluice Lane", "A sofa and three mattresses in the ditch since last week.", "fixed"),
    Told(45, 17, "traffic", "Granary Road", "Cars park across the whole pavement, so we push the pram on the road.", "not_fixed", True),
    Told(44, 21, "unsafe", "Mill Lane subway", "A group stands across the subway after dark and shouts at women who go through.", "contested"),
    Told(42, 15, "theft", "Heron Close", "My bike was taken from the shed. The lock was cut. Two neighbours lost theirs too.", "not_fixed"),
    Told(40, 10, "other", "Market Hall", "The stall holders get phone calls from somebody who says that he is from the bank.", "passed_on", True),
    Told(38, 20, "place", "Shuttle Steps", "The hand rail on the steps is loose and the lamp above it is broken.", "fixed"),
    Told(36, 13, "noise", "Kiln Road", "A dog barks all day when the people are out. I think it is alone.", "passed_on"),
    Told(34, 23, "unsafe", "Ferry Stairs", "A man followed me from the ferry to my street. He turned round when I rang a bell.", "reopened", True),
    Told(33, 7, "traffic", "Loom Street", "Mopeds race down the hill before school. Nearly hit a pushchair.", "fixed", False, "Between 7:30 and 8:30"),
    Told(30, 12, "litter", "Northgate Square", "Paint on the memorial again. Third time this year.", "fixed", True),
    Told(28, 19, "theft", "Rope Walk", "Somebody tried the doors of all the cars on our side of the street last night.", "not_confirmed"),
    Told(26, 14, "place", "Holloway Common", "The gate to the allotments does not lock and people sleep in the sheds.", "no_action"),
    Told(24, 18, "unsafe", "Mill Lane subway", "They stand in the subway every evening now and block the way. My daughter takes the long way home.", "answered", True),
    Told(22, 9, "noise", "Saltmarsh Allotments", "Quad bikes on the bank, every Sunday, for hours.", "answered"),
    Told(20, 17, "traffic", "Millfield School", "Cars stop on the zig-zag lines every single morning.", "answered", True),
    Told(18, 20, "unsafe", "Northgate Square", "Boys throw stones at buses from the roof of the car park.", "replied"),
    Told(16, 11, "theft", "Dyer Lane", "Sheds broken into on Dyer Lane, five in a week. Only bikes taken. Locks cut.", "replied", True),
    Told(14, 21, "place", "Mill Lane subway", "The lights in the subway went out on Monday. Nobody came.", "asked"),
    Told(13, 8, "litter", "Kiln Road", "Bags of rubbish thrown from a white van, at night.", "asked", True),
    Told(12, 10, "noise", "Rope Walk", "Somebody drills every night until eleven.", "withdrawn"),
    Told(11, 16, "other", "Market Hall", "Somebody sells tablets to pupils by the side door after school.", "read"),
    Told(10, 19, "unsafe", "Bus station", "Threatened for my phone near the bus station steps, about 9 pm on Saturday.", "read", True),
    Told(8, 12, "traffic", "Loom Street", "The same car with no exhaust every night up and down the hill.", "read"),
    Told(6, 18, "theft", "Foundry flats", "Two more parcels gone. The door has been broken for three months.", "read", True),
    Told(4, 20, "unsafe", "Mill Lane subway", "Lights out. Shouting at women. We are a group of nurses who walk through at ten.", "new"),
    Told(3, 9, "noise", "Tanner Street", "The music is back, until three on Friday.", "new", True),
    Told(2, 15, "litter", "Weir Park", "Broken glass in the sand pit.", "new"),
    Told(1, 17, "theft", "Heron Close", "I saw somebody look into each garden with a torch.", "new"),
    Told(0, 7, "traffic", "Granary Road", "A lorry blocks the school bus each morning.", "new", True),
    Told(0, 6, "unsafe", "Ferry Stairs", "The ferry steps are full of broken bottles and people drink there from early on.", "new"),
)  # fmt: skip
SAID = {
    "answer": "Thank you for telling us. I went there at the time you named and saw what you mean. Two of us walk through each evening this week, and I have asked the council for a date.",
    "ask": "Thank you. On which days is it worst, and from which side do they come?",
    "reply": "Friday and Saturday are worst. In the week it is quieter.",
    "withdraw": "I found out that it is my own neighbour, and we spoke.",
    "contest": "Nothing has changed. It was the same last night.",
    "reopen": "You are right, and thank you for saying so. We look at it again, and I will walk there with you if you like.",
    "fixed": "The council mended it and we went to look: it is done. Please tell us if it comes back.",
    "partly_fixed": "Some of it is better, not all. The wardens stay until the end of term.",
    "not_fixed": "We tried for three weeks and it is not fixed. We say so, and we keep it in mind for the next plan.",
    "not_confirmed": "We went there four times and did not see it. We cannot confirm it; please tell us if it happens again.",
    "passed_on": "Somebody else can help better with this. We passed it on today and told them to answer you.",
    "no_action": "We cannot do anything about this one, because it is private land. The owner has your words without your name.",
}


def tell(officers: dict[str, User], residents: list[User], started: datetime) -> int:
    """Tell the whole story by the commands, each at its own simulated moment. Gives how many reports were told."""
    places = {place.name: place for place in Place.objects.select_related("area")}
    for number, told in enumerate(STORY):
        at = (started - timedelta(days=told.days)).replace(hour=told.hour, minute=20, second=0, microsecond=0)
        at = min(at, started - timedelta(minutes=90 - number))
        _tell_one(told, places[told.place], at, officers, residents[number % len(residents)], started)
    return len(STORY)


def _tell_one(told: Told, place: Place, at: datetime, officers: dict[str, User], resident: User, until: datetime) -> None:
    with timekeeping.simulated(at):
        sender = intake.Sender(mode="named", name=resident.name, account=resident) if told.named else intake.Sender()
        account = intake.Account(
            category=told.category,
            words=told.words,
            place_words=place.name,
            lat=place.lat,
            lon=place.lon,
            details={"when": told.when} if told.when else {},
        )
        token = new_token()
        sent = intake.submit(token=token, account=account, sender=sender)
    officer = officers[sent.report.team.code]
    door = tracking.by_codes(sent.report.reference, sent.receipt)
    for moment, step in zip(_moments(at, until), _steps(told.end), strict=False):
        with timekeeping.simulated(moment):
            _do(step, sent.report, officer, door)


def _moments(at: datetime, until: datetime) -> Iterator[datetime]:
    """Give the moments of the next steps: hours apart at first, then days, never later than now."""
    for hours in (5, 28, 52, 100, 190, 240, 300):
        yield min(at + timedelta(hours=hours), until - timedelta(seconds=30))


def _steps(end: str) -> list[str]:
    """Give the commands that lead to an end, in order."""
    ways = {
        "new": [],
        "read": ["acknowledge"],
        "asked": ["acknowledge", "ask"],
        "replied": ["acknowledge", "ask", "reply"],
        "answered": ["acknowledge", "answer"],
        "withdrawn": ["acknowledge", "withdraw"],
        "contested": ["acknowledge", "answer", "close:fixed", "contest"],
        "reopened": ["acknowledge", "answer", "close:not_confirmed", "contest", "reopen"],
    }
    return ways.get(end) or (["acknowledge", "answer", f"close:{end}"] if end in Report.Outcome.values else [])


def _do(step: str, report: Report, officer: User, door: tracking.Door) -> None:
    action, _colon, outcome = step.partition(":")
    if action == "acknowledge":
        handling.acknowledge(report.pk, actor=officer)
    elif action == "close":
        handling.close(report.pk, outcome=outcome, words=SAID[outcome], actor=officer)
    elif action in {"reply", "contest", "withdraw"}:
        speak: Callable[..., Report] = getattr(speaking_up, action)
        speak(door, words=SAID[action], token=new_token())
    else:
        say = {"ask": handling.ask, "answer": handling.answer, "reopen": handling.reopen}[action]
        say(report.pk, words=SAID[action], actor=officer)
