"""The admin of the house: signed in to by the one way in, with its second step, and unseen by who sets up nothing."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.admin.sites import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from policing.errors import Unseen


class HouseAdminSite(AdminSite):
    """Django's admin without doors of its own: a form for passwords here would pass by the second step."""

    site_title = site_header = _("Set-up")
    index_title = _("What this site is made of")

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Lead visitors to sign in and back. Raises Unseen for people who set up nothing."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next", request.path), settings.LOGIN_URL)
        if self.has_permission(request):
            return redirect("admin:index")
        raise Unseen

    def password_change(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the one page where a password is changed."""
        return redirect("account_change_password")
