"""How far the hidden figures of a table can be worked out: greatest flows through the hidden arcs of a small network."""

from __future__ import annotations

import heapq
from collections import defaultdict, deque
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

Node = Hashable
BOUNDLESS = 2**62


@dataclass(frozen=True)
class Arc:
    """One figure: it flows from ``tail`` to ``head``. ``weight`` is the loss when it is hidden."""

    tail: Node
    head: Node
    value: int
    weight: float = 1.0


class Network:
    """The figures of a table, some of them hidden. ``least`` is the lowest value that a hidden figure can have."""

    def __init__(self, arcs: Sequence[Arc], *, least: int) -> None:
        self.arcs = arcs
        self.least = least
        self.hidden: set[int] = set()
        self._at: dict[Node, list[int]] = defaultdict(list)
        for place, arc in enumerate(arcs):
            self._at[arc.tail].append(place)
            self._at[arc.head].append(place)

    def hide(self, place: int) -> None:
        """Hide one figure."""
        self.hidden.add(place)

    def span(self, place: int, enough: int = BOUNDLESS) -> int:
        """Give how far apart the highest and the lowest possible value of a hidden figure are, or ``enough`` when that far."""
        arc = self.arcs[place]
        up = self._send(arc.head, arc.tail, place, enough)[0]
        if up >= enough:
            return enough
        most_down = min(arc.value - self.least, enough - up)
        return min(enough, up + self._send(arc.tail, arc.head, place, most_down)[0])

    def protect(self, place: int, enough: int) -> None:
        """Hide the cheapest further figures until ``span`` reaches ``enough``.

        Always ends: with every figure but noughts hidden, each can be as high as you like, since its row, column and totals can.
        """
        arc = self.arcs[place]
        while self.span(place, enough) < enough:
            # going up has no bound; whatever flow already runs through hidden arcs is taken out of the way first
            used = self._send(arc.head, arc.tail, place, BOUNDLESS)[1]
            path = self._cheapest(arc.head, arc.tail, place, used)
            if path is None:
                raise AssertionError("a figure above nought always has totals above nought that can cover it")
            self.hidden |= set(path)

    def _send(self, start: Node, goal: Node, without: int, most: int) -> tuple[int, dict[int, int]]:
        """Give the greatest flow from start to goal through hidden arcs, up to ``most``, and the change of each arc in it."""
        change: dict[int, int] = defaultdict(int)
        sent = 0
        while sent < most:
            path = self._path(start, goal, without, change)
            if path is None:
                break
            room = min(most - sent, *(self._room(place, way, change) for place, way in path))
            for place, way in path:
                change[place] += way * room
            sent += room
        return sent, change

    def _room(self, place: int, way: int, change: dict[int, int]) -> int:
        """Give how much further an arc can be changed: upwards without bound, downwards to the least value."""
        if way > 0:
            return BOUNDLESS
        return self.arcs[place].value + change.get(place, 0) - self.least

    def _steps(self, node: Node, without: int, change: dict[int, int]) -> Iterator[tuple[int, int, Node]]:
        """Give each arc by which one can leave a node: along it (the figure grows) or against it (it shrinks)."""
        for place in self._at[node]:
            arc = self.arcs[place]
            if place == without or arc.value < self.least:
                continue
            if arc.tail == node:
                yield place, 1, arc.head
            elif self._room(place, -1, change) > 0:
                yield place, -1, arc.tail

    def _path(self, start: Node, goal: Node, without: int, change: dict[int, int]) -> list[tuple[int, int]] | None:
        """Give the shortest way from start to goal through hidden arcs that have room."""
        came: dict[Node, tuple[Node, int, int] | None] = {start: None}
        queue = deque([start])
        while queue and goal not in came:
            node = queue.popleft()
            for place, way, there in self._steps(node, without, change):
                if place in self.hidden and there not in came:
                    came[there] = (node, place, way)
                    queue.append(there)
        if goal not in came:
            return None
        path: list[tuple[int, int]] = []
        step = came[goal]
        while step is not None:
            path.append((step[1], step[2]))
            step = came[step[0]]
        return path

    def _cheapest(self, start: Node, goal: Node, without: int, change: dict[int, int]) -> list[int] | None:
        """Give the arcs of the way from start to goal that costs least to hide; what is hidden already costs nothing."""
        best: dict[Node, float] = {start: 0.0}
        paths: dict[Node, list[int]] = {start: []}
        queue: list[tuple[float, int, Node]] = [(0.0, 0, start)]
        order = 0
        while queue:
            cost, _order, node = heapq.heappop(queue)
            if node == goal:
                return paths[node]
            if cost > best[node]:
                continue
            for place, _way, there in self._steps(node, without, change):
                total = cost + (0.0 if place in self.hidden else self.arcs[place].weight)
                if total < best.get(there, float("inf")):
                    order += 1
                    best[there], paths[there] = total, [*paths[node], place]
                    heapq.heappush(queue, (total, order, there))
        return None
