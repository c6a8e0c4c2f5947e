"""What programs read of a public page: the words of staff, what came of it and how sure that is, numbers with small ones hidden."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from problems import outline
from problems.stories import Shown


class ChainLinkSerializer(serializers.Serializer[Any]):
    """One of the four links: you said, we looked, we did, what changed."""

    name = serializers.CharField()
    fact = serializers.CharField()
    detail = serializers.CharField(allow_blank=True)


class BeforeAfterSerializer(serializers.Serializer[Any]):
    """What was counted before and after, in words where it is small; the likely range where it may be said."""

    before = serializers.CharField()
    after = serializers.CharField(allow_null=True)
    elsewhere_before = serializers.CharField(allow_null=True)
    elsewhere_after = serializers.CharField(allow_null=True)
    windows = serializers.ListField(child=serializers.CharField())
    sentence = serializers.CharField(allow_blank=True)


class PageWordsSerializer(serializers.Serializer[Any]):
    """What stands on a page of a case: the words of staff, where it is and where it stands."""

    slug = serializers.CharField()
    title = serializers.CharField()
    said = serializers.CharField()
    looked = serializers.CharField(allow_blank=True)
    did = serializers.CharField(allow_blank=True)
    changed = serializers.CharField(allow_blank=True)
    area = serializers.CharField(allow_null=True)
    state_words = serializers.CharField()
    is_open = serializers.BooleanField()
    published_on = serializers.DateField()
    changed_on = serializers.DateField()


class PageSerializer(PageWordsSerializer):
    """A case as residents read it. ``lead`` says what came of it, never more strongly than the numbers bear; ``sure`` how sure that is."""

    lead = serializers.CharField(allow_blank=True)
    sure = serializers.CharField(allow_blank=True)
    chain = ChainLinkSerializer(many=True)
    counted = BeforeAfterSerializer(allow_null=True)


def told(one: Shown) -> dict[str, Any]:
    """Give a public page as plain data, in the words of the page itself. No query."""
    chain = [{"name": str(link.name), "fact": str(link.fact), "detail": str(link.detail)} for link in one.chain]
    return {
        **outline.page(one.row), "lead": str(one.lead), "sure": str(one.sure), "chain": chain, "counted": _counted(one),
    }  # fmt: skip


def _counted(one: Shown) -> Mapping[str, Any] | None:
    numbers = one.numbers
    if numbers is None:
        return None
    elsewhere = numbers.comparison or (None, None)
    return {
        "before": str(numbers.before), "after": None if numbers.after is None else str(numbers.after),
        "elsewhere_before": None if elsewhere[0] is None else str(elsewhere[0]),
        "elsewhere_after": None if elsewhere[1] is None else str(elsewhere[1]),
        "windows": one.windows, "sentence": numbers.sentence,
    }  # fmt: skip
