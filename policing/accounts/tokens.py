"""How programs come in: ``Authorization: Bearer cb_…``, narrowed to what the token may do."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from policing import access
from policing.accounts import second_factor
from policing.accounts.models import ApiToken, User
from policing.accounts.services.tokens import MARK, hash_of

NOT_GOOD = _("This token does not work. It may have ended or been taken back.")


def narrowed(grants: access.Grants, scopes: list[str]) -> access.Grants:
    """Give the grants with only the permissions that are among the scopes."""
    kept = frozenset(replace(grant, permissions=grant.permissions & frozenset(scopes)) for grant in grants.grants)
    return replace(grants, grants=frozenset(grant for grant in kept if grant.permissions), scopes=frozenset(scopes))


class TokenAuthentication(BaseAuthentication):
    """Tokens of people's programs. A token never does more than its person may at this moment."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """Give the person and the token, or None where none is sent. Two queries. Raises AuthenticationFailed for a bad one."""
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != b"bearer":
            return None
        if len(parts) != 2 or not parts[1].startswith(MARK.encode()):
            raise AuthenticationFailed(NOT_GOOD)
        secret = parts[1].decode("ascii", errors="replace")
        token = ApiToken.objects.usable().select_related("user").filter(hash=hash_of(secret)).first()
        if token is None:
            raise AuthenticationFailed(NOT_GOOD)
        if second_factor.is_owed(token.user):
            raise AuthenticationFailed(_("The person whose token this is must set up a second step at sign-in first."))
        token.user._grants = narrowed(access.load(token.user), token.scopes)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme, so that a refusal is 401."""
        return 'Bearer realm="Commonbeat"'
