"""Who gets what at each address by GET: the table that the matrix of addresses and people is held to.

It is put together from every module of ``tests/house/books``; an address stands in one of them only.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from tests.house import books
from tests.house.doors import VISITORS, Door

__all__ = ["BOOK", "VISITORS"]


def _read() -> dict[str, Door]:
    found: dict[str, Door] = {}
    for module in iter_modules(books.__path__):
        doors: dict[str, Door] = import_module(f"tests.house.books.{module.name}").DOORS
        if twice := set(found) & set(doors):
            raise ValueError(f"{module.name}: {sorted(twice)} stand in two books")
        found |= doors
    return found


BOOK = _read()
