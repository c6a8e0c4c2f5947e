"""Slowing down guesses and floods without knowing anybody: by a keyed hash of an address prefix, under a key of this hour.

The key is random, kept in Valkey alone, and gone after two hours, so no count can be led back to an address afterwards. Nobody is
ever locked out: guesses are delayed, and only a flood of new reports is asked to wait. Without Valkey everybody is let through.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import logging
import secrets
import threading
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

from policing import timekeeping
from policing.errors import TooMany

logger = logging.getLogger(__name__)

LONGEST_DELAY = 5.0
FIRST_DELAY = 0.25
HOUR = 3600
# so many requests of one process may sit out a delay at a time; more than that are asked to come back
_waiting = threading.BoundedSemaphore(2)


@dataclass(frozen=True)
class Throttle:
    """Counts what comes from one address prefix: up to ``limit`` in ``window`` seconds goes through at once."""

    name: str
    limit: int
    window: int

    def count(self, request: HttpRequest) -> int:
        """Count this request and give how many came in the window, or 0 where there is no address or no Valkey."""
        return self.count_of(address_prefix(request))

    def count_of(self, what: str) -> int:
        """Count what is named, which only its keyed hash stands for, as ``count`` does a network. Nothing counts nothing."""
        if not what:
            return 0
        now = int(timekeeping.now().timestamp())
        try:
            hashed = hmac.new(key_of(now // HOUR), f"{self.name}/{what}".encode(), hashlib.sha256).hexdigest()
            name = f"throttle:{self.name}:{now // self.window}:{hashed}"
            cache.add(name, 0, self.window)
            return int(cache.incr(name))
        except (RedisError, ValueError):  # ValueError: the counter ended between the two steps
            logger.warning("the throttle is open", extra={"code": "throttle_open"})
            return 0

    def seconds(self, request: HttpRequest) -> float:
        """Count this request and give the seconds (0 to 5) by which to delay it: doubling with each one over the limit."""
        over = self.count(request) - self.limit
        return 0.0 if over <= 0 else min(LONGEST_DELAY, FIRST_DELAY * 2 ** min(over - 1, 10))

    def delay(self, request: HttpRequest) -> float:
        """Hold this request back as long as ``seconds`` says, and give that. For guesses of a secret; never locks.

        Raises TooMany only where two requests of this process are being held already, so that nobody can hold all of them.
        """
        wait = self.seconds(request)
        if wait:
            if not _waiting.acquire(blocking=False):
                raise TooMany(wait=wait)
            try:
                time.sleep(wait)
            finally:
                _waiting.release()
        return wait

    def check(self, request: HttpRequest) -> None:
        """Pass, or raise TooMany with the seconds until the window ends. For floods of new rows; give it a high limit."""
        if self.count(request) > self.limit:
            raise TooMany(wait=self.window - int(timekeeping.now().timestamp()) % self.window)


def address_prefix(request: HttpRequest) -> str:
    """Give the network that a request comes from: the first 24 bits of IPv4, the first 48 of IPv6; nothing where unknown."""
    try:
        address = ipaddress.ip_address(_bare(client_address(request)))
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        address = address.ipv4_mapped or address
    length = 24 if address.version == 4 else 48
    return str(ipaddress.ip_network(f"{address.compressed.split('%')[0]}/{length}", strict=False))


def client_address(request: HttpRequest) -> str:
    """Give the address as the outermost of our own proxies (PROXY_HOPS of them) saw it; what clients claim counts nothing."""
    hops: int = settings.PROXY_HOPS
    seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if hops and len(seen) >= hops:
        return str(seen[-hops])
    return str(request.META.get("REMOTE_ADDR", ""))


def _bare(address: str) -> str:
    """Give an address without its port: ``[2001:db8::1]:443`` and ``192.0.2.7:443`` are how some proxies write it."""
    if address.startswith("["):
        return address[1:].partition("]")[0]
    return address.partition(":")[0] if address.count(":") == 1 else address


def key_of(hour: int) -> bytes:
    """Give the random key of the hour, the same for all processes: the first of them draws it.

    Raises ValueError where the cache keeps none, which is so while Valkey is away.
    """
    name = f"throttle:key:{hour}"
    cache.add(name, secrets.token_bytes(32), 2 * HOUR)
    found: bytes | None = cache.get(name)
    if found is None:
        raise ValueError("the key of this hour ended at once")
    return found
