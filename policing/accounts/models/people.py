"""People: one row each, which events name only by a pseudonym."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from policing import access, timekeeping
from policing.accounts.querysets import (
    UserQuerySet,
)
from policing.backend import PolicyBackend

GONE = "gone.invalid"  # stands in the address of an account that its person deleted
ADDRESS_TAKEN = _("Somebody with this address has an account already.")


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
        apps.get_model("accounts", "RoleGrant")._default_manager.create(
            user=user, role="administrator", reason="made on the command line"
        )
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
