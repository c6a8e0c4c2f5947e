"""The rail of a case over the API: propose, take back, approve, not yet, back, take up again."""

from __future__ import annotations

from typing import Any

from django.urls import path
from rest_framework import serializers
from rest_framework.request import Request

from feedback.serializers import StrictText
from problems.api.case_doors import actor, command_view
from problems.api.case_shapes import CaseReasonSerializer
from problems.models import Case
from problems.services.cases import stages
from problems.services.cases.stages import Proposal
from problems.workflow import STAGES

LATER = [*STAGES[1:], "closed"]


class ProposeSerializer(serializers.Serializer[Any]):
    """To what later stage, or ``closed``. Gates that are not met need ``skip_reason``; closing a decision and what all are told.

    ``sure``: somebody looked at what in the result might tell of a person, or is a resident's own words.
    """

    after = serializers.ChoiceField(choices=LATER)
    words = StrictText(max_length=4000, required=False, default="", allow_blank=True)
    skip_reason = StrictText(max_length=2000, required=False, default="", allow_blank=True)
    decision = serializers.ChoiceField(choices=Case.Decision.choices, required=False, default="", allow_blank=True)
    result = StrictText(max_length=1500, required=False, default="", allow_blank=True)
    sure = serializers.BooleanField(required=False, default=False)
    version = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1, max_value=2**31 - 1)


class NotYetSerializer(serializers.Serializer[Any]):
    """What is missing, in words for who proposed it; ``move`` is the proposal that was read."""

    words = StrictText(max_length=2000)
    move = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1, max_value=2**63 - 1)


class ApproveSerializer(serializers.Serializer[Any]):
    """What was seen proposed, so that nothing else is approved; and words, if wanted."""

    after = serializers.ChoiceField(choices=LATER)
    words = StrictText(max_length=2000, required=False, default="", allow_blank=True)
    move = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1, max_value=2**63 - 1)


class BackSerializer(CaseReasonSerializer):
    """To which earlier stage, and why."""

    to = serializers.ChoiceField(choices=list(STAGES[:-1]))


def _propose(request: Request, found: Case, given: dict[str, Any]) -> None:
    version = given.pop("version")
    stages.propose(found.pk, proposal=Proposal(**given), actor=actor(request), version=version)


def _take_back(request: Request, found: Case, given: dict[str, Any]) -> None:
    stages.take_back(found.pk, actor=actor(request))


def _refuse(request: Request, found: Case, given: dict[str, Any]) -> None:
    stages.refuse(found.pk, **given, actor=actor(request))


def _approve(request: Request, found: Case, given: dict[str, Any]) -> None:
    stages.approve(found.pk, **given, actor=actor(request))


def _back(request: Request, found: Case, given: dict[str, Any]) -> None:
    stages.back(found.pk, to=given["to"], reason=given["reason"], actor=actor(request))


def _reopen(request: Request, found: Case, given: dict[str, Any]) -> None:
    stages.reopen(found.pk, reason=given["reason"], actor=actor(request))


_COMMANDS: tuple[tuple[str, type[Any] | None, Any, Any], ...] = (
    ("propose", ProposeSerializer, _propose, stages.propose),
    ("take-back", None, _take_back, stages.take_back),
    ("refuse", NotYetSerializer, _refuse, stages.refuse),
    ("approve", ApproveSerializer, _approve, stages.approve),
    ("back", BackSerializer, _back, stages.back),
    ("reopen", CaseReasonSerializer, _reopen, stages.reopen),
)

urlpatterns = [path(f"cases/<slug:case>/{row[0]}/", command_view(*row), name=f"case-{row[0]}") for row in _COMMANDS]
