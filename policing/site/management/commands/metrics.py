"""``manage.py metrics``: serve the numbers for Prometheus on a listener of their own, never on the site's."""

from __future__ import annotations

import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from prometheus_client import start_http_server

from policing.site import metrics


class Command(BaseCommand):
    """Listen until stopped."""

    help = "Serve the site's numbers for Prometheus on a listener of their own."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen."""
        parser.add_argument("--port", type=int, default=9464)
        parser.add_argument("--bind", default="127.0.0.1", help="an address that the public cannot reach")

    def handle(self, *args: Any, port: int, bind: str, **options: Any) -> None:
        """Serve until a signal ends the process. Raises CommandError where the port is taken."""
        try:
            start_http_server(port, addr=bind, registry=metrics.registry())
        except OSError as error:
            raise CommandError(f"Port {port} at {bind} cannot be used ({error.strerror}). Choose another with --port.") from error
        self.stdout.write(f"Numbers at http://{bind}:{port}/metrics")
        self.stdout.flush()
        threading.Event().wait()
