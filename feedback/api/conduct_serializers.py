"""How the closed room reads and is told over the API: flat to read, strict to write."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from feedback.models import Conduct
from feedback.serializers import CodesSerializer, MessageSerializer, StrictText, VersionSerializer, WordsSerializer
from feedback.services.conduct.handling import OUTCOMES
from feedback.services.conduct.intake import MOST_LINE, MOST_TEAMS, MOST_WORDS
from feedback.services.conduct.keeping_apart import MOST_CONCERNED
from policing.api import ActionSerializer

COLUMNS = {
    "reference": "reference",
    "kind": "kind",
    "state": "state",
    "outcome": "outcome",
    "mode": "mode",
    "channel": "channel",
    "area": "area__code",
    "words": "words",
    "reviewer": "assignee__pseudonym",
    "received_at": "received_at",
    "due_at": "due_at",
    "contests": "contests",
    "unread_replies": "unread_replies",
    "version": "version",
}


class ConductRowSerializer(serializers.Serializer[Any]):
    """A row of the reviewers' list, as plain columns."""

    reference = serializers.CharField()
    kind = serializers.CharField()
    state = serializers.CharField()
    outcome = serializers.CharField()
    mode = serializers.CharField()
    channel = serializers.CharField()
    area = serializers.CharField(allow_null=True)
    words = serializers.CharField()
    reviewer = serializers.UUIDField(allow_null=True)
    received_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    contests = serializers.IntegerField()
    unread_replies = serializers.IntegerField()
    version = serializers.IntegerField()


class ConcernedSerializer(serializers.Serializer[Any]):
    """An officer (by pseudonym) or a team (by code) that it is about."""

    kind = serializers.CharField()
    code = serializers.CharField()
    name = serializers.CharField()
    by_writer = serializers.BooleanField()


class NoteSerializer(serializers.Serializer[Any]):
    """Words among the reviewers."""

    words = serializers.CharField()
    at = serializers.DateTimeField()


class ConductDetailSerializer(ConductRowSerializer):
    """One of them, with messages, notes, whom it is about, and what can be done."""

    whom = serializers.CharField()
    agrees = serializers.CharField()
    when = serializers.CharField(source="when_words")
    place = serializers.CharField(source="place_words")
    who = serializers.CharField(source="who_words")
    wish = serializers.CharField(source="wish_words")
    may_share = serializers.BooleanField()
    concerned = ConcernedSerializer(many=True)
    messages = MessageSerializer(many=True)
    notes = NoteSerializer(many=True)
    available_actions = ActionSerializer(many=True)


class TellSerializer(serializers.Serializer[Any]):
    """What a program sends for somebody. Without ``mode`` it has no name."""

    kind = serializers.ChoiceField(choices=Conduct.Kind.choices)
    words = StrictText(max_length=MOST_WORDS)
    whom = serializers.ChoiceField(choices=Conduct.Whom.choices, default=Conduct.Whom.SELF)
    agrees = serializers.ChoiceField(choices=Conduct.Agrees.choices, default="", allow_blank=True)
    when = StrictText(max_length=MOST_LINE, required=False, default="", allow_blank=True)
    place = StrictText(max_length=MOST_LINE, required=False, default="", allow_blank=True)
    area = StrictText(max_length=60, required=False, default="", allow_blank=True)
    who = StrictText(max_length=MOST_WORDS, required=False, default="", allow_blank=True)
    teams = serializers.ListField(child=StrictText(max_length=60), max_length=MOST_TEAMS, required=False, default=list)
    wish = StrictText(max_length=MOST_WORDS, required=False, default="", allow_blank=True)
    may_share = serializers.BooleanField(default=False)
    language = StrictText(max_length=12, required=False, default="en-gb")
    mode = serializers.ChoiceField(choices=Conduct.Mode.choices, default=Conduct.Mode.ANONYMOUS)
    name = StrictText(max_length=120, required=False, default="", allow_blank=True)
    email = serializers.EmailField(max_length=200, required=False, default="", allow_blank=True)


class ToldSerializer(serializers.Serializer[Any]):
    """The two codes of what is in. The receipt is shown to the sender of this very key, and to nobody again."""

    reference = serializers.CharField()
    receipt = serializers.CharField()
    due_at = serializers.DateTimeField(allow_null=True)


class SortSerializer(VersionSerializer):
    """What it is."""

    kind = serializers.ChoiceField(choices=[row for row in Conduct.Kind.choices if row[0] != Conduct.Kind.UNSURE])


class ConductAssignSerializer(VersionSerializer):
    """Which reviewer has it, by pseudonym."""

    person = serializers.UUIDField()


class MatchSerializer(VersionSerializer):
    """Exactly whom it is about: officers by pseudonym, teams by code."""

    persons = serializers.ListField(child=serializers.UUIDField(), max_length=MOST_CONCERNED, default=list)
    teams = serializers.ListField(child=StrictText(max_length=60), max_length=MOST_CONCERNED, default=list)


class FinishSerializer(WordsSerializer):
    """What came of it, and words; for thanks with consent also the words that the officers may read."""

    outcome = serializers.ChoiceField(choices=[(code, Conduct.Outcome(code).label) for code in OUTCOMES])
    shared_words = StrictText(max_length=MOST_WORDS, required=False, default="", allow_blank=True)


class SpokenSerializer(CodesSerializer):
    """The writer speaks, by both codes; taking it back needs no words."""

    words = StrictText(max_length=MOST_WORDS, required=False, default="", allow_blank=True)


class ConductTrackedSerializer(serializers.Serializer[Any]):
    """What the writer sees: states in public words."""

    reference = serializers.CharField()
    state = serializers.CharField()
    state_words = serializers.CharField()
    outcome = serializers.CharField(allow_blank=True)
    due_at = serializers.DateTimeField(allow_null=True)
    messages = MessageSerializer(many=True)


class PraiseSerializer(serializers.Serializer[Any]):
    """Words of thanks as those may read them who are thanked."""

    words = serializers.CharField()
    at = serializers.DateTimeField()
