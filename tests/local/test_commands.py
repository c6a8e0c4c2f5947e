"""manage.py and make, as a newcomer meets them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from manage import needs_server
from policing.local.places import PROJECT
from tests.local.conftest import Newcomer


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", False),
        ("help", False),
        ("migrate --help", False),
        ("--version", False),
        ("check", False),
        ("migrate", True),
        ("shell -c x", True),
    ],
)
def test_only_commands_that_need_a_server_start_one(words: str, expected: bool) -> None:
    assert needs_server(words.split()) is expected


def test_help_works_from_anywhere_and_starts_nothing(newcomer: Newcomer) -> None:
    done = newcomer.run(str(PROJECT / "manage.py"), "help", "serve", cwd=Path("/"))
    assert done.returncode == 0, done.stderr
    assert "--port" in done.stdout
    assert not (newcomer.var / "run").exists()


def test_a_bad_setting_is_one_line_with_its_name(newcomer: Newcomer) -> None:
    newcomer.extra["PROXY_HOPS"] = "many"
    done = newcomer.run(str(PROJECT / "manage.py"), "check")
    assert done.returncode == 1
    assert done.stderr == "commonbeat: PROXY_HOPS: expected a whole number, found 'many'\n"


def test_clean_var_refuses_while_in_use_then_removes_all(newcomer: Newcomer) -> None:
    user = newcomer.stay()
    refused = newcomer.run("-m", "policing.local", "clean-var")
    assert refused.returncode == 1
    assert refused.stderr == f"{newcomer.var} is in use: stop what runs there first.\n"
    sockets = newcomer.place.sockets()
    newcomer.go(user)
    assert newcomer.run("-m", "policing.local", "clean-var").returncode == 0
    assert not newcomer.var.exists()
    assert not sockets.exists()


def make(folder: Path, *arguments: str, path: str = os.environ["PATH"]) -> subprocess.CompletedProcess[str]:
    program = shutil.which("make")
    assert program is not None
    return subprocess.run([program, *arguments], cwd=folder, env={"PATH": path}, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "a town"
    made.mkdir()
    shutil.copy(PROJECT / "Makefile", made)
    return made


def test_make_alone_lists_what_there_is(folder: Path) -> None:
    said = make(folder).stdout
    for target in ("run", "test", "test-long", "check", "bench", "help", "lock", "setup", "clean-var"):
        assert f"  make {target} " in said


def test_make_says_when_there_is_no_python(folder: Path) -> None:
    tools = folder / "tools"
    tools.mkdir()
    for name in ("sh", "echo", "rm", "test", "["):
        (tools / name).symlink_to(str(shutil.which(name)))
    old = tools / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = make(folder, ".venv/bin/activate", path=str(tools))
    assert done.returncode == 2
    assert "Commonbeat needs Python 3.11 or newer, and none was found." in done.stderr


@pytest.mark.long
def test_make_makes_an_environment_in_a_path_with_a_space(folder: Path) -> None:
    done = make(folder, ".venv/bin/activate")
    assert done.returncode == 0, done.stderr
    assert (
        subprocess.run([folder / ".venv/bin/python", "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0
    )


@pytest.mark.process
def test_ctrl_c_ends_a_command_without_a_traceback(newcomer: Newcomer) -> None:
    # as in a terminal: a run in the background is born deaf to Ctrl-C
    code = "import os, signal; signal.signal(signal.SIGINT, signal.default_int_handler); os.kill(os.getpid(), signal.SIGINT)"
    done = newcomer.run(str(PROJECT / "manage.py"), "shell", "-v", "0", "-c", code)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
    assert newcomer.running() == (False, False)
