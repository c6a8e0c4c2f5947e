"""Small things that every page of a case needs to answer with."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponseRedirect, QueryDict

from policing.errors import BadInput
from policing.privacy.receipts import new_token
from policing.ui.forms import HouseForm


class SeeOther(HttpResponseRedirect):
    """On to the page that shows how things stand, by GET."""

    status_code = 303


def put_errors(form: HouseForm, error: BadInput) -> None:
    """Put what a command refused to the questions of a form, and what belongs to none of them to the form as a whole."""
    for name, lines in error.fields.items():
        for line in lines:
            form.add_error(name if name in form.fields else None, line)


def renew(form: HouseForm) -> None:
    """Let a form whose token was used before be sent as something of its own, with all that was typed."""
    if "token" in form.errors:
        form.data = cast(QueryDict, form.data).copy()
        form.data["token"] = new_token()
