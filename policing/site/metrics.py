"""Counts and times of requests by route name, and the ages of what waits; served by a listener of its own.

Nothing here says who asked for what: labels are the route's name, the method and the class of the answer.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

# the client reads this when it is imported, and shares the numbers of all workers through files in the folder
FOLDER = Path(os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(settings.VAR_DIR / "metrics")))
FOLDER.mkdir(parents=True, exist_ok=True)

from prometheus_client import CollectorRegistry, Histogram  # noqa: E402
from prometheus_client.core import GaugeMetricFamily, Metric  # noqa: E402
from prometheus_client.multiprocess import MultiProcessCollector  # noqa: E402

from policing.events import health as outbox  # noqa: E402
from policing.logs import METHODS  # noqa: E402

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
REQUESTS = Histogram("commonbeat_request_seconds", "Time to answer", ["route", "method", "status"], buckets=BUCKETS)


class Measure:
    """Times each request under its route's name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and count the answer."""
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        route = (match.view_name if match else "") or "none"
        status = f"{response.status_code // 100}xx"
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(route, method, status).observe(time.perf_counter() - began)
        return response


class Waiting:
    """Reads the ages of the outbox and the sealer when they are asked for."""

    def collect(self) -> Iterator[Metric]:
        """Give the gauges. Runs three queries."""
        found = outbox.health()
        yield GaugeMetricFamily("commonbeat_dispatch_oldest_seconds", "Age of the oldest waiting Dispatch", found.oldest_waiting)
        yield GaugeMetricFamily("commonbeat_dispatch_stuck", "Dispatch rows that gave up", found.stuck)
        yield GaugeMetricFamily("commonbeat_event_unsealed_seconds", "Age of the oldest unsealed Event", found.oldest_unsealed)


def registry() -> CollectorRegistry:
    """Give a registry of all workers' numbers and of what waits."""
    found = CollectorRegistry()
    MultiProcessCollector(found)  # type: ignore[no-untyped-call]
    found.register(Waiting())
    return found
