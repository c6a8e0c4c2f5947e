"""An install's secrets are drawn once, kept, and readable by their owner alone."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest

from policing.local import LocalProblem, secrets
from policing.local.secret_file import NAMES
from tests.local.conftest import Newcomer


def test_they_are_made_once(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        first = secrets(tmp_path / "a town")
    finally:
        os.umask(old)
    assert set(first) == set(NAMES)
    assert {len(base64.urlsafe_b64decode(value)) for value in first.values()} == {32}
    assert len(set(first.values())) == len(NAMES)
    assert secrets(tmp_path / "a town") == first
    assert [path.name for path in (tmp_path / "a town").iterdir()] == ["secrets.json"]
    assert (tmp_path / "a town" / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_two_installs_differ(tmp_path: Path) -> None:
    assert not set(secrets(tmp_path / "a").values()) & set(secrets(tmp_path / "b").values())


def test_processes_that_start_together_agree(newcomer: Newcomer) -> None:
    code = (
        "import os, sys; from policing import local; read, write = os.pipe()\n"
        "for _ in range(6):\n"
        "    if not os.fork():\n"
        "        os.write(write, local.secrets()['SECRET_KEY'].encode() + b'\\n'); os._exit(0)\n"
        "[os.wait() for _ in range(6)]; os.close(write); print(os.fdopen(read).read())"
    )
    found = newcomer.run("-c", code).stdout.split()
    assert (len(found), len(set(found))) == (6, 1)


@pytest.mark.parametrize("content", ["", "{}", '{"SECRET_KEY": "x"}'])
def test_a_damaged_file_is_never_replaced(tmp_path: Path, content: str) -> None:
    (tmp_path / "secrets.json").write_text(content)
    with pytest.raises(LocalProblem, match="backup"):
        secrets(tmp_path)
    assert (tmp_path / "secrets.json").read_text() == content
