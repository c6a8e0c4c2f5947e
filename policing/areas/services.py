"""The commands of the set-up of areas: the one way to change the Agency, an area or a place.

Lock order: the Agency's row first (it stands for the whole tree), then areas. Every command that changes what ``locate``
would answer gives the Agency a new revision, which every process notices. ``actor`` None is the operator of the machine
at its command line; everybody else is asked for by the policy.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from policing import access
from policing.areas import locate, moving
from policing.areas.geometry import Shape
from policing.areas.models import Agency, Area
from policing.areas.querysets import fold
from policing.commands import command
from policing.errors import BadInput, Unseen, WrongState
from policing.events.services import Actor, emit

CODE_LENGTH = 60
Outcome = Literal["loaded", "updated", "unchanged"]


@dataclass(frozen=True)
class Saved:
    """An area as it stands now, and what saving it came to."""

    area: Area
    outcome: Outcome


def code_for(name: str) -> str:
    """Give the code that a name leads to, always the same: a slug, or a short hash for a name in another script."""
    key = fold(name)
    slug = slugify(key)
    if slug and len(slug) <= CODE_LENGTH:
        return slug
    short = hashlib.sha256(key.encode()).hexdigest()[:10]
    return f"{slug[: CODE_LENGTH - 11].strip('-')}-{short}" if slug else f"area-{short}"


def actor_of(user: Any) -> Actor:
    """Give the actor of an event: the person, or the system for the operator at the command line."""
    return Actor.system() if user is None else Actor.person(user)


def require(user: Any, action: str, row: Any) -> None:
    """Ask the policy, unless it is the operator at the command line. Raises Unseen or Denied."""
    if user is not None:
        access.require(user, action, row)


def locked_agency() -> Agency:
    """Lock the Agency's row, which stands for the whole tree, and give it. A fresh site gets a plain one first."""
    rows = Agency.objects.select_for_update(of=("self",)).filter(pk=1)
    found = rows.first()
    if found is None:
        Agency.objects.get_or_create(pk=1, defaults={"name": "Commonbeat"})
        found = rows.get()
    return found


def _new_revision(agency: Agency) -> None:
    """Give the areas a new revision and let this process read them anew, now and once more after the commit.

    A revision is a moment in microseconds, so that no other content ever bears the same number, even after a rollback.
    """
    agency.areas_revision = max(agency.areas_revision + 1, time.time_ns() // 1000)
    agency.save(update_fields=["areas_revision"])
    _read_anew()
    transaction.on_commit(_read_anew)


def _read_anew() -> None:
    Agency.forget()
    locate.forget()


@command(name="areas.area.save", page="admin:areas_area_add", api="areas-api:area-list")
@transaction.atomic
def save_area(  # noqa: PLR0913 - what an area is
    *,
    actor: Any,
    code: str,
    name: str,
    level: str,
    parent: str | None = None,
    shape: Shape | None = None,
    about: str | None = None,
    population: int | None = None,
) -> Saved:
    """Add the area of that code, or change the one there is. What is None stays as it is.

    ``parent`` is the code of the area that holds it; giving another one moves the area and all inside it. Locks the
    Agency's row. Emits ``areas.area.loaded`` or ``.changed``, and ``.moved``. Raises BadInput for what cannot be.
    """
    agency = locked_agency()
    _refuse_odd(code, name)
    holder = _parent(code, parent)
    area = Area.objects.filter(code=code).select_related("parent").first()
    given = {"name": name.strip(), "key": fold(name), "level": level, "boundary": shape and shape.boundary, "about": about}
    wanted = {field: value for field, value in {**given, "population": population}.items() if value is not None}
    if area is None:
        return _add(agency, actor, code, holder, wanted, shape)
    require(actor, "change", area)
    moved = _move(actor, area, holder) if parent is not None and holder != area.parent else False
    changed = sorted(field for field, value in wanted.items() if getattr(area, field) != value)
    if changed:
        for field in changed:
            setattr(area, field, wanted[field])
        area.save(update_fields=changed)
        payload = {"mended": bool(shape and shape.mended), "fields": [field for field in changed if field != "key"]}
        _tell("areas.area.changed", area, actor, payload)
    if changed or moved:
        _new_revision(agency)
    return Saved(area, "updated" if changed or moved else "unchanged")


def _refuse_odd(code: str, name: str) -> None:
    problems: dict[str, list[Any]] = {}
    if not code or len(code) > CODE_LENGTH or slugify(code) != code:
        problems["code"] = [_("A code is made of small letters, digits and hyphens, at most 60 of them.")]
    if not name.strip() or len(name.strip()) > 120:
        problems["name"] = [_("An area needs a name of at most 120 letters.")]
    if problems:
        raise BadInput(problems)


def _parent(code: str, parent: str | None) -> Area | None:
    if not parent:
        return None
    holder: Area | None = Area.objects.filter(code=parent).first()
    if holder is None:
        raise BadInput({"parent": [_("There is no area with the code “%(code)s” to put it inside.") % {"code": parent}]})
    if f"/{code}/" in f"/{holder.path}":
        raise BadInput({"parent": [_("An area cannot lie inside itself.")]})
    return holder


def _add(agency: Agency, actor: Any, code: str, holder: Area | None, wanted: dict[str, Any], shape: Shape | None) -> Saved:
    require(actor, "change", holder or Area(path=""))
    area = Area(code=code, parent=holder, path=f"{holder.path if holder else ''}{code}/", **wanted)
    area.save(force_insert=True)
    _tell("areas.area.loaded", area, actor, {"mended": bool(shape and shape.mended)})
    _new_revision(agency)
    return Saved(area, "loaded")


def _move(actor: Any, area: Area, holder: Area | None) -> bool:
    require(actor, "change", holder or Area(path=""))
    old, new = area.path, f"{holder.path if holder else ''}{area.code}/"
    area.parent = holder
    area.save(update_fields=["parent"])
    moving.carry(old, new)
    area.path = new
    _tell("areas.area.moved", area, actor, {"old_path": old, "new_path": new})
    return True


def _tell(name: str, area: Area, actor: Any, payload: dict[str, Any]) -> None:
    emit(name, subject=area, subject_ref=area.code, actor=actor_of(actor), area_path=area.path, payload=payload)


def _locked(actor: Any, code: str, action: str) -> tuple[Agency, Area]:
    agency = locked_agency()
    area = Area.objects.defer("boundary").select_for_update(of=("self",)).filter(code=code).first()
    if area is None:
        raise Unseen
    require(actor, action, area)
    return agency, area


@command(name="areas.area.retire", page="admin:areas_area_changelist", api="areas-api:area-retire")
@transaction.atomic
def retire_area(*, actor: Any, code: str) -> Area:
    """Take an area out of use: nothing new is located in it, and what lies in it stays readable.

    Locks the Agency's row. Emits ``areas.area.retired``. Raises WrongState where it is out of use, or where areas inside
    it are still in use.
    """
    agency, area = _locked(actor, code, "retire")
    if not area.is_active:
        raise WrongState(_("This area is out of use already."))
    if Area.objects.in_use().inside(area.path).exclude(pk=area.pk).exists():
        raise WrongState(_("Areas inside this one are still in use. Take those out of use first."))
    return _switch(agency, actor, area, "areas.area.retired", active=False)


@command(name="areas.area.restore", page="admin:areas_area_changelist", api="areas-api:area-restore")
@transaction.atomic
def restore_area(*, actor: Any, code: str) -> Area:
    """Take an area into use again. Locks the Agency's row. Emits ``areas.area.restored``. Raises WrongState."""
    agency, area = _locked(actor, code, "restore")
    if area.is_active:
        raise WrongState(_("This area is in use."))
    return _switch(agency, actor, area, "areas.area.restored", active=True)


def _switch(agency: Agency, actor: Any, area: Area, event: str, *, active: bool) -> Area:
    area.is_active = active
    area.save(update_fields=["is_active"])
    _tell(event, area, actor, {})
    _new_revision(agency)
    return area


@command(name="areas.agency.change", page="admin:areas_agency_change", api="areas-api:agency")
@transaction.atomic
def change_agency(*, actor: Any, fields: Mapping[str, Any]) -> Agency:
    """Change settings of the Agency (any field but its revision). Locks its row. Emits ``areas.agency.changed``.

    The values come from a form or serializer that has checked them.
    """
    agency = locked_agency()
    require(actor, "change", agency)
    changed = sorted(name for name, value in fields.items() if getattr(agency, name) != value)
    for name in changed:
        setattr(agency, name, fields[name])
    if changed:
        agency.save(update_fields=changed)
        emit("areas.agency.changed", subject=agency, actor=actor_of(actor), area_path="", payload={"fields": changed})
        Agency.forget()
        transaction.on_commit(Agency.forget)
    return agency
