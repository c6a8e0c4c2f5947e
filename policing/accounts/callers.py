"""Who calls, as far as throttles need to know: a keyed hash of the address prefix that is new each hour."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest

from policing import timekeeping
from policing.privacy.crypto import keyed_hash


def address_key(request: HttpRequest) -> str:
    """Give the key under which requests from one network are counted this hour. The address itself is not kept anywhere."""
    hour = timekeeping.now().strftime("%Y%m%d%H")
    return keyed_hash(f"caller/{hour}", _prefix(_address(request)))


def _address(request: HttpRequest) -> str:
    """Give the address that the outermost trusted proxy saw, or that of the connection where there is no proxy."""
    hops = settings.PROXY_HOPS
    seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    return seen[-hops] if hops and len(seen) >= hops else request.META.get("REMOTE_ADDR", "")


def _prefix(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    return str(ipaddress.ip_network(f"{found}/{24 if found.version == 4 else 56}", strict=False).network_address)
