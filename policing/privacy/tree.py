"""Areas inside areas as a network of figures: each total flows down to its areas, and each count back up to the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from policing.privacy.network import Arc, Node

OWN = "(only here)"  # what lies in an area that holds others, and in none of them
TOTAL_WEIGHT, COUNT_WEIGHT = 1_000_000, 1  # a total is far dearer to hide than a count
WHOLE = 10  # and what is said of the whole is dearer than what is said of one area


def above(path: str) -> str:
    """Give the path of the area that holds this one: ``a/`` for ``a/b/``, and the whole (``""``) for ``a/``."""
    return "".join(f"{part}/" for part in path.split("/")[:-2])


class Tree:
    """The arcs of a tree of areas. ``places`` says for each path where its total and its counts are among them."""

    def __init__(self, counts: Mapping[str, Sequence[int]]) -> None:
        self.arcs: list[Arc] = []
        self.places: dict[str, tuple[int, list[int]]] = {}
        self.never_shown: set[int] = set()
        self.width = max((len(row) for row in counts.values()), default=0)
        sums = self._sums(counts)
        holding = {"", *(above(path) for path in sums if path)}
        for path in sorted(sums):
            self._add(path, sums[path], is_leaf=path not in holding)
            if path in holding and any(counts.get(path, ())):
                self._add(path + OWN, counts[path], is_leaf=True)

    def _sums(self, counts: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
        """Give what lies in each area and all inside it."""
        sums = {"": [0] * self.width}
        for path, row in counts.items():
            here = path
            while True:
                sums[here] = [had + more for had, more in zip(sums.get(here, [0] * self.width), row, strict=True)]
                if not here:
                    break
                here = above(here)
        return sums

    def _add(self, path: str, row: Sequence[int], *, is_leaf: bool) -> None:
        holder = path.removesuffix(OWN) if path.endswith(OWN) else above(path)
        start: Node = ("row", holder) if path else "all"
        first, dear = len(self.arcs), 1 if path else WHOLE
        self.arcs.append(Arc(start, ("row", path), sum(row), weight=dear * (TOTAL_WEIGHT + sum(row))))
        for column, count in enumerate(row):
            tail: Node = ("row", path) if is_leaf else ("column", path, column)
            head: Node = ("column", holder, column) if path else "all"
            self.arcs.append(Arc(tail, head, count, weight=dear * (COUNT_WEIGHT + count)))
        places = range(first, len(self.arcs))
        if path.endswith(OWN):
            self.never_shown.update(place for place in places if self.arcs[place].value)
        else:
            self.places[path] = (first, list(places[1:]))
