"""The parts of the page “What we keep, and for how long” that other apps know: who reads what, and what people may ask for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from policing.ui.registry import Registry

Words = str | Promise


@dataclass(frozen=True)
class Part:
    """One part of the page: a heading and sentences. ``link`` names a page (its URL's name) and says where it leads."""

    name: str
    title: Words
    sentences: Callable[[], Sequence[Words]]
    link: tuple[str, Words] | None = None
    order: int = 50


parts: Registry[Part] = Registry("parts of the page of rights")
