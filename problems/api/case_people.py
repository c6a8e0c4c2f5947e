"""Who works along in a case, over the API."""

from __future__ import annotations

from typing import Any

from django.urls import path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api.reading import valid
from feedback.serializers import StrictText
from policing import access
from policing.access import sight
from policing.access.sight import sight_choices
from policing.errors import BadInput
from problems import casefile, outline
from problems.api.case_doors import IN, actor, case_of, part_of_case
from problems.api.case_shapes import MemberSerializer
from problems.models import Member
from problems.services.cases import team
from problems.services.cases.team import Place


class WorkAlongSerializer(serializers.Serializer[Any]):
    """Who works along (by pseudonym, or by the address of their account), as what, seeing what, until when, and for which team."""

    person = serializers.UUIDField(required=False, allow_null=True, default=None)
    email = serializers.EmailField(required=False, allow_blank=True, default="", max_length=254)
    role = serializers.ChoiceField(choices=Member.Role.choices)
    sees = serializers.ChoiceField(choices=sight_choices())
    until = serializers.DateField(required=False, allow_null=True, default=None)
    team = StrictText(max_length=60, required=False, allow_null=True, default=None)


class CaseMembers(APIView):
    """Who works along."""

    access_rule = IN

    @extend_schema(responses=MemberSerializer(many=True))
    def get(self, request: Request, case: str) -> Response:
        """List who works along now, at most two hundred."""
        found = part_of_case(request, case, sight.TEAM)
        rows = [outline.member(one) for one in outline.members(found)[: outline.MOST_MEMBERS]]
        return Response(MemberSerializer(rows, many=True).data)

    @extend_schema(request=WorkAlongSerializer, responses=MemberSerializer)
    def post(self, request: Request, case: str) -> Response:
        """Let a person work along, or change as what and what they see."""
        found, given = case_of(request, case), valid(WorkAlongSerializer, request)
        access.require(request.user, "invite", found)
        if (given["person"] is None) == (given["email"] == ""):
            raise BadInput({"person": [_("Say who: a person, or the address of an account, one of them.")]})
        who, held = casefile.person_of(given["person"] or "", given["email"]), outline.team(given["team"])
        if given["team"] and held is None:
            raise BadInput({"team": [_("There is no team of that code.")]})
        place = Place(given["role"], given["sees"], given["until"], held)
        row = team.invite(found.pk, user=who, place=place, actor=actor(request))
        return Response(MemberSerializer(outline.member(row)).data)


class MemberEnd(APIView):
    """Ending somebody's place."""

    access_rule = IN

    @extend_schema(request=None, responses={204: None}, description=team.end.__doc__ or "")
    def post(self, request: Request, case: str, member: int) -> Response:
        """Let a person work along no more."""
        team.end(case_of(request, case).pk, member, actor=actor(request))
        return Response(status=204)


urlpatterns = [
    path("cases/<slug:case>/members/", CaseMembers.as_view(), name="case-members"),
    path("cases/<slug:case>/members/<int:member>/end/", MemberEnd.as_view(), name="case-member-end"),
]
