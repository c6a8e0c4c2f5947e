"""Who wrote is kept in cipher; who looks needs a right, a reason and an open door, and each look is written down for good."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib import admin
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from policing.accounts.models import RoleGrant
from policing.errors import BadInput, Denied, Unseen
from policing.events.models import Event
from policing.privacy import contacts, crypto, services
from policing.privacy.models import AccessGrant, AccessLog, ContactPoint, Identity
from tests.people import Cast, UserFactory
from tests.privacy.reports import report_in_north

pytestmark = pytest.mark.django_db
WHY = "to call back about the answer"


def look(report: Any, actor: Any, reason: str = WHY) -> AccessGrant:
    """Ask to be let in."""
    return services.open_access(report.identity, subject=report, subject_ref=report.reference, actor=actor, reason=reason)


def see(report: Any, actor: Any) -> services.Revealed:
    """Look."""
    return services.reveal(report.identity, subject=report, subject_ref=report.reference, actor=actor)


class TestKeeping:
    def test_nothing_readable_is_kept(self) -> None:
        identity = services.keep_identity(mode="named", name="Ada Quill", email="ada@example.org", phone="020 7946 0000")
        with connection.cursor() as cursor:
            cursor.execute("SELECT i::text FROM privacy_identity i UNION ALL SELECT c::text FROM privacy_contactpoint c")
            text = " ".join(row[0] for row in cursor.fetchall())
        for secret in (
            "Ada",
            "Quill",
            "ada@example",
            "79460000",
            "7946 0000",
            b"Ada Quill".hex(),
            b"ada@example".hex(),
            b"79460000".hex(),
        ):
            assert secret not in text
        assert crypto.decrypt(identity.name_cipher) == "Ada Quill"
        assert sorted(point.kind for point in identity.contact_points.all()) == ["email", "phone"]

    def test_blank_fields_make_no_rows(self) -> None:
        identity = services.keep_identity(mode="confidential", name=" ", email="", phone="")
        assert identity.name_cipher is None
        assert not identity.contact_points.exists()

    def test_a_confidential_person_is_never_shared(self) -> None:
        assert services.keep_identity(mode="named", share_with_partners=True).share_with_partners
        assert not services.keep_identity(mode="confidential", share_with_partners=True).share_with_partners
        with pytest.raises(IntegrityError, match="identity_confidential_never_shared"), transaction.atomic():
            Identity.objects.create(mode="confidential", share_with_partners=True)

    def test_nothing_is_kept_of_the_anonymous(self) -> None:
        with pytest.raises(ValueError, match="anonymous"):
            services.keep_identity(mode="anonymous", email="ada@example.org")
        with pytest.raises(IntegrityError, match="identity_mode"), transaction.atomic():
            Identity.objects.create(mode="anonymous")

    @pytest.mark.parametrize(
        ("field", "value"), [("email", "ada@"), ("email", "a b@example.org"), ("phone", "12"), ("phone", "call me")]
    )
    def test_an_address_that_cannot_be_one_is_refused_and_nothing_kept(self, field: str, value: str) -> None:
        with pytest.raises(BadInput) as refused:
            services.keep_identity(mode="named", name="Ada", **{field: value})
        assert list(refused.value.fields) == [field]
        assert not Identity.objects.exists()

    def test_one_address_of_a_kind(self) -> None:
        identity = services.keep_identity(mode="named", email="ada@example.org")
        with pytest.raises(IntegrityError, match="contact_one_of_a_kind"), transaction.atomic():
            contacts.prepare(identity, "email", "b@example.org", "en-gb").save()


@pytest.mark.command("privacy.identity.look")
class TestLooking:
    def test_an_officer_of_the_area_sees_for_a_reason(self, cast: Cast) -> None:
        report = report_in_north(cast)
        look(report, cast.officer)
        found = see(report, cast.officer)
        assert found.name == "Ada Quill"
        assert [(contact.kind, contact.value) for contact in found.contacts] == [
            ("email", "ada@example.org"),
            ("phone", "+442079460000"),
        ]

    def test_each_look_is_written_down(self, cast: Cast) -> None:
        report = report_in_north(cast)
        look(report, cast.officer)
        see(report, cast.officer)
        see(report, cast.officer)
        rows = AccessLog.objects.order_by("id").values_list("act", "actor", "identity_key", "subject_ref")
        who = (cast.officer.pseudonym, report.identity.key, report.reference)
        assert list(rows) == [("opened", *who), ("revealed", *who), ("revealed", *who)]
        assert AccessGrant.objects.get().reason == WHY
        event = Event.objects.get(name="privacy.identity.opened")
        assert (event.actor, event.subject_id, event.area_path, event.payload) == (
            cast.officer.pseudonym, report.pk, "city/north/", {"mode": "named"},
        )  # fmt: skip

    def test_nobody_else_gets_in(self, cast: Cast) -> None:
        report = report_in_north(cast)
        hidden = {name for name, _who in cast} - {"officer", "supervisor", "analyst"}
        for name, who in cast:
            if name in ("officer", "supervisor"):
                assert look(report, who).pk
                continue
            with pytest.raises(Unseen if name in hidden else Denied):
                look(report, who)
            with pytest.raises(Unseen if name in hidden else Denied):
                see(report, who)
        assert AccessLog.objects.count() == AccessGrant.objects.count() == 2

    def test_without_an_open_door_nothing_is_shown(self, cast: Cast) -> None:
        report = report_in_north(cast)
        with pytest.raises(Denied):
            see(report, cast.officer)
        look(report, cast.supervisor)
        with pytest.raises(Denied):
            see(report, cast.officer)
        assert AccessLog.objects.filter(act="revealed").count() == 0

    def test_the_door_closes_after_a_quarter_of_an_hour(self, cast: Cast) -> None:
        report = report_in_north(cast)
        with time_machine.travel(timezone.now(), tick=False) as clock:
            grant = look(report, cast.officer)
            assert grant.closes_at - grant.opened_at == timedelta(minutes=15)
            clock.shift(timedelta(minutes=14, seconds=59))
            see(report, cast.officer)
            clock.shift(timedelta(seconds=1))
            with pytest.raises(Denied):
                see(report, cast.officer)

    def test_a_right_that_ended_shuts_the_open_door(self, cast: Cast) -> None:
        report = report_in_north(cast)
        look(report, cast.officer)
        RoleGrant.objects.filter(user=cast.officer).delete()
        officer = type(cast.officer).objects.get(pk=cast.officer.pk)
        with pytest.raises(Unseen):
            see(report, officer)

    def test_ones_own_report_is_no_way_to_another_identity(self, cast: Cast) -> None:
        """A right on one report must not open the identity of another."""
        mine, other = report_in_north(cast), report_in_north(cast, email="bo@example.org")
        with pytest.raises(Unseen):
            services.open_access(other.identity, subject=mine, subject_ref=mine.reference, actor=cast.officer, reason=WHY)
        look(mine, cast.officer)
        with pytest.raises(Unseen):
            services.reveal(other.identity, subject=mine, subject_ref=mine.reference, actor=cast.officer)

    @pytest.mark.parametrize("reason", ["", "   ", "because", "x" * 301])
    def test_a_confidential_report_needs_a_reason_in_words(self, cast: Cast, reason: str) -> None:
        report = report_in_north(cast, "confidential")
        with pytest.raises(BadInput) as refused:
            look(report, cast.officer, reason)
        assert list(refused.value.fields) == ["reason"]
        assert not AccessGrant.objects.exists()
        assert not AccessLog.objects.exists()
        assert not Event.objects.filter(name="privacy.identity.opened").exists()

    def test_a_named_report_has_a_reason_of_its_own(self, cast: Cast) -> None:
        assert look(report_in_north(cast), cast.officer, "").reason == "to answer"

    def test_a_reporter_on_the_staff_cannot_look_at_their_own(self, cast: Cast) -> None:
        report = report_in_north(cast)
        report.reporter = cast.officer
        report.save(update_fields=["reporter"])
        with pytest.raises(Denied):
            look(report, cast.officer)


class TestTheLog:
    @pytest.mark.parametrize(
        "change",
        ["UPDATE privacy_accesslog SET act = 'opened'", "DELETE FROM privacy_accesslog", "TRUNCATE privacy_accesslog"],
    )
    def test_it_can_only_grow(self, cast: Cast, change: str) -> None:
        look(report_in_north(cast), cast.officer)
        with (
            pytest.raises(DatabaseError, match=r"append_only|no_truncate|Cannot"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change)
        assert AccessLog.objects.count() == 1

    def test_it_outlives_the_identity(self, cast: Cast) -> None:
        report = report_in_north(cast)
        look(report, cast.officer)
        key = report.identity.key
        report.identity.delete()
        assert AccessLog.objects.filter(identity_key=key).exists()
        assert not ContactPoint.objects.exists()


class TestContactPoints:
    def test_found_by_equality_alone(self) -> None:
        services.keep_identity(mode="named", email="Ada@Example.org", phone="020 7946 0000")
        assert contacts.find_by_value("email", "ada@example.org").count() == 1
        assert contacts.find_by_value("phone", "+442079460000").count() == 1
        assert not contacts.find_by_value("email", "ada@example").exists()
        assert not contacts.find_by_value("phone", "ada@example.org").exists()

    def test_delivery_reads_it_until_it_is_stopped(self) -> None:
        services.keep_identity(mode="named", email="ada@example.org", user=UserFactory())
        point = ContactPoint.objects.get()
        assert contacts.reveal_for_delivery(point) == "ada@example.org"
        stopped = contacts.stop(point, "bounced")
        contacts.stop(point, "asked")
        with pytest.raises(contacts.ContactStopped):
            contacts.reveal_for_delivery(stopped)
        assert ContactPoint.objects.get().stopped_why == "bounced"
        event = Event.objects.get(name="privacy.contact.stopped")
        assert event.payload == {"kind": "email", "why": "bounced"}
        assert event.actor is None


def test_the_admin_knows_nothing_of_this_room() -> None:
    registered = {model.__name__ for model in admin.site._registry if model._meta.app_label == "privacy"}
    assert registered == {"RetentionRule"}  # how long things are kept is set-up; all else here is a closed room


def test_rows_say_nothing_of_the_person() -> None:
    identity = services.keep_identity(mode="named", name="Ada Quill", email="ada@example.org")
    texts = f"{identity!r} {identity} {identity.contact_points.get()!r}"
    assert "Ada" not in texts
    assert "ada@" not in texts
