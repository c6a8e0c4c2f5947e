"""What is known of the addresses that people sign in by."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from policing.accounts.models import User


def has_verified(user: User) -> bool:
    """Tell whether the person showed that an e-mail address is theirs. One query."""
    found: bool = EmailAddress.objects.filter(user=user, verified=True).exists()
    return found
