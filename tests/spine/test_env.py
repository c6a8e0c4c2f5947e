"""Settings are typed, take secrets from files, and fail with the variable's name."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from policing import env

BASE = Path(__file__).resolve().parent.parent.parent
SERVED = {
    "DATABASE_URL": "postgresql://somebody@127.0.0.1/beat",
    "REDIS_URL": "redis://127.0.0.1/0",
    "SITE_URL": "https://beat.example.org",
    "SECRET_KEY": "s" * 40,
    "FIELD_KEYS": "f" * 43 + "=",
    "RECEIPT_KEY": "r" * 40,
    "PEPPER": "p" * 40,
    "INDEX_KEY": "i" * 40,
}


@pytest.mark.parametrize("word", ["1", "yes", "TRUE", " on "])
def test_a_flag_is_on(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("THING", word)
    assert env.flag("THING", False) is True


def test_an_odd_flag_names_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THING", "perhaps")
    with pytest.raises(env.EnvironmentProblem, match=r"^THING: expected yes or no"):
        env.flag("THING", False)


@pytest.mark.parametrize(("word", "says"), [("many", "whole number"), ("99", "out of bounds")])
def test_an_odd_number_names_its_variable(monkeypatch: pytest.MonkeyPatch, word: str, says: str) -> None:
    monkeypatch.setenv("HOPS", word)
    with pytest.raises(env.EnvironmentProblem, match=rf"^HOPS: .*{says}"):
        env.number("HOPS", 0, least=0, most=8)


def test_a_secret_comes_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from the file\n", encoding="utf-8")
    monkeypatch.setenv("KEY_FILE", str(tmp_path / "key"))
    assert env.secret("KEY") == "from the file"


def test_a_missing_file_names_its_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KEY_FILE", str(tmp_path / "nothing"))
    with pytest.raises(env.EnvironmentProblem, match=r"^KEY_FILE: cannot read"):
        env.secret("KEY")


def test_a_secret_given_twice_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KEY", "here")
    monkeypatch.setenv("KEY_FILE", str(tmp_path / "there"))
    with pytest.raises(env.EnvironmentProblem, match=r"^KEY: set either KEY or KEY_FILE"):
        env.secret("KEY")


def load_settings(**told: str) -> subprocess.CompletedProcess[str]:
    """Read the settings in a process of their own that is told nothing else."""
    given = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **told}
    words = [
        sys.executable,
        "-c",
        "from policing import settings as s; print(s.DEBUG, s.SESSION_COOKIE_SECURE, s.STAFF_SECOND_FACTOR)",
    ]
    return subprocess.run(words, env=given, cwd=BASE, capture_output=True, text=True, check=False)


def test_a_served_site_is_safe_by_default() -> None:
    found = load_settings(**SERVED)
    assert found.stdout.split() == ["False", "True", "True"], found.stderr


@pytest.mark.parametrize("name", sorted(set(SERVED) - {"DATABASE_URL", "REDIS_URL"}))
def test_a_served_site_needs_each_secret_by_name(name: str) -> None:
    found = load_settings(**{key: value for key, value in SERVED.items() if key != name})
    assert found.returncode != 0
    assert f"EnvironmentProblem: {name}: not set" in found.stderr


def test_another_database_is_refused() -> None:
    found = load_settings(**{**SERVED, "DATABASE_URL": "sqlite:///db"})
    assert "EnvironmentProblem: DATABASE_URL: only postgresql://" in found.stderr
