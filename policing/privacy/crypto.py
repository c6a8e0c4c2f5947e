"""Ciphers and keyed hashes of the identity room. Keys come from the settings; nothing here touches the database."""

from __future__ import annotations

import hashlib
import hmac
from functools import lru_cache

import phonenumbers
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from policing.env import EnvironmentProblem

DOMAIN = b"commonbeat/"


class Unreadable(InvalidToken):
    """A cipher cannot be opened with any key of FIELD_KEYS: a key was taken out too early, or the bytes were changed."""


@lru_cache(maxsize=8)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    try:
        return MultiFernet([Fernet(key.strip()) for key in keys])
    except ValueError as error:
        raise EnvironmentProblem("FIELD_KEYS: each key, newest first, is 32 bytes in url-safe base64") from error


def encrypt(text: str) -> bytes:
    """Give the cipher of a text under the newest of FIELD_KEYS. Two ciphers of one text are never alike."""
    return _box(tuple(settings.FIELD_KEYS)).encrypt(text.encode())


def decrypt(cipher: bytes | memoryview) -> str:
    """Give the text of a cipher made under any of FIELD_KEYS. Raises Unreadable where none opens it."""
    try:
        return _box(tuple(settings.FIELD_KEYS)).decrypt(bytes(cipher)).decode()
    except InvalidToken as error:
        raise Unreadable from error


def key_of(cipher: bytes | memoryview) -> int | None:
    """Give the place in FIELD_KEYS of the key that opens a cipher: 0 is the newest. None where none does."""
    for place, key in enumerate(settings.FIELD_KEYS):
        try:
            _box((key,)).decrypt(bytes(cipher))
        except InvalidToken:
            continue
        return place
    return None


def _key_for(purpose: str, key: str = "") -> bytes:
    """Give the sub-key of one purpose, so that equal values of two purposes never share a hash."""
    return hmac.digest((key or settings.INDEX_KEY).encode(), DOMAIN + purpose.encode(), hashlib.sha256)


def keyed_hash(purpose: str, value: str) -> str:
    """Give the hash (64 hexadecimal digits) of a value for one purpose; nobody without INDEX_KEY can make or test it."""
    return hmac.new(_key_for(f"hash/{purpose}"), value.encode(), hashlib.sha256).hexdigest()


def blind_index(kind: str, value: str) -> str:
    """Give the hash under which a contact point of a kind is kept, under the newest key: equal for equal addresses."""
    return blind_indexes(kind, value)[0]


def blind_indexes(kind: str, value: str) -> list[str]:
    """Give the hashes under which a contact point may be found, one for each key in use, the newest first."""
    plain, keys = normal(kind, value).encode(), settings.INDEX_KEYS or [settings.INDEX_KEY]
    return [hmac.new(_key_for(f"index/{kind}", key), plain, hashlib.sha256).hexdigest() for key in keys]


def normal(kind: str, value: str) -> str:
    """Give the one spelling of an address: e-mail casefolded, phone as +country and number where it can be read as one.

    Raises LookupError for a kind that nobody knows.
    """
    if kind == "email":
        return value.strip().casefold()
    if kind == "phone":
        return phone(value) or "".join(sign for sign in value if sign.isalnum()).casefold()
    raise LookupError(f"No kind of contact called {kind}")


def phone(value: str) -> str:
    """Give a phone number as E.164 (+442079460000), read as of PHONE_REGION where it has no +, or nothing where it is none."""
    try:
        found = phonenumbers.parse(value, settings.PHONE_REGION or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(found):
        return ""
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)
