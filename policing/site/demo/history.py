"""What the people of the demo town said over eighteen months: sentences to choose from, and where the same thing keeps happening."""

from __future__ import annotations

SAYINGS: dict[str, tuple[str, ...]] = {
    "unsafe": (
        "A group stands at {place} after dark and shouts at people who go by.",
        "Somebody followed my sister from {place} to our door. She rang the neighbours.",
        "Two people on a moped rode at us near {place} and laughed.",
        "Men drink at {place} from noon and block the way. I take the long way with the pram.",
        "A dog without a lead jumped at my boy at {place}. The owner swore at us.",
        "They ask everybody at {place} for money and get angry when you say no.",
        "Me da miedo pasar por {place} por la noche. Hay gritos casi todos los días.",
        "Somebody threw a bottle at us from the wall by {place}.",
        "A car stops beside girls who walk home past {place}. It is grey and slow.",
        "Arguments and threats outside {place} when the pub closes.",
    ),
    "traffic": (
        "Cars race along {place} at night. One hit the bollard.",
        "Drivers park on the pavement at {place}, so wheelchairs go on the road.",
        "Nobody stops at the crossing by {place} in the morning.",
        "Vans unload on the bend at {place}. You cannot see what comes.",
        "Mopeds cut across the path at {place}. They nearly hit a child.",
        "Lorries use {place} though the sign says no. The windows shake.",
        "Two cars race each other from {place} to the roundabout on Sundays.",
        "Somebody parks across the fire gate at {place} every evening.",
    ),
    "theft": (
        "My bike went from the rack at {place}. The lock was cut in daylight.",
        "Parcels go from the hall at {place} within the hour.",
        "Somebody tries car doors along {place} at about three in the night.",
        "The shed behind {place} was opened and the tools are gone.",
        "Our charity box was taken from the shop at {place}.",
        "Three wing mirrors gone on {place} since Monday.",
        "A man offered me my own neighbour's bike near {place}.",
        "Somebody climbed on the roof at {place} and took lead.",
    ),
    "place": (
        "The lamp at {place} is dark again. You cannot see the steps.",
        "The hedge at {place} hides who stands there.",
        "The gate at {place} does not shut, and people sleep in the yard.",
        "The path by {place} floods, so we all walk on the road.",
        "An empty house at {place} stands open. Children go in.",
        "The mirror at {place} is gone and the corner is blind.",
        "रात में {place} पर बहुत अंधेरा रहता है। बत्ती कई हफ़्तों से बंद है।",
        "The rail on the bridge by {place} is loose.",
    ),
    "noise": (
        "Music at {place} until three on Friday, every week.",
        "Fireworks at {place} night after night. The dog shakes.",
        "An alarm rings at {place} since the weekend and nobody comes.",
        "They rev bikes at {place} on Sunday morning.",
        "Shouting and bottles at {place} when the bars close.",
        "Building work at {place} starts at five in the morning.",
    ),
    "litter": (
        "A mattress and bags at {place} since last week.",
        "Needles on the grass at {place}, where the small ones play.",
        "Paint all over the wall at {place}. It was clean on Monday.",
        "Broken glass on the path at {place} every weekend.",
        "A van tips rubble at {place} after dark.",
        "Gas canisters and balloons by the bench at {place}.",
        "القمامة متروكة عند {place} منذ أيام والرائحة سيئة.",
    ),
    "other": (
        "Somebody rings doors at {place} and says that he is from the water board.",
        "A horse has been tied at {place} for two days without water.",
        "People sell tablets by the door of {place} after school.",
        "Drones over the gardens at {place} in the evening.",
        "My mother got a call from a man who said he was an officer of {place}.",
    ),
}
WHEN = (
    "",
    "",
    "Friday and Saturday nights",
    "After school, about half past three",
    "Between ten and midnight",
    "Most mornings before eight",
    "Sundays",
)

# where the same thing keeps happening: kind, place, from and to in days before today, one report every so many days
RECURRING = (
    ("unsafe", "Mill Lane subway", 200, 0, 7),
    ("traffic", "Millfield School", 520, 60, 13),
    ("theft", "Foundry flats", 300, 10, 12),
    ("litter", "Weir Park", 400, 150, 11),
    ("noise", "Kiln retail park", 260, 40, 10),
    ("theft", "Kestrel Heath station", 420, 120, 14),
    ("place", "Cooper’s Underpass", 500, 330, 9),
    ("unsafe", "Heath skate park", 150, 5, 9),
    ("traffic", "Orchard Rise", 240, 30, 15),
    ("litter", "Towpath bridge", 330, 90, 12),
)

ANSWERS = (
    "Thank you for telling us. I went to look at the time you named and spoke with the people there. I come by again this week.",
    "Thank you. I have asked the council for a date and I will tell you what they say.",
    "I know this place well. Two of us walk there in the evening until the end of the month.",
    "Thank you. The camera there shows what you describe, and we now know when to be there.",
)
QUESTIONS = (
    "Thank you. On which days is it worst?",
    "Thank you. From which side do they come, and where do they go?",
    "Can you say about how often you saw it in the last two weeks?",
)
REPLIES = (
    "Mostly at the end of the week, and always after dark.",
    "Three or four times. My neighbour says the same.",
    "It was quiet for a week and now it is back.",
)
CLOSINGS: dict[str, tuple[str, ...]] = {
    "fixed": (
        "It is mended, and we went back twice to see that it stays so. Tell us if it does not.",
        "We spoke with the owner, who has put it right. It was quiet on our last four visits.",
    ),
    "partly_fixed": (
        "It is better on week days and not yet at weekends. We go on with the council.",
        "The lock is new, the lamp is still waiting for a part. It is due next month.",
    ),
    "not_fixed": (
        "We tried, and it did not work: it still happens. It stays on the list for the team’s next plan.",
        "We could not stop it. We keep your report so that it counts with the others.",
    ),
    "not_confirmed": ("We went six times at the hour you named and did not see it. That does not mean that it did not happen.",),
    "passed_on": ("This is for the council, and they have it now. Their number is on their page, and we asked for a date.",),
    "no_action": ("There is nothing that we may do here: the law allows it. The advice line can tell you what you can do.",),
}
CONTESTS = (
    "It is still the same. It was there again last night.",
    "You closed it too early. Come and look on a Friday.",
)
REOPENINGS = ("You are right, and I am sorry. I look at it again this week and write to you by Friday.",)
WITHDRAWALS = ("It was a mistake, it was my own guest.", "We spoke with each other and it is settled.")
NOTES = (
    "Spoke with the caretaker, who has seen the same. He keeps a diary for us.",
    "Same description as last month. Worth a look at all of them together.",
    "Council says the part is ordered.",
)
SUMMARIES: dict[str, str] = {
    "traffic": "Drivers make {place} unsafe for people on foot.",
    "theft": "Things are taken at or near {place}.",
    "place": "People do not feel safe at {place} because of how the place is kept.",
    "noise": "Noise at {place}, again and again.",
    "litter": "Dumping, glass or needles at {place}.",
    "other": "Neighbours are worried about what happens at {place}.",
}
