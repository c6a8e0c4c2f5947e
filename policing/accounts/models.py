"""People, the teams they work in, the roles they hold, and the tokens their programs use."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from django.apps import apps
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policing import access, timekeeping
from policing.accounts.querysets import (
    ApiTokenQuerySet,
    MembershipQuerySet,
    RoleGrantQuerySet,
    SessionQuerySet,
    TeamQuerySet,
    UserQuerySet,
)
from policing.accounts.roles import role_choices
from policing.areas.models import Area
from policing.backend import PolicyBackend
from policing.events.models import ClockTimestamp

GONE = "gone.invalid"  # stands in the address of an account that its person deleted
ADDRESS_TAKEN = _("Somebody with this address has an account already.")
ONE_FRONT_DESK = _("There is a front desk already. Take that one out of use first.")
IN_TEAM_ALREADY = _("This person is in that team already.")
ONE_SCOPE = _("Choose an area or a team, not both.")
ENDS_AFTER = _("The end lies before the start.")


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes people; an e-mail address is the only name for signing in."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make a person. Raises ValueError without an address."""
        if not email:
            raise ValueError("A person needs an e-mail address")
        user: User = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make an administrator: a person with the agency-wide role, since no right in the house is a flag on a person."""
        user = self.create_user(email, password, **fields)
        RoleGrant.objects.create(user=user, role="administrator", reason="made on the command line")
        addresses = apps.get_model("account", "EmailAddress")._default_manager
        addresses.create(user=user, email=user.email, primary=True, verified=True)
        return user


class User(AbstractBaseUser):
    """A person with an account. Events name only the pseudonym, so that this row can be emptied and they stay true."""

    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    pseudonym = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    language = models.CharField(_("language"), max_length=12, default="en-gb")
    zone = models.CharField(_("time zone"), max_length=60, blank=True)
    theme = models.CharField(_("colours"), max_length=5, blank=True, choices=[("light", _("light")), ("dark", _("dark"))])
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timekeeping.now)

    last_login = None  # the moment of a sign-in is not kept beside the person

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name, verbose_name_plural = _("person"), _("people")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(Lower("email"), name="user_email_once", violation_error_message=ADDRESS_TAKEN)
        ]

    def __str__(self) -> str:
        return f"person {self.pk}"

    @property
    def display_name(self) -> str:
        """Give the name shown beside this person's work: the name given, or the part of the address before the @."""
        if self.is_gone:
            return gettext("somebody who has left")
        return self.name or self.email.split("@")[0]

    @property
    def is_gone(self) -> bool:
        """Tell whether the person deleted the account: the row is empty, and stays so."""
        return self.email.endswith(f"@{GONE}")

    @property
    def is_staff(self) -> bool:
        """Tell Django's admin whether this person sets up the site."""
        return access.load(self).holds("setup.change")

    @property
    def is_superuser(self) -> bool:
        """Say no: nobody stands above the policies."""
        return False

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Ask the policies (see ``policing.backend``)."""
        return self.is_active and PolicyBackend().has_perm(self, perm, obj)

    def has_perms(self, perm_list: Iterable[str], obj: models.Model | None = None) -> bool:
        """Ask the policies for each."""
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        """Ask the policies whether the person sets up anything."""
        return self.is_active and PolicyBackend().has_module_perms(self, app_label)


class Team(models.Model):
    """A staffed unit that can own work: a neighbourhood team, the front desk, a partner's staff."""

    class Kind(models.TextChoices):
        """What sort of unit it is."""

        NEIGHBOURHOOD = "neighbourhood", _("neighbourhood team")
        FRONT_DESK = "front_desk", _("front desk")
        SPECIALIST = "specialist", _("specialist team")
        PARTNER = "partner", _("partner's team")

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.NEIGHBOURHOOD)
    areas = models.ManyToManyField(Area, blank=True, related_name="teams", verbose_name=_("areas it serves"))
    contact = models.CharField(_("how to reach the team"), max_length=200, blank=True)
    hours = models.CharField(_("hours"), max_length=200, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("team"), _("teams")
        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(kind="front_desk", is_active=True),
                name="team_one_front_desk",
                violation_error_message=ONE_FRONT_DESK,
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Dated(models.Model):
    """Something that holds from a day, and perhaps until one."""

    valid_from = models.DateTimeField(_("from"), default=timekeeping.now)
    valid_until = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        abstract = True


class Membership(Dated):
    """A person works in a team. This says who they are to residents; what they may do is a RoleGrant."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("person"))
    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships", verbose_name=_("team"))
    title = models.CharField(_("title"), max_length=80, blank=True)
    surgery = models.CharField(_("where and when residents meet this person"), max_length=200, blank=True)
    is_public = models.BooleanField(_("named on the area page"), default=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("membership"), _("memberships")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["user", "team"],
                condition=Q(valid_until=None),
                name="membership_once",
                violation_error_message=IN_TEAM_ALREADY,
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="membership_dates",
                violation_error_message=ENDS_AFTER,
            ),
        ]

    def __str__(self) -> str:
        return f"membership {self.pk}"


class RoleGrant(Dated):
    """A person holds a role over an area and all inside it, over a team's work, or (neither set) over the whole agency."""

    user = models.ForeignKey(User, models.CASCADE, related_name="role_grants", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=40, choices=role_choices)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("area"))
    team = models.ForeignKey(Team, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("team"))
    granted_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("granted by"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("role held"), _("roles held")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(area=None) | Q(team=None), name="rolegrant_one_scope", violation_error_message=ONE_SCOPE
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="rolegrant_dates",
                violation_error_message=ENDS_AFTER,
            ),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["role", "area", "team"], name="rolegrant_scope")]

    def __str__(self) -> str:
        return f"{self.role} {self.pk}"


class ApiToken(models.Model):
    """A token of a person's program: hashed, scoped, and ending. It can never do more than its person."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens", verbose_name=_("person"))
    name = models.CharField(_("what it is for"), max_length=80)
    hash = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=8, editable=False)
    scopes = ArrayField(models.CharField(max_length=60), verbose_name=_("what it may do"))
    created_at = models.DateTimeField(_("made"), default=timekeeping.now, editable=False)
    expires_at = models.DateTimeField(_("ends"))
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name, verbose_name_plural = _("token"), _("tokens")
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="token_ends")
        ]

    def __str__(self) -> str:
        return f"token {self.pk}"

    @property
    def handle(self) -> str:
        """Give the name of this token in addresses: a piece of its keyed hash, which opens nothing."""
        return self.hash[:16]


class Session(AbstractBaseSession):
    """A browser that is signed in, or on its way: a coarse word for the device and two days, never an address or a user agent."""

    account = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    device = models.CharField(max_length=40, blank=True)
    since = models.DateField(null=True)
    seen = models.DateField(null=True)

    objects = BaseSessionManager.from_queryset(SessionQuerySet)()  # type: ignore[misc]

    class Meta:
        verbose_name, verbose_name_plural = _("session"), _("sessions")

    def __str__(self) -> str:
        return "session"

    @classmethod
    def get_session_store_class(cls) -> Any:
        """Give the store that reads and writes these rows."""
        return import_string(f"{settings.SESSION_ENGINE}.SessionStore")


class SecretMail(models.Model):
    """A mail with a code in it that waits to be sent: cipher only, claimed by lease, deleted once it is sent."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cipher = models.BinaryField()
    made_at = models.DateTimeField(db_default=ClockTimestamp())
    due_at = models.DateTimeField(db_default=ClockTimestamp())
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes: ClassVar[list[Any]] = [models.Index(fields=["due_at"], name="secretmail_due")]

    def __str__(self) -> str:
        return f"mail {self.pk}"
