"""What a fresh site starts with: the 25 techniques of situational prevention, and the promises that cases run by.

The techniques are those of Cornish and Clarke (2003), as the Center for Problem-Oriented Policing lists them. Only an empty table is
filled, so nothing that an administrator changed ever comes back.
"""

from __future__ import annotations

from typing import Any

from policing.clocks.models import ClockRule
from problems.models import Technique

EFFORT, RISKS, REWARDS = "Increase the effort", "Increase the risks", "Reduce the rewards"
PROVOCATIONS, EXCUSES = "Reduce provocations", "Remove excuses"
SURVEILLANCE = "Write down why it is needed, who sees what is recorded, and when it ends: it touches everybody there."
TECHNIQUES: tuple[tuple[str, str, str, str, str], ...] = (
    (EFFORT, "Target harden", "locks, screens, tamper-proof packs", "The owner pays for and fits it.", ""),
    (
        EFFORT,
        "Control access",
        "entry phones, card access, gates",
        "The owner runs it, and lets in who belongs there.",
        "Nobody who lives there may be shut out.",
    ),
    (EFFORT, "Screen exits", "tickets needed to leave, tags on goods", "Shops and stations check at the way out.", ""),
    (
        EFFORT,
        "Deflect offenders",
        "street closures, separate facilities, dispersed bars",
        "The council changes the street or the hours.",
        "See who has to go a longer way.",
    ),
    (
        EFFORT,
        "Control tools and weapons",
        "restricted spray paint, plastic glasses",
        "Shops and bars agree on rules of sale.",
        "",
    ),
    (
        RISKS,
        "Extend guardianship",
        "going in groups, signs of occupancy, cocoon watch",
        "Neighbours look out for each other.",
        "Consent first; nobody has to.",
    ),
    (
        RISKS,
        "Assist natural surveillance",
        "street lights, cut hedges, open views",
        "The council lights it and keeps it open.",
        "Light that shines into bedrooms.",
    ),
    (RISKS, "Reduce anonymity", "driver badges, uniforms, numbers to call", "Employers give names or numbers.", SURVEILLANCE),
    (
        RISKS,
        "Use place managers",
        "two clerks, a caretaker, reward for being watchful",
        "The owner puts somebody in charge of the place.",
        "",
    ),
    (
        RISKS,
        "Strengthen formal surveillance",
        "patrols, guards, alarms, cameras",
        "Police, guards and the council agree who is where when.",
        SURVEILLANCE,
    ),
    (REWARDS, "Conceal targets", "parking off the street, unmarked vans", "People and firms put things out of sight.", ""),
    (REWARDS, "Remove targets", "removable parts, prepaid cards, refuges", "The owner takes away what is worth taking.", ""),
    (REWARDS, "Identify property", "marking, licensing, registers", "People mark and register what is theirs.", ""),
    (REWARDS, "Disrupt markets", "checks of pawnshops, control of small ads", "Licensing checks who buys and sells.", ""),
    (
        REWARDS,
        "Deny benefits",
        "ink tags, quick cleaning of graffiti, speed humps",
        "The owner cleans or repairs within a day.",
        "",
    ),
    (PROVOCATIONS, "Reduce frustration and stress", "short queues, seats, calm light", "The place serves people sooner.", ""),
    (
        PROVOCATIONS,
        "Avoid disputes",
        "separate groups, less crowding, fixed fares",
        "The place keeps apart who would clash.",
        "Keep apart by time or place, never by who people are.",
    ),
    (PROVOCATIONS, "Reduce arousal and temptation", "rules of conduct, no slurs", "The place says and keeps its rules.", ""),
    (
        PROVOCATIONS,
        "Neutralise peer pressure",
        "“it is OK to say no”, splitting groups",
        "Schools and youth work offer another thing to do.",
        "",
    ),
    (
        PROVOCATIONS,
        "Discourage imitation",
        "fast repair, no detail of how it was done",
        "The owner repairs at once; the press leaves out how.",
        "",
    ),
    (
        EXCUSES,
        "Set rules",
        "tenancy rules, codes of conduct, registration",
        "The owner writes the rules and tells everybody.",
        "The same rules for all.",
    ),
    (EXCUSES, "Post instructions", "“no parking”, “private property”", "The council or the owner puts up the sign.", ""),
    (
        EXCUSES,
        "Alert conscience",
        "speed displays, signatures, messages at the place",
        "The owner puts the message where it is done.",
        "",
    ),
    (
        EXCUSES,
        "Assist compliance",
        "easy check-out, public toilets, bins",
        "The council makes the right thing the easy thing.",
        "",
    ),
    (
        EXCUSES,
        "Control drugs and alcohol",
        "training of bar staff, events without alcohol",
        "Licensing and bars agree on serving.",
        "",
    ),
)
# code, what is owed, amount, unit
RULES = (
    ("case-approve", "Answer what is proposed for a case", 5, ClockRule.Unit.WORKING_DAYS),
    ("case-contest", "Look again at a case that is said not to be fixed", 10, ClockRule.Unit.WORKING_DAYS),
    ("case-action", "Do what was planned in a case", 28, ClockRule.Unit.CALENDAR_DAYS),
    ("case-task", "Do a task of a case", 14, ClockRule.Unit.CALENDAR_DAYS),
)


def ensure(**kwargs: Any) -> None:
    """Fill the empty set-up tables. Runs after every ``migrate``."""
    if not Technique.objects.exists():
        Technique.objects.bulk_create(
            Technique(number=number, column=column, name=name, examples=examples, asks=asks, caution=caution)
            for number, (column, name, examples, asks, caution) in enumerate(TECHNIQUES, start=1)
        )
    for code, name, amount, unit in RULES:
        ClockRule.objects.get_or_create(code=code, defaults={"name": name, "amount": amount, "unit": unit})
