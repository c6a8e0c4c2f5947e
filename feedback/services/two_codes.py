"""What opens with two codes: the rooms behind reference and receipt, asked in one order, at one cost for the known and the unknown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from policing.errors import Unseen
from policing.privacy.receipts import check_receipt, normalise
from policing.privacy.references import normalise_reference

Kept = tuple[int, str]


@dataclass(frozen=True)
class Room:
    """One sort of thing that a resident follows without an account.

    ``find`` gives id and kept hash of a reference, or None. ``seal`` makes the pass that ``cookie`` holds; the cookie is sent to
    the pages under ``path`` alone (both are URL names), and ``page`` is where the resident lands.
    """

    name: str
    find: Callable[[str], Kept | None]
    seal: Callable[[int], str]
    page: str
    cookie: str
    path: str


@dataclass(frozen=True)
class Opened:
    """A room that both codes opened, and which of its things."""

    room: Room
    pk: int

    def make_pass(self) -> str:
        """Give the sealed pass for the room's own cookie."""
        return self.room.seal(self.pk)


_rooms: dict[str, Room] = {}


def add(room: Room) -> None:
    """Let a room be opened with two codes. Raises ValueError for a name used twice."""
    if room.name in _rooms:
        raise ValueError(f"Two rooms are called {room.name}")
    _rooms[room.name] = room


def by_codes(reference: str, receipt: str) -> Opened:
    """Open by reference and receipt, whatever the reference names. Raises Unseen for any wrong pair.

    Each room is asked, and one receipt is checked, whether the reference is known or not: the time tells nothing.
    """
    wanted = normalise_reference(reference)
    asked = [(room, room.find(wanted)) for room in _rooms.values()]
    room, kept = next(((room, kept) for room, kept in asked if kept is not None), (None, None))
    is_right = check_receipt(kept[1] if kept else None, normalise(receipt))
    if not is_right or room is None or kept is None:
        raise Unseen
    return Opened(room, kept[0])
