"""What the process test needs: an event and a notice that worker processes know too, a mail sink, a Valkey and workers to kill.

A worker loads this module by ``--include``, so the event type and the kind of notice are registered there at its start.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from policing.accounts.models import User
from policing.events import catalogue
from policing.events.catalogue import EventType
from policing.events.models import Event
from policing.local import valkey
from policing.notifications.kinds import NoticeKind, Recipients, find_kind, register_kind

ROOT = Path(__file__).resolve().parents[2]
LEASE_SECONDS = 4
SLOW_SECONDS = 0.03

RANG = EventType(name="tests.bell.rang", payload=(), sentence="The bell rang")


def _everybody(event: Event) -> Recipients:
    return Recipients(users=User.objects.all())


def _page(ref: str) -> str:
    return "/"


NOTICE = NoticeKind(
    name="tests.bell",
    event=RANG.name,
    label="The bell",
    audience="everybody",
    recipients=_everybody,
    sentence="The bell rang",
    subject_line="The bell",
    link=_page,
)


def register() -> None:
    """Let this process know the event and the notice; once is enough."""
    if catalogue.find(RANG.name) is None:
        catalogue.register(RANG)
    if find_kind(NOTICE.name) is None:
        register_kind(NOTICE)


register()


class Sink:
    """A real SMTP server that takes its time, and counts what it said yes to by Message-ID."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self.recipients: dict[str, set[str]] = {}
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._controller.port)

    def __enter__(self) -> Sink:
        self._controller.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._controller.stop()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take a mail, slowly, and say yes."""
        await asyncio.sleep(SLOW_SECONDS)
        head = (envelope.original_content or b"").split(b"\r\n\r\n", 1)[0].decode()
        (name,) = [line.split(":", 1)[1].strip() for line in head.split("\r\n") if line.lower().startswith("message-id:")]
        self.taken[name] += 1
        self.recipients.setdefault(name, set()).update(envelope.rcpt_tos)
        return "250 OK"


class Broker:
    """A Valkey that keeps nothing: started again, it is empty."""

    def __init__(self) -> None:
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it and wait until it listens."""
        command = [str(valkey.program()), "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(lambda: _listens(self.port), 10, "Valkey does not listen")

    def kill(self) -> None:
        """Kill it; all that it held is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


class Worker:
    """A real Celery worker with two prefork processes, in a group of its own so that all of it can be killed at once."""

    def __init__(self, database_url: str, broker: Broker, sink: Sink, log: Path) -> None:
        environment = {
            **os.environ,
            "DATABASE_URL": database_url,
            "REDIS_URL": broker.url,
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(sink.port),
            "DELIVERY_LEASE_SECONDS": str(LEASE_SECONDS),
        }
        command = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "policing.celery:app",
            "worker",
            "--pool",
            "prefork",
            "--concurrency",
            "2",
        ]
        command += ["--queues", "urgent,default,bulk", "--include", "tests.events.killing", "--loglevel", "WARNING"]
        command += ["--without-mingle", "--without-gossip", "--without-heartbeat"]
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
            )

    def kill(self) -> None:
        """SIGKILL the worker and both of its children, all at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def free_port() -> int:
    """Give a port at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def wait_for(is_so: Callable[[], Any], seconds: float, otherwise: str) -> None:
    """Wait until something is so. Raises AssertionError after so many seconds."""
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, otherwise
        time.sleep(0.02)
