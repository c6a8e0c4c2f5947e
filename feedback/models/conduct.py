"""How the police treated somebody: thanks, a suggestion or a complaint. A closed room: only reviewers outside of it come in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback.conduct.querysets import ConcernedQuerySet, ConductMessageQuerySet, ConductQuerySet, PraiseQuerySet
from feedback.conduct.workflow import CONDUCT, OPEN
from policing import timekeeping
from policing.accounts.models import Team, User
from policing.areas.models import Area
from policing.privacy.models import Identity

STATES = [state.code for state in CONDUCT.states]
ENDED = ("closed", "withdrawn")


class Conduct(models.Model):
    """What one person said. No account ever stands beside it, not even of somebody who gave a name.

    ``scope_path`` is where it happened, for reviewers of a part of the city; it is not called ``area_path``, so that nothing
    that reads areas of rows in general comes upon it.
    """

    class Kind(models.TextChoices):
        """What it is."""

        THANKS = "thanks", _("Thanks")
        SUGGESTION = "suggestion", _("A suggestion")
        COMPLAINT = "complaint", _("A complaint")
        UNSURE = "unsure", _("Not sure")

    class Whom(models.TextChoices):
        """Who was treated so."""

        SELF = "self", _("the one who writes")
        OTHER = "other", _("somebody else")

    class Agrees(models.TextChoices):
        """Whether somebody else knows and agrees."""

        YES = "yes", _("knows and agrees")
        NO = "no", _("does not know")
        CANNOT = "cannot", _("cannot be asked")

    class Mode(models.TextChoices):
        """How the person chose to speak."""

        NAMED = "named", _("with a name")
        CONFIDENTIAL = "confidential", _("confidential")
        ANONYMOUS = "anonymous", _("no name")

    class Channel(models.TextChoices):
        """How it came in."""

        WEB = "web", _("Web")
        API = "api", _("Another site")

    class Outcome(models.TextChoices):
        """What came of it: never the same as being finished."""

        THANKED = "thanked", _("Thanks passed on")
        EXPLAINED = "explained", _("We explained what happened")
        APOLOGISED = "apologised", _("We said sorry")
        ACTION = "action", _("We changed something or took action")
        NOT_UPHELD = "not_upheld", _("We looked, and do not see it that way")
        NO_FINDING = "no_finding", _("We could not find out")
        INDEPENDENT = "independent", _("Passed to the independent body")

    reference = models.CharField(max_length=32, unique=True)
    submission = models.CharField(max_length=64, unique=True, help_text="keyed hash of the form token: sent twice is one")
    submission_digest = models.CharField(max_length=64, help_text="keyed hash of what was sent")
    receipt_hash = models.CharField(max_length=160)
    kind = models.CharField(max_length=12, choices=Kind)
    whom = models.CharField(max_length=8, choices=Whom, default=Whom.SELF)
    agrees = models.CharField(max_length=8, choices=Agrees, blank=True)
    state = models.CharField(max_length=14, choices=CONDUCT.choices(), default=CONDUCT.initial)
    outcome = models.CharField(max_length=16, choices=Outcome, blank=True)
    mode = models.CharField(max_length=12, choices=Mode)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.WEB)
    language = models.CharField(max_length=12, default="en-gb")
    words = models.TextField()
    when_words = models.CharField(max_length=200, blank=True)
    place_words = models.CharField(max_length=200, blank=True)
    who_words = models.TextField(blank=True)
    wish_words = models.TextField(blank=True)
    may_share = models.BooleanField(default=False, help_text="the officers may read the words of thanks")
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    scope_path = models.CharField(max_length=400, blank=True)
    assignee = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    identity = models.ForeignKey(Identity, models.SET_NULL, null=True, related_name="+")
    received_at = models.DateTimeField(help_text="to the hour: nobody can be matched with a moment")
    triaged_at = models.DateTimeField(null=True, help_text="when a reviewer said whom it is about, or that it is not known")
    due_at = models.DateTimeField(null=True, help_text="the next promise to this person")
    closed_at = models.DateTimeField(null=True)
    contests = models.PositiveSmallIntegerField(default=0)
    unread_replies = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    objects = ConductQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="conduct_state"),
            models.CheckConstraint(condition=Q(state="closed") ^ Q(outcome=""), name="conduct_closed_has_outcome"),
            models.CheckConstraint(condition=Q(state__in=ENDED) ^ Q(closed_at=None), name="conduct_ended_has_moment"),
            models.CheckConstraint(
                condition=Q(mode="anonymous", identity=None) | ~Q(mode="anonymous"), name="conduct_anonymous_has_nobody"
            ),
            models.CheckConstraint(condition=Q(whom="other") | Q(agrees=""), name="conduct_agrees_of_somebody_else"),
            models.CheckConstraint(condition=Q(may_share=False) | Q(kind="thanks"), name="conduct_only_thanks_are_shared"),
            models.CheckConstraint(condition=~Q(words=""), name="conduct_has_words"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["due_at", "id"], name="conduct_soonest"),
            models.Index(fields=["due_at", "id"], condition=Q(state__in=OPEN), name="conduct_open_soonest"),
            models.Index(fields=["assignee", "due_at"], condition=~Q(assignee=None), name="conduct_of_assignee"),
        ]

    def __str__(self) -> str:
        return self.reference


class Concerned(models.Model):
    """An officer or a team that it is about. Rows end and are never deleted; ``by`` is empty where the writer chose the team."""

    conduct = models.ForeignKey(Conduct, models.CASCADE, related_name="concerned")
    person = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timekeeping.now)
    ended_at = models.DateTimeField(null=True)

    objects = ConcernedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(person=None) ^ Q(team=None), name="concerned_person_or_team"),
            models.UniqueConstraint(
                fields=["conduct", "person"], condition=Q(ended_at=None, team=None), name="concerned_person_once"
            ),
            models.UniqueConstraint(
                fields=["conduct", "team"], condition=Q(ended_at=None, person=None), name="concerned_team_once"
            ),
        ]

    def __str__(self) -> str:
        return f"concerned {self.pk}"


class ConductMessage(models.Model):
    """One thing said between the person and the reviewers."""

    class Author(models.TextChoices):
        """Who speaks."""

        REPORTER = "reporter", _("the one who wrote")
        TEAM = "team", _("the reviewer")

    class Kind(models.TextChoices):
        """What sort of word it is."""

        QUESTION = "question", _("question")
        ANSWER = "answer", _("answer")
        REPLY = "reply", _("reply")
        CLOSING = "closing", _("what came of it")
        CONTEST = "contest", _("not agreed")
        WITHDRAWAL = "withdrawal", _("taken back")

    conduct = models.ForeignKey(Conduct, models.CASCADE, related_name="messages")
    author = models.CharField(max_length=10, choices=Author)
    kind = models.CharField(max_length=10, choices=Kind)
    staff = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    words = models.TextField()
    token = models.CharField(  # noqa: DJ001 - empty is none, and none may be many
        max_length=64, unique=True, null=True, help_text="keyed hash of the form token: sent twice is one message"
    )
    at = models.DateTimeField(default=timekeeping.now)

    objects = ConductMessageQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(author__in=["reporter", "team"]), name="conductmessage_author"),
            models.CheckConstraint(condition=Q(author="team") | Q(staff=None), name="conductmessage_reporter_is_not_staff"),
            models.CheckConstraint(condition=~Q(words=""), name="conductmessage_has_words"),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["conduct", "id"], name="conductmessage_of")]

    def __str__(self) -> str:
        return f"message {self.pk}"


class ConductNote(models.Model):
    """Words among the reviewers. The person never reads them."""

    conduct = models.ForeignKey(Conduct, models.CASCADE, related_name="notes")
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    words = models.TextField()
    token = models.CharField(  # noqa: DJ001 - empty is none, and none may be many
        max_length=64, unique=True, null=True, help_text="keyed hash of the form token: sent twice is one note"
    )
    at = models.DateTimeField(default=timekeeping.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[Any]] = [models.CheckConstraint(condition=~Q(words=""), name="conductnote_has_words")]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["conduct", "id"], name="conductnote_of")]

    def __str__(self) -> str:
        return f"note {self.pk}"


class ConductUnsent(models.Model):
    """What a reviewer typed while another one was quicker: kept until it is sent or thrown away. Nobody else reads it."""

    conduct = models.ForeignKey(Conduct, models.CASCADE, related_name="unsent")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    action = models.CharField(max_length=20)
    words = models.TextField()
    fields = models.JSONField(default=dict, help_text="the other fields of the form")
    at = models.DateTimeField(default=timekeeping.now)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["conduct", "user", "action"], name="conductunsent_once"),
            models.CheckConstraint(condition=~Q(words=""), name="conductunsent_has_words"),
        ]

    def __str__(self) -> str:
        return f"unsent {self.pk}"


class ConductHandover(models.Model):
    """It was given to a reviewer, or taken from one who must not see it any more (``to_person`` is empty then)."""

    conduct = models.ForeignKey(Conduct, models.CASCADE, related_name="handovers")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    to_person = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timekeeping.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"handover {self.pk}"


class Praise(models.Model):
    """Words of thanks as the officers and teams may read them: only with the writer's tick, released by a reviewer."""

    conduct = models.OneToOneField(Conduct, models.CASCADE, related_name="praise")
    words = models.TextField()
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timekeeping.now)

    objects = PraiseQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[Any]] = [models.CheckConstraint(condition=~Q(words=""), name="praise_has_words")]

    def __str__(self) -> str:
        return f"praise {self.pk}"
