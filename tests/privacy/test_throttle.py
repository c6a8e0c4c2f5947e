"""Slowing down without knowing anybody: on the real Valkey, and without it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import time_machine
from django.conf import settings as configured
from django.core.cache import cache
from django.test import RequestFactory, override_settings
from pytest_django import Settings

from policing.errors import TooMany
from policing.privacy import throttle
from policing.privacy.throttle import Throttle, address_prefix


def request(address: str = "203.0.113.77", **more: str) -> object:
    """Give a request from an address."""
    return RequestFactory().get("/", REMOTE_ADDR=address, **more)


@pytest.fixture
def slow() -> Throttle:
    """Give a throttle that nobody used yet: three at once."""
    return Throttle(f"t{uuid.uuid4().hex}", limit=3, window=600)


@contextmanager
def no_valkey() -> Iterator[None]:
    """Take Valkey away for a while; it is back when the fixtures tidy up."""
    away = {**configured.CACHES["default"], "LOCATION": "unix:///nowhere/valkey.sock"}
    with override_settings(CACHES={**configured.CACHES, "default": away}):
        yield


class TestCounting:
    def test_the_first_go_at_once_then_it_doubles_and_stays_bounded(self, slow: Throttle) -> None:
        waits = [slow.seconds(request()) for _turn in range(12)]
        assert waits[:3] == [0, 0, 0]
        assert waits[3:8] == [0.25, 0.5, 1, 2, 4]
        assert set(waits[8:]) == {5.0}

    def test_neighbours_of_one_network_count_together_others_do_not(self, slow: Throttle) -> None:
        for last in range(4):
            slow.seconds(request(f"203.0.113.{last}"))
        assert slow.seconds(request("203.0.113.200")) > 0
        assert slow.seconds(request("203.0.114.1")) == 0

    def test_the_window_ends(self, slow: Throttle) -> None:
        with time_machine.travel("2026-11-23 10:00:00Z", tick=False) as clock:
            for _turn in range(5):
                slow.seconds(request())
            clock.shift(600)
            assert slow.seconds(request()) == 0

    def test_floods_are_asked_to_wait_until_the_window_ends(self, slow: Throttle) -> None:
        with time_machine.travel("2026-11-23 10:09:30Z", tick=False):
            for _turn in range(3):
                slow.check(request())
            with pytest.raises(TooMany) as refused:
                slow.check(request())
        assert refused.value.extra["wait"] == 30

    def test_nobody_can_hold_every_worker(self, slow: Throttle, monkeypatch: pytest.MonkeyPatch) -> None:
        slept: list[float] = []
        monkeypatch.setattr(throttle.time, "sleep", slept.append)
        for _turn in range(4):
            slow.delay(request())
        assert slept == [0.25]
        held = [throttle._waiting.acquire(blocking=False) for _turn in range(2)]
        try:
            with pytest.raises(TooMany):
                slow.delay(request())
        finally:
            for _one in held:
                throttle._waiting.release()
        assert slow.delay(request()) == 1


class TestNobodyIsKnown:
    def test_no_address_reaches_valkey(self, slow: Throttle) -> None:
        slow.seconds(request("198.51.100.23"))
        client = cache._cache.get_client(None)
        keys = list(client.keys("*throttle*"))
        assert [key for key in keys if slow.name.encode() in key]
        content = b" ".join([*keys, *[client.get(key) or b"" for key in keys]])
        assert b"198.51.100" not in content

    def test_the_same_network_is_another_hash_in_another_hour(self, slow: Throttle) -> None:
        client = cache._cache.get_client(None)
        for moment in ("2026-11-23 10:00:00Z", "2026-11-23 11:00:00Z"):
            with time_machine.travel(moment, tick=False):
                slow.seconds(request())
        hashes = {key.rpartition(b":")[2] for key in client.keys(f"*throttle:{slow.name}:*")}
        assert len(hashes) == 2

    def test_everything_ends_by_itself(self, slow: Throttle) -> None:
        slow.seconds(request())
        client = cache._cache.get_client(None)
        ages = [client.ttl(key) for key in client.keys("*throttle*")]
        assert ages
        assert all(0 < age <= 7200 for age in ages)


def test_without_valkey_everybody_gets_through_and_it_is_said(slow: Throttle, caplog: pytest.LogCaptureFixture) -> None:
    with no_valkey():
        for _turn in range(6):
            assert slow.delay(request()) == 0
            slow.check(request())
    assert {record.__dict__["code"] for record in caplog.records if record.name == "policing.privacy.throttle"} == {
        "throttle_open"
    }


@pytest.mark.parametrize(
    ("address", "prefix"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("203.0.113.77:4711", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3::77", "2001:db8:1::/48"),
        ("[2001:db8:1:2::9]:443", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/48"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_networks_not_addresses(address: str, prefix: str) -> None:
    assert address_prefix(request(address)) == prefix


def test_a_request_without_an_address_is_let_through(slow: Throttle) -> None:
    assert {slow.seconds(request("")) for _turn in range(6)} == {0}


@pytest.mark.parametrize(
    ("hops", "claimed", "prefix"),
    [
        (0, "198.51.100.1", "203.0.113.0/24"),
        (1, "198.51.100.1", "198.51.100.0/24"),
        (1, "10.9.9.9, 198.51.100.1", "198.51.100.0/24"),
        (2, "10.9.9.9, 198.51.100.1, 192.0.2.5", "198.51.100.0/24"),
        (2, "198.51.100.1", "203.0.113.0/24"),
        (1, "", "203.0.113.0/24"),
    ],
)
def test_what_clients_claim_about_themselves_counts_nothing(settings: Settings, hops: int, claimed: str, prefix: str) -> None:
    settings.PROXY_HOPS = hops
    assert address_prefix(request(HTTP_X_FORWARDED_FOR=claimed)) == prefix
