"""A dozen cases of the demo town, in every stage: what each is about, what was found, what is done, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field

LIGHT, HEDGE, MANAGER, PATROL, RULES, LOCK, YOUTH, REPAIR, MARK = 7, 7, 9, 10, 21, 1, 19, 20, 13


@dataclass(frozen=True)
class Act:
    """An action: what, by whom, which technique, on which side, in how many days after the response begins, and its end."""

    words: str
    who: str
    technique: int
    side: str = "place"
    days: int = 30
    end: str = "done"
    why: str = ""


@dataclass(frozen=True)
class CaseStory:
    """One case. ``end``: a stage, ``proposed`` (waits for a supervisor), ``closed``, ``reopened``, ``merged``, ``contested``."""

    title: str
    team: str
    area: str
    place: str
    other: str
    kind: str
    category: str
    opened: int
    end: str
    what: str
    harmed: str
    harms: str
    runs: str
    cause: str
    acts: tuple[Act, ...] = ()
    aim: tuple[str, str, str, str] = ("Half as many by the end of the year", "incidents in the records", "9 a month", "4 a month")
    decision: str = ""
    result: str = ""
    stage: str = ""
    page: tuple[str, str, str, str] = ("", "", "", "")
    skip: str = ""
    notes: tuple[str, ...] = field(default=())


UNDERPASS = CaseStory(
    "Threats in Cooper’s Underpass", "tanners-row-team", "tanners-row", "Cooper’s Underpass", "Shuttle Steps", "Threats", "place", 400, "closed",
    "People are shouted at and threatened in the underpass after dark, and walk round by the main road.",
    "People who walk home from the station: late shifts, pupils, people with prams.", "Six to nine people, the same each week, who wait where nobody can see in.",
    "The council owns it; nobody looked after it before this case.", "It is dark, hidden by a hedge, and nobody is in charge of it.",
    (Act("Mend 22 lamps and add 6", "City council, lighting", LIGHT, "place", 40), Act("Cut the hedge to one metre on both sides", "City council, parks", HEDGE, "place", 30),
     Act("Kiosk open to 10 pm, with a help phone", "Market traders", MANAGER, "manager", 50), Act("Two officers walk Friday and Saturday, 6 to 10 pm", "Tanner’s Row team", PATROL, "guardian", 60),
     Act("Move the bus stop bench to the lit side", "Merrow Buses", RULES, "place", 60, "dropped", "The bus company got no permit.")),
    aim=("Half as many by the end of the year", "incidents in the records", "33 a month", "16 a month"),
    decision="worked",
    result="The lamps are mended, the hedge is cut and the kiosk stays open till ten. Fewer people are threatened there than before, while Shuttle Steps stayed as they were. We cannot be sure that this lasts, so we look again in half a year.",
    page=("The underpass was dark, and people were threatened there.", "Most of it came between six and eleven in the evening, where nobody could see in.", "Lamps mended, the hedge cut, a kiosk open till ten, and officers on foot at weekends.", ""),
    notes=("The caretaker keeps a diary of the evenings for us.", "Survey with the school: 46 of 60 pupils take the long way home."),
)  # fmt: skip
MUSIC = CaseStory(
    "Music at night on Tanner Street", "tanners-row-team", "tanners-row", "Tanner Street", "Rope Walk", "Noise", "noise", 430, "closed",
    "Loud music from two flats until three in the morning, mostly on Fridays.", "Families and people who work early, in about forty homes.",
    "Guests of two flats that are let by the night.", "An agency lets both flats and answers nobody.", "The agency has no reason to care what its guests do at night.",
    (Act("Letters to the agency with the dates of each night", "Tanner’s Row team", RULES, "manager", 20), Act("A noise meter for six weekends", "City council, environment", LIGHT, "place", 60),
     Act("A rule in the lease: quiet from eleven", "Letting agency", RULES, "manager", 90, "dropped", "The agency did not agree.")),
    decision="failed",
    result="We wrote to the agency, measured the noise and asked for a rule in the lease. The agency said no, and it is as loud as before. The council now looks at the licence, and we tell you when it decides.",
    page=("Music kept a whole street awake, mostly on Fridays.", "It comes from two flats that are let by the night.", "Letters, a noise meter for six weekends, and a rule that the agency refused.", ""),
)  # fmt: skip
BICYCLES = CaseStory(
    "Bicycles taken at Northgate library", "northgate-team", "northgate", "Northgate library", "Kestrel Heath station", "Theft of a bicycle", "theft", 380, "closed",
    "Bicycles are taken from the racks behind the library in daylight.", "People who read or work there, and pupils.", "Somebody with a bolt cutter and a van, seen four times.",
    "The library looks after the racks.", "The racks stand behind the house where nobody looks, and hold only the wheel.",
    (Act("New racks in front of the windows", "Library", LOCK, "place", 45), Act("Mark 200 bicycles on three Saturdays", "Northgate team", MARK, "victim", 60), Act("Two lenders of locks at the desk", "Library", LOCK, "victim", 30)),
    ("Half as many bicycles taken", "bicycles taken, in the records", "6 a month", "3 a month"), "partly",
    "The racks stand in front now, and 214 bicycles are marked. Fewer are taken, but some still are, mostly after eight in the evening when the library is shut.",
    page=("Bicycles were taken behind the library, in daylight.", "The racks stood where nobody looks.", "Racks in front of the windows, 214 bicycles marked, locks to borrow.", ""),
)  # fmt: skip
STONES = CaseStory(
    "Windows broken on Northgate Square", "northgate-team", "northgate", "Northgate Square", "Market Hall", "Criminal damage", "litter", 340, "contested",
    "Windows and bus shelters on the square are broken in the evening.", "Shops, bus drivers and passengers.", "Boys of twelve to fifteen who meet on the roof of the car park.",
    "The car park company.", "The roof is open all night, and nothing else is open for them.",
    (Act("Close the roof from seven in the evening", "Car park company", LOCK, "place", 40), Act("Youth room open on Fridays, 6 to 10 pm", "Foundry Youth", YOUTH, "handler", 60), Act("Repair each window within a day", "Shops on the square", REPAIR, "place", 50)),
    decision="worked",
    result="The roof is closed in the evening and the youth room is open on Fridays. Fewer windows are broken. Tell us if you see it otherwise.",
    page=("Windows and shelters on the square were broken again and again.", "It came from the roof of the car park, in the evening.", "The roof closes at seven, and the youth room is open on Fridays.", ""),
)  # fmt: skip
SUBWAY = CaseStory(
    "Threats in the Mill Lane subway", "tanners-row-team", "tanners-row", "Mill Lane subway", "Shuttle Steps", "Threats", "unsafe", 120, "response",
    "A group stands across the subway after dark and shouts at women who go through.", "Women and young people on their way home.", "Four or five people who meet there because it is dry.",
    "The council owns the subway.", "It is dry, dark and has one way through, and the youth room closed in spring.",
    (Act("New lamps that cannot be broken with a stone", "City council, lighting", LIGHT, "place", 60, "going"), Act("Youth room open Friday 6 to 10 pm", "Foundry Youth", YOUTH, "handler", 40),
     Act("Signs chosen with young people", "Foundry Youth and council", RULES, "offender", -9, "planned"), Act("Officers walk at ten, when the late shift ends", "Tanner’s Row team", PATROL, "guardian", 70, "going")),
    page=("A group blocks the subway after dark and shouts at women.", "It is dark, it has one way through, and the youth room closed in spring.", "Lamps are being mended, and the youth room is open on Fridays again.", ""),
    notes=("The nurses of the late shift would walk together if somebody waits with them.",),
)  # fmt: skip
SHEDS = CaseStory(
    "Sheds opened round Heron Close", "saltmarsh-team", "saltmarsh", "Heron Close", "Osier Street", "Theft from a vehicle", "theft", 150, "assessment",
    "Sheds and vans are opened at night, and tools are taken.", "People who work with their tools.", "Somebody who knows which vans hold tools.", "Owners of the garages.",
    "Garages at the back are not overlooked and their doors open with a push.",
    (Act("New locks for 30 sheds, at cost", "Residents’ group", LOCK, "place", 40), Act("Tools marked on two Sundays", "Saltmarsh team", MARK, "victim", 30)),
    page=("Sheds and vans are opened at night and tools are taken.", "Mostly at the back, where nobody looks.", "New locks and marked tools. We are counting what changed.", ""),
)  # fmt: skip
TIPPING = CaseStory(
    "Rubbish left on Sluice Lane", "saltmarsh-team", "saltmarsh", "Sluice Lane", "Weir End lock", "Fly-tipping", "litter", 260, "proposed",
    "Mattresses, rubble and bags are left in the ditch.", "People who live along the lane.", "People with a van who save the fee.", "A farmer and the council share the lane.",
    "The tip asks a fee and shuts at four, and the lane has no gate.",
    (Act("A gate at the end of the lane", "Farmer", LOCK, "place", 60), Act("The tip open till seven on two days", "City council, waste", 24, "offender", 50)),
    stage="assessment", decision="unclear", skip="The farmer put up the gate only in the last month, so it could not be done longer.",
    result="There is a gate now and the tip is open later. About as much is left there as before. It is too early to say whether it helps, so we keep counting.",
)  # fmt: skip
RETAIL = CaseStory(
    "Theft from shops at Kiln retail park", "heath-team", "brickfields", "Kiln retail park", "Abbey precinct shops", "Shoplifting", "theft", 70, "analysis",
    "The same few shops lose goods every afternoon.", "Six shops and the people who work in them.", "A few people who sell it on the same day.", "The company that runs the park.",
    "Goods that are easy to sell stand beside the doors, and no shop tells the others.",
)  # fmt: skip
STATION = CaseStory(
    "Robbery at the bus station", "tanners-row-team", "tanners-row", "Bus station", "Market Hall", "Robbery", "unsafe", 30, "scanning_proposed",
    "Phones are taken from people who wait at the far stands in the evening.", "People who wait alone after eight.", "Two people on a moped.", "Merrow Buses.", "",
)  # fmt: skip
VANS = CaseStory(
    "Cars on the pavement at Millfield School", "northgate-team", "millfield", "Millfield School", "Granary Road", "", "traffic", 12, "scanning",
    "Drivers stop on the zig-zag lines and the pavement every school morning.", "Children and the people who bring them.", "Drivers who are in a hurry.", "The school and the council.", "",
)  # fmt: skip
FIREWORKS = CaseStory(
    "Fireworks on Weir Park", "tanners-row-team", "tanners-row", "Weir Park", "Marsh playing field", "", "noise", 45, "passed",
    "Fireworks were let off for three weeks, and then it stopped.", "People with dogs and small children.", "", "", "",
    decision="no_problem", result="It was for three weeks around one feast and it has stopped. We watch it next year. If it comes back before, tell us.",
)  # fmt: skip
MEN = CaseStory(
    "Drinking at the Ferry Stairs", "tanners-row-team", "quayside", "Ferry Stairs", "Custom House", "", "unsafe", 60, "merged",
    "People drink at the stairs and block the way to the ferry.", "People on their way to the ferry.", "", "", "",
)  # fmt: skip
STORIES = (UNDERPASS, MUSIC, BICYCLES, STONES, SUBWAY, SHEDS, TIPPING, RETAIL, STATION, VANS, FIREWORKS, MEN)
