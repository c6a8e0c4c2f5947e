"""Keys change with real keys: nothing stays under an old one, it can be stopped anywhere, and bounces find their address still."""

from __future__ import annotations

import io
import json

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.core.management import call_command
from pytest_django import Settings as Setup

from policing.accounts.models import SecretMail
from policing.events.models import Event
from policing.privacy import contacts, crypto
from policing.privacy.ciphers import ciphers
from policing.privacy.models import ContactPoint, Identity
from policing.privacy.services import rotation
from policing.privacy.services.room import keep_identity
from tests.people import Cast

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
ADDRESS = "zuleika.quince@example.org"


@pytest.fixture
def kept(cast: Cast, settings: Setup) -> list[Identity]:
    """Keep some people, a second step and a waiting mail under the old key alone."""
    settings.FIELD_KEYS = [OLD]
    SecretMail.objects.create(cipher=crypto.encrypt(json.dumps({"to": ADDRESS})))
    Authenticator.objects.create(user=cast.officer, type="totp", data={"secret": crypto.encrypt("JBSWY3DP").decode()})
    codes = {"seed": crypto.encrypt("a seed").decode(), "used_mask": 3, "migrated_codes": [crypto.encrypt("12345").decode()]}
    Authenticator.objects.create(user=cast.officer, type="recovery_codes", data=codes)
    return [keep_identity(mode="named", name=f"Zuleika {number}", email=ADDRESS, phone="020 7946 0000") for number in range(7)]


def run(*words: str) -> tuple[str, int]:
    """Run the program, and give what it says and how it ends."""
    out = io.StringIO()
    try:
        call_command("rotate_keys", *words, stdout=out)
    except SystemExit as end:
        return out.getvalue(), int(end.code or 0)
    return out.getvalue(), 0


def test_every_cipher_is_written_anew_and_the_old_key_may_go(kept: list[Identity], settings: Setup) -> None:
    settings.FIELD_KEYS = [NEW, OLD]
    said, code = run("--check")
    assert code == 1
    assert "privacy.identity.name_cipher: key 1: 0, key 2: 7, to be written anew: 7" in said
    said, code = run()
    assert code == 0
    assert "written anew: 24" in said
    assert "may be taken out of FIELD_KEYS: key 2" in said
    settings.FIELD_KEYS = [NEW]
    assert run("--check")[1] == 0
    assert {crypto.decrypt(row.name_cipher) for row in Identity.objects.all()} == {f"Zuleika {number}" for number in range(7)}
    assert {contacts.reveal_for_delivery(row) for row in ContactPoint.objects.all()} == {ADDRESS, "+442079460000"}
    held = {row.type: row.data for row in Authenticator.objects.all()}
    assert crypto.decrypt(held["totp"]["secret"].encode()) == "JBSWY3DP"
    assert crypto.decrypt(held["recovery_codes"]["seed"].encode()) == "a seed"
    assert crypto.decrypt(held["recovery_codes"]["migrated_codes"][0].encode()) == "12345"
    assert held["recovery_codes"]["used_mask"] == 3
    assert json.loads(crypto.decrypt(SecretMail.objects.get().cipher)) == {"to": ADDRESS}
    settings.FIELD_KEYS = [OLD]
    said, code = run("--check")
    assert code == 1
    assert "opened by no key: 7" in said


def test_a_second_time_there_is_nothing_to_do(kept: list[Identity], settings: Setup) -> None:
    settings.FIELD_KEYS = [NEW, OLD]
    assert rotation.rotate() == 24
    before = list(Identity.objects.order_by("pk").values_list("name_cipher", flat=True))
    assert rotation.rotate() == 0
    assert [bytes(one) for one in before] == [
        bytes(one) for one in Identity.objects.order_by("pk").values_list("name_cipher", flat=True)
    ]
    assert sum(event.payload["count"] for event in Event.objects.filter(name="privacy.keys.rotated")) == 24


def test_stopped_in_the_middle_it_goes_on(kept: list[Identity], settings: Setup, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    settings.FIELD_KEYS = [NEW, OLD]
    seen: list[int] = []

    def stop_soon(name: str, count: int) -> None:
        seen.append(count)
        if len(seen) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotation.rotate(stop_soon)
    assert 0 < sum(seen) < 24
    assert rotation.rotate() == 24 - sum(seen)
    assert all(one.is_done for one in rotation.check())


def test_what_no_key_opens_is_counted_and_left_alone(kept: list[Identity], settings: Setup) -> None:
    Identity.objects.filter(pk=kept[0].pk).update(name_cipher=Fernet(Fernet.generate_key()).encrypt(b"lost"))
    settings.FIELD_KEYS = [NEW, OLD]
    said, code = run()
    assert code == 1
    assert "privacy.identity.name_cipher: key 1: 6, key 2: 0, opened by no key: 1" in said


def test_the_blind_index_follows_its_own_key(kept: list[Identity], settings: Setup) -> None:
    assert contacts.find_by_value("email", ADDRESS.upper()).count() == 7
    settings.INDEX_KEYS = ["a newer index key of enough letters", settings.INDEX_KEY]
    assert contacts.find_by_value("email", ADDRESS).count() == 7, "found under the older key until it is rotated"
    assert run("--check")[1] == 1
    said, code = run()
    assert code == 0
    assert "may be taken out of INDEX_KEYS: all but the first" in said
    settings.INDEX_KEYS = settings.INDEX_KEYS[:1]
    assert contacts.find_by_value("email", ADDRESS).count() == 7
    assert contacts.find_by_value("phone", "+44 20 7946 0000").count() == 7
    settings.INDEX_KEYS = []
    assert contacts.find_by_value("email", ADDRESS).count() == 0


def test_every_binary_column_is_known_as_a_cipher_or_as_none() -> None:
    """A new cipher column cannot be forgotten: it must be handed in, or stand here with the reason why it is not."""
    from django.apps import apps
    from django.db.models import BinaryField

    sealed_otherwise = {
        "feedback.draft.cipher": "under the key in the browser's cookie; gone in 72 hours",
        "feedback.draftphoto.cipher": "under the key in the browser's cookie; gone with its draft",
    }
    found = {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, BinaryField)
    }
    known = {kind.name for kind in ciphers.all()}
    assert found - known - set(sealed_otherwise) == set()
