"""What the app keeps: categories, reports, what was said, what the team did with them, and what the public may read."""

from __future__ import annotations

from feedback.models.category import Category, CategoryGroup, Question, ReplyTemplate
from feedback.models.conduct import Concerned, Conduct, ConductHandover, ConductMessage, ConductNote, ConductUnsent, Praise
from feedback.models.drafting import Draft, DraftPhoto
from feedback.models.handling import BulkAct, CategoryChange, Handover, NotSame, SavedFilter
from feedback.models.message import Attachment, Message, Note, Unsent
from feedback.models.neighbours import NeighbourWord
from feedback.models.publishing import Joining, Original, Publication, RedactedCopy
from feedback.models.rating import Rating, RatingAnswer, RatingItem
from feedback.models.report import Report
from feedback.models.tracking import TrackAsk, TrackLink

__all__ = [
    "Attachment",
    "BulkAct",
    "Category",
    "CategoryChange",
    "CategoryGroup",
    "Concerned",
    "Conduct",
    "ConductHandover",
    "ConductMessage",
    "ConductNote",
    "ConductUnsent",
    "Draft",
    "DraftPhoto",
    "Handover",
    "Joining",
    "Message",
    "NeighbourWord",
    "NotSame",
    "Note",
    "Original",
    "Praise",
    "Publication",
    "Question",
    "Rating",
    "RatingAnswer",
    "RatingItem",
    "RedactedCopy",
    "ReplyTemplate",
    "Report",
    "SavedFilter",
    "TrackAsk",
    "TrackLink",
    "Unsent",
]
