"""How a case reads over the API: flat, and without the fields that its reader may not know of."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from feedback.serializers import StrictText
from policing.api import ActionSerializer
from problems.services.cases.acting import MOST_REASON

WORDS_OF_PLAN = 8000


class AsFarAsSeenSerializer(serializers.Serializer[Any]):
    """A shape of which only what is there is told: REST framework writes ``null`` for what may be null and is missing."""

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Give the fields that the mapping holds."""
        return {name: value for name, value in super().to_representation(instance).items() if name in instance}


class CaseRowSerializer(AsFarAsSeenSerializer):
    """A row of the list of cases. What its reader does not see of it is left out."""

    reference = serializers.CharField()
    state = serializers.CharField()
    version = serializers.IntegerField()
    sees = serializers.CharField(help_text="What the caller sees of it: everything, places, plan or counts")
    title = serializers.CharField(required=False)
    decision = serializers.CharField(required=False, allow_blank=True)
    proposed = serializers.CharField(required=False, allow_blank=True)
    opened_at = serializers.DateTimeField(required=False)
    closed_at = serializers.DateTimeField(required=False, allow_null=True)
    due_at = serializers.DateTimeField(required=False, allow_null=True)
    area = serializers.CharField(required=False, allow_null=True)
    team = serializers.CharField(required=False)
    lead = serializers.CharField(required=False, allow_blank=True)
    reports = serializers.IntegerField(required=False)


class EntrySerializer(serializers.Serializer[Any]):
    """One answer on the sheet. ``number`` goes back as ``seen`` with the next one."""

    field = serializers.CharField()
    stage = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    number = serializers.IntegerField()
    choice = serializers.CharField(allow_blank=True)
    words = serializers.CharField(allow_blank=True)
    lever = serializers.CharField(allow_blank=True)
    by = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()


class GateSerializer(serializers.Serializer[Any]):
    """One thing that a stage asks for, and whether it is met."""

    code = serializers.CharField()
    stage = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    is_met = serializers.BooleanField()


class StepSerializer(serializers.Serializer[Any]):
    """One step on the rail, with the gates that were skipped and why."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    state = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()
    words = serializers.CharField(allow_blank=True)
    unmet = serializers.ListField(child=serializers.CharField())
    skip_reason = serializers.CharField(allow_blank=True)
    decision = serializers.CharField(allow_blank=True)
    result = serializers.CharField(allow_blank=True)
    by = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()
    answered_by = serializers.CharField(allow_blank=True)
    answered_at = serializers.DateTimeField(allow_null=True)
    answer = serializers.CharField(allow_blank=True)


class PartSerializer(AsFarAsSeenSerializer):
    """One part of a case, with the columns of its kind and no others."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    version = serializers.IntegerField()
    made_by = serializers.CharField(allow_blank=True)
    made_at = serializers.DateTimeField()
    words = serializers.CharField(required=False)
    label = serializers.CharField(required=False)  # type: ignore[assignment]
    about = serializers.CharField(required=False)
    supports = serializers.BooleanField(required=False)
    source = serializers.CharField(required=False)  # type: ignore[assignment]
    link = serializers.CharField(required=False, allow_blank=True)
    standing = serializers.CharField(required=False)
    measure = serializers.CharField(required=False)
    baseline = serializers.CharField(required=False)
    target = serializers.CharField(required=False)
    by = serializers.DateField(required=False)
    result = serializers.CharField(required=False, allow_blank=True)
    owner = serializers.UUIDField(required=False, allow_null=True, help_text="A person, by pseudonym")
    owner_name = serializers.CharField(required=False, allow_blank=True)
    due_on = serializers.DateField(required=False, allow_null=True)
    technique = serializers.IntegerField(required=False, allow_null=True)
    side = serializers.CharField(required=False, allow_blank=True)
    hypothesis = serializers.IntegerField(required=False, allow_null=True)
    objective = serializers.IntegerField(required=False, allow_null=True)
    cost = serializers.DecimalField(12, 2, required=False, allow_null=True)
    progress = serializers.CharField(required=False, allow_blank=True)
    state = serializers.CharField(required=False)
    ended_at = serializers.DateTimeField(required=False, allow_null=True)
    reason = serializers.CharField(required=False, allow_blank=True)
    decided_on = serializers.DateField(required=False)
    use = serializers.CharField(required=False)
    area = serializers.CharField(required=False, allow_null=True)
    cell = serializers.CharField(required=False, allow_blank=True)
    pages = serializers.IntegerField(required=False, help_text="of a file: 1 for a picture, more for a document")


class MemberSerializer(serializers.Serializer[Any]):
    """One who works along."""

    id = serializers.IntegerField()
    person = serializers.UUIDField()
    name = serializers.CharField(allow_blank=True)
    role = serializers.CharField()
    sees = serializers.CharField()
    team = serializers.CharField(allow_null=True)
    until = serializers.DateField(allow_null=True)
    added_at = serializers.DateTimeField()


class FiguresSerializer(serializers.Serializer[Any]):
    """What the case adds up to, as it was counted last; ``data`` is as much of it as the caller sees.

    ``verdict`` is how much the numbers bear, a rung of the ladder, and ``says`` that in words; both are empty without a time before.
    """

    made_at = serializers.DateTimeField(allow_null=True)
    data = serializers.DictField()  # type: ignore[assignment]
    verdict = serializers.CharField(allow_blank=True)
    says = serializers.CharField(allow_blank=True)


class CaseSerializer(CaseRowSerializer):
    """One case, as far as the caller sees it, and what can be done with it now."""

    says = serializers.CharField(help_text="What the caller sees, in words")
    summary = serializers.CharField(required=False, allow_blank=True)
    reopenings = serializers.IntegerField(required=False)
    merged_into = serializers.CharField(required=False, allow_null=True)
    categories = serializers.ListField(child=serializers.CharField(), required=False)
    baseline_from = serializers.DateField(required=False, allow_null=True)
    baseline_to = serializers.DateField(required=False, allow_null=True)
    after_from = serializers.DateField(required=False, allow_null=True)
    after_to = serializers.DateField(required=False, allow_null=True)
    sheet = EntrySerializer(many=True, required=False)
    gates = GateSerializer(many=True, required=False)
    moves = StepSerializer(many=True, required=False)
    parts = PartSerializer(many=True, required=False)
    figures = FiguresSerializer(required=False)
    members = MemberSerializer(many=True, required=False)
    available_actions = ActionSerializer(many=True)


class LinkedSerializer(serializers.Serializer[Any]):
    """One report that feeds a case, why, and its words as the team reads them."""

    reference = serializers.CharField()
    category = serializers.CharField()
    state = serializers.CharField()
    received_on = serializers.DateField()
    reason = serializers.CharField(allow_blank=True)
    words = serializers.CharField(required=False, allow_blank=True)


class RemarkSerializer(serializers.Serializer[Any]):
    """What a resident says to the public page of a case. Nobody stands beside it."""

    id = serializers.IntegerField()
    fits = serializers.CharField()
    words = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()


class KeptTextSerializer(serializers.Serializer[Any]):
    """A text of the caller's own that could not be sent."""

    id = serializers.IntegerField()
    target = serializers.CharField()
    words = serializers.CharField()
    values = serializers.DictField(source="fields", child=serializers.CharField(allow_blank=True))
    seen = serializers.IntegerField()
    at = serializers.DateTimeField()


class CaseReasonSerializer(serializers.Serializer[Any]):
    """A reason that colleagues can read."""

    reason = StrictText(max_length=MOST_REASON)
