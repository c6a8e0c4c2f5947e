"""Areas, the gazetteer and the Agency over the API: open to read, changed by the commands of set-up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from policing import access
from policing.api import CursorPages
from policing.areas import gazetteer, geometry, services
from policing.areas.locate import locate, nearest
from policing.areas.models import Agency, Area
from policing.areas.serializers import (
    AREA_COLUMNS,
    AgencySerializer,
    AreaDetailSerializer,
    AreaRowSerializer,
    AreaSaveSerializer,
    HitSerializer,
    LocatedSerializer,
    NearSerializer,
    PlaceSerializer,
    PlacesSerializer,
    PointSerializer,
)
from policing.errors import BadInput, SignInNeeded

app_name = "areas-api"
OPEN = access.Rule("public", "areas are public; changing them needs a role, which the command asks for")
WORDS = OpenApiParameter("words", OpenApiTypes.STR, description="The start of a name, or a part of it")


class AreaPages(CursorPages):
    """Areas by path: those that lie inside another follow it."""

    ordering = "path"


def _valid(kind: type[Any], request: Request, **more: Any) -> dict[str, Any]:
    serializer = kind(data=request.data, **more)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def _person(request: Request) -> Any:
    """Give who asks, for a command. Raises SignInNeeded for a visitor."""
    if not request.user.is_authenticated:
        raise SignInNeeded
    return request.user


def _asked(request: Request, name: str) -> str:
    """Give a part of the query as text that the database can take."""
    return str(request.GET.get(name, "")).replace("\0", "\ufffd")


def _row(values: dict[str, Any]) -> dict[str, Any]:
    values["parent"] = values.pop("parent__code")
    return values


class AreaList(APIView):
    """The areas in use, and the way to add or change one."""

    access_rule = OPEN
    pagination_class = AreaPages

    @extend_schema(
        parameters=[
            OpenApiParameter("level", OpenApiTypes.STR),
            OpenApiParameter("inside", OpenApiTypes.STR, description="The path of an area: it and all inside it"),
        ],
        responses=AreaRowSerializer(many=True),
        auth=[],
    )
    def get(self, request: Request) -> Response:
        """List the areas in use, without boundaries."""
        rows = access.visible(Area, request.user).filter(is_active=True)
        if level := _asked(request, "level"):
            rows = rows.filter(level=level)
        if inside := _asked(request, "inside"):
            rows = rows.filter(path__startswith=inside)
        pages = self.pagination_class()
        found: Any = pages.paginate_queryset(rows.values(*AREA_COLUMNS), request, view=self) or []
        return pages.get_paginated_response([_row(row) for row in found])

    @extend_schema(request=AreaSaveSerializer, responses={200: AreaDetailSerializer, 201: AreaDetailSerializer})
    def post(self, request: Request) -> Response:
        """Add an area, or change the one of that code."""
        given = _valid(AreaSaveSerializer, request)
        boundary = given.pop("boundary")
        saved = services.save_area(actor=_person(request), shape=_shape(boundary) if boundary is not None else None, **given)
        return Response(_detail(saved.area), status=201 if saved.outcome == "loaded" else 200)


def _shape(boundary: Any) -> geometry.Shape:
    try:
        return geometry.usable(boundary, geometry.as_it_is)
    except geometry.Unusable as error:
        raise BadInput({"boundary": [str(error)]}) from error


def _detail(area: Area) -> dict[str, Any]:
    names = ("code", "name", "level", "path", "about", "population", "is_active", "boundary")
    body = {name: getattr(area, name) for name in names}
    body["parent"] = area.parent.code if area.parent else None
    return dict(AreaDetailSerializer(body).data)


class AreaDetail(APIView):
    """One area, in use or not."""

    access_rule = access.Rule("public", "areas and their boundaries are public")

    @extend_schema(responses=AreaDetailSerializer, auth=[])
    def get(self, request: Request, code: str) -> Response:
        """Give one area with its boundary."""
        rows = access.visible(Area, request.user).select_related("parent")
        return Response(_detail(access.get_visible_or_404(rows, request.user, code=code)))


class _Switch(APIView):
    access_rule = access.Rule("holds", "setup.change")
    command: Callable[..., Area]

    @extend_schema(request=None, responses=AreaDetailSerializer)
    def post(self, request: Request, code: str) -> Response:
        """Do it, and give the area as it stands after."""
        type(self).command(actor=request.user, code=code)
        rows = access.visible(Area, request.user).select_related("parent")
        return Response(_detail(access.get_visible_or_404(rows, request.user, code=code)))


class AreaRetire(_Switch):
    """Take an area out of use."""

    command = staticmethod(services.retire_area)


class AreaRestore(_Switch):
    """Take an area into use again."""

    command = staticmethod(services.restore_area)


class Located(APIView):
    """Which area holds a point."""

    access_rule = access.Rule("public", "anybody may ask which area a place is in")

    @extend_schema(parameters=[PointSerializer], responses=LocatedSerializer, auth=[])
    def get(self, request: Request) -> Response:
        """Give the deepest area that holds the point, or null for outside, and the nearest area."""
        asked = PointSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        lat, lon = asked.validated_data["lat"], asked.validated_data["lon"]
        hit, near = locate(lat, lon), nearest(lat, lon)
        found = HitSerializer(hit).data if hit else None
        closest = NearSerializer({**HitSerializer(near.area).data, "metres": round(near.metres)}).data if near else None
        return Response({"area": found, "nearest": closest})


class PlaceList(APIView):
    """The gazetteer: find a street or place by its name, or add one."""

    access_rule = OPEN

    @extend_schema(parameters=[WORDS], responses=PlacesSerializer, auth=[])
    def get(self, request: Request) -> Response:
        """Give at most eight places whose name starts with, or else holds, the words."""
        found = gazetteer.find_places(request.GET.get("words", "")[:120])
        return Response({"results": [_place(place) for place in found]})

    @extend_schema(request=PlaceSerializer, responses={201: PlaceSerializer})
    def post(self, request: Request) -> Response:
        """Add a place; the same place twice is one."""
        entry = gazetteer.Entry(**_valid(PlaceSerializer, request))
        return Response(_place(gazetteer.save_place(actor=_person(request), entry=entry)), status=201)


def _place(place: Any) -> dict[str, Any]:
    body = {name: getattr(place, name) for name in ("name", "kind", "lat", "lon")}
    return {**body, "area": place.area.code if place.area else None}


class AgencyView(APIView):
    """The one Agency of this site."""

    access_rule = OPEN

    @extend_schema(responses=AgencySerializer, auth=[])
    def get(self, request: Request) -> Response:
        """Give what the agency says of itself, and how its site is set up."""
        return Response(AgencySerializer(Agency.current()).data)

    @extend_schema(request=AgencySerializer(partial=True), responses=AgencySerializer)
    def patch(self, request: Request) -> Response:
        """Change some of it."""
        person = _person(request)
        fields = _valid(AgencySerializer, request, instance=Agency.current(), partial=True)
        return Response(AgencySerializer(services.change_agency(actor=person, fields=fields)).data)


urlpatterns = [
    path("agency/", AgencyView.as_view(), name="agency"),
    path("areas/", AreaList.as_view(), name="area-list"),
    path("areas/locate/", Located.as_view(), name="area-locate"),
    path("areas/<slug:code>/", AreaDetail.as_view(), name="area-detail"),
    path("areas/<slug:code>/retire/", AreaRetire.as_view(), name="area-retire"),
    path("areas/<slug:code>/restore/", AreaRestore.as_view(), name="area-restore"),
    path("places/", PlaceList.as_view(), name="place-list"),
]
