"""Who calls, as far as allauth's limits need to know: a hash of the address prefix under the key of this hour."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from django.http import HttpRequest

from policing import timekeeping
from policing.privacy import throttle

OWN_KEY = secrets.token_bytes(32)


def address_key(request: HttpRequest) -> str:
    """Give the key under which requests from one network are counted this hour. The address itself is not kept anywhere."""
    hour = int(timekeeping.now().timestamp()) // throttle.HOUR
    prefix = throttle.address_prefix(request)
    try:
        key = throttle.key_of(hour)
    except ValueError:  # Valkey is away, and so is every count: any key will do
        key = OWN_KEY
    return hmac.new(key, f"sign-in/{prefix}".encode(), hashlib.sha256).hexdigest()
