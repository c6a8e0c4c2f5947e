"""The doors of the closed room: everybody may write, reviewers may read, and for all others there is nothing."""

from __future__ import annotations

from tests.house.doors import IN, ON, POST, UNSEEN, Door, everybody, only, people, programs, programs_of

REVIEWERS = ("oversight_reviewer",)
ACTS = ("acknowledge", "assign", "begin", "sort", "ask", "answer", "note", "close", "pass-on", "look")
SPOKEN = ("reply", "contest", "withdraw")

DOORS: dict[str, Door] = {
    "feedback:conduct-start": everybody(),
    **{f"feedback:conduct-{step}": everybody(ON) for step in ("whom", "happened", "who", "right", "you", "check")},
    "feedback:conduct-stop": everybody(POST),
    "feedback:track-conduct": everybody(ON),
    "feedback:track-conduct-leave": everybody(POST),
    **{f"feedback:track-conduct-{act}": everybody(POST) for act in SPOKEN},
    "feedback:conduct-desk": only(*REVIEWERS),
    "feedback:conduct": only(*REVIEWERS),
    "feedback:conduct-match": only(*REVIEWERS),
    **{f"feedback:conduct-{act}": only(*REVIEWERS, gets=POST) for act in ACTS},
    "feedback:conduct-unsent-drop": only(*REVIEWERS, gets=POST),
    "feedback:thanks": people(),
    "feedback-api:conduct-list": Door(UNSEEN, UNSEEN, REVIEWERS, IN),
    "feedback-api:conduct-detail": programs_of(*REVIEWERS),
    **{f"feedback-api:conduct-{act}": programs_of(*REVIEWERS, gets=POST) for act in (*ACTS, "match")},
    "feedback-api:conduct-unsent": programs_of(*REVIEWERS),
    "feedback-api:conduct-unsent-drop": programs_of(*REVIEWERS, gets=POST),
    "feedback-api:thanks-list": programs(),
    "feedback-api:track-conduct": everybody(POST),
    **{f"feedback-api:track-conduct-{act}": everybody(POST) for act in SPOKEN},
}
