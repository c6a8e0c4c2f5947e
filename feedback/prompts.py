"""Gentle second looks at what somebody wrote: each is shown once, and none ever stops a report.

Danger comes first: whom to call. Then, where the words only say how somebody looks, what that person does. Then, where the words
seem to tell who is writing, a warning.
"""

from __future__ import annotations

import re

from feedback.danger import has_danger_words
from policing.areas.querysets import fold

DANGER, DOING, WRITER = "danger", "doing", "writer"
PROMPTS = (DANGER, DOING, WRITER)

LOOKS = (
    "brown skin", "dark skin", "dark-skinned", "muslim", "muslims", "gypsy", "gypsies", "foreigner", "foreigners", "immigrant",
    "immigrants", "refugee", "refugees", "hoodie", "hoodies", "hooded", "headscarf", "hijab", "turban", "beard", "bearded",
    "tattoo", "tattoos", "dreadlocks", "looking foreign", "ethnic",
    "negro", "negros", "blanco", "moro", "moros", "gitano", "gitanos", "extranjero", "extranjeros", "inmigrante", "inmigrantes",
    "capucha", "barba", "tatuaje", "arabe", "arabes",
    "काला", "काले", "विदेशी", "मुसलमान", "दाढ़ी", "पगड़ी", "नक़ाब",
    "أسود", "سود", "أجنبي", "أجانب", "مهاجر", "مهاجرين", "لحية", "حجاب", "قبعة",
)  # fmt: skip
_ORIGIN = "black|white|brown|dark|asian|african|arab|indian|chinese|jewish|roma|foreign|eastern|tall|thin|fat|young|old"
_PERSON = (
    "man|men|woman|women|guy|guys|lad|lads|boy|boys|girl|girls|youth|youths|kid|kids|person|people|male|males|teenager|teenagers"
)
_NOT_DOING = {
    "morning", "evening", "something", "nothing", "anything", "everything", "clothing", "king", "ring", "building", "during",
    "being", "looking", "wearing", "young", "standing", "sitting", "having", "hooded", "bearded", "dressed", "tattooed", "coloured",
    "colored", "masked", "red", "used", "need", "bed", "indeed", "skinned", "living",
}  # fmt: skip
DEEDS = (
    "shout", "scream", "yell", "follow", "block", "steal", "stole", "rob", "take", "took", "taken", "break", "broke", "hit", "beat",
    "kick", "punch", "fight", "fought", "push", "throw", "threw", "spit", "spat", "sell", "sold", "buy", "bought", "drink", "drank",
    "drunk", "smoke", "deal", "run", "ran", "drive", "drove", "race", "try", "tries", "climb", "knock", "ring the", "photograph",
    "film", "watch", "stare", "stares", "peer", "threaten", "threat", "insult", "swear", "swore", "damage", "smash", "dump", "spray",
    "grab", "touch", "hide", "hid", "wait", "sleep", "beg", "ask", "asks", "offer", "chase", "stalk", "bully", "knife", "gun", "litter",
    "came in", "come in", "comes in", "went in", "walk up", "walks up", "walk into", "walks into", "looks into", "look into",
    "grit", "sigue", "sigui", "roba", "robo", "rompe", "rompi", "golpe", "amenaz", "intent", "vende", "vendi", "bloque", "corre",
    "bebe", "insult", "pega", "mira", "fuma", "pinta",
    "चिल्ला", "पीछा", "मार", "तोड़", "चोरी", "धमक", "झाँक", "बेच", "रोक", "घूर", "लड़", "पी रहे", "फेंक",
    "يصرخ", "صرخ", "يلاحق", "يضرب", "ضرب", "يكسر", "كسر", "يسرق", "سرق", "يهدد", "هدد", "يبيع", "يسد", "يشرب", "يرمي", "يحاول",
)  # fmt: skip
WRITER_WORDS = (
    "my name is", "i am called", "i'm called", "call me on", "my number is", "my phone is", "my address is", "i live at", "my email",
    "me llamo", "mi nombre es", "mi telefono", "vivo en", "mi correo",
    "मेरा नाम", "मेरा नंबर", "मेरा पता", "اسمي", "رقم هاتفي", "عنواني",
)  # fmt: skip
_LOOKS = re.compile("|".join(rf"(?<!\w){re.escape(fold(word))}(?!\w)" for word in LOOKS))
_SOMEBODY = re.compile(rf"\b(?:{_ORIGIN})(?: \w+)? (?:{_PERSON})\b")
_DEEDS = re.compile("|".join(rf"(?<!\w){re.escape(fold(word))}" for word in DEEDS))
_DOING = re.compile(r"[a-z]{2,}(?:ing|ed)\b|[a-z]{3,}(?:ando|iendo)\b")
_WRITER = re.compile("|".join(rf"(?<!\w){re.escape(fold(word))}(?!\w)" for word in WRITER_WORDS))
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[a-z]{2,}", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\d:/.-])(?:\+|00|0)\d(?:[ ()-]?\d){7,13}(?!\d)")


def only_says_looks(text: str) -> bool:
    """Tell whether the text says how somebody looks, or where they come from, and names nothing that they do."""
    flat = fold(text)
    if not (_LOOKS.search(flat) or _SOMEBODY.search(flat)) or _DEEDS.search(flat):
        return False
    return not any(word not in _NOT_DOING for word in _DOING.findall(flat))


def tells_writer(text: str) -> bool:
    """Tell whether the text seems to say who is writing: a name, a telephone number, an e-mail address, where they live."""
    return bool(_WRITER.search(fold(text)) or _MAIL.search(text) or _PHONE.search(text))


def next_prompt(text: str, shown: list[str]) -> str:
    """Give the next second look that the text asks for and that was not shown yet, or nothing."""
    asks = {DANGER: has_danger_words, DOING: only_says_looks, WRITER: tells_writer}
    return next((code for code in PROMPTS if code not in shown and asks[code](text)), "")
