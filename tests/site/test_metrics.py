"""Numbers for a watching machine: by the names of routes alone, from all workers, on a listener of their own."""

from __future__ import annotations

import re
import socket
import urllib.request

import pytest

from policing.site import metrics  # first of all: it says where the numbers are kept before the client is imported

# isort: split
from django.core.management import CommandError, call_command
from django.test import Client
from prometheus_client import generate_latest, start_http_server

from policing import checks
from tests.feedback.tools import named, send
from tests.house.stage import browser_of
from tests.people import Cast

LABELS = re.compile(r'commonbeat_request_seconds_count\{method="([^"]*)",route="([^"]*)",status="([^"]*)"\}')


def counted() -> set[tuple[str, ...]]:
    return set(LABELS.findall(generate_latest(metrics.registry()).decode()))


def test_only_names_of_routes_and_classes_of_answers_are_counted(cast: Cast) -> None:
    before = counted()  # other tests of this process have addresses of their own
    report = send(named(cast.resident)).report
    browser = browser_of(cast.officer)
    browser.get(f"/inbox/{report.reference}/")
    browser.get("/no/such/page/of/maya@example.org/")
    browser.generic("PROPFIND-7", "/")
    found = counted()
    names = {name for _route, name, _view in checks.all_patterns()} | {"none"}
    assert {route for _method, route, _status in found - before} <= names
    assert ("GET", "feedback:report", "2xx") in found
    assert ("GET", "none", "4xx") in found
    assert "other" in {method for method, _route, _status in found}
    everything = generate_latest(metrics.registry()).decode()
    for private in (report.reference, cast.officer.email, "maya", "PROPFIND"):
        assert private not in everything


def test_what_waits_is_told(cast: Cast) -> None:
    send()
    text = generate_latest(metrics.registry()).decode()
    assert "commonbeat_dispatch_oldest_seconds" in text
    assert "commonbeat_event_unsealed_seconds" in text
    assert re.search(r"commonbeat_dispatch_stuck 0", text)


def test_the_site_itself_does_not_serve_them(db: None, client: Client) -> None:
    client.get("/")
    assert client.get("/metrics").status_code == 404


def test_the_listener_serves_them(db: None, client: Client) -> None:
    client.get("/")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    metrics_only = metrics.CollectorRegistry()
    metrics.MultiProcessCollector(metrics_only)
    server, thread = start_http_server(port, addr="127.0.0.1", registry=metrics_only)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        text = answer.read().decode()
    server.shutdown()
    thread.join()
    server.server_close()
    assert 'route="site:home"' in text


def test_a_port_in_use_is_one_clear_line(db: None) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CommandError, match="cannot be used"):
            call_command("metrics", port=taken.getsockname()[1])
