"""Every address of the site. A view without an access rule stops the start (see ``policing.checks``)."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from csp.decorators import csp_update
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from policing import access, failures

for closed in (Authenticator, EmailAddress, Group):  # the admin is for our own set-up; secrets of sign-in are a closed room
    admin.site.unregister(closed)

why = access.public("the description of the API is public")
relaxed = csp_update({"style-src": ["'unsafe-inline'"]})  # Swagger UI sets styles from its script; this page holds nobody's words

api_v1: list[URLPattern | URLResolver] = [
    path("", include("feedback.api", namespace="feedback-api")),
    path("", include("problems.api", namespace="problems-api")),
    path("", include("policing.areas.api", namespace="areas-api")),
    path("", include("policing.clocks.api", namespace="clocks-api")),
    path("", include("policing.accounts.api", namespace="accounts-api")),
    path("", include("policing.notifications.api", namespace="notifications-api")),
    path("", include("policing.privacy.api", namespace="privacy-api")),
    path("", include("policing.site.api", namespace="site-api")),
    path("schema/", why(SpectacularAPIView.as_view()), name="schema"),
    path("docs/", why(relaxed(SpectacularSwaggerSplitView.as_view(url_name="schema"))), name="api-docs"),
]

urlpatterns = [
    path("", include("policing.site.urls")),
    path("", include("feedback.urls")),
    path("", include("problems.urls")),
    path("", include("policing.notifications.urls")),
    path("", include("policing.clocks.urls")),
    path("", include("policing.accounts.urls")),
    path("", include("policing.accounts.allauth_urls")),
    path("", include("policing.privacy.urls")),
    path("", include("policing.ui.urls")),
    path("api/v1/", include(api_v1)),
    path("admin/", admin.site.urls),
]

handler400 = failures.bad_request
handler403 = failures.forbidden
handler404 = failures.not_found
handler500 = failures.server_error
