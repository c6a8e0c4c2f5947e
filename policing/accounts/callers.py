"""Who calls, as far as allauth's limits need to know: a hash of the address prefix under the key of this hour."""

from __future__ import annotations

import hashlib
import hmac

from django.http import HttpRequest

from policing import timekeeping
from policing.privacy import throttle


def address_key(request: HttpRequest) -> str:
    """Give the key under which requests from one network are counted this hour. The address itself is not kept anywhere."""
    hour = int(timekeeping.now().timestamp()) // throttle.HOUR
    prefix = throttle.address_prefix(request)
    return hmac.new(throttle._key(hour), f"sign-in/{prefix}".encode(), hashlib.sha256).hexdigest()
