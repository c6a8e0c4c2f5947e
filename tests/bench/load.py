"""Closed-loop load: two clients, each a process that asks again as soon as it is answered."""

from __future__ import annotations

import http.client
import itertools
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.pool import Pool
from urllib.parse import urlencode

from tests.bench.data import EMAIL, PASSWORD

CSRF = "a" * 32


@dataclass
class Ask:
    """One request, again and again. ``cookies`` and ``paths`` are gone through in turn.

    With ``first`` each is a pair that counts as one: that page is read before, with the same cookie.
    """

    paths: list[str]
    method: str = "GET"
    body: str = ""
    cookies: list[str] = field(default_factory=lambda: [""])
    expect: int = 200
    kind: str = "application/x-www-form-urlencoded"
    fresh_key: bool = False
    first: str = ""


def _requests(ask: Ask) -> Iterator[tuple[str, dict[str, str]]]:
    cookies = iter(ask.cookies) if len(ask.cookies) > 1 else itertools.repeat(ask.cookies[0])
    for path, cookie in zip(itertools.cycle(ask.paths), cookies, strict=False):
        headers = {"Content-Type": ask.kind, "Accept-Encoding": "gzip"} if ask.body else {"Accept-Encoding": "gzip"}
        if cookie:
            headers["Cookie"] = cookie
        if ask.fresh_key:
            headers["Idempotency-Key"] = secrets.token_hex(16)
        yield path, headers


def _read(line: http.client.HTTPConnection, path: str, headers: dict[str, str]) -> None:
    line.request("GET", path, headers=headers)
    answer = line.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"GET {path} answered {answer.status}")


def client(port: int, ask: Ask, seconds: float) -> tuple[int, float]:
    """Ask until the time is over; give how many answers came and in how many seconds. Raises where an answer is not the right one."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    began, done = time.perf_counter(), 0
    for path, headers in _requests(ask):
        if ask.first:
            _read(line, ask.first, {name: value for name, value in headers.items() if name != "Content-Type"})
        line.request(ask.method, path, body=ask.body or None, headers=headers)
        answer = line.getresponse()
        text = answer.read()
        if answer.status != ask.expect:
            raise RuntimeError(f"{ask.method} {path} answered {answer.status}: {text[:300]!r}")
        done += 1
        if time.perf_counter() - began >= seconds:
            break
    line.close()
    return done, time.perf_counter() - began


def rate(pool: Pool, port: int, asks: list[Ask], seconds: float) -> float:
    """Give the answers a second that the clients together got, one for each ask."""
    found = pool.starmap(client, [(port, ask, seconds) for ask in asks])
    return sum(done / took for done, took in found)


def sign_in(port: int) -> str:
    """Sign in by the page, as a person does, and give the cookie header."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    body = urlencode({"login": EMAIL, "password": PASSWORD, "csrfmiddlewaretoken": CSRF})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrf={CSRF}"}
    line.request("POST", "/account/login/", body=body, headers=headers)
    answer = line.getresponse()
    answer.read()
    cookies = "; ".join(answer.headers.get_all("Set-Cookie") or [])
    found = re.search(r"session=([^;]+)", cookies)
    if not found:
        raise RuntimeError(f"Signing in answered {answer.status} and no session")
    return f"session={found[1]}; csrf={CSRF}"
