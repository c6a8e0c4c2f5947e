"""How reports read and are told over the API: flat to read, strict to write."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from feedback.models import Category, Message, Question, Report
from feedback.services.acting import MOST_REASON, MOST_WORDS
from policing.api import ActionSerializer


class StrictText(serializers.CharField):
    """Text that must be text: a number is not quietly turned into one."""

    def to_internal_value(self, data: Any) -> str:
        """Give the text. Refuses anything that is not a string."""
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class QuestionSerializer(serializers.ModelSerializer[Question]):
    """A question of a category; its answer goes under its code."""

    class Meta:
        model = Question
        fields: ClassVar[list[str]] = ["code", "words", "hint", "kind", "choices", "is_required", "translations"]


class CategorySerializer(serializers.ModelSerializer[Category]):
    """A category that residents can choose. One that stops, or leads to a form of its own, takes no report."""

    group = serializers.CharField(source="group.code", allow_null=True, default=None, read_only=True)
    questions = QuestionSerializer(many=True, read_only=True)

    class Meta:
        model = Category
        fields: ClassVar[list[str]] = [
            "code", "group", "name", "names", "hint", "hints", "icon", "is_joinable", "advice", "advices", "advice_phone",
            "advice_url", "stops", "leads_to", "questions",
        ]  # fmt: skip


REPORT_COLUMNS = {
    "reference": "reference",
    "state": "state",
    "outcome": "outcome",
    "category": "category__code",
    "area": "area__code",
    "team": "team__code",
    "mode": "mode",
    "channel": "channel",
    "words": "shown_words",
    "place": "place_words",
    "received_at": "received_at",
    "due_at": "due_at",
    "contests": "contests",
    "unread_replies": "unread_replies",
    "version": "version",
}


class ReportRowSerializer(serializers.Serializer[Any]):
    """A row of the list of reports, as plain columns."""

    reference = serializers.CharField()
    state = serializers.CharField()
    outcome = serializers.CharField()
    category = serializers.CharField()
    area = serializers.CharField(allow_null=True)
    team = serializers.CharField()
    mode = serializers.CharField()
    channel = serializers.CharField()
    words = serializers.CharField()
    place = serializers.CharField()
    received_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    contests = serializers.IntegerField()
    unread_replies = serializers.IntegerField()
    version = serializers.IntegerField()


class MessageSerializer(serializers.Serializer[Message]):
    """One thing said between the resident and the team."""

    author = serializers.CharField()
    kind = serializers.CharField()
    words = serializers.CharField()
    at = serializers.DateTimeField()


class PastSerializer(serializers.Serializer[Any]):
    """One thing that was done beside speaking: ``assign``, ``refer`` or ``categorise``, by whom, when and why; or a ``note``."""

    kind = serializers.CharField()
    at = serializers.DateTimeField()
    by = serializers.CharField(allow_blank=True)
    before = serializers.CharField(allow_blank=True)
    after = serializers.CharField(allow_blank=True)
    words = serializers.CharField(allow_blank=True)


class SpokenAnswerSerializer(serializers.Serializer[Any]):
    """An answer to a question of the category, both in words of the caller's language."""

    question = serializers.CharField()
    answer = serializers.CharField()


class ReportDetailSerializer(ReportRowSerializer):
    """One report with its messages, whose it is and was, the team's notes for who may write them, and what can be done."""

    details = serializers.DictField(child=serializers.CharField())
    answers = SpokenAnswerSerializer(many=True)
    near = serializers.CharField(allow_blank=True, help_text="Where its point is, in words; empty where it has none.")
    assignee = serializers.UUIDField(allow_null=True)
    messages = MessageSerializer(many=True)
    past = PastSerializer(many=True)
    available_actions = ActionSerializer(many=True)


class SubmitSerializer(serializers.Serializer[Any]):
    """A report as a program sends it. Unless ``mode`` says otherwise it is anonymous, and holds no name, address or number.

    ``answers`` go by the codes of the category's questions: text, “yes” or “no”, a code, a list of codes, a whole number, or a day
    as 2026-03-27. ``joins`` is the slug of a published report that is the same.
    """

    category = StrictText(max_length=40)
    words = StrictText(max_length=MOST_WORDS)
    place = StrictText(max_length=200, required=False, default="")
    lat = serializers.FloatField(min_value=-90, max_value=90, required=False, allow_null=True, default=None)
    lon = serializers.FloatField(min_value=-180, max_value=180, required=False, allow_null=True, default=None)
    area = StrictText(max_length=60, required=False, default="", allow_blank=True)
    when = StrictText(max_length=200, required=False, default="", allow_blank=True)
    language = StrictText(max_length=12, required=False, default="en-gb")
    answers = serializers.DictField(child=serializers.JSONField(), required=False, default=dict)
    joins = StrictText(max_length=16, required=False, default="", allow_blank=True)
    mode = serializers.ChoiceField(choices=Report.Mode.choices, default=Report.Mode.ANONYMOUS)
    name = StrictText(max_length=120, required=False, default="", allow_blank=True)
    email = serializers.EmailField(max_length=200, required=False, default="", allow_blank=True)
    phone = StrictText(max_length=40, required=False, default="", allow_blank=True)
    share_with_partners = serializers.BooleanField(required=False, default=False)


class SentSerializer(serializers.Serializer[Any]):
    """The two codes of a report that is in. The receipt is shown to the sender of this very key, and to nobody again."""

    reference = serializers.CharField()
    receipt = serializers.CharField()
    due_at = serializers.DateTimeField(allow_null=True)
    area = serializers.CharField(allow_null=True)
    team = serializers.CharField()


class VersionSerializer(serializers.Serializer[Any]):
    """A command without words. ``version`` guards against a change by somebody else."""

    version = serializers.IntegerField(required=False, min_value=1)


class WordsSerializer(VersionSerializer):
    """A command with words for the resident."""

    words = StrictText(max_length=MOST_WORDS)


class CloseSerializer(WordsSerializer):
    """Closing needs what became of it, and words."""

    outcome = serializers.ChoiceField(choices=Report.Outcome.choices)


class AssignSerializer(VersionSerializer):
    """Who gets the report, by pseudonym; nobody where it is null."""

    to = serializers.UUIDField(allow_null=True)


class MoveSerializer(VersionSerializer):
    """To which team, or under which category (by code), and why."""

    to = StrictText(max_length=60)
    reason = StrictText(max_length=MOST_REASON)


class CodesSerializer(serializers.Serializer[Any]):
    """The two codes of a report, in any reasonable shape."""

    reference = StrictText(max_length=60)
    receipt = StrictText(max_length=60)


class SpeakSerializer(CodesSerializer):
    """The resident speaks, by reference and receipt."""

    words = StrictText(max_length=MOST_WORDS)


class TrackedSerializer(serializers.Serializer[Any]):
    """What the resident sees of a report: states in public words."""

    reference = serializers.CharField()
    state = serializers.CharField()
    state_words = serializers.CharField()
    outcome = serializers.CharField(allow_blank=True)
    due_at = serializers.DateTimeField(allow_null=True)
    is_shared = serializers.BooleanField(help_text="It stands with others that it was merged with.")
    receipt_is_printed = serializers.BooleanField(help_text="Staff have seen the receipt: replace it first.")
    messages = MessageSerializer(many=True)


class LookSerializer(serializers.Serializer[Any]):
    """Why somebody needs to see who wrote a report; may be left out for a named one."""

    reason = StrictText(max_length=300, required=False, default="", allow_blank=True)


class ContactSerializer(serializers.Serializer[Any]):
    """One way to reach the resident."""

    kind = serializers.CharField()
    value = serializers.CharField()


class RevealedSerializer(serializers.Serializer[Any]):
    """Who wrote a report."""

    name = serializers.CharField(allow_blank=True)
    contacts = ContactSerializer(many=True)
