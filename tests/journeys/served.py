"""The site as it is served: gunicorn with the collected, compressed files, on a database of its own."""

from __future__ import annotations

import fcntl
import io
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit
from urllib.request import urlopen

from django.core.management import call_command

from tests import template

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60.0
NOT_VISITED = ("drf_spectacular_sidecar", "drf_spectacular_sidecar/*")  # megabytes that no journey opens


def _environment(**more: str) -> dict[str, str]:
    folder = Path(os.environ["COMMONBEAT_VAR"])
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.journeys.settings",
        "JOURNEYS_STATIC": str(folder / "journeys-static"),
        "JOURNEYS_WORDS": str(folder / "journeys-words"),
        **more,
    }


def prepare() -> None:
    """Collect the files and write the made-up language, once for all workers of a run."""
    folder = Path(os.environ["COMMONBEAT_VAR"])
    done = folder / "journeys-ready"
    with (folder / "journeys-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if done.exists():
            return
        call_command("messages", "--pseudo", "ar", str(folder / "journeys-words"), stdout=io.StringIO())
        collect = ["collectstatic", "--noinput", "-v0", *(f"--ignore={name}" for name in NOT_VISITED)]
        subprocess.run([sys.executable, "manage.py", *collect], cwd=ROOT, env=_environment(), check=True)
        done.touch()


def make_database() -> str:
    """Make a database for this worker, beside the one of the other tests. Gives its name."""
    name = f"journeys_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}_{os.getpid()}"
    template.copy(name)
    return name


def database_url(name: str) -> str:
    """Give the address of a database beside the one that the run was given."""
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{quote(name)}"))


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


@dataclass(frozen=True)
class Served:
    """A site that is served: its address, and what it says of its faults."""

    address: str
    log: Path

    def faults(self) -> str:
        """Give the lines of the log that are not about an answered request."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(line for line in lines if '"answered"' not in line)[-6000:]


@contextmanager
def serving(database: str, **more: str) -> Iterator[Served]:
    """Serve the site; ``more`` are settings of the environment. It stops at the end, whatever happens."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = _environment(DATABASE_URL=database_url(database), SITE_URL=address, **more)
    words = ["policing.wsgi:application", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "4"]
    log = Path(os.environ["COMMONBEAT_VAR"]) / f"journeys-{port}.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *words, "--log-level", "warning", "--graceful-timeout", "1"],
            cwd=ROOT, env=environment, stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
        try:
            _wait(process, address, log)
            yield Served(address, log)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=20)


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends and process.poll() is None:
        try:
            with urlopen(f"{address}/livez", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"The site did not start:\n{log.read_text(encoding='utf-8', errors='replace')[-4000:]}")
