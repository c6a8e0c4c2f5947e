"""Questions that the categories of a fresh site ask: what people do before anything about how they look. All can be skipped."""

from __future__ import annotations

from typing import Any


def _in(es: str, hi: str, ar: str) -> dict[str, dict[str, Any]]:
    return {"es": {"words": es}, "hi": {"words": hi}, "ar": {"words": ar}}


def _with(told: dict[str, dict[str, Any]], **choices: tuple[str, str, str]) -> dict[str, dict[str, Any]]:
    """Add the words of each answer to choose from: Spanish, Hindi, Arabic."""
    for place, language in enumerate(("es", "hi", "ar")):
        told[language]["choices"] = {code: words[place] for code, words in choices.items()}
    return told


OFTEN: dict[str, Any] = {
    "code": "often",
    "words": "How often does it happen?",
    "kind": "one",
    "choices": [["once", "Once"], ["weekly", "Some days of the week"], ["daily", "Nearly every day"]],
    "translations": _with(
        _in("¿Con qué frecuencia pasa?", "यह कितनी बार होता है?", "كم مرة يحدث هذا؟"),
        once=("Una vez", "एक बार", "مرة واحدة"),
        weekly=("Algunos días de la semana", "हफ़्ते में कुछ दिन", "بعض أيام الأسبوع"),
        daily=("Casi cada día", "लगभग हर दिन", "كل يوم تقريبا"),
    ),
}
AGAIN: dict[str, Any] = {
    "code": "know-again",
    "words": "Is there a thing by which we would know them again?",
    "hint": "A bicycle, a van, a bag. Leave it empty if you are not sure.",
    "kind": "text",
    "translations": _in(
        "¿Hay alguna cosa que ayude a reconocerlos?", "क्या कोई चीज़ है जिससे हम उन्हें पहचान सकें?", "هل هناك شيء نعرفهم به؟"
    ),
}

QUESTIONS: dict[str, list[dict[str, Any]]] = {
    "unsafe": [
        {
            "code": "doing",
            "words": "What do they do?",
            "hint": "Tick all that fit.",
            "kind": "many",
            "choices": [
                ["shout", "Shout or threaten"],
                ["block", "Block the way"],
                ["follow", "Follow people"],
                ["hurt", "Hurt somebody"],
                ["other", "Something else"],
            ],
            "translations": _with(
                _in("¿Qué hacen?", "वे क्या करते हैं?", "ماذا يفعلون؟"),
                shout=("Gritan o amenazan", "चिल्लाते या धमकाते हैं", "يصرخون أو يهددون"),
                block=("Cierran el paso", "रास्ता रोकते हैं", "يسدون الطريق"),
                follow=("Siguen a la gente", "पीछा करते हैं", "يلاحقون الناس"),
                hurt=("Hacen daño", "चोट पहुँचाते हैं", "يؤذون أحدا"),
                other=("Otra cosa", "कुछ और", "شيء آخر"),
            ),
        },
        OFTEN,
        AGAIN,
    ],
    "suspicious": [
        {
            "code": "doing",
            "words": "What did the person do that did not look right?",
            "kind": "text",
            "translations": _in(
                "¿Qué hizo la persona que no parecía normal?",
                "उस व्यक्ति ने ऐसा क्या किया जो ठीक नहीं लगा?",
                "ماذا فعل الشخص ولم يبد طبيعيا؟",
            ),
        },
        {
            "code": "still-there",
            "words": "Are they still there?",
            "kind": "yes_no",
            "translations": _in("¿Siguen allí?", "क्या वे अब भी वहाँ हैं?", "هل ما زالوا هناك؟"),
        },
        AGAIN,
    ],
    "home": [
        {
            "code": "safe-contact",
            "words": "Is there a safe time or way to reach you?",
            "hint": "We never use another one. Leave it empty, and we wait until you look here.",
            "kind": "text",
            "translations": _in(
                "¿Hay una hora o forma segura de contactarle?",
                "क्या आपसे संपर्क का कोई सुरक्षित समय या तरीक़ा है?",
                "هل هناك وقت أو طريقة آمنة للتواصل معك؟",
            ),
        },
        {
            "code": "children",
            "words": "Are there children in the home?",
            "kind": "yes_no",
            "translations": _in("¿Hay niños en la casa?", "क्या घर में बच्चे हैं?", "هل في البيت أطفال؟"),
        },
    ],
    "traffic": [
        {
            "code": "kind",
            "words": "What is it?",
            "kind": "one",
            "choices": [["speed", "Speeding or racing"], ["parking", "Bad parking"], ["crossing", "A crossing that is not safe"]],
            "translations": _with(
                _in("¿Qué es?", "यह क्या है?", "ما هو؟"),
                speed=("Velocidad o carreras", "तेज़ रफ़्तार या दौड़", "سرعة أو سباق"),
                parking=("Mal aparcamiento", "ग़लत पार्किंग", "وقوف خاطئ"),
                crossing=("Un cruce peligroso", "असुरक्षित क्रॉसिंग", "معبر غير آمن"),
            ),
        },
        OFTEN,
    ],
    "theft": [
        {
            "code": "taken",
            "words": "What was taken?",
            "kind": "text",
            "translations": _in("¿Qué se llevaron?", "क्या चोरी हुआ?", "ماذا أُخذ؟"),
        },
        {
            "code": "day",
            "words": "On which day did you last see it?",
            "kind": "day",
            "translations": _in("¿Qué día lo vio por última vez?", "आख़िरी बार किस दिन देखा?", "في أي يوم رأيته آخر مرة؟"),
        },
    ],
    "noise": [OFTEN],
    "litter": [
        {
            "code": "needles",
            "words": "Are there needles or broken glass?",
            "kind": "yes_no",
            "translations": _in("¿Hay jeringas o cristales?", "क्या वहाँ सुइयाँ या काँच हैं?", "هل هناك إبر أو زجاج مكسور؟"),
        }
    ],
    "place": [
        {
            "code": "lamps",
            "words": "How many lamps are dark?",
            "kind": "number",
            "translations": _in("¿Cuántas farolas están apagadas?", "कितनी बत्तियाँ बंद हैं?", "كم مصباحا لا يعمل؟"),
        }
    ],
}
