"""The shapes of people, teams, roles, sessions and tokens in the API: flat to read, strict to write."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from policing.accounts.models import Team
from policing.accounts.roles import role_choices

PERSON_COLUMNS = ("pseudonym", "name", "email", "language", "is_active")
TEAM_COLUMNS = ("id", "code", "name", "kind", "belongs_to", "contact", "hours", "is_active")
GRANT_COLUMNS = ("id", "user__pseudonym", "role", "area__code", "team__code", "reason", "valid_from", "valid_until")
MEMBERSHIP_COLUMNS = ("id", "user__pseudonym", "team__code", "title", "is_public", "valid_from", "valid_until")


class MeSerializer(serializers.Serializer[Any]):
    """What a person may see and change of themself."""

    name = serializers.CharField(max_length=120, allow_blank=True)
    language = serializers.CharField(max_length=12)
    zone = serializers.CharField(max_length=60, allow_blank=True)
    theme = serializers.ChoiceField(choices=["", "light", "dark"])
    roles = serializers.ListField(child=serializers.CharField(), read_only=True)


class PersonSerializer(serializers.Serializer[Any]):
    """A person with an account, as set-up needs them."""

    person = serializers.UUIDField(source="pseudonym")
    name = serializers.CharField()
    email = serializers.EmailField()
    language = serializers.CharField()
    is_active = serializers.BooleanField()


class InviteSerializer(serializers.Serializer[Any]):
    """An account to make."""

    email = serializers.EmailField(max_length=254)
    name = serializers.CharField(max_length=120, allow_blank=True, default="")
    language = serializers.CharField(max_length=12, allow_blank=True, default="")


class TeamSerializer(serializers.Serializer[Any]):
    """A team, and the codes of the areas that it serves."""

    code = serializers.SlugField(max_length=60)
    name = serializers.CharField(max_length=120)
    kind = serializers.ChoiceField(choices=Team.Kind.choices, default=Team.Kind.NEIGHBOURHOOD)
    belongs_to = serializers.ChoiceField(choices=Team.Belongs.choices, default=Team.Belongs.AGENCY)
    contact = serializers.CharField(max_length=200, allow_blank=True, default="")
    hours = serializers.CharField(max_length=200, allow_blank=True, default="")
    is_active = serializers.BooleanField(default=True)


class TeamSaveSerializer(TeamSerializer):
    """A team to make, or to change where the code is known."""

    areas = serializers.ListField(child=serializers.SlugField(), max_length=200, default=list)


class RoleGrantSerializer(serializers.Serializer[Any]):
    """A role that a person holds, or held."""

    id = serializers.IntegerField()
    person = serializers.UUIDField(source="user__pseudonym")
    role = serializers.CharField()
    area = serializers.SlugField(source="area__code", allow_null=True)
    team = serializers.SlugField(source="team__code", allow_null=True)
    reason = serializers.CharField()
    valid_from = serializers.DateTimeField()
    valid_until = serializers.DateTimeField(allow_null=True)


class GrantSerializer(serializers.Serializer[Any]):
    """A role to give."""

    person = serializers.UUIDField()
    role = serializers.ChoiceField(choices=role_choices())
    area = serializers.SlugField(allow_null=True, default=None)
    team = serializers.SlugField(allow_null=True, default=None)
    reason = serializers.CharField(max_length=200, allow_blank=True, default="")
    until = serializers.DateTimeField(allow_null=True, default=None)


class MembershipSerializer(serializers.Serializer[Any]):
    """A person in a team."""

    id = serializers.IntegerField()
    person = serializers.UUIDField(source="user__pseudonym")
    team = serializers.SlugField(source="team__code")
    title = serializers.CharField()
    is_public = serializers.BooleanField()
    valid_from = serializers.DateTimeField()
    valid_until = serializers.DateTimeField(allow_null=True)


class JoinSerializer(serializers.Serializer[Any]):
    """A person to put into a team."""

    person = serializers.UUIDField()
    team = serializers.SlugField()
    title = serializers.CharField(max_length=80, allow_blank=True, default="")
    surgery = serializers.CharField(max_length=200, allow_blank=True, default="")
    is_public = serializers.BooleanField(default=False)


@extend_schema_serializer(component_name="SignedInPlace")
class PlaceSerializer(serializers.Serializer[Any]):
    """One place where the person is signed in. No address, no moment: a coarse word and days."""

    handle = serializers.CharField()
    device = serializers.CharField()
    since = serializers.DateField(allow_null=True)
    seen = serializers.DateField(allow_null=True)
    is_here = serializers.BooleanField()


class SessionsSerializer(serializers.Serializer[Any]):
    """Where the person is signed in."""

    results = PlaceSerializer(many=True)


class TokenSerializer(serializers.Serializer[Any]):
    """A token, without its secret."""

    handle = serializers.CharField()
    name = serializers.CharField()
    hint = serializers.CharField()
    scopes = serializers.ListField(child=serializers.CharField())
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class TokensSerializer(serializers.Serializer[Any]):
    """The tokens that work."""

    results = TokenSerializer(many=True)


class TokenMakeSerializer(serializers.Serializer[Any]):
    """A token to make."""

    name = serializers.CharField(max_length=80)
    scopes = serializers.ListField(child=serializers.CharField(max_length=60), max_length=50)
    days = serializers.IntegerField(default=90)


class TokenMadeSerializer(TokenSerializer):
    """A token that was just made. The secret is never shown again."""

    secret = serializers.CharField()


class CopySerializer(serializers.Serializer[Any]):
    """Everything that is held about the person, by part: its title, and what is held."""

    parts = serializers.DictField()


class LeaveSerializer(serializers.Serializer[Any]):
    """The last question before an account is deleted."""

    sure = serializers.BooleanField()

    def validate_sure(self, value: bool) -> bool:
        """Pass a yes alone."""
        if not value:
            raise serializers.ValidationError(_("Send true if the account is to be deleted."))
        return value
