"""What is said about a report: between the resident and the team, within the team, and what could not be sent yet."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from feedback.models.report import Report
from feedback.querysets import MessageQuerySet
from policing import timekeeping
from policing.accounts.models import User
from policing.privacy.models import Upload


class Message(models.Model):
    """One thing said between a resident and the team, in its own words. Private to the two."""

    class Author(models.TextChoices):
        """Who speaks."""

        REPORTER = "reporter", _("the resident")
        TEAM = "team", _("the team")

    class Kind(models.TextChoices):
        """What sort of word it is."""

        QUESTION = "question", _("question")
        ANSWER = "answer", _("answer")
        REPLY = "reply", _("reply")
        CLOSING = "closing", _("what came of it")
        CONTEST = "contest", _("not fixed")
        REOPENING = "reopening", _("taken up again")
        TOLD = "told", _("to one of several reporters")
        WITHDRAWAL = "withdrawal", _("taken back")
        RESULT = "result", _("what came of it")

    report = models.ForeignKey(Report, models.CASCADE, related_name="messages")
    author = models.CharField(max_length=10, choices=Author)
    kind = models.CharField(max_length=10, choices=Kind)
    staff = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    words = models.TextField()
    token = models.CharField(  # noqa: DJ001 - empty is none, and none may be many
        max_length=64, unique=True, null=True, help_text="keyed hash of the form token: sent twice is one message"
    )
    at = models.DateTimeField(default=timekeeping.now)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(author__in=["reporter", "team"]), name="message_author"),
            models.CheckConstraint(condition=Q(author="team") | Q(staff=None), name="message_reporter_is_not_staff"),
            models.CheckConstraint(condition=~Q(words=""), name="message_has_words"),
        ]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["report", "id"], name="message_of_report")]

    def __str__(self) -> str:
        return f"message {self.pk}"


class Note(models.Model):
    """Words within the team about a report. The resident never reads them."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="notes")
    author = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    words = models.TextField()
    token = models.CharField(  # noqa: DJ001 - empty is none, and none may be many
        max_length=64, unique=True, null=True, help_text="keyed hash of the form token: sent twice is one note"
    )
    at = models.DateTimeField(default=timekeeping.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[Any]] = [models.CheckConstraint(condition=~Q(words=""), name="note_has_words")]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["report", "id"], name="note_of_report")]

    def __str__(self) -> str:
        return f"note {self.pk}"


class Unsent(models.Model):
    """What a member of staff typed while somebody else was quicker: kept until it is sent or thrown away."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="unsent")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    action = models.CharField(max_length=20)
    words = models.TextField(blank=True)
    fields = models.JSONField(default=dict, help_text="the other fields of the form")
    seen_version = models.PositiveIntegerField()
    at = models.DateTimeField(default=timekeeping.now)

    class Meta:
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["report", "user", "action"], name="unsent_once")]

    def __str__(self) -> str:
        return f"unsent {self.pk}"


class Attachment(models.Model):
    """A picture that belongs to a report, sent with it, with a message, or later."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="attachments")
    upload = models.OneToOneField(Upload, models.CASCADE, related_name="+")
    message = models.ForeignKey(Message, models.SET_NULL, null=True, related_name="attachments")
    author = models.CharField(max_length=10, choices=Message.Author, default=Message.Author.REPORTER)
    token = models.CharField(  # noqa: DJ001 - empty is none, and none may be many
        max_length=64, unique=True, null=True, help_text="keyed hash of the form token: sent twice is one picture"
    )
    at = models.DateTimeField(help_text="to the hour, where a resident sent it")
    is_released = models.BooleanField(default=False, help_text="staff let it be seen beside a redacted copy")

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(author__in=["reporter", "team"]), name="attachment_author")
        ]

    def __str__(self) -> str:
        return f"attachment {self.pk}"
