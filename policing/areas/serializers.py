"""The shapes of areas, places and the Agency in the API."""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import serializers

from policing.areas.models import Agency, Place

AREA_COLUMNS = ("code", "name", "level", "parent__code", "path")


class AreaRowSerializer(serializers.Serializer[Any]):
    """One area, without its boundary."""

    code = serializers.SlugField()
    name = serializers.CharField()
    level = serializers.CharField()
    parent = serializers.SlugField(allow_null=True)  # type: ignore[assignment]
    path = serializers.CharField()


class AreaDetailSerializer(AreaRowSerializer):
    """One area with its boundary (a GeoJSON MultiPolygon in WGS84, or null)."""

    about = serializers.CharField()
    population = serializers.IntegerField(allow_null=True)
    is_active = serializers.BooleanField()
    boundary = serializers.JSONField(allow_null=True)


class AreaSaveSerializer(serializers.Serializer[Any]):
    """An area to add, or to change where the code is known. What is left out stays as it is."""

    code = serializers.SlugField(max_length=60)
    name = serializers.CharField(max_length=120)
    level = serializers.CharField(max_length=30, default="neighbourhood")
    parent = serializers.SlugField(max_length=60, allow_null=True, allow_blank=True, default=None)  # type: ignore[assignment]
    about = serializers.CharField(max_length=5000, allow_blank=True, default=None)
    population = serializers.IntegerField(min_value=0, max_value=2_000_000_000, default=None)
    boundary = serializers.JSONField(default=None)


class PointSerializer(serializers.Serializer[Any]):
    """A point on Earth, in degrees."""

    lat = serializers.FloatField(min_value=-90, max_value=90)
    lon = serializers.FloatField(min_value=-180, max_value=180)


class HitSerializer(serializers.Serializer[Any]):
    """An area that was found."""

    code = serializers.SlugField()
    name = serializers.CharField()
    path = serializers.CharField()


class NearSerializer(HitSerializer):
    """The nearest area, and the metres to its border."""

    metres = serializers.IntegerField()


class LocatedSerializer(serializers.Serializer[Any]):
    """The area that holds a point (null for outside), and the nearest one."""

    area = HitSerializer(allow_null=True)
    nearest = NearSerializer(allow_null=True)


class PlaceSerializer(serializers.Serializer[Any]):
    """A street or place of the gazetteer."""

    name = serializers.CharField(max_length=120)
    kind = serializers.ChoiceField(choices=Place.Kind.choices, default=Place.Kind.STREET)
    lat = serializers.FloatField(min_value=-90, max_value=90)
    lon = serializers.FloatField(min_value=-180, max_value=180)
    area = serializers.SlugField(read_only=True, allow_null=True)


class PlacesSerializer(serializers.Serializer[Any]):
    """The places that were found, the best first."""

    results = PlaceSerializer(many=True)


class AgencySerializer(serializers.ModelSerializer[Agency]):
    """What the agency says of itself, and how its site is set up. Nothing in it is secret."""

    class Meta:
        model = Agency
        fields: ClassVar[tuple[str, ...]] = (
            "name",
            "place_name",
            "emergency_number",
            "emergency_words",
            "contact_number",
            "text_number",
            "support_lines",
            "other_ways",
            "independent_route",
            "about",
            "leave_url",
            "languages",
            "zone",
            "working_days",
            "cell_resolution",
            "small_number",
            "outside_words",
        )
