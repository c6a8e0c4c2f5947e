"""The secrets of one install, drawn at random at the first start and kept beside its data."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from secrets import token_bytes

from policing.local.places import LocalProblem, explained, var_dir

NAMES = ("SECRET_KEY", "FIELD_KEYS", "RECEIPT_KEY", "PEPPER", "INDEX_KEY")


def secrets(folder: Path | None = None) -> dict[str, str]:
    """Give the install's secrets, each 32 random bytes in URL-safe base64; made once, readable by their owner alone.

    Raises LocalProblem where the file cannot be read or written, or is damaged: a new one would make kept data unreadable.
    """
    path = (folder or var_dir()) / "secrets.json"
    with explained(path):
        if not path.exists():
            _make(path)
        text = path.read_text(encoding="utf-8")
    try:
        kept = json.loads(text)
    except ValueError as error:
        raise LocalProblem(f"{path} is damaged: put its backup back, or remove it together with the data it protects.") from error
    missing = [name for name in NAMES if not kept.get(name)]
    if missing:
        raise LocalProblem(f"{path} lacks {', '.join(missing)}: put its backup back.")
    return {name: kept[name] for name in NAMES}


def draw() -> dict[str, str]:
    """Draw a fresh set of secrets."""
    return {name: base64.urlsafe_b64encode(token_bytes(32)).decode() for name in NAMES}


def _make(path: Path) -> None:
    """Write a fresh file in one step: of two processes that come first, one wins and both read the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump(draw(), out, indent=2)
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(partial, path)
    except FileExistsError:
        return
    finally:
        partial.unlink()
