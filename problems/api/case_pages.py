"""What residents see of cases, over the API: the list, one page, following, a remark; showing and taking off for the team; techniques."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import path
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback.api.reading import valid
from feedback.serializers import StrictText
from policing import access
from policing.api import IDEMPOTENCY_KEY, CursorPages, idempotency_key
from policing.privacy.throttle import Throttle
from problems import outline, stories
from problems.api.case_doors import IN, actor, case_of
from problems.api.case_shapes import CaseReasonSerializer
from problems.api.page_shapes import PageSerializer, PageWordsSerializer, told
from problems.models import CasePage, Remark
from problems.services.cases import showing
from problems.services.cases.showing import Said, Words
from problems.stories import PageFilter

REMARKS = Throttle("remarks", limit=settings.INTAKE_PER_HOUR, window=3600)
NARROW = [
    OpenApiParameter("q", str, description="Words of the page."),
    OpenApiParameter("area", str, description="The code of an area: those in it and in all inside it."),
    OpenApiParameter("stands", str, enum=["open", "closed", "failed"], description="Where they stand."),
]
EVERYBODY = access.Rule("public", "what is shown of a case is for everybody")


class ShowCaseSerializer(serializers.Serializer[Any]):
    """What residents read; never who anybody is. ``version`` guards against a change by somebody else.

    ``sure``: somebody looked at what in it might tell of a person, or is a resident's own words.
    """

    title = StrictText(max_length=120)
    said = StrictText(max_length=showing.MOST)
    looked = StrictText(max_length=showing.MOST, required=False, default="", allow_blank=True)
    did = StrictText(max_length=showing.MOST, required=False, default="", allow_blank=True)
    changed = StrictText(max_length=showing.MOST, required=False, default="", allow_blank=True)
    version = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1, max_value=2**31 - 1)
    sure = serializers.BooleanField(required=False, default=False)


class ShownSerializer(PageWordsSerializer):
    """A page as the team has it: the words alone."""

    is_hidden = serializers.BooleanField()
    version = serializers.IntegerField()


class SaySerializer(serializers.Serializer[Any]):
    """Whether it fits what you see. ``tell_me``: somebody who is signed in is told what comes of it; else nobody is kept beside it."""

    fits = serializers.ChoiceField(choices=Remark.Fits.choices)
    words = StrictText(max_length=showing.MOST_REMARK, required=False, default="", allow_blank=True)
    tell_me = serializers.BooleanField(required=False, default=False)


class TechniqueSerializer(serializers.Serializer[Any]):
    """One of the 25 techniques of situational prevention."""

    number = serializers.IntegerField()
    column = serializers.CharField()
    name = serializers.CharField()
    examples = serializers.CharField(allow_blank=True)
    asks = serializers.CharField(allow_blank=True)
    caution = serializers.CharField(allow_blank=True)


def _page(request: Request, slug: str) -> CasePage:
    found: CasePage = access.get_visible_or_404(CasePage.objects.for_list(), request.user, slug=slug)
    return found


class PageList(APIView):
    """Problems that residents can read about."""

    access_rule = EVERYBODY
    pagination_class = CursorPages

    @extend_schema(responses=PageSerializer(many=True), auth=[], parameters=NARROW)
    def get(self, request: Request) -> Response:
        """List them, the newest first, narrowed by words, area and where they stand."""
        rows: Any = PageFilter(request.query_params, queryset=stories.pages(request.user)).qs
        pages = self.pagination_class()
        found: list[CasePage] = pages.paginate_queryset(rows, request, view=self) or []
        return pages.get_paginated_response(PageSerializer([told(one) for one in stories.with_numbers(found)], many=True).data)


class PageDetail(APIView):
    """One problem as residents read it."""

    access_rule = EVERYBODY

    @extend_schema(responses=PageSerializer, auth=[])
    def get(self, request: Request, page: str) -> Response:
        """Give one page in words that hold for everybody."""
        row: CasePage = access.get_visible_or_404(stories.pages(request.user), request.user, slug=page)
        return Response(PageSerializer(told(stories.with_numbers([row])[0])).data)


class FollowedList(APIView):
    """Problems that I follow."""

    access_rule = IN
    pagination_class = CursorPages

    @extend_schema(responses=PageSerializer(many=True))
    def get(self, request: Request) -> Response:
        """List the problems that you follow and may still read, the newest first."""
        pages = self.pagination_class()
        found: list[CasePage] = pages.paginate_queryset(stories.followed(request.user), request, view=self) or []
        return pages.get_paginated_response(PageSerializer([told(one) for one in stories.with_numbers(found)], many=True).data)


class PageFollow(APIView):
    """Following a problem."""

    access_rule = IN

    @extend_schema(request=None, responses={204: None}, description=showing.follow.__doc__ or "")
    def post(self, request: Request, page: str) -> Response:
        """Hear how it goes on."""
        showing.follow(_page(request, page).pk, actor=actor(request))
        return Response(status=204)


class PageLeave(APIView):
    """Following it no more."""

    access_rule = IN

    @extend_schema(request=None, responses={204: None}, description=showing.leave.__doc__ or "")
    def post(self, request: Request, page: str) -> Response:
        """Hear of it no more."""
        showing.leave(_page(request, page).pk, actor=actor(request))
        return Response(status=204)


class PageRemark(APIView):
    """Saying whether it fits."""

    access_rule = EVERYBODY

    @extend_schema(request=SaySerializer, parameters=[IDEMPOTENCY_KEY], responses={204: None}, auth=[])
    def post(self, request: Request, page: str) -> Response:
        """Say to the team whether it fits what you see. The same key again says it once. It is never public by itself."""
        REMARKS.check(request)
        key, found = idempotency_key(request), _page(request, page)
        given = valid(SaySerializer, request)
        listener = actor(request) if given.pop("tell_me") and request.user.is_authenticated else None
        showing.remark(found.pk, said=Said(**given), token=key, listener=listener)
        return Response(status=204)


class CasePublish(APIView):
    """Showing a case to residents."""

    access_rule = IN

    @extend_schema(request=ShowCaseSerializer, responses=ShownSerializer, description=showing.publish.__doc__ or "")
    def post(self, request: Request, case: str) -> Response:
        """Show it, or change what they read."""
        found, given = case_of(request, case), valid(ShowCaseSerializer, request)
        version, sure = given.pop("version"), given.pop("sure")
        row = showing.publish(found.pk, words=Words(**given), actor=actor(request), version=version, sure=sure)
        return Response(ShownSerializer(outline.page(row)).data)


class CaseHide(APIView):
    """Taking the public page off."""

    access_rule = IN

    @extend_schema(request=CaseReasonSerializer, responses=ShownSerializer, description=showing.hide.__doc__ or "")
    def post(self, request: Request, case: str) -> Response:
        """Take it off, for a reason that the team reads."""
        row = showing.hide(case_of(request, case).pk, actor=actor(request), **valid(CaseReasonSerializer, request))
        return Response(ShownSerializer(outline.page(row)).data)


class TechniqueList(APIView):
    """The 25 techniques."""

    access_rule = access.Rule("public", "the techniques are in every book on the subject")

    @extend_schema(responses=TechniqueSerializer(many=True), auth=[])
    def get(self, request: Request) -> Response:
        """List the techniques by number."""
        return Response(TechniqueSerializer(outline.techniques(), many=True).data)


urlpatterns = [
    path("problem-pages/", PageList.as_view(), name="page-list"),
    path("me/problem-pages/", FollowedList.as_view(), name="followed"),
    path("problem-pages/<slug:page>/", PageDetail.as_view(), name="page-detail"),
    path("problem-pages/<slug:page>/follow/", PageFollow.as_view(), name="page-follow"),
    path("problem-pages/<slug:page>/leave/", PageLeave.as_view(), name="page-leave"),
    path("problem-pages/<slug:page>/remark/", PageRemark.as_view(), name="page-remark"),
    path("cases/<slug:case>/publish/", CasePublish.as_view(), name="case-publish"),
    path("cases/<slug:case>/hide/", CaseHide.as_view(), name="case-hide"),
    path("techniques/", TechniqueList.as_view(), name="technique-list"),
]
