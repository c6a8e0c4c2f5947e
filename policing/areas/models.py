"""The Agency, its tree of areas, and the gazetteer of streets and places."""

from __future__ import annotations

from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import OpClass
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from policing import timekeeping
from policing.areas.lines import check_lines
from policing.areas.querysets import AreaQuerySet, PlaceQuerySet

AGENCY_KEPT_SECONDS = 5.0


def _workdays() -> list[int]:
    return [0, 1, 2, 3, 4]


def _languages() -> list[str]:
    return ["en-gb", "es", "hi", "ar"]


class Agency(models.Model):
    """The one police agency that this site serves. All that a city decides is set here, never in code."""

    name = models.CharField(_("name of the agency"), max_length=120)
    place_name = models.CharField(_("name of the city or district"), max_length=80)
    emergency_number = models.CharField(_("emergency number"), max_length=20, default="112")
    emergency_words = models.JSONField(
        _("words beside the emergency number, by language"), default=dict, blank=True,
        help_text=_("For example: en-gb: “Cannot speak? Call 999, then press 55.”"),
    )  # fmt: skip
    contact_number = models.CharField(_("number when it is not urgent"), max_length=20, blank=True)
    text_number = models.CharField(_("number for text messages"), max_length=20, blank=True)
    support_lines = models.JSONField(
        _("lines that listen and help"), default=list, blank=True, validators=[check_lines],
        help_text=_('A list: [{"name": "Helpline", "number": "116 123", "when": "day and night"}]'),
    )  # fmt: skip
    other_ways = models.CharField(_("other ways to reach the team"), max_length=200, blank=True)
    independent_route = models.CharField(_("who hears complaints from outside the police"), max_length=200, blank=True)
    about = models.CharField(_("who runs this site"), max_length=300, blank=True)
    leave_url = models.URLField(_("where “Leave this site quickly” goes"), default="https://www.wikipedia.org/")
    languages = ArrayField(models.CharField(max_length=12), default=_languages, verbose_name=_("languages offered"))
    zone = models.CharField(_("time zone"), max_length=60, default="UTC")
    working_days = ArrayField(
        models.PositiveSmallIntegerField(validators=[MaxValueValidator(6)]),
        default=_workdays,
        verbose_name=_("working days (0 is Monday)"),
    )
    cell_resolution = models.PositiveSmallIntegerField(
        _("size of a cell on public maps (h3 resolution)"), default=9, validators=[MinValueValidator(5), MaxValueValidator(9)]
    )
    small_number = models.PositiveSmallIntegerField(_("hide public counts under"), default=5, validators=[MinValueValidator(2)])
    outside_words = models.CharField(_("where to turn when the place is outside"), max_length=300, blank=True)
    areas_revision = models.PositiveBigIntegerField(default=1, editable=False)

    _kept: ClassVar[tuple[float, Agency] | None] = None

    class Meta:
        verbose_name, verbose_name_plural = _("agency"), _("agency")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(pk=1), name="agency_is_one"),
            models.CheckConstraint(condition=Q(cell_resolution__lte=9), name="agency_cells_never_finer"),
            models.CheckConstraint(condition=Q(working_days__len__gte=1), name="agency_works_some_day"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def current(cls) -> Agency:
        """Give the Agency, kept in the process for five seconds; a fresh site without one gets the defaults."""
        kept = cls._kept
        if kept is None or timekeeping.ticks() - kept[0] > AGENCY_KEPT_SECONDS:
            found = cls.objects.first() or cls(pk=1, name="Commonbeat", place_name="")
            kept = cls._kept = (timekeeping.ticks(), found)
        return kept[1]

    @classmethod
    def forget(cls) -> None:
        """Let the next ``current`` read the row anew."""
        cls._kept = None

    @property
    def tz(self) -> ZoneInfo:
        """Give the Agency's time zone."""
        return ZoneInfo(self.zone)

    def offered_languages(self) -> list[str]:
        """Give the codes of the languages that the Agency offers and the site speaks; every one where none of them is known."""
        known = [code for code, _name in settings.LANGUAGES]
        return [code for code in self.languages if code in known] or known

    def emergency_in(self, language: str) -> str:
        """Give the words beside the emergency number in a language, else in the first language offered, else none."""
        words: dict[str, str] = self.emergency_words
        first = self.languages[0] if self.languages else ""
        return words.get(language) or words.get(language.partition("-")[0]) or words.get(first, "")


class Area(models.Model):
    """A piece of the map, inside another one: district, neighbourhood, beat. ``path`` names it and all that hold it."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    key = models.CharField(max_length=120, editable=False, db_index=True, help_text=_("the name folded for sorting and search"))
    level = models.CharField(_("level"), max_length=30, default="neighbourhood")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("inside"))
    path = models.CharField(max_length=400, unique=True, editable=False)
    boundary = models.JSONField(_("boundary (GeoJSON, WGS84)"), null=True, blank=True)
    population = models.PositiveIntegerField(_("people who live there"), null=True, blank=True)
    about = models.TextField(_("about this area"), blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = AreaQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("area"), _("areas")
        ordering: ClassVar[list[str]] = ["key"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(path__endswith="/"), name="area_path_ends"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="area_not_its_own_parent"),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(OpClass(F("path"), "varchar_pattern_ops"), name="area_path_prefix")]

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """One line of the gazetteer: a street or a place that people name, and where it is."""

    class Kind(models.TextChoices):
        """What sort of thing the name names."""

        STREET = "street", _("street")
        PLACE = "place", _("place")

    name = models.CharField(_("name"), max_length=120)
    key = models.CharField(max_length=120, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.STREET)
    lat = models.FloatField(_("latitude"), validators=[MinValueValidator(-90), MaxValueValidator(90)])
    lon = models.FloatField(_("longitude"), validators=[MinValueValidator(-180), MaxValueValidator(180)])
    area = models.ForeignKey(Area, models.SET_NULL, null=True, blank=True, related_name="places", verbose_name=_("area"))
    line = models.JSONField(_("its course on the map (list of lon, lat)"), null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("place"), _("gazetteer")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(lat__range=(-90, 90)) & Q(lon__range=(-180, 180)), name="place_on_earth"),
            models.UniqueConstraint(fields=["key", "kind", "lat", "lon"], name="place_once"),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(OpClass(F("key"), "varchar_pattern_ops"), name="place_key_prefix")]

    def __str__(self) -> str:
        return self.name
