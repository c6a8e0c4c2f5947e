"""The app's place in the house."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts: people, teams, roles, sign-in and tokens."""

    name = "policing.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Hand the loader of grants to ``policing.access``."""
        from policing import access
        from policing.accounts import grants

        access.use_loader(grants.load, grants.holders_q)
