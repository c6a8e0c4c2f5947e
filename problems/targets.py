"""What a text that could not be sent is kept for: a question of the sheet, a step on the rail, what is counted, or a part.

A target is a code: ``statement``, ``proposal``, ``frame``, ``action:12`` (a change of that part), ``action:12:progress`` (how far it is).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from problems import sheet
from problems.parts import KINDS

PROPOSAL, ANSWER, FRAME = "proposal", "answer", "frame"
OF_CASE = frozenset({PROPOSAL, ANSWER, FRAME})
OF_PART = re.compile(r"([a-z]+):([0-9]{1,18})(:progress)?")


@dataclass(frozen=True)
class PartTarget:
    """A part of a case, and whether the text says how far it is; else it changes what the part says."""

    kind: str
    part_id: int
    is_progress: bool = False

    @property
    def code(self) -> str:
        """Give it as it is kept."""
        return f"{self.kind}:{self.part_id}" + (":progress" if self.is_progress else "")


def part_of(target: str) -> PartTarget | None:
    """Give the part that a text is kept for, or None where it is for something else."""
    found = OF_PART.fullmatch(target)
    kind = KINDS.get(found[1]) if found else None
    if found is None or kind is None or (found[3] and kind.table is None):
        return None
    return PartTarget(kind.code, int(found[2]), is_progress=bool(found[3]))


def is_target(target: str) -> bool:
    """Tell whether a text can be kept for that."""
    return target in sheet.BY_CODE or target in OF_CASE or part_of(target) is not None
