"""``python -m policing.local clean-var``: remove everything that was made at run time, unless it is in use."""

from __future__ import annotations

import fcntl
import shutil
import sys

from policing.local.lifecycle import SERVERS, open_lock, take
from policing.local.places import Place, var_dir


def clean(place: Place) -> str:
    """Remove the place with its data and its socket folder. Gives a reason where somebody still uses it."""
    if not place.run.exists():
        return ""
    for name in ("serve", *(f"{server}.users" for server in SERVERS)):
        handle = open_lock(place.lock(name))
        if not take(handle, fcntl.LOCK_EX):
            return f"{place.var} is in use: stop what runs there first."
    sockets = place.sockets()
    if sockets != place.run:
        shutil.rmtree(sockets, ignore_errors=True)
    shutil.rmtree(place.var)
    return ""


if __name__ == "__main__":
    if sys.argv[1:] != ["clean-var"]:
        sys.exit("usage: python -m policing.local clean-var")
    sys.exit(clean(Place(var_dir())) or 0)
