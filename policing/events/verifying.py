"""Checks the record against itself: content hashes, the chain of seals, gaps, and events that the outbox has lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Exists, OuterRef

from policing.events.hashing import GENESIS, content_hash, seal_hash
from policing.events.models import ClockTimestamp, Dispatch, Event, EventSeal

CHUNK = 2000


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: a stable code, the row (``event 7``, ``seal 3``), and a sentence."""

    code: str
    row: str
    says: str

    def __str__(self) -> str:
        return f"{self.code}: {self.row}: {self.says}"


@dataclass
class Head:
    """The last link of the chain: what is published each day, so that a chain cut short can be told."""

    seq: int = 0
    hash: str = GENESIS
    day: date | None = None


@dataclass
class Walk:
    """One check of the whole record. ``problems`` is a stream; the figures are whole once it is read to its end."""

    unsealed_after: timedelta = timedelta(minutes=10)
    expected: dict[int, str] = field(default_factory=dict)
    head: Head = field(default_factory=Head)
    sealed: int = 0
    events: int = 0

    def problems(self) -> Iterator[Problem]:
        """Give every problem found. Reads each event once, in chunks."""
        yield from self._chain()
        yield from self._heads()
        yield from self._unsealed()
        yield from self._outbox()

    def _chain(self) -> Iterator[Problem]:
        for link in EventSeal.objects.select_related("event").order_by("seq").iterator(chunk_size=CHUNK):
            self.sealed += 1
            self.events += 1
            yield from self._link(link)
            self.head = Head(link.seq, link.hash, link.sealed_at.date())
            if self.expected.get(link.seq) == link.hash:
                del self.expected[link.seq]

    def _link(self, link: EventSeal) -> Iterator[Problem]:
        name = f"seal {link.seq}"
        if link.seq != self.head.seq + 1:
            yield Problem("gap", name, f"the one before it is {self.head.seq}")
        if link.prev_hash != self.head.hash:
            yield Problem("broken-chain", name, "it does not continue the link before it")
        if link.hash != seal_hash(link.prev_hash, link.event):
            yield Problem("wrong-seal", name, f"it does not fit event {link.event_id}")
        yield from self._content(link.event)

    def _content(self, event: Event) -> Iterator[Problem]:
        if event.content_hash != content_hash(event):
            yield Problem("changed-event", f"event {event.pk}", "its content is not what was written")

    def _heads(self) -> Iterator[Problem]:
        for seq, expected in sorted(self.expected.items()):
            yield Problem("lost-head", f"seal {seq}", f"the published head {expected} is not in the chain")

    def _unsealed(self) -> Iterator[Problem]:
        late = Event.objects.filter(seal=None).order_by("pk").annotate(now=ClockTimestamp())
        for event in late.iterator(chunk_size=CHUNK):
            self.events += 1
            yield from self._content(event)
            age = event.now - event.recorded_at
            if age > self.unsealed_after:
                yield Problem("unsealed", f"event {event.pk}", f"no seal after {int(age.total_seconds())} seconds")

    def _outbox(self) -> Iterator[Problem]:
        for pk in Event.objects.filter(dispatch=None).order_by("pk").values_list("pk", flat=True).iterator(chunk_size=CHUNK):
            yield Problem("no-outbox-row", f"event {pk}", "no handler will ever hear of it")
        seals = EventSeal.objects.filter(event_id=OuterRef("pk"))
        unlike = Dispatch.objects.annotate(has_seal=Exists(seals)).exclude(sealed=Exists(seals))
        for pk, sealed in unlike.order_by("pk").values_list("pk", "sealed").iterator(chunk_size=CHUNK):
            says = "marked as sealed, but no seal covers it" if sealed else "sealed, but marked as not"
            yield Problem("wrong-mark", f"event {pk}", says)
