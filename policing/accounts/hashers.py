"""How passwords are kept."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class HouseArgon2(Argon2PasswordHasher):
    """argon2id with 19 MiB, two rounds, one lane: the OWASP Password Storage Cheat Sheet's first choice."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
