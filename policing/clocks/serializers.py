"""The shapes of clocks in the API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from policing.api import ActionSerializer
from policing.clocks.services import LONGEST_REASON, MOST_DAYS


class ClockRowSerializer(serializers.Serializer[Any]):
    """One clock, flat."""

    id = serializers.IntegerField()
    rule = serializers.SlugField()
    subject_type = serializers.CharField()
    subject = serializers.CharField(help_text="The reference of what it runs for")
    area_path = serializers.CharField()
    team = serializers.SlugField(allow_null=True)
    state = serializers.CharField()
    started_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    is_overdue = serializers.BooleanField()


class ClockDetailSerializer(ClockRowSerializer):
    """One clock with what can be done to it."""

    paused_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    available_actions = ActionSerializer(many=True)


class ReasonSerializer(serializers.Serializer[Any]):
    """Why a promise stands still."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


class ExtendSerializer(ReasonSerializer):
    """How much more time, and why."""

    days = serializers.IntegerField(min_value=1, max_value=MOST_DAYS)


class ResumeSerializer(serializers.Serializer[Any]):
    """Nothing is asked."""
