"""The forms of incidents and cases, one module a topic. They check shape and words; the commands decide."""

from __future__ import annotations

from problems.forms.imports import ColumnsForm, ImportForm
from problems.forms.incidents import WantedForm, wanted_form

__all__ = ["ColumnsForm", "ImportForm", "WantedForm", "wanted_form"]
