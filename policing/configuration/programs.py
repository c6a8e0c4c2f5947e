"""How the API answers programs, and how it is described to them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ANSWERS = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["policing.accounts.tokens.TokenAuthentication", "policing.api.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["policing.api.PolicyPermission"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "policing.api.CursorPages",
    "EXCEPTION_HANDLER": "policing.api.refuse",
    "PAGE_SIZE": 50,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
DESCRIPTION = {
    "TITLE": "Commonbeat",
    "DESCRIPTION": _("Reports, areas and categories of one police agency and its community."),
    "VERSION": "1",
    "COMPONENT_SPLIT_REQUEST": True,
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "policing.site.description.with_problems"],
    "ENUM_NAME_OVERRIDES": {
        "PlaceKindEnum": "policing.site.description.PlaceKind",
        "TeamKindEnum": "policing.site.description.TeamKind",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}
