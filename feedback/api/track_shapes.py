"""What residents send when they follow a report over the API, and what they get."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from feedback.serializers import CodesSerializer, StrictText
from feedback.services.handling import MOST_WORDS
from feedback.services.rating import MOST_WORDS as MOST_RATING_WORDS


class WithdrawSerializer(CodesSerializer):
    """The resident takes the report back, with words or without."""

    words = StrictText(max_length=MOST_WORDS, required=False, default="", allow_blank=True)


class RateSerializer(CodesSerializer):
    """How far each statement holds, by its code, from 1 (not at all) to 5 (fully), and words."""

    answers = serializers.DictField(child=serializers.IntegerField(min_value=1, max_value=5), required=False, default=dict)
    words = StrictText(max_length=MOST_RATING_WORDS, required=False, default="", allow_blank=True)


class RatingItemSerializer(serializers.Serializer[Any]):
    """One statement, with where its wording comes from."""

    code = serializers.CharField()
    words = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    version = serializers.CharField()
    is_modified = serializers.BooleanField()


class RenewedSerializer(serializers.Serializer[Any]):
    """The resident's own receipt, shown to whoever sent this very key, and to nobody again."""

    reference = serializers.CharField()
    receipt = serializers.CharField()


class LinkAskSerializer(serializers.Serializer[Any]):
    """Where to send links."""

    email = serializers.EmailField(max_length=200)


class LinkOpenSerializer(serializers.Serializer[Any]):
    """The secret of a mailed link: the last part of its address."""

    secret = StrictText(max_length=100)
