"""``verify_events`` finds every way in which the record can be bent, even by somebody who may switch triggers off."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from policing.events import sealer
from policing.events.hashing import content_hash, seal_hash
from policing.events.models import Dispatch, Event, EventSeal
from policing.events.testing import NOW
from tests.events.conftest import Emit

Verify = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def record(happen: Emit) -> list[Event]:
    """Give five events, all sealed."""
    events = [happen(code) for code in range(5)]
    sealer.seal(grace=NOW)
    return events


def _verify(*options: str) -> tuple[int, dict[str, Any]]:
    out = io.StringIO()
    try:
        call_command("verify_events", "--json", *options, stdout=out)
    except SystemExit as left:
        return int(str(left.code)), json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def _codes(*options: str) -> set[str]:
    status, found = _verify(*options)
    codes = {one["code"] for one in found["problems"]}
    assert status == (1 if codes else 0)
    return codes


def _tamper(statement: str, *params: Any) -> None:
    """Change the record as somebody could who owns the database."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, params)
        assert cursor.rowcount > 0
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_a_whole_record_passes(record: list[Event]) -> None:
    status, found = _verify()
    assert status == 0
    assert (found["events"], found["sealed"], found["problems"]) == (5, 5, [])
    last = EventSeal.objects.latest("seq")
    assert (found["head"]["seq"], found["head"]["hash"]) == (5, last.hash)
    assert found["head"]["day"] == last.sealed_at.date().isoformat()


def test_an_empty_record_passes(db: None) -> None:
    assert _codes() == set()


@pytest.mark.parametrize(
    "change",
    [
        "payload = '{\"code\": 9}'",
        "name = 'tests.thing.other'",
        "actor = gen_random_uuid(), actor_kind = 'person'",
        "subject_id = subject_id + 1",
        "at = at - interval '1 day'",
        "area_path = 'elsewhere/'",
        "team_id = 7",
        "subject_ref = 'OTHER-1-REF-22'",
        "uuid = gen_random_uuid()",
    ],
)
def test_a_changed_event_is_found(record: list[Event], change: str) -> None:
    _tamper(f"UPDATE events_event SET {change} WHERE id = %s", record[2].pk)
    assert _codes() == {"changed-event"}


def test_a_changed_event_with_its_hash_mended_is_found_by_its_seal(record: list[Event]) -> None:
    event = Event.objects.get(pk=record[2].pk)
    event.payload = {"code": 9}
    _tamper("UPDATE events_event SET payload = '{\"code\": 9}', content_hash = %s WHERE id = %s", content_hash(event), event.pk)
    assert _codes() == {"wrong-seal"}


def test_a_moved_time_of_recording_is_found(record: list[Event]) -> None:
    _tamper("UPDATE events_event SET recorded_at = recorded_at - interval '1 hour' WHERE id = %s", record[0].pk)
    assert _codes() == {"wrong-seal"}


def test_a_seal_made_anew_breaks_the_chain(record: list[Event]) -> None:
    event = Event.objects.get(pk=record[2].pk)
    event.payload = {"code": 9}
    event.content_hash = content_hash(event)
    prev_hash = EventSeal.objects.get(seq=2).hash
    _tamper("UPDATE events_event SET payload = '{\"code\": 9}', content_hash = %s WHERE id = %s", event.content_hash, event.pk)
    _tamper("UPDATE events_eventseal SET hash = %s WHERE seq = 3", seal_hash(prev_hash, event))
    assert _codes() == {"broken-chain"}


def test_a_deleted_event_is_a_gap(record: list[Event]) -> None:
    _tamper("DELETE FROM events_eventseal WHERE seq = 3")
    _tamper("DELETE FROM events_dispatch WHERE event_id = %s", record[2].pk)
    _tamper("DELETE FROM events_event WHERE id = %s", record[2].pk)
    assert _codes() == {"gap", "broken-chain"}


def test_a_lost_seal_is_found(record: list[Event]) -> None:
    _tamper("DELETE FROM events_eventseal WHERE seq = 5")
    assert _codes("--minutes", "0") == {"unsealed", "wrong-mark"}


def test_a_chain_cut_short_is_found_by_a_published_head(record: list[Event]) -> None:
    last = EventSeal.objects.latest("seq")
    published = f"{last.seq}:{last.hash}"
    assert _codes("--head", published) == set()
    _tamper("DELETE FROM events_eventseal WHERE seq = 5")
    _tamper("DELETE FROM events_dispatch WHERE event_id = %s", record[4].pk)
    _tamper("DELETE FROM events_event WHERE id = %s", record[4].pk)
    assert _codes() == set(), "the record alone cannot know"
    assert _codes("--head", published) == {"lost-head"}


def test_an_event_put_in_beside_the_outbox_is_found(record: list[Event]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO events_event (uuid, name, actor_kind, subject_type, subject_id, subject_ref, area_path, payload, at,"
            " content_hash) SELECT gen_random_uuid(), name, actor_kind, subject_type, subject_id, '', '', payload, at,"
            " content_hash FROM events_event WHERE id = %s",
            [record[0].pk],
        )
    assert _codes() == {"no-outbox-row", "changed-event"}


def test_an_event_that_nobody_seals_is_found_when_it_is_late(record: list[Event], happen: Emit) -> None:
    happen("late")
    assert _codes() == set()
    assert _codes("--minutes", "0") == {"unsealed"}


def test_marks_that_do_not_fit_are_found(record: list[Event], happen: Emit) -> None:
    Dispatch.objects.filter(pk=record[0].pk).update(sealed=False)
    Dispatch.objects.filter(pk=happen("marked").pk).update(sealed=True)
    _status, found = _verify()
    assert [one["code"] for one in found["problems"]] == ["wrong-mark", "wrong-mark"]


def test_it_prints_a_line_for_each_problem_and_the_head(record: list[Event]) -> None:
    _tamper("UPDATE events_event SET team_id = 7 WHERE id = %s", record[2].pk)
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("verify_events", stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0] == f"changed-event: event {record[2].pk}: its content is not what was written"
    assert lines[1] == "5 events, 5 of them sealed, 1 problems"
    assert lines[2].endswith(f"5:{EventSeal.objects.latest('seq').hash}")


@pytest.mark.parametrize("head", ["5", "x:abc", "5:"])
def test_an_odd_head_is_refused(record: list[Event], head: str) -> None:
    with pytest.raises(CommandError):
        call_command("verify_events", "--head", head)
