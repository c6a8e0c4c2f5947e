"""How alike two things are that were told: plain sums over place, time, kind and words, so that each reason can be said in words.

Words cost the most to compare. They are looked at only where they could still bring something among the most alike.
"""

from __future__ import annotations

import heapq
import math
import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policing.areas.querysets import fold
from policing.ui.lists import listed

SHORTEST_WORD = 4
MOST_WORDS_SAID = 6
EARTH_METRES = 6_371_000.0
PLACE, TIME, KIND, WORDS = 40, 20, 15, 25
ROUNDING = 0.5  # scores are compared as whole numbers
_COMMON_WORDS = (
    "about after again also always around because been before being between came come could does doing down each even every from "
    "have here into just keep know like made make many more most much must near need never next night only other outside over "
    "people please really said same says seen some someone still street road such take than that their them then there these they "
    "thing this those time times told under until very want week were what when where which while with would your "
    "aqui como cuando desde donde ella ellos entre esta este esto hasta mucho para pero porque siempre sobre todo todos"
)  # fmt: skip
COMMON = frozenset(_COMMON_WORDS.split())
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Nearness:
    """How near in place and time things of a category must be to be alike."""

    metres: float
    days: int


@dataclass(frozen=True)
class Told:
    """What is weighed of a report, published or not."""

    category_id: int
    area_id: int | None
    cell: str
    point: tuple[float, float] | None
    at: datetime
    text: str

    @cached_property
    def words(self) -> frozenset[str]:
        """The words that tell something."""
        return telling_words(self.text)


def telling_words(text: str) -> frozenset[str]:
    """Give the folded words of a text that tell something: no short ones, no common ones, no numbers."""
    found = set(_WORD.findall(fold(text))) - COMMON
    return frozenset(word for word in found if len(word) >= SHORTEST_WORD or not word.isascii())


def metres_between(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Give the distance of two points (latitude, longitude)."""
    lat, other_lat = math.radians(one[0]), math.radians(other[0])
    across = math.radians(other[1] - one[1])
    half = math.sin((other_lat - lat) / 2) ** 2 + math.cos(lat) * math.cos(other_lat) * math.sin(across / 2) ** 2
    return 2 * EARTH_METRES * math.asin(math.sqrt(half))


def weighed(
    near: Nearness, told: Told, others: Sequence[Told], *, most: int, same: Sequence[Hashable] = ()
) -> list[tuple[float, int]]:
    """Give score and place in the list of all that may be among the ``most`` alike, unsorted, some more of the less alike with them.

    Of those whose ``same`` is equal only the most alike one counts.
    """
    begun = sorted(((_without_words(near, told, other), at) for at, other in enumerate(others)), key=lambda one: -one[0])
    found: list[tuple[float, int]] = []
    best: dict[Hashable, float] = {}
    for start, at in begun:
        if len(best) >= most and start + WORDS + ROUNDING < heapq.nlargest(most, best.values())[-1]:
            break
        score = _with_words(near, told, others[at], start)
        found.append((score, at))
        one = same[at] if same else at
        best[one] = max(best.get(one, 0), round(score))
    return found


def _without_words(near: Nearness, told: Told, other: Told) -> float:
    days = abs((told.at - other.at).days)
    score = _place(near, told, other)
    if days <= near.days:
        score += TIME * (1 - days / (near.days + 1))
    return score + KIND if told.category_id == other.category_id else score


def _with_words(near: Nearness, told: Told, other: Told, start: float) -> float:
    shared = len(told.words & other.words)
    if shared < 2 and not _place(near, told, other):
        return 0
    return start + WORDS * min(1.0, 1.5 * shared / max(4, min(len(told.words), len(other.words))))


def _place(near: Nearness, told: Told, other: Told) -> float:
    if told.point and other.point:
        metres = metres_between(told.point, other.point)
        return PLACE * (1 - 0.6 * metres / near.metres) if metres <= near.metres else 0
    if told.cell and told.cell == other.cell:
        return PLACE * 0.7
    return PLACE * 0.4 if told.area_id and told.area_id == other.area_id else 0


def reasons(near: Nearness, told: Told, other: Told) -> tuple[str, ...]:
    """Give why two are alike, in words."""
    said = [_where(near, told, other)]
    days = abs((told.at - other.at).days)
    if days <= near.days:
        said.append(
            _("the same day") if days == 0 else ngettext("%(days)d day apart", "%(days)d days apart", days) % {"days": days}
        )
    if told.category_id == other.category_id:
        said.append(_("the same kind"))
    if shared := told.words & other.words:
        longest = sorted(shared, key=lambda word: (-len(word), word))[:MOST_WORDS_SAID]
        said.append(_("the same words: %(words)s") % {"words": listed(longest)})
    return tuple(reason for reason in said if reason)


def _where(near: Nearness, told: Told, other: Told) -> str:
    if told.point and other.point:
        metres = metres_between(told.point, other.point)
        if metres > near.metres:
            return ""
        tens = round(metres, -1)
        return _("%(metres)d metres away") % {"metres": tens} if tens else _("the same place")
    if told.cell and told.cell == other.cell:
        return _("the same part of the area")
    return _("the same area") if told.area_id and told.area_id == other.area_id else ""
