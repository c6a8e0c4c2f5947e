"""What a fresh site starts with: categories in plain words, the promises to residents, what they are asked afterwards, and a front desk.

Only an empty table is filled, so nothing that an administrator changed ever comes back.
"""

from __future__ import annotations

from typing import Any

from feedback.models import Category, CategoryGroup, Question, RatingItem, ReplyTemplate
from feedback.services.conduct import promises as conduct
from feedback.services.promises import ANSWER, CONTEST, READ
from feedback.starting import CATEGORIES, GROUPS, QUESTIONS
from feedback.starting.replies import REPLIES
from policing.accounts.models import Team
from policing.clocks.models import ClockRule

RULES = (
    (READ, "Read a new report", 1),
    (ANSWER, "Answer a new report", 5),
    (CONTEST, "Look again when a resident says it is not fixed", 5),
)
CONDUCT_RULES = (
    (conduct.READ, "Read what somebody wrote about the police", 7),
    (conduct.ANSWER, "Answer what somebody wrote about the police", 28),
    (conduct.UPDATE, "Say again how far we are", 28),
    (conduct.CONTEST, "Look again when somebody does not agree", 28),
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
        _fill_categories()
    for code, name, amount in RULES:
        ClockRule.objects.get_or_create(code=code, defaults={"name": name, "amount": amount, "is_public": True})
    if not RatingItem.objects.exists():
        # each is a known statement put in the words of one report, so none may be called validated
        RatingItem.objects.bulk_create(
            RatingItem(code=code, words=words, source=source, is_modified=True, order=place * 10)
            for place, (code, words, source) in enumerate(STATEMENTS, start=1)
        )
    for code, name, amount in CONDUCT_RULES:
        held = {"name": name, "amount": amount, "unit": ClockRule.Unit.CALENDAR_DAYS, "is_public": True}
        ClockRule.objects.get_or_create(code=code, defaults=held)
    if not ReplyTemplate.objects.exists():
        _fill_replies()
    if not Team.objects.exists():
        Team.objects.create(code="front-desk", name="Front desk", kind=Team.Kind.FRONT_DESK)


def _fill_replies() -> None:
    """Make the replies that the team keeps ready; those of a category that is not there are left out."""
    by_code = {row.code: row for row in Category.objects.all()}
    ReplyTemplate.objects.bulk_create(
        ReplyTemplate(act=act, category=by_code.get(code), language=language, title=title, words=words)
        for act, code, told in REPLIES
        for language, (title, words) in told.items()
        if not code or code in by_code
    )


def _fill_categories() -> None:
    """Make the groups, the categories and their questions."""
    groups = {
        code: CategoryGroup.objects.get_or_create(code=code, defaults={"order": place * 10, **told})[0]
        for place, (code, told) in enumerate(GROUPS.items(), start=1)
    }
    made = Category.objects.bulk_create(
        Category(code=code, order=place * 10, **{**told, "group": groups.get(told.get("group", ""))})
        for place, (code, told) in enumerate(CATEGORIES.items(), start=1)
    )
    by_code = {row.code: row for row in made}
    Question.objects.bulk_create(
        Question(category=by_code[category], order=place * 10, **told)
        for category, asked in QUESTIONS.items()
        for place, told in enumerate(asked, start=1)
    )
