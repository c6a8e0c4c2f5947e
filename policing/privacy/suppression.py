"""The one function through which every public or board figure passes: small numbers hide people.

A count under the threshold is hidden. Then more are hidden, the cheapest first, until no hidden small count can be worked out
from what is shown: whoever knows every shown figure and every total still finds at least ``threshold`` values possible for it,
and at least two for any other hidden figure. A total is treated as a cell, so it never gives a hidden one back.

Nought is shown: that nobody reported is no secret about a person. For answers of people (surveys, protected traits), where "none
of this group said yes" tells on each of them, ``hide_zero=True`` treats nought as small. Hidden figures do not say which of them
were small.

How: a table with totals is a flow through a network, each figure an arc, the true table a flow that balances everywhere. The
highest (lowest) value an outsider must hold possible for an arc is the true one plus (minus) the greatest flow that can be sent
around it through hidden arcs alone. That is exact, for whole numbers, and needs no solver.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policing.privacy.network import Arc, Network
from policing.privacy.tree import Tree

Words = str | Promise
HIDDEN = _("hidden")
LEAST_THRESHOLD = 2


@dataclass(frozen=True)
class Shown:
    """A figure that may be read."""

    value: int
    is_hidden = False

    def __str__(self) -> str:
        return str(self.value)


@dataclass(frozen=True)
class Hidden:
    """A figure that is kept back, and what stands in its place."""

    words: Words = HIDDEN
    is_hidden = True

    def __str__(self) -> str:
        return str(self.words)


Figure = Shown | Hidden


@dataclass(frozen=True)
class SafeRow:
    """A list of figures and their total, safe to show together."""

    cells: tuple[Figure, ...]
    total: Figure


@dataclass(frozen=True)
class SafeTable:
    """A table of figures with its totals, safe to show together."""

    cells: tuple[tuple[Figure, ...], ...]
    row_totals: tuple[Figure, ...]
    column_totals: tuple[Figure, ...]
    total: Figure

    @property
    def hidden(self) -> int:
        """Count the cells that are kept back, totals left out."""
        return sum(figure.is_hidden for row in self.cells for figure in row)


def public_count(count: int, threshold: int) -> Figure:
    """Give one figure that stands alone, with no other from which it could be worked out: itself, or "fewer than 5"."""
    _refuse_odd([count], threshold)
    if 0 < count < threshold:
        return Hidden(_("fewer than %(threshold)d") % {"threshold": threshold})
    return Shown(count)


def several(count: int, threshold: int) -> Words:
    """Give a count inside a sentence: the number, or "several" where it is small, or "none"."""
    _refuse_odd([count], threshold)
    if count == 0:
        return _("none")
    return str(count) if count >= threshold else _("several")


def suppress_row(counts: Sequence[int], threshold: int, *, hide_zero: bool = False) -> SafeRow:
    """Make a list with its total safe to show. Raises ValueError for a negative count or a threshold under 2."""
    _refuse_odd(counts, threshold)
    arcs = [Arc("from", "to", count, weight=_weight(count)) for count in counts]
    arcs.append(Arc("to", "from", sum(counts), weight=_weight(sum(counts), is_total=True)))
    *cells, total = _figures(arcs, threshold, hide_zero=hide_zero)
    return SafeRow(tuple(cells), total)


def suppress(counts: Sequence[Sequence[int]], threshold: int, *, hide_zero: bool = False) -> SafeTable:
    """Make a table (rows of equal length) with row, column and grand totals safe to show.

    Raises ValueError for rows of unequal length, a negative count or a threshold under 2.
    """
    _refuse_odd([count for row in counts for count in row], threshold)
    width = len(counts[0]) if counts else 0
    if any(len(row) != width for row in counts):
        raise ValueError("every row of a table is as long as the first")
    figures = iter(_figures(_arcs(counts, width), threshold, hide_zero=hide_zero))
    cells = tuple(tuple(next(figures) for _count in row) for row in counts)
    row_totals = tuple(next(figures) for _row in counts)
    return SafeTable(cells, row_totals, tuple(next(figures) for _column in range(width)), next(figures))


def suppress_tree(counts: Mapping[str, Sequence[int]], threshold: int, *, hide_zero: bool = False) -> dict[str, SafeRow]:
    """Make lists of areas that lie inside one another safe to show together: nothing on one page gives back what another hides.

    ``counts`` maps a path (``a/b/`` lies inside ``a/``) to what lies in that very area and no deeper one, all lists of equal
    length. Every path above gets a row too, and ``""`` for the whole. What lies in an area that holds others, and in none of
    them, is never shown by itself. Raises ValueError for lists of unequal length, a negative count or a threshold under 2.
    """
    _refuse_odd([count for row in counts.values() for count in row], threshold)
    if len({len(row) for row in counts.values()}) > 1:
        raise ValueError("every area counts the same things")
    tree = Tree(counts)
    figures = _figures(tree.arcs, threshold, hide_zero=hide_zero, never_shown=tree.never_shown)
    return {
        path: SafeRow(tuple(figures[place] for place in cells), figures[total]) for path, (total, cells) in tree.places.items()
    }


def _arcs(counts: Sequence[Sequence[int]], width: int) -> list[Arc]:
    """Give the table as a network: from the whole to each row, through each cell to its column, and back to the whole."""
    arcs = [
        Arc(("row", i), ("column", j), count, weight=_weight(count))
        for i, row in enumerate(counts)
        for j, count in enumerate(row)
    ]
    rows = [sum(row) for row in counts]
    columns = [sum(row[j] for row in counts) for j in range(width)]
    arcs += [Arc("whole", ("row", i), total, weight=_weight(total, is_total=True)) for i, total in enumerate(rows)]
    arcs += [Arc(("column", j), "end", total, weight=_weight(total, is_total=True)) for j, total in enumerate(columns)]
    arcs.append(Arc("end", "whole", sum(rows), weight=_weight(sum(rows), is_total=True)))
    return arcs


def _weight(count: int, *, is_total: bool = False) -> float:
    """Give what it costs to hide a figure: the information lost with it, a total far dearer than a cell."""
    return (1_000_000 if is_total else 1) + count


def _figures(arcs: list[Arc], threshold: int, *, hide_zero: bool, never_shown: Collection[int] = ()) -> list[Figure]:
    network = Network(arcs, least=0 if hide_zero else 1)
    for place in never_shown:
        network.hide(place)
    small = [place for place, arc in enumerate(arcs) if arc.value < threshold and (arc.value > 0 or hide_zero)]
    for place in small:
        network.hide(place)
    for place in sorted(small, key=lambda at: arcs[at].value):
        network.protect(place, threshold - 1)
    # a figure that was hidden to cover another must not be certain either, or it would uncover it
    checked: set[int] = set(never_shown) - set(small)  # on no page, and large: whoever works it out learns of nobody
    while unchecked := network.hidden - checked:
        for place in sorted(unchecked):
            network.protect(place, threshold - 1 if place in small else 1)
            checked.add(place)
    return [Hidden() if place in network.hidden else Shown(arc.value) for place, arc in enumerate(arcs)]


def _refuse_odd(counts: Sequence[int], threshold: int) -> None:
    if threshold < LEAST_THRESHOLD:
        raise ValueError(f"a threshold is at least {LEAST_THRESHOLD}")
    if any(count < 0 for count in counts):
        raise ValueError("a count is never negative")
