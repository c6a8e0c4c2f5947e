"""Where somebody is: the page that they read, also where what stands before them is the answer to a form."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import Resolver404, resolve

from policing.failures import READING, way_back


def page_of(request: HttpRequest) -> str:
    """Give the address within the site to come back to: of this page, or of the page whose form was sent.

    The address of a form is no page: who opened it by its address would find nothing there.
    """
    here = request.get_full_path()
    return here if request.method in READING else way_back(request) or here


def page_above(path: str) -> str:
    """Give the nearest address above that leads somewhere; at the top that is the first page."""
    above = path.rstrip("/")
    while above:
        above = above.rpartition("/")[0]
        try:
            resolve(f"{above}/")
        except Resolver404:
            continue
        return f"{above}/"
    return "/"
