"""The replies that a fresh site keeps ready, in the words of a team that means what it says. ``{…}`` is filled from facts."""

from __future__ import annotations

# act, category code ("" for every one), title, words by language
REPLIES: tuple[tuple[str, str, dict[str, tuple[str, str]]], ...] = (
    (
        "answer",
        "",
        {
            "en-gb": (
                "We look at it",
                "Thank you for telling us about {area}. I have read what you wrote and will look at it. I write here again when I "
                "know more. If you want to add something, answer here with your reference {reference}. {officer}",
            ),
            "es": (
                "Lo estamos mirando",
                "Gracias por avisarnos sobre {area}. He leído lo que escribió y voy a mirarlo. Le escribiré aquí cuando sepa más. "
                "Si quiere añadir algo, responda aquí con su referencia {reference}. {officer}",
            ),
        },
    ),
    (
        "answer",
        "",
        {
            "en-gb": (
                "We need more time",
                "I said that I would tell you more, and I need longer than I thought. It is not forgotten. Today is {day}; "
                "I write again within five working days. {officer}",
            ),
            "es": (
                "Necesitamos más tiempo",
                "Le dije que le contaría más, y necesito más tiempo del que pensaba. No está olvidado. Hoy es {day}; "
                "le escribiré en los próximos cinco días laborables. {officer}",
            ),
        },
    ),
    (
        "ask",
        "",
        {
            "en-gb": (
                "When is it worst?",
                "Thank you for telling us. On which days, and at what time, is it worst? Then we can come when it happens. "
                "You do not have to give your name. {officer}",
            ),
            "es": (
                "¿Cuándo es peor?",
                "Gracias por avisarnos. ¿Qué días y a qué hora es peor? Así podremos venir cuando ocurra. "
                "No tiene que dar su nombre. {officer}",
            ),
        },
    ),
    (
        "ask",
        "",
        {
            "en-gb": (
                "Where exactly?",
                "Thank you for telling us. Where exactly in {area} is it? A street, a shop or a bus stop nearby is enough. {officer}",
            ),
            "es": (
                "¿Dónde exactamente?",
                "Gracias por avisarnos. ¿En qué lugar de {area} es exactamente? Basta con una calle, una tienda o una parada "
                "cercana. {officer}",
            ),
        },
    ),
    (
        "close",
        "",
        {
            "en-gb": (
                "What was done",
                "This is what we did about what you told us: … This is what changed: … We are (quite, not very) sure of that. "
                "If it is not fixed, say so here, and we look again. Thank you for telling us. {officer}",
            ),
            "es": (
                "Lo que se hizo",
                "Esto es lo que hicimos con lo que nos contó: … Esto es lo que cambió: … Estamos (bastante, no muy) seguros. "
                "Si no está arreglado, dígalo aquí y lo miramos otra vez. Gracias por avisarnos. {officer}",
            ),
        },
    ),
    (
        "close",
        "",
        {
            "en-gb": (
                "Nothing we can do",
                "I have looked at what you told us, and there is nothing that we can do about it, because … "
                "These people may be able to help: … I am sorry that I have no better answer. {officer}",
            ),
            "es": (
                "No podemos hacer nada",
                "He mirado lo que nos contó y no podemos hacer nada, porque … Quizá estas personas puedan ayudarle: … "
                "Siento no tener una respuesta mejor. {officer}",
            ),
        },
    ),
    (
        "reopen",
        "",
        {
            "en-gb": (
                "We look again",
                "Thank you for saying that it is not fixed. I have taken {reference} up again, and write here when I know more. {officer}",
            ),
            "es": (
                "Lo miramos otra vez",
                "Gracias por decir que no está arreglado. He vuelto a abrir {reference} y le escribiré aquí cuando sepa más. {officer}",
            ),
        },
    ),
    (
        "answer",
        "noise",
        {
            "en-gb": (
                "Noise: we come by",
                "Thank you for telling us about the noise in {area}. We will come by at the times that you named, and talk to the "
                "people there. Please keep a list of days and times: it helps us. {officer}",
            ),
            "es": (
                "Ruido: pasaremos por allí",
                "Gracias por avisarnos del ruido en {area}. Pasaremos a las horas que nos dijo y hablaremos con las personas de "
                "allí. Apunte por favor los días y las horas: nos ayuda. {officer}",
            ),
        },
    ),
    (
        "answer",
        "traffic",
        {
            "en-gb": (
                "Traffic: we measure",
                "Thank you for telling us about the traffic in {area}. We will measure the speed there, and tell you here what we "
                "found. {officer}",
            ),
            "es": (
                "Tráfico: vamos a medir",
                "Gracias por avisarnos del tráfico en {area}. Mediremos la velocidad y le contaremos aquí el resultado. {officer}",
            ),
        },
    ),
)
