"""One truth about rights, with three faces: a query, an answer with a reason, and the people who can.

A policy per model derives all three from the same grants. Views, API, admin, exports and notices ask here and nowhere
else. Grants come from ``accounts`` through ``use_loader``, since this module lies below it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from policing.errors import Denied, Unseen
from policing.prepared import PreparedRows

Words = str | Promise
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Grant:
    """One role that a person holds: over an area and all inside it (``""`` is the whole agency), or over a team.

    ``serves`` are the areas that the team serves, for rows that know a place and no team.
    """

    role: str
    permissions: frozenset[str]
    area_path: str | None = None
    team_id: int | None = None
    serves: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grants:
    """All that a person holds at this moment. An inactive person, like a visitor, holds nothing.

    ``scopes`` are what a program's token is made for, or None where no token narrows what the person may.
    """

    user_id: int | None = None
    active: bool = False
    grants: frozenset[Grant] = frozenset()
    scopes: frozenset[str] | None = None

    def lets(self, permission: str) -> bool:
        """Tell whether the caller may use that permission where a place in a case, and no role, gives it: no token leaves it out."""
        return self.active and (self.scopes is None or permission in self.scopes)

    def roles(self) -> frozenset[str]:
        """Give the codes of the roles held."""
        return frozenset(grant.role for grant in self.grants)

    def areas(self, permission: str) -> tuple[str, ...]:
        """Give the area paths over which the permission is held, without those that lie inside another."""
        return _widest({one.area_path for one in self.grants if one.area_path is not None and permission in one.permissions})

    def grounds(self, permission: str) -> tuple[str, ...]:
        """Give the area paths over which the permission is held by itself, or which a team serves over whose work it is held."""
        served = {path for grant in self.grants if permission in grant.permissions for path in grant.serves}
        return _widest(served | set(self.areas(permission)))

    def teams(self, permission: str) -> frozenset[int]:
        """Give the teams over whose work the permission is held."""
        return frozenset(grant.team_id for grant in self.grants if grant.team_id is not None and permission in grant.permissions)

    def holds(self, permission: str) -> bool:
        """Tell whether the permission is held anywhere at all."""
        return any(permission in grant.permissions for grant in self.grants)

    def covers(self, permission: str, *, area_path: str, team_id: int | None = None) -> bool:
        """Tell whether the permission is held over that area, or over that team's work."""
        return any(area_path.startswith(path) for path in self.areas(permission)) or team_id in self.teams(permission)

    def scope_q(self, permission: str, *, area: str = "area_path", team: str | None = "team_id") -> Q:
        """Give the query face of ``covers``: rows whose area or team lies in scope. Nothing held matches nothing.

        The whole agency is every row, in words that survive ``|``: an empty Q beside another one would be dropped.
        """
        found = Q(pk__in=[])
        for path in self.areas(permission):
            if path == "":
                return ~found
            found |= Q(**{f"{area}__startswith": path})
        teams = self.teams(permission)
        return found | Q(**{f"{team}__in": teams}) if team and teams else found


def _widest(paths: set[str]) -> tuple[str, ...]:
    """Give the paths without those that lie inside another."""
    return tuple(sorted(path for path in paths if not any(path != wider and path.startswith(wider) for wider in paths)))


NOBODY = Grants()


@dataclass(frozen=True)
class Answer:
    """Yes, or no with the reason in words. True in a condition when yes."""

    ok: bool
    reason: Words = ""

    def __bool__(self) -> bool:
        return self.ok


YES = Answer(True)


def no(reason: Words) -> Answer:
    """Give a refusal with its reason."""
    return Answer(False, reason)


def ancestors(area_path: str) -> list[str]:
    """Give the paths that hold ``area_path``, the whole agency (``""``) first and itself last."""
    parts = area_path.split("/")[:-1]
    return ["/".join(parts[:depth]) + "/" if depth else "" for depth in range(len(parts) + 1)]


class Policy:
    """The rules of one model. A subclass names its actions and may add to each face, always to all three.

    ``actions`` maps an action to the permission it asks for. ``view`` must be among them. The faces that this base gives
    are those of a row with ``area_path`` and ``team_id``; all object checks read loaded columns only and cost no query.
    """

    actions: ClassVar[Mapping[str, str]]
    area_field: ClassVar[str] = "area_path"
    team_field: ClassVar[str | None] = "team_id"

    def visible_q(self, grants: Grants) -> Q:
        """Give the rows that the holder of these grants may know of."""
        return grants.scope_q(self.actions["view"], area=self.area_field, team=self.team_field)

    def can(self, grants: Grants, action: str, obj: Any) -> Answer:
        """Answer whether the action may be done to the loaded row, with the reason where not."""
        permission = self.actions.get(action)
        if permission is None:
            raise KeyError(f"{type(self).__name__} has no action {action}")
        if not grants.active:
            return no(_("You are not signed in."))
        if grants.covers(permission, area_path=self.area_of(obj), team_id=self.team_of(obj)):
            return YES
        return no(_("Your role here does not cover that."))

    def people_q(self, action: str, obj: Any) -> Q:
        """Give the query over users who can do the action to the row: the reverse of ``can``."""
        return holders_q(self.actions[action], area_path=self.area_of(obj), team_id=self.team_of(obj))

    def area_of(self, obj: Any) -> str:
        """Give the row's area path."""
        return str(getattr(obj, self.area_field))

    def team_of(self, obj: Any) -> int | None:
        """Give the id of the team that owns the row, where rows of this model have one."""
        return getattr(obj, self.team_field) if self.team_field else None


@dataclass
class _House:
    """What higher apps hand in when they are ready."""

    loader: Callable[[Any], Grants] = lambda user: NOBODY
    holders: Callable[..., Q] = lambda permission, **scope: Q(pk__in=[])
    anybody: Callable[[str], Q] = lambda permission: Q(pk__in=[])
    policies: dict[type[Model], Policy] = field(default_factory=dict)


_house = _House()


def use_loader(loader: Callable[[Any], Grants], holders: Callable[..., Q], anybody: Callable[[str], Q]) -> None:
    """Hand in how grants are loaded for a user, and how users are found who hold a permission over a scope, or at all."""
    _house.loader, _house.holders, _house.anybody = loader, holders, anybody


def register(policy: type[Policy], model: type[Model]) -> None:
    """Register the policy of a model. Raises ValueError where the model has one, or the policy lacks ``view``."""
    if model in _house.policies or "view" not in policy.actions:
        raise ValueError(f"{policy.__name__}: a model has one policy, and a policy has the action view")
    _house.policies[model] = policy()


def policies() -> Mapping[type[Model], Policy]:
    """Give every registered policy by model."""
    return dict(_house.policies)


def policy_for(model: type[Model]) -> Policy:
    """Give the policy of a model. Raises LookupError where it has none: nothing is allowed by being forgotten."""
    try:
        return _house.policies[model]
    except KeyError as error:
        raise LookupError(f"No policy for {model.__name__}") from error


def load(user: Any) -> Grants:
    """Give what a user holds now. Kept on the user object, so one request or task reads it once (one query)."""
    if user is None or not getattr(user, "is_authenticated", False) or not user.is_active:
        return NOBODY
    found: Grants | None = getattr(user, "_grants", None)
    if found is None:
        found = user._grants = _house.loader(user)
    return found


def forget(user: Any) -> None:
    """Let the next ``load`` read the grants anew."""
    if hasattr(user, "_grants"):
        del user._grants


def holders_q(permission: str, *, area_path: str, team_id: int | None = None, on_grounds: bool = False) -> Q:
    """Give the query over users who hold the permission over that area or that team; ``on_grounds``: or whose team serves it."""
    return _house.holders(permission, area_path=area_path, team_id=team_id, on_grounds=on_grounds)


def anybody_q(permission: str) -> Q:
    """Give the query over users who hold the permission anywhere: the reverse of ``Grants.holds``."""
    return _house.anybody(permission)


def can(user: Any, action: str, obj: Model) -> Answer:
    """Answer whether the user may do the action to the row, with the reason where not."""
    return policy_for(type(obj)).can(load(user), action, obj)


def require(user: Any, action: str, obj: Model) -> None:
    """Pass where the user may do the action. Raises Unseen where the row may not even be known, Denied with the reason otherwise."""
    policy, grants = policy_for(type(obj)), load(user)
    answer = policy.can(grants, action, obj)
    if answer:
        return
    if not policy.can(grants, "view", obj):
        raise Unseen
    raise Denied(answer.reason)


def visible(model: type[M], user: Any) -> QuerySet[M]:
    """Give the rows of a model that the user may know of."""
    return model._default_manager.filter(policy_for(model).visible_q(load(user)))


def people_who_can(people: QuerySet[M], action: str, obj: Model) -> QuerySet[M]:
    """Narrow a queryset of active users to those who can do the action to the row."""
    return people.filter(policy_for(type(obj)).people_q(action, obj), is_active=True).distinct()


def get_visible_or_404(rows: QuerySet[M], user: Any, **lookup: Any) -> M:
    """Give the one row that matches and that the user may know of. Raises Unseen otherwise, whatever the cause.

    ``rows`` brings the joins and columns that the page wants; the scope is added here, in the same query.
    """
    found = rows.filter(policy_for(rows.model).visible_q(load(user)), **lookup).first()
    if found is None:
        raise Unseen
    return found


class Findable(Generic[M]):
    """What ``get_visible_or_404`` does by a row's reference, for the pages that people open most: the SQL is made once for each
    set of grants. ``rows`` gives the queryset with the joins and columns that the page wants.
    """

    def __init__(self, rows: Callable[[], QuerySet[M]]) -> None:
        def written(grants: Grants, reference: str) -> QuerySet[M]:
            found = rows()
            return found.filter(policy_for(found.model).visible_q(grants), reference=reference)

        self._rows = PreparedRows(written)

    def get_visible_or_404(self, user: Any, reference: str) -> M:
        """Give the one row of that reference that the user may know of. One query. Raises Unseen otherwise, whatever the cause."""
        found = self._rows.ask(reference, key=load(user))
        if not found:
            raise Unseen
        return found[0]
