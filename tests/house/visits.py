"""One walk of a person over every address by GET, in read-only transactions; walked once, looked at by several tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.utils import DatabaseError, InternalError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.house.doors import IN, NO, ODD, ON, POST, SIGN_IN, UNKNOWN, UNSEEN, WRONG
from tests.house.stage import Stage, addresses, browser_of, forget_all, set_up
from tests.people import Cast

WORDS = {200: IN, 401: UNKNOWN, 403: NO, 404: UNSEEN, 405: POST, 409: WRONG, 422: ODD}
READ_ONLY = "25006"  # PostgreSQL's code for a write in a read-only transaction
TOWN = {"city", "north", "south", "team_north", "team_south", "front_desk"}
PEOPLE = [name for name in Cast.__dataclass_fields__ if name not in TOWN]


@dataclass
class Walk:
    """What one person got at each address, in the words of the table, and the writes that were refused on the way."""

    got: dict[str, str] = field(default_factory=dict)
    writes: dict[str, list[str]] = field(default_factory=dict)


_walked: dict[str, Walk] = {}


def walk_of(who: str, cast: Callable[[], Cast]) -> Walk:
    """Give the walk of one of the cast; ``cast`` is asked for only where it was not walked yet in this process."""
    if who not in _walked:
        stage = set_up(cast())
        _walked[who] = _walk(stage, browser_of(getattr(stage.cast, who)))
        forget_all()
    return _walked[who]


def _walk(stage: Stage, browser: Client) -> Walk:
    walk = Walk()
    for route, name in addresses():
        with read_only() as writes:
            walk.got[name] = in_words(browser.get(stage.address(route, name)))
        if writes:
            walk.writes[name] = writes
    return walk


@contextmanager
def read_only() -> Iterator[list[str]]:
    """Let PostgreSQL refuse every write inside the block; gives the statements that it refused. All is rolled back after."""
    writes: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        try:
            return execute(sql, params, many, context)
        except InternalError as error:
            if getattr(error.__cause__, "pgcode", "") == READ_ONLY:
                writes.append(sql)
            raise

    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        with connection.execute_wrapper(watch):
            try:
                yield writes
            except DatabaseError:
                if not writes:
                    raise
        transaction.set_rollback(True)


def in_words(answer: HttpResponse) -> str:
    """Give the word of the table for an answer."""
    if answer.status_code == 302:
        return SIGN_IN if answer["Location"].startswith(reverse("account_login")) else ON
    return WORDS.get(answer.status_code, str(answer.status_code))
