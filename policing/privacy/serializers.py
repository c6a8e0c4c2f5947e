"""The shapes of the schedule, of disposal and of holds in the API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from policing.api import ActionSerializer
from policing.privacy.models.retention import MOST_DAYS
from policing.privacy.retention import FATES
from policing.privacy.services.holding import LEAST_REASON, MOST_REASON


class TermSerializer(serializers.Serializer[Any]):
    """One line of the schedule."""

    code = serializers.SlugField()
    label = serializers.CharField()  # type: ignore[assignment]
    sentence = serializers.CharField()
    days = serializers.IntegerField(allow_null=True, help_text="null: kept for good")
    counts_from = serializers.CharField()
    fate = serializers.ChoiceField(choices=list(FATES))


class RightsPartSerializer(serializers.Serializer[Any]):
    """One part of what people may know and ask for."""

    code = serializers.CharField()
    title = serializers.CharField()
    sentences = serializers.ListField(child=serializers.CharField())


class RightsSerializer(serializers.Serializer[Any]):
    """What is kept, for how long, and who reads it."""

    kept = TermSerializer(many=True)
    parts = RightsPartSerializer(many=True)


class StandingSerializer(serializers.Serializer[Any]):
    """One class of the schedule as it stands."""

    code = serializers.SlugField()
    days = serializers.IntegerField(allow_null=True)
    fate = serializers.ChoiceField(choices=list(FATES))
    is_adjustable = serializers.BooleanField()
    due = serializers.IntegerField(allow_null=True, help_text="at most 1000 are counted")
    held = serializers.IntegerField(allow_null=True)
    last_day = serializers.DateField(allow_null=True)
    last_disposed = serializers.IntegerField(allow_null=True)
    last_is_finished = serializers.BooleanField(allow_null=True)
    last_has_failed = serializers.BooleanField(allow_null=True)


class DaysSerializer(serializers.Serializer[Any]):
    """For how long a class is kept."""

    days = serializers.IntegerField(min_value=1, max_value=MOST_DAYS)


class HoldPlaceSerializer(serializers.Serializer[Any]):
    """Which record is held back, and why."""

    subject_type = serializers.CharField(max_length=60)
    reference = serializers.CharField(max_length=60)
    reason = serializers.CharField(min_length=LEAST_REASON, max_length=MOST_REASON)


class HoldReleaseSerializer(serializers.Serializer[Any]):
    """Why a hold ends."""

    reason = serializers.CharField(min_length=LEAST_REASON, max_length=MOST_REASON)


class HoldRowSerializer(serializers.Serializer[Any]):
    """One hold, flat."""

    id = serializers.IntegerField()
    subject_type = serializers.CharField()
    subject = serializers.CharField(source="subject_ref", help_text="The reference of what is held")
    area_path = serializers.CharField()
    state = serializers.CharField()
    reason = serializers.CharField()
    placed_at = serializers.DateTimeField()
    released_at = serializers.DateTimeField(allow_null=True)
    release_reason = serializers.CharField()


class HoldSerializer(HoldRowSerializer):
    """One hold with what can be done to it."""

    available_actions = ActionSerializer(many=True)
