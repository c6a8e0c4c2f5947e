"""Loads areas from a GeoJSON file: every good one, by the command; every bad one with its line and the reason.

It can be run again without doubling: an area is known by its code, from a field of the file or from its folded name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from policing.areas import geojson, geometry, projection
from policing.areas.geojson import Feature, FeatureFile, UnusableFile
from policing.areas.geometry import Shape, Unusable
from policing.areas.models import Area
from policing.areas.services import CODE_LENGTH, code_for, save_area
from policing.errors import BadInput

COUNTED = ("read", "loaded", "updated", "unchanged", "mended", "refused")
Say = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What to read and how: the field names, where the areas go, and the coordinate system where the file is to be overruled."""

    path: Path
    name_field: str
    code_field: str = ""
    level: str = "neighbourhood"
    parent: str | None = None
    crs: str | None = None


@dataclass
class Tally:
    """What came of it, in counts; ``mended`` counts areas that were also loaded, updated or found unchanged."""

    counts: Counter[str] = field(default_factory=Counter)

    def as_dict(self) -> dict[str, int]:
        """Give every count under its name."""
        return {name: self.counts[name] for name in COUNTED}


@dataclass
class _Run:
    plan: Plan
    project: geometry.Project
    actor: Any
    say: Say
    tally: Tally = field(default_factory=Tally)
    seen: dict[str, tuple[int, str, dict[str, Any]]] = field(default_factory=dict)


def import_areas(plan: Plan, *, actor: Any, say: Say, progress: Callable[[int, int], None]) -> Tally:
    """Load the areas of a file, each in a transaction of its own, and give the counts.

    ``say`` hears a line for each that was mended or refused; ``progress`` hears (done, all) after each. Raises UnusableFile
    where the file, the field names, the coordinate system or the parent cannot be used at all: then nothing was loaded.
    """
    file = geojson.read(plan.path)
    _refuse_odd_plan(plan, file)
    run = _Run(plan, _projector(plan, file, say), actor, say)
    for done, feature in enumerate(file.features(), start=1):
        run.tally.counts["read"] += 1
        try:
            _load(run, feature)
        except (Unusable, BadInput) as error:
            run.tally.counts["refused"] += 1
            reason = (
                " ".join(line for lines in error.fields.values() for line in lines) if isinstance(error, BadInput) else str(error)
            )
            words = _("Refused: feature %(number)s on line %(line)s%(name)s: %(reason)s")
            name = _named(feature.prop(plan.name_field))
            say(
                words % {"number": feature.number, "line": feature.line, "name": f" (“{name}”)" if name else "", "reason": reason}
            )
        progress(done, len(file))
    return run.tally


def _refuse_odd_plan(plan: Plan, file: FeatureFile) -> None:
    for asked in filter(None, (plan.name_field, plan.code_field)):
        if len(file) and asked not in file.properties:
            words = _("No feature has a field “%(field)s”. The fields of this file are: %(fields)s")
            raise UnusableFile(words % {"field": asked, "fields": ", ".join(file.properties) or _("none")})
    if plan.parent and not Area.objects.filter(code=plan.parent).exists():
        raise UnusableFile(_("There is no area with the code “%(code)s” to put these inside") % {"code": plan.parent})


def _projector(plan: Plan, file: FeatureFile, say: Say) -> geometry.Project:
    try:
        stated = None if plan.crs else projection.named_crs(file.members.get("crs"))
        project = projection.projector(plan.crs or stated or geometry.WGS84)
    except Unusable as error:
        raise UnusableFile(f"{plan.path}: {error}") from error
    if plan.crs and file.members.get("crs") is not None:
        say(_("Note: the file states a coordinate system of its own; %(crs)s from the command line is used") % {"crs": plan.crs})
    elif stated:
        say(_("Note: the file states the coordinate system %(crs)s") % {"crs": stated})
    return project


def _named(value: Any) -> str:
    """Give the words of a name or code: text as it is, a whole number as its digits, all else as nothing."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return " ".join("".join(char if char.isprintable() else " " for char in str(value)).split())


def _code(plan: Plan, feature: Feature, name: str) -> str:
    if not plan.code_field:
        return code_for(name)
    value = _named(feature.prop(plan.code_field))
    code = slugify(value)
    if not code or len(code) > CODE_LENGTH:
        raise Unusable(_("its code “%(code)s” cannot be used: letters, digits and hyphens, at most 60") % {"code": value[:80]})
    return code


def _load(run: _Run, feature: Feature) -> None:
    name = _named(feature.prop(run.plan.name_field))
    if not name:
        raise Unusable(_("it has no name in the field “%(field)s”") % {"field": run.plan.name_field})
    code = _code(run.plan, feature, name)
    shape = geometry.usable(feature.value.get("geometry"), run.project)
    _refuse_double(run, feature, code, name, shape)
    _refuse_namesake(run.plan, code)
    saved = save_area(actor=run.actor, code=code, name=name, level=run.plan.level, parent=run.plan.parent, shape=shape)
    run.seen.setdefault(code, (feature.line, name, shape.boundary))
    run.tally.counts[saved.outcome] += 1
    if shape.mended:
        run.tally.counts["mended"] += 1
        run.say(_("Mended: %(name)s: %(what)s") % {"name": name, "what": shape.mended})
    if not saved.area.is_active:
        run.say(_("Note: %(name)s is out of use, and stays so") % {"name": name})


def _refuse_double(run: _Run, feature: Feature, code: str, name: str, shape: Shape) -> None:
    before = run.seen.get(code)
    if before is not None and before[1:] != (name, shape.boundary):
        hint = "" if run.plan.code_field else " " + _("Name a field with different codes by --code-field.")
        words = _("the code “%(code)s” stands on line %(line)s already, for another shape or name.%(hint)s")
        raise Unusable(words % {"code": code, "line": before[0], "hint": hint})


def _refuse_namesake(plan: Plan, code: str) -> None:
    """Refuse to write over an area of another level or inside another area that merely has the same name."""
    if plan.code_field:
        return
    known = Area.objects.filter(code=code).values_list("level", "parent__code").first()
    if known is None:
        return
    if known[0] != plan.level or (plan.parent and known[1] not in (None, plan.parent)):
        words = _(
            "another area of the level “%(level)s” has this name already. Name a field with different codes by --code-field."
        )
        raise Unusable(words % {"level": known[0]})
