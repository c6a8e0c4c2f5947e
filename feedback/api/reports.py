"""Reports over the API: read in scope, send, command, and follow by the two codes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.models import Case, F, QuerySet, When
from django.urls import path
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feedback import dossier
from feedback.api.reading import FILTER_PARAMETERS, valid
from feedback.categories import offered
from feedback.filters import ReportFilter
from feedback.models import Category, Message, Report
from feedback.serializers import (
    REPORT_COLUMNS,
    AssignSerializer,
    CategorySerializer,
    CloseSerializer,
    LookSerializer,
    MoveSerializer,
    ReportDetailSerializer,
    ReportRowSerializer,
    RevealedSerializer,
    SentSerializer,
    SubmitSerializer,
    VersionSerializer,
    WordsSerializer,
)
from feedback.services import assigning, handling, intake, notes
from feedback.workflow import REPORT
from policing import access
from policing.api import IDEMPOTENCY_KEY, CursorPages, available_actions, idempotency_key
from policing.errors import BadInput, Unseen
from policing.privacy import services as identity_room
from policing.privacy.crypto import keyed_hash
from policing.privacy.throttle import Throttle

INTAKE = Throttle("intake", limit=settings.INTAKE_PER_HOUR, window=3600)


def as_rows(reports: QuerySet[Report]) -> QuerySet[Any, dict[str, Any]]:
    """Give reports as flat dictionaries of the columns that programs read; no model object is made."""
    words = Case(When(readable="", then=F("words")), default=F("readable"))  # as ``Report.shown_words`` gives them
    rows: QuerySet[Any, dict[str, Any]] = reports.annotate(**{"shown_words": words}).values("id", *REPORT_COLUMNS.values())
    return rows


class CategoryList(GenericAPIView[Category]):
    """The categories that residents can choose."""

    access_rule = access.Rule("public", "anybody may report")
    serializer_class = CategorySerializer
    pagination_class = None
    filter_backends: list[Any] = []

    @extend_schema(responses=CategorySerializer(many=True), auth=[])
    def get(self, request: Request) -> Response:
        """List the categories in their order."""
        return Response(self.get_serializer(offered(), many=True).data)


class ReportList(APIView):
    """Reports in the caller's scope; anybody may send one."""

    access_rule = access.Rule("public", "anybody may send a report; reading needs a role")
    pagination_class = CursorPages

    @extend_schema(
        parameters=FILTER_PARAMETERS,
        responses=ReportRowSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """List reports in scope, newest first, fifty at a time."""
        if not access.load(request.user).holds("reports.view"):
            raise Unseen
        narrowed = ReportFilter(request.GET, queryset=access.visible(Report, request.user), request=request)
        if not narrowed.is_valid():
            raise BadInput({name: [str(line) for line in lines] for name, lines in narrowed.errors.items()})
        pages = self.pagination_class()
        rows = pages.paginate_queryset(as_rows(narrowed.qs), request, view=self) or []
        return pages.get_paginated_response([{name: row[column] for name, column in REPORT_COLUMNS.items()} for row in rows])

    @extend_schema(
        request=SubmitSerializer, parameters=[IDEMPOTENCY_KEY], responses={201: SentSerializer, 200: SentSerializer}, auth=[]
    )
    def post(self, request: Request) -> Response:
        """Send a report. The same key and body again give the same two codes; the same key with another body is refused."""
        INTAKE.check(request)
        token = keyed_hash("api-submission", f"{request.user.pk or 'visitor'}:{idempotency_key(request)}")
        given = valid(SubmitSerializer, request)
        told = intake.Account(
            category=given["category"],
            words=given["words"],
            place_words=given["place"],
            lat=given["lat"],
            lon=given["lon"],
            area_code=given["area"],
            details={"when": given["when"]} if given["when"] else {},
            answers=given["answers"],
            joins=given["joins"],
            language=given["language"],
        )
        sent = intake.submit(token=token, account=told, sender=_sender(request, given), channel=Report.Channel.API)
        report = sent.report
        body = {
            "reference": report.reference,
            "receipt": sent.receipt,
            "due_at": report.due_at,
            "area": report.area.code if report.area else None,
            "team": report.team.code,
        }
        return Response(SentSerializer(body).data, status=201 if sent.is_new else 200)


def _sender(request: Request, given: dict[str, Any]) -> intake.Sender:
    told = {name: given[name] for name in ("mode", "name", "email", "phone", "share_with_partners")}
    account = request.user if request.user.is_authenticated else None
    return intake.Sender(**told, account=account if given["mode"] != Report.Mode.ANONYMOUS else None)


class ReportDetail(APIView):
    """One report in scope."""

    access_rule = access.Rule("holds", "reports.view")

    @extend_schema(responses=ReportDetailSerializer)
    def get(self, request: Request, reference: str) -> Response:
        """Give one report, its messages, and what can be done now with the reason where not."""
        found = access.get_visible_or_404(Report.objects.for_desk(), request.user, reference=reference)
        return detail(request, found)


def detail(request: Request, found: Report) -> Response:
    """Give the answer that shows one report; its version is the ETag."""
    body: dict[str, Any] = {name: _follow(found, column) for name, column in REPORT_COLUMNS.items()}
    body["details"], language = found.details, get_language() or ""
    said = dossier.answers_of(found, dossier.choices_of(found, hands=False), language)
    body["answers"] = [{"question": question, "answer": answer} for question, answer in said]
    body["near"] = dossier.place_of(found, language)
    body["assignee"] = found.assignee.pseudonym if found.assignee else None
    body["messages"] = _messages(found)
    may_note = access.can(request.user, "note", found)
    body["past"] = [row for row in dossier.history_of(found) if row.kind != "note" or may_note]
    body["available_actions"] = available_actions(request.user, found, REPORT)
    return Response(ReportDetailSerializer(body).data, headers={"ETag": f'"{found.version}"'})


def _follow(found: Any, column: str) -> Any:
    for step in column.split("__"):
        found = getattr(found, step) if found is not None else None
    return found


def _messages(found: Report) -> list[Message]:
    return found.messages.last_said()


class ReportCommand(APIView):
    """One of the team's commands on a report."""

    access_rule = access.Rule("holds", "reports.view")
    command: Callable[..., Report]
    serializer_class: type[Any] = VersionSerializer

    def post(self, request: Request, reference: str) -> Response:
        """Do it, and give the report as it stands after."""
        found = access.get_visible_or_404(
            Report.objects.only("id", "area_path", "team_id", "reporter_id"), request.user, reference=reference
        )
        given = valid(self.serializer_class, request)
        type(self).command(found.pk, actor=request.user, **given)
        after = access.visible(Report, request.user).for_desk().filter(pk=found.pk).first()  # type: ignore[attr-defined]
        return detail(request, after) if after is not None else Response(status=204)  # passed on, out of the caller's scope


class ReportLook(APIView):
    """Who wrote a report, for a reason that is written down."""

    access_rule = access.Rule("holds", "reports.view")

    @extend_schema(request=LookSerializer, responses=RevealedSerializer)
    def post(self, request: Request, reference: str) -> Response:
        """Show name and contacts. Nothing is there to see for an anonymous report, which reads as not found."""
        found = access.get_visible_or_404(Report.objects.for_detail(), request.user, reference=reference)
        given = valid(LookSerializer, request)
        access.require(request.user, "look", found)
        if found.identity is None:
            raise Unseen
        whose = {"subject": found, "subject_ref": found.reference, "actor": request.user}
        identity_room.open_access(found.identity, reason=given["reason"], **whose)
        return Response(RevealedSerializer(identity_room.reveal(found.identity, **whose)).data)


def _command_view(action: str, command: Callable[..., Report], serializer: type[Any]) -> Any:
    """Make the route of one row of the workflow table."""
    row = REPORT.transition(action)
    view = type(f"Report{action.title()}", (ReportCommand,), {"command": staticmethod(command), "serializer_class": serializer})
    described = extend_schema(
        request=serializer,
        responses={200: ReportDetailSerializer, 204: None},
        operation_id=f"report_{action}",
        summary=str(row.action),
        description=command.__doc__ or "",
    )
    return extend_schema_view(post=described)(view)


_COMMANDS: dict[str, tuple[Callable[..., Report], type[Any]]] = {
    "acknowledge": (handling.acknowledge, VersionSerializer),
    "ask": (handling.ask, WordsSerializer),
    "answer": (handling.answer, WordsSerializer),
    "close": (handling.close, CloseSerializer),
    "reopen": (handling.reopen, WordsSerializer),
    "tell": (handling.tell, WordsSerializer),
    "note": (notes.note, WordsSerializer),
    "assign": (assigning.assign, AssignSerializer),
    "refer": (assigning.refer, MoveSerializer),
    "categorise": (assigning.categorise, MoveSerializer),
}

urlpatterns = [
    path("categories/", CategoryList.as_view(), name="category-list"),
    path("reports/", ReportList.as_view(), name="report-list"),
    path("reports/<slug:reference>/", ReportDetail.as_view(), name="report-detail"),
    *[
        path(f"reports/<slug:reference>/{action}/", _command_view(action, *parts).as_view(), name=f"report-{action}")
        for action, parts in _COMMANDS.items()
    ],
    path("reports/<slug:reference>/look/", ReportLook.as_view(), name="report-look"),
]
