"""``manage.py serve``: the whole site in one foreground command."""

from __future__ import annotations

import fcntl
import http.client
import os
import socket
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from policing import local
from policing.local import steps
from policing.local.lifecycle import SERVERS, open_lock, take
from policing.local.supervisor import Child, ChildEnded, Supervisor

PATIENCE = 90.0  # seconds until the site must be healthy
FILLING = Child("demo", ("django", "demo", "--fill"), may_end=True)
QUEUES = "urgent,default,bulk"
NEAR = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- where to reach a server that listens everywhere


class Command(BaseCommand):
    """Prepares what is missing, starts web, worker and beat, and stops all of it with Ctrl-C."""

    help = "Run the whole site here: database, broker, web, worker and beat. Ctrl-C stops all of it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen."""
        parser.add_argument("--port", type=int, default=8000, help="the port of the web side (8000)")
        parser.add_argument("--bind", default="127.0.0.1", help="the address of the web side (127.0.0.1: this machine alone)")

    def handle(self, *_arguments: Any, port: int, bind: str, **_options: Any) -> None:
        """Raises CommandError with one line where the site cannot be served or a part of it ended."""
        address = f"http://{f'[{bind}]' if ':' in bind else NEAR.get(bind, bind)}:{port}"
        place = local.Place(local.var_dir())
        place.prepare()
        guard = self._be_the_only_one(place, address)
        self._check_port(bind, port)
        try:
            self._prepare()
            self._serve(place, bind, port, address)
        except (local.LocalProblem, ChildEnded) as problem:
            raise CommandError(str(problem)) from problem
        finally:
            os.close(guard)

    def _be_the_only_one(self, place: local.Place, address: str) -> int:
        """Hold the lock of the running site, so that two beats never run on one database."""
        path = place.lock("serve")
        handle = open_lock(path)
        if not take(handle, fcntl.LOCK_EX):
            raise CommandError(f"Commonbeat is already running from this folder: {path.read_text(encoding='utf-8').strip()}")
        path.write_text(f"{address}\n", encoding="utf-8")
        return handle

    def _check_port(self, bind: str, port: int) -> None:
        with socket.socket(socket.AF_INET6 if ":" in bind else socket.AF_INET) as line:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                line.bind((bind, port))
            except (OSError, OverflowError) as error:
                reason = getattr(error, "strerror", None) or str(error)
                raise CommandError(
                    f"Port {port} at {bind} cannot be used ({reason}). Stop what runs there, or choose another, like PORT=8123"
                ) from error

    def _prepare(self) -> None:
        for words, step in steps.all_steps():
            began = time.monotonic()
            self.stdout.write(f"{words} … ", ending="")
            self.stdout.flush()
            with steps.one_line():
                step()
            self.stdout.write(f"{time.monotonic() - began:.1f} s")
        connections.close_all()

    def _serve(self, place: local.Place, bind: str, port: int, address: str) -> None:
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}
        environment.setdefault("SITE_URL", address)
        environment.setdefault("MALLOC_ARENA_MAX", "2")  # threads share two heaps, so that a worker stays small
        servers = local.needed()
        supervisor = Supervisor(place.logs, environment, local.ensure_started(place))
        supervisor.listen()
        try:
            supervisor.start(*children(bind, port))
            if supervisor.watch(lambda: health(address) == http.HTTPStatus.OK, PATIENCE):
                self._welcome(address)
                if settings.DEMO and steps.is_demo_town():
                    self.stdout.write("The town’s last eighteen months are being filled in; every page answers meanwhile.")
                    supervisor.start(FILLING)
                supervisor.wait(
                    lambda: next((f"The {name} ended by itself: see {place.logs}" for name in servers if gone(place, name)), "")
                )
        except TimeoutError as error:
            said = f"/readyz answers {health(address) or 'nothing'}"
            raise CommandError(f"The site was not healthy within {PATIENCE:.0f} seconds ({said}): see {place.logs}") from error
        finally:
            supervisor.stop()
        self.stdout.write("Stopped.")

    def _welcome(self, address: str) -> None:
        self.stdout.write(f"\nCommonbeat is running at {address}")
        sign_ins = Path(settings.VAR_DIR) / "sign-ins.txt"
        if sign_ins.exists():
            self.stdout.write(f"\n{sign_ins.read_text(encoding='utf-8').rstrip()}")
        self.stdout.write("\nCtrl-C stops it.")
        self.stdout.flush()


def children(bind: str, port: int) -> tuple[Child, ...]:
    """The web side with two workers of four threads, the Celery worker with two processes, and the beat."""
    host = f"[{bind}]" if ":" in bind else bind
    web = ["gunicorn", "policing.wsgi:application", "--bind", f"{host}:{port}", "--workers", "2", "--worker-class", "gthread"]
    web += ["--threads", "4", "--preload", "--max-requests", "5000", "--max-requests-jitter", "500", "--graceful-timeout", "10"]
    web += ["--timeout", "60", "--no-control-socket"]
    celery = ["celery", "-A", "policing.celery:app"]
    worker = [*celery, "worker", "--pool", "prefork", "--concurrency", "2", "--queues", QUEUES]
    worker += ["--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
    beat = [*celery, "beat", "--schedule", str(settings.CELERY_BEAT_SCHEDULE_FILENAME), "--pidfile=", "--loglevel", "WARNING"]
    return Child("web", tuple(web)), Child("worker", tuple(worker)), Child("beat", tuple(beat))


def health(address: str) -> int:
    """Ask the site whether all it stands on is ready; gives the status of its answer, or 0 where there is none."""
    line = http.client.HTTPConnection(address.removeprefix("http://"), timeout=15)
    try:
        line.request("GET", "/readyz")
        return line.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        line.close()


def gone(place: local.Place, name: str) -> bool:
    """Tell whether one of our own servers is no longer running."""
    return SERVERS[name](place).pid() is None
