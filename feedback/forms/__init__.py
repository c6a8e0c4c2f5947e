"""The forms of residents and officers, one module a topic. They check shape and words; the commands decide."""

from __future__ import annotations

from feedback.forms.desk import AssignForm, CloseForm, LookForm, MoveForm, NoteForm, SayForm
from feedback.forms.journey import DangerForm, DetailsForm, DoingForm, OthersForm, ReachForm, WhatForm, YouForm
from feedback.forms.track import LinkForm, RateForm, RenewForm, TrackForm, WithdrawForm
from feedback.forms.where import WhereForm
from feedback.forms.words import VersionForm, WordsForm

__all__ = [
    "AssignForm",
    "CloseForm",
    "DangerForm",
    "DetailsForm",
    "DoingForm",
    "LinkForm",
    "LookForm",
    "MoveForm",
    "NoteForm",
    "OthersForm",
    "RateForm",
    "ReachForm",
    "RenewForm",
    "SayForm",
    "TrackForm",
    "VersionForm",
    "WhatForm",
    "WhereForm",
    "WithdrawForm",
    "WordsForm",
    "YouForm",
]
