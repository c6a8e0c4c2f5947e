"""The app's place in the house."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts: people, teams, roles, sign-in and tokens."""

    name = "policing.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Hand the loader of grants to ``policing.access``, and register policies, event types and what pages show."""
        from policing.accounts import wiring  # noqa: PLC0415 - after every model is loaded

        wiring.connect()
