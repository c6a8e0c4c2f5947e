"""Words that may mean that somebody is in danger now. They raise a notice beside the emergency number; they never block."""

from __future__ import annotations

import re

from policing.areas.querysets import fold

DANGER_WORDS: dict[str, tuple[str, ...]] = {
    "en": (
        "gun", "knife", "stab", "stabbing", "shot", "shooting", "kill me", "kill myself", "suicide", "bleeding", "help me now",
        "he is outside", "she is outside", "they are outside", "in my house", "hitting me", "attacking", "on fire", "not breathing",
    ),
    "es": ("pistola", "cuchillo", "me va a matar", "matarme", "suicidio", "sangre", "esta afuera", "me pega", "incendio", "no respira"),
    "hi": ("बंदूक", "चाकू", "मार डालेगा", "आत्महत्या", "खून", "बाहर खड़ा", "आग लगी"),
    "ar": ("مسدس", "سكين", "سيقتلني", "انتحار", "ينزف", "في الخارج", "حريق"),
}  # fmt: skip
_PATTERN = re.compile("|".join(rf"(?<!\w){re.escape(fold(word))}(?!\w)" for words in DANGER_WORDS.values() for word in words))


def has_danger_words(text: str) -> bool:
    """Tell whether the text holds a word or phrase of danger, in any language that the house speaks."""
    return bool(_PATTERN.search(fold(text)))
