"""What a fresh site starts with: categories in plain words, the promises to residents, what they are asked afterwards, and a front desk.

Only an empty table is filled, so nothing that an administrator changed ever comes back.
"""

from __future__ import annotations

from typing import Any

from feedback.models import Category, RatingItem
from feedback.services.promises import ANSWER, CONTEST, READ
from policing.accounts.models import Team
from policing.clocks.models import ClockRule

CATEGORIES = (
    ("unsafe", "A group or a person making you feel unsafe", "Unsafe", "Shouting, blocking the way, following", "people", True),
    ("traffic", "Speeding or bad parking", "Traffic", "", "car", False),
    ("theft", "Theft, or worry about theft", "Theft", "Bikes, mopeds, parcels, cars", "bike", False),
    ("place", "Broken lights or a place that feels unsafe", "Place", "", "light", False),
    ("noise", "Noise, again and again", "Noise", "", "noise", False),
    ("litter", "Damage, dumping or drug litter", "Litter and damage", "", "bin", False),
    ("other", "Something else", "Other", "", "dots", False),
)
RULES = (
    (READ, "Read a new report", 1),
    (ANSWER, "Answer a new report", 5),
    (CONTEST, "Look again when a resident says it is not fixed", 5),
)


_ESS = "European Social Survey, round 5, trust in the police: procedural fairness, %s"
_FOUR_SCALES = "Four-scale set for trust in the police (legitimacy, obligation, trust, procedural justice): %s"
STATEMENTS = (
    ("respect", "The team treated me with respect.", _ESS % "D15"),
    ("listened", "The team listened to what I said.", _FOUR_SCALES % "listen"),
    ("fair", "What they decided was fair.", _ESS % "D16"),
    ("explained", "They told me what they did, and why.", _ESS % "D17"),
    ("kept", "They did what they said they would do.", _FOUR_SCALES % "follow through"),
)


def ensure(**kwargs: Any) -> None:
    """Fill the empty set-up tables. Runs after every ``migrate``."""
    if not Category.objects.exists():
        Category.objects.bulk_create(
            Category(code=code, name=name, short_name=short, hint=hint, icon=icon, is_sensitive=sensitive, order=place * 10)
            for place, (code, name, short, hint, icon, sensitive) in enumerate(CATEGORIES, start=1)
        )
    for code, name, amount in RULES:
        ClockRule.objects.get_or_create(code=code, defaults={"name": name, "amount": amount, "is_public": True})
    if not RatingItem.objects.exists():
        # each is a known statement put in the words of one report, so none may be called validated
        RatingItem.objects.bulk_create(
            RatingItem(code=code, words=words, source=source, is_modified=True, order=place * 10)
            for place, (code, words, source) in enumerate(STATEMENTS, start=1)
        )
    if not Team.objects.exists():
        Team.objects.create(code="front-desk", name="Front desk", kind=Team.Kind.FRONT_DESK)
