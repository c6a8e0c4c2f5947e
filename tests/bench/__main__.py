"""``make bench``: 1,000 and 100,000 reports side by side, two workers each, two clients, the median of interleaved rounds."""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import multiprocessing
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

from policing import local
from policing.local.secret_file import draw
from tests.bench import data, load
from tests.bench.load import CSRF, Ask

SIZES = {"small": 1_000, "large": 100_000}
BOUNDS = {
    "api_list": 0.35, "inbox": 0.12, "report_page": 0.2, "submit": 0.12,
    "search": 0.15, "map_cells": 0.3, "submit_full": 0.08, "case_page": 0.1, "incident_chart": 0.2,
}  # fmt: skip
USED_UP = {"submit": 120, "submit_full": 50}  # each draft is sent once: so many are kept ready for a second
GROWTH, MEMORY_MB = 1.3, 180
IMPORT = "import"  # a line of its own: seconds, no ratio
BASE = Path(__file__).resolve().parent.parent.parent


def environment() -> dict[str, str]:
    """Start throw-away servers and give what a served site is told."""
    place = local.Place(Path(tempfile.mkdtemp(prefix="commonbeat-bench-")), throwaway=True)
    local.ensure_started(place, ("postgres", "valkey"))
    found = place.addresses()
    told = {
        **os.environ,
        **draw(),
        "DATABASE_URL": found.database_url,
        "REDIS_URL": found.redis_url,
        "COMMONBEAT_VAR": str(place.var),
    }
    told |= {"DJANGO_SETTINGS_MODULE": "tests.bench.settings", "SITE_URL": "http://127.0.0.1", "INTAKE_PER_HOUR": "100000000"}
    return told | {"STAFF_SECOND_FACTOR": "no", "COMMONBEAT_DEMO": "no", "MALLOC_ARENA_MAX": "2"}


def of_size(told: dict[str, str], size: str) -> dict[str, str]:
    """Give the surroundings of one size: a database of its own in the same cluster."""
    return told | {"DATABASE_URL": re.sub(r"/[^/?]*(?=\?|$)", f"/bench_{size}", told["DATABASE_URL"], count=1)}


def run(told: dict[str, str], *words: str) -> str:
    """Run a piece of this package in a process of its own and give what it prints."""
    return subprocess.run(
        [sys.executable, "-m", "tests.bench.piece", *words], env=told, check=True, text=True, stdout=subprocess.PIPE
    ).stdout


@contextlib.contextmanager
def served(told: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Serve with two workers; give port and master's id, and stop at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    words = [
        "gunicorn",
        "policing.wsgi:application",
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        "2",
        "--worker-class",
        "gthread",
    ]
    words += ["--threads", "4", "--preload", "--log-level", "warning", "--no-control-socket"]
    log = BASE / "var" / "bench.log"
    log.parent.mkdir(exist_ok=True)
    with log.open("a", encoding="utf-8") as kept:
        master = subprocess.Popen([sys.executable, "-m", *words], env=told, stderr=kept)
    try:
        wait_for(port)
        yield port, master.pid
    finally:
        master.send_signal(signal.SIGTERM)
        try:
            master.wait(30)
        except subprocess.TimeoutExpired:
            master.kill()


def wait_for(port: int) -> None:
    """Wait until the site answers. Raises TimeoutError after a minute."""
    for _attempt in range(240):
        with contextlib.suppress(OSError):
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            line.request("GET", "/livez")
            if line.getresponse().status == 200:
                return
        time.sleep(0.25)
    raise TimeoutError("The site did not answer within a minute")


def asks_of(told: dict[str, str], port: int, rounds: int, seconds: float, only: list[str]) -> dict[str, list[Ask]]:
    """Give what the two clients ask of each target, or of those named and of what they are compared with."""
    cookies = [load.sign_in(port) for _ in range(6)][-2:]
    references = run(told, "references").split()
    many = {name: int(rounds * seconds * each) if not only or name in only else 0 for name, each in USED_UP.items()}
    drafts = run(told, "drafts", str(many["submit"])).split()
    halves = (drafts[::2], drafts[1::2])
    full = run(told, "drafts", str(many["submit_full"]), "full").split()
    full_halves = (full[::2], full[1::2])
    words = [data.VOCABULARY[place] for place in (0, 3, 40, 200, 400)] + ["path"]
    west, south, east, north = data.bounds()
    lon, lat = data.corner(1)
    api = json.dumps({"category": "unsafe", "words": data.WORDS, "lat": lat - 0.011, "lon": lon + 0.011})
    form = f"csrfmiddlewaretoken={CSRF}"
    asks = {
        "bare": [Ask(["/bench/bare/"]) for _ in cookies],
        "B": [Ask(["/bench/baseline/"], cookies=[cookie]) for cookie in cookies],
        "api_list": [Ask(["/api/v1/reports/?state=closed"], cookies=[cookie]) for cookie in cookies],
        "inbox": [Ask(["/inbox/"], cookies=[cookie]) for cookie in cookies],
        "report_page": [Ask([f"/inbox/{quote(one)}/" for one in references], cookies=[cookie]) for cookie in cookies],
        "submit": [Ask(["/report/check/"], "POST", form, [f"csrf={CSRF}; draft={key}" for key in half]) for half in halves],
        "search": [Ask([f"/search/?q={word}" for word in words], cookies=[cookie]) for cookie in cookies],
        "map_cells": [
            Ask([f"/api/v1/map/cells/?zoom={zoom}&bbox={west},{south},{east},{north}" for zoom in (11, 13, 15)]) for _ in cookies
        ],
        "submit_full": [
            Ask(["/report/check/"], "POST", form, [f"csrf={CSRF}; draft={key}" for key in half], first="/report/others/")
            for half in full_halves
        ],
        "case_page": [Ask([f"/cases/{run(told, 'case').strip()}/"], cookies=[cookie]) for cookie in cookies],
        "incident_chart": [Ask(["/incidents/", "/incidents/?area=area-1"], cookies=[cookie]) for cookie in cookies],
        "submit_api": [
            Ask(["/api/v1/reports/"], "POST", api, expect=201, kind="application/json", fresh_key=True) for _ in cookies
        ],
    }
    return {name: ask for name, ask in asks.items() if not only or name in {"bare", "B", *only}}


def next_part(ask: Ask, used: int) -> Ask:
    """Give an ask without the drafts that are used up."""
    return replace(ask, cookies=ask.cookies[used:]) if len(ask.cookies) > 1 else ask


def peak_memory(master: int) -> float:
    """Give the most memory that one worker ever held, in MB (VmHWM of the master's children)."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    peaks = [re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text()) for pid in children]
    return max(int(found[1]) for found in peaks if found) / 1024


def measure(rounds: int, seconds: float, sites: dict[str, tuple[int, dict[str, list[Ask]]]]) -> dict[str, dict[str, list[float]]]:
    """Give the rates of each target and size, a round after another, sizes and targets taking turns."""
    found: dict[str, dict[str, list[float]]] = {}
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        for turn in range(rounds + 1):
            for target in next(iter(sites.values()))[1]:
                for size, (port, asks) in sites.items():
                    took = load.rate(pool, port, asks[target], seconds if turn else 0.4)
                    if target in USED_UP:
                        used = int(took * (seconds if turn else 0.4) / 2 * 1.3) + 2
                        asks[target] = [next_part(ask, used) for ask in asks[target]]
                    if turn:
                        found.setdefault(target, {}).setdefault(size, []).append(took)
            print(f"round {turn} of {rounds}" if turn else "warm", flush=True)
    return found


def figures(found: dict[str, dict[str, list[float]]]) -> dict[str, dict[str, float]]:
    """Give ratio (to B on the large data, round by round) and growth (small to large) of each target, as medians."""
    base = found["B"]["large"]
    result = {}
    for target, rates in found.items():
        ratios = [mine / other for mine, other in zip(rates["large"], base, strict=True)]
        growths = [small / large for small, large in zip(rates["small"], rates["large"], strict=True)]
        result[target] = {"ratio": round(statistics.median(ratios), 3), "growth": round(statistics.median(growths), 3)}
    return result


def main() -> None:
    """Measure, print the table, write var/bench.json."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=1.5)
    parser.add_argument("--only", nargs="+", choices=[*BOUNDS, IMPORT], default=[], help="measure these alone, and write no file")
    chosen = parser.parse_args()
    told = environment()
    if not chosen.only or IMPORT in chosen.only:
        time_import(told)
    if chosen.only == [IMPORT]:
        return
    began = time.monotonic()
    with contextlib.ExitStack() as stack:
        sites, masters = {}, {}
        for size, rows in SIZES.items():
            mine = of_size(told, size)
            run(told, "database", f"bench_{size}")
            run(mine, "fill", str(rows))
            port, masters[size] = stack.enter_context(served(mine))
            sites[size] = (port, asks_of(mine, port, chosen.rounds + 1, chosen.seconds, chosen.only))
            print(f"{rows:,} reports, after {time.monotonic() - began:.0f} s", flush=True)
        found = measure(chosen.rounds, chosen.seconds, sites)
        memory = {size: round(peak_memory(master)) for size, master in masters.items()}
    result = figures(found) | {"memory": {"mb": max(memory.values())}}
    show(found, result)
    if not chosen.only:
        write(result)


def time_import(told: dict[str, str]) -> None:
    """Bring Toronto's records into a database of their own, and print what it took, or why it was not measured."""
    run(told, "database", "bench_import")
    said = run(of_size(told, IMPORT), "import").strip()
    print(f"{IMPORT:<12} {said}", flush=True)


def show(found: dict[str, dict[str, list[float]]], result: dict[str, dict[str, float]]) -> None:
    """Print the table."""
    print(f"\n{'target':<12} {'a second':>9} {'ratio to B':>11} {'at least':>9} {'growth':>7} {'at most':>8}")
    for target in found:
        row, rate = result[target], statistics.median(found[target]["large"])
        least = BOUNDS.get(target, "")
        print(f"{target:<12} {rate:>9.1f} {row['ratio']:>11.3f} {least:>9} {row['growth']:>7.2f} {GROWTH if least else '':>8}")
    print(f"\nworker memory at its peak: {result['memory']['mb']} MB (at most {MEMORY_MB})")


def write(result: dict[str, dict[str, float]]) -> None:
    """Write the figures to a file."""
    path = BASE / "var" / "bench.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(f"written to {path.relative_to(BASE)}")


if __name__ == "__main__":
    main()
