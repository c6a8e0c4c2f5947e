"""What a report can be about, as residents are offered it: most used first, found by their own words."""

from __future__ import annotations

import re
from datetime import timedelta

from django.core.cache import cache
from django.db.models import Count, Prefetch
from django.urls import NoReverseMatch, reverse

from feedback.models import Category, Question, Report
from policing import timekeeping
from policing.areas.models import Agency
from policing.areas.querysets import fold

USE_DAYS = 90
USE_KEPT_SECONDS = 3600
USE_KEY = "feedback.category-use"
SHORTEST_WORD, SHORTEST_STEM = 3, 6  # “parked” finds “parking”
PUNCTUATION = re.compile(r"[,.;:!?()“”\"/-]")
OTHER_FORMS = {Category.LeadsTo.CONDUCT: "feedback:conduct-start"}


def use() -> dict[int, int]:
    """Give how many reports each category had in the last ninety days, counted once an hour. Small counts are nought.

    It orders the list and is shown nowhere.
    """
    counted: dict[int, int] | None = cache.get(USE_KEY)
    if counted is None:
        since = timekeeping.now() - timedelta(days=USE_DAYS)
        rows = Report.objects.filter(received_at__gte=since).order_by().values_list("category").annotate(Count("pk"))
        least = Agency.current().small_number
        counted = {category: count for category, count in rows if count >= least}
        cache.set(USE_KEY, counted, USE_KEPT_SECONDS)
    return counted


def other_form(category: Category) -> str:
    """Give the address of the form that the category hands over to, or nothing."""
    if not category.leads_to:
        return ""
    try:
        return reverse(OTHER_FORMS[Category.LeadsTo(category.leads_to)])
    except NoReverseMatch:
        return ""


def offered() -> list[Category]:
    """Give the categories on offer with their groups: the most used group first, and in it the most used category.

    Those without a group come last. A category whose own form is not there is left out. Two queries.
    """
    asked = Prefetch("questions", Question.objects.filter(is_active=True))
    rows = [
        row
        for row in Category.objects.offered().select_related("group").prefetch_related(asked)
        if not row.leads_to or other_form(row)
    ]
    used = use()
    of_group: dict[int | None, int] = {}
    for row in rows:
        of_group[row.group_id] = of_group.get(row.group_id, 0) + used.get(row.pk, 0)

    def place(row: Category) -> tuple[bool, int, int, int, int]:
        group_order = row.group.order if row.group else 0
        return row.group is None, -of_group[row.group_id], group_order, row.group_id or 0, -used.get(row.pk, 0)

    return sorted(rows, key=place)


def kind_of(code: str) -> Category | None:
    """Give the category on offer of that code without its questions, or None. One query."""
    found: Category | None = Category.objects.offered().filter(code=code).first()
    return found


def by_code(code: str) -> Category | None:
    """Give the category on offer of that code with its questions, or None. Two queries."""
    asked = Prefetch("questions", Question.objects.filter(is_active=True))
    found: Category | None = Category.objects.offered().filter(code=code).prefetch_related(asked).first()
    return found


def search(rows: list[Category], words: str, language: str) -> list[Category]:
    """Give the categories in whose name, hint or other words any of the words is found, those with most of them first."""
    sought = [word for word in _flat(words).split() if len(word) >= SHORTEST_WORD or not word.isascii()]
    scored = [(sum(_holds(_text(row, language), word) for word in sought), row) for row in rows]
    return [row for score, row in sorted(scored, key=lambda pair: -pair[0]) if score]


def _flat(text: str) -> str:
    return fold(PUNCTUATION.sub(" ", text))


def _text(row: Category, language: str) -> str:
    group = row.group.name_in(language) if row.group else ""
    return _flat(" ".join([row.name_in(language), row.hint_in(language), row.name, row.hint, row.search_words, group]))


def _holds(text: str, word: str) -> bool:
    """Tell whether the text holds the word: a short one whole, another as a beginning, a long one all but its ending."""
    if len(word) <= SHORTEST_WORD and word.isascii():
        return f" {word} " in f" {text} "
    is_long = len(word) >= SHORTEST_STEM
    stem = word[:-2] if is_long else word.removesuffix("s") if word.isascii() else word
    return f" {stem}" in f" {text}" or (is_long and word in text)
