"""How residents say they were treated: for the public by area, for supervisors by team. Nothing of fewer than ten people.

A score is the mean of the answers to one statement, from 0 (not at all) to 100 (fully). Whoever answers chooses to, so a score
is indicative and has no margin of error; it is cut at 5 and 95, since a whole group that says the same would tell on each of them.
Ratings given with a receipt that staff had printed are left out of the scores, and counted beside them for supervisors.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Sum
from django.utils.translation import get_language

from feedback.models import Rating, RatingAnswer, RatingItem
from policing import timekeeping
from policing.areas.models import Agency
from policing.privacy.suppression import Shown, public_count, suppress_tree

LEAST_PEOPLE = 10
YEAR = timedelta(days=365)
KEPT_SECONDS = 60
LOWEST, HIGHEST = 5, 95
Sums = dict[str, tuple[int, int]]  # statement: how many answered, and the sum of their answers


@dataclass(frozen=True)
class Score:
    """How far one statement holds, in the words that were asked. ``None`` where too few people answered."""

    code: str
    words: str
    people: int | None
    score: int | None


@dataclass(frozen=True)
class TeamScores:
    """What residents say of one team. ``printed`` counts the ratings that staff could have given themselves."""

    scores: list[Score]
    ratings: int | None
    printed: int


def least_people() -> int:
    """Give how many people must have answered: ten, or more where the agency hides larger numbers."""
    return max(LEAST_PEOPLE, Agency.current().small_number)


def for_area(area_path: str) -> list[Score]:
    """Give the scores of an area and all inside it over the last year, at most a minute old. Two queries, or one.

    How many answered passes suppression for all areas together, and a score is shown only where that number is: the areas that
    are shown never give back the score of a few people elsewhere.
    """
    shown = _by_area().get(area_path, {})
    return _scores(shown)


def shown_for_area(area_path: str) -> list[Score]:
    """Give the scores of an area that may be shown. One query where there are any; where there are none, the kept sums say so."""
    shown = _by_area().get(area_path)
    return [score for score in _scores(shown) if score.score is not None] if shown else []


def for_teams(team_ids: Collection[int]) -> dict[int, TeamScores]:
    """Give what residents say of each of these teams over the last year. Three queries, however many teams there are."""
    least, since = least_people(), timekeeping.now() - YEAR
    sums: dict[int, Sums] = defaultdict(dict)
    answers = RatingAnswer.objects.filter(rating__report__team_id__in=team_ids, rating__at__gte=since)
    answers = answers.filter(rating__with_printed_receipt=False).order_by()
    rows = answers.values_list("rating__report__team_id", "item__code").annotate(many=Count("pk"), total=Sum("value"))
    for team, code, many, total in rows:
        sums[team][code] = (many, total)
    given = Rating.objects.filter(report__team_id__in=team_ids, at__gte=since).order_by()
    counted = given.values_list("report__team_id", "with_printed_receipt").annotate(many=Count("pk"))
    many_of = {(team, printed): many for team, printed, many in counted}
    asked = _asked()
    return {
        team: TeamScores(
            scores=_scores({code: one for code, one in sums[team].items() if one[0] >= least}, asked),
            ratings=_number(public_count(many_of.get((team, False), 0), least)),
            printed=many_of.get((team, True), 0),
        )
        for team in team_ids
    }


def words_of_team(team_id: int, most: int = 50) -> list[str]:
    """Give what residents of a team wrote to “What should we do differently?”, in no order, without a report or a day.

    Nothing while fewer than ten people wrote: they could be told apart. For supervisors (``teams.watch``) alone. One query.
    """
    rows = Rating.objects.filter(report__team_id=team_id, at__gte=timekeeping.now() - YEAR, with_printed_receipt=False)
    found = list(rows.exclude(words="").order_by("words").values_list("words", flat=True)[: max(most, least_people())])
    return found if len(found) >= least_people() else []


def _by_area() -> dict[str, Sums]:
    """Give the sums that may be shown, by area path. One query over all areas, or none."""
    least = least_people()
    name = f"public-ratings:{least}"
    kept: dict[str, Sums] | None = cache.get(name)
    if kept is None:
        kept = _safe(_summed(), least)
        cache.set(name, kept, KEPT_SECONDS)
    return kept


def _summed() -> list[tuple[str, str, int, int]]:
    rows = RatingAnswer.objects.filter(rating__at__gte=timekeeping.now() - YEAR, rating__with_printed_receipt=False).order_by()
    found = rows.values_list("rating__report__area_path", "item__code").annotate(many=Count("pk"), total=Sum("value"))
    return list(found)


def _safe(table: Iterable[tuple[str, str, int, int]], least: int) -> dict[str, Sums]:
    by_item: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for path, code, many, total in table:
        by_item[code][path] = (many, total)
    found: dict[str, Sums] = defaultdict(dict)
    for code, places in by_item.items():
        people = suppress_tree({path: (many,) for path, (many, _total) in places.items()}, least, hide_zero=True)
        for path, row in people.items():
            if isinstance(row.total, Shown):
                total = sum(one for inside, (_many, one) in places.items() if inside.startswith(path))
                found[path][code] = (row.total.value, total)
    return dict(found)


def _asked() -> list[RatingItem]:
    return list(RatingItem.objects.filter(is_active=True))


def _scores(sums: Sums, asked: list[RatingItem] | None = None) -> list[Score]:
    language = get_language() or ""
    found = []
    for item in _asked() if asked is None else asked:
        people, total = sums.get(item.code, (0, 0))
        score = round((total / people - 1) * 25) if people else None
        shown = None if score is None else min(HIGHEST, max(LOWEST, score))
        found.append(Score(item.code, item.words_in(language), people or None, shown))
    return found


def _number(figure: Any) -> int | None:
    return figure.value if isinstance(figure, Shown) else None
