"""Asking once more who somebody is, before what cannot be undone or gives everything away."""

from __future__ import annotations

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from policing.errors import Denied


def require(request: HttpRequest) -> None:
    """Pass whoever signed in, or confirmed who they are, in the last quarter of an hour. The others are led to do so."""
    if is_reauthentication_required(request, app="account"):
        raise ReauthenticationRequired


def require_of_program(request: HttpRequest) -> None:
    """As ``require``, for a route of the API. Raises Denied, which says how to mend it."""
    if is_reauthentication_required(request, app="account"):
        raise Denied(_("Please sign in once more first. This asks for a sign-in of the last fifteen minutes."))
