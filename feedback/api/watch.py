"""The supervisor's and the analyst's numbers over the API, and the table to take away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import StreamingHttpResponse
from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback import analysing, watching
from feedback.api.reading import FILTER_PARAMETERS
from feedback.filters import ReportFilter
from feedback.services import exporting
from policing import access, timekeeping
from policing.errors import BadInput


class TeamNowSerializer(serializers.Serializer[Any]):
    """What one team owes now."""

    code = serializers.CharField()
    name = serializers.CharField()
    open = serializers.IntegerField()
    to_read = serializers.IntegerField()
    late = serializers.IntegerField()
    contested = serializers.IntegerField()
    next_due = serializers.DateTimeField(allow_null=True)
    oldest = serializers.DateTimeField(allow_null=True)


class BecameSerializer(serializers.Serializer[Any]):
    """What came of the reports of one team."""

    name = serializers.CharField()
    closed = serializers.IntegerField()
    contested = serializers.IntegerField()
    outcomes = serializers.DictField(child=serializers.IntegerField())


class MonthSerializer(serializers.Serializer[Any]):
    """One month."""

    month = serializers.DateField(source="first")
    closed = serializers.IntegerField()
    fixed = serializers.IntegerField()
    contested = serializers.IntegerField()


class LoadSerializer(serializers.Serializer[Any]):
    """How many open reports one person has; nobody where the name is empty."""

    name = serializers.CharField(allow_blank=True)
    open = serializers.IntegerField()
    late = serializers.IntegerField()


class ScoreSerializer(serializers.Serializer[Any]):
    """How far one statement holds over the last year, from 0 (not at all) to 100 (fully); null where too few people answered."""

    code = serializers.CharField()
    words = serializers.CharField()
    score = serializers.IntegerField(allow_null=True)
    people = serializers.IntegerField(allow_null=True)


class SaidSerializer(serializers.Serializer[Any]):
    """What residents say of one team; ``printed`` counts the ratings that staff could have given, which are left out."""

    team = serializers.CharField(source="name")
    ratings = serializers.IntegerField(source="scores.ratings", allow_null=True)
    printed = serializers.IntegerField(source="scores.printed")
    scores = ScoreSerializer(source="scores.scores", many=True)


class WatchSerializer(serializers.Serializer[Any]):
    """The supervisor's numbers."""

    teams = TeamNowSerializer(many=True)
    longest = serializers.ListField(child=serializers.CharField())
    became = BecameSerializer(many=True)
    months = MonthSerializer(many=True)
    loads = LoadSerializer(many=True)
    said = SaidSerializer(many=True)


class CountedSerializer(serializers.Serializer[Any]):
    """One number."""

    code = serializers.CharField(allow_blank=True)
    count = serializers.IntegerField()


class AnalysisSerializer(serializers.Serializer[Any]):
    """The analyst's numbers; ``heat`` is seven days, Monday first, of twenty-four hours."""

    count = serializers.IntegerField()
    months = CountedSerializer(many=True)
    heat = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))
    categories = CountedSerializer(many=True)
    areas = CountedSerializer(many=True)


class Watch(APIView):
    """The supervisor's view."""

    access_rule = access.Rule("holds", "teams.watch")

    @extend_schema(
        parameters=[
            OpenApiParameter("team", OpenApiTypes.STR, description="The code of one team"),
            OpenApiParameter("days", OpenApiTypes.STR, enum=list(watching.PERIODS)),
        ],
        responses=WatchSerializer,
    )
    def get(self, request: Request) -> Response:
        """Give what the teams owe, what waits longest, what came of reports, and who has what."""
        days, team = request.GET.get("days", "90"), request.GET.get("team", "")
        if days not in watching.PERIODS:
            raise BadInput({"days": [", ".join(watching.PERIODS)]})
        scope = watching.watched(request.user)
        rows = scope.filter(team__code=team) if team else scope
        since = timekeeping.now() - timedelta(days=int(days))
        became, months = watching.became(rows, request.user, since, team)
        body = {
            "teams": watching.teams_now(rows),
            "longest": [row.reference for row in watching.waits_longest(rows)],
            "became": became,
            "months": months,
            "loads": watching.loads(rows),
            "said": watching.said(rows),
        }
        return Response(WatchSerializer(body).data)


def _as_table(rows: Any) -> StreamingHttpResponse:
    response = StreamingHttpResponse(analysing.lines(rows), content_type=analysing.CONTENT_TYPE)
    response["Content-Disposition"] = analysing.disposition()
    return response


def _narrowed(request: Request) -> Any:
    narrowed = ReportFilter(request.GET, queryset=analysing.analysed(request.user), request=request)
    if not narrowed.is_valid():
        raise BadInput({name: [str(line) for line in lines] for name, lines in narrowed.errors.items()})
    return narrowed.qs


class Analysis(APIView):
    """The analyst's numbers."""

    access_rule = access.Rule("holds", "reports.analyse")

    @extend_schema(parameters=FILTER_PARAMETERS, responses=AnalysisSerializer)
    def get(self, request: Request) -> Response:
        """Count what the filters choose, by month, by day and hour, by kind and by area."""
        found = analysing.numbers(_narrowed(request))
        body = {
            "count": found.many,
            "heat": found.heat,
            "months": [{"code": f"{first:%Y-%m}", "count": many} for first, many in found.months],
            "categories": [{"code": code, "count": many} for code, _name, many in found.categories],
            "areas": [{"code": code, "count": many} for code, _name, many in found.areas],
        }
        return Response(AnalysisSerializer(body).data)


class Export(APIView):
    """The table to take away."""

    access_rule = access.Rule("holds", "reports.analyse")

    @extend_schema(request=None, parameters=FILTER_PARAMETERS, responses={(200, "text/csv"): OpenApiTypes.STR})
    def post(self, request: Request) -> StreamingHttpResponse:
        """Hand out what the filters choose, without who reported; that it was taken is on record."""
        user: Any = request.user
        return _as_table(exporting.export(_narrowed(request), actor=user))


urlpatterns = [
    path("watch/", Watch.as_view(), name="watch"),
    path("analysis/", Analysis.as_view(), name="analysis"),
    path("analysis/export/", Export.as_view(), name="analysis-export"),
]
