"""Groups and categories of a fresh site: in English, and in the other languages that the house starts with."""

from __future__ import annotations

from typing import Any


def _in(es: str, hi: str, ar: str) -> dict[str, str]:
    return {"es": es, "hi": hi, "ar": ar}


GROUPS: dict[str, dict[str, Any]] = {
    "people": {"name": "People", "names": _in("Personas", "लोग", "الناس")},
    "roads": {"name": "Roads and traffic", "names": _in("Calles y tráfico", "सड़क और यातायात", "الطرق والمرور")},
    "things": {"name": "Things and buildings", "names": _in("Cosas y edificios", "चीज़ें और इमारतें", "الأشياء والمباني")},
    "police": {"name": "The police", "names": _in("La policía", "पुलिस", "الشرطة")},
    "elsewhere": {
        "name": "Others can help better",
        "names": _in("Otros ayudan mejor", "दूसरे बेहतर मदद करते हैं", "غيرنا أقدر على المساعدة"),
    },
}

CATEGORIES: dict[str, dict[str, Any]] = {
    "unsafe": {
        "group": "people",
        "name": "A group or a person making you feel unsafe",
        "names": _in(
            "Un grupo o una persona que le da miedo", "कोई व्यक्ति या समूह जिससे डर लगता है", "شخص أو جماعة تشعرك بعدم الأمان"
        ),
        "short_name": "Unsafe",
        "hint": "Shouting, blocking the way, following",
        "hints": _in("Gritan, cierran el paso, siguen", "चिल्लाना, रास्ता रोकना, पीछा करना", "صراخ، سدّ الطريق، ملاحقة"),
        "search_words": "gang, harassment, threat, bullying, fight, drunk, stalking, hate, acoso, amenaza, pelea, धमकी, झगड़ा, تهديد, تحرش",
        "icon": "people",
        "is_sensitive": True,
        "is_joinable": False,
    },
    "suspicious": {
        "group": "people",
        "name": "Something that does not look right",
        "names": _in("Algo que no parece normal", "कुछ जो ठीक नहीं लगता", "شيء لا يبدو طبيعيا"),
        "short_name": "Suspicious",
        "hint": "Trying door handles, looking into cars, taking pictures of homes",
        "hints": _in("Prueban puertas, miran en los coches", "दरवाज़े खींचना, गाड़ियों में झाँकना", "تجربة الأبواب، النظر داخل السيارات"),
        "search_words": "strange, stranger, prowler, scam, caller, doorstep, sospechoso, extraño, estafa, संदिग्ध, مشبوه, غريب",
        "icon": "eye",
        "is_sensitive": True,
        "is_joinable": False,
    },
    "home": {
        "group": "people",
        "name": "Someone at home hurts or controls you",
        "names": _in("Alguien en casa le hace daño", "घर में कोई आपको चोट पहुँचाता है", "شخص في البيت يؤذيك"),
        "short_name": "Violence at home",
        "hint": "A partner, a parent, a child, anyone you live with",
        "hints": _in("Pareja, padres, hijos", "साथी, माता-पिता, बच्चे", "شريك، أحد الوالدين، ولد"),
        "search_words": "domestic abuse, violence, husband, wife, partner, family, hit, maltrato, marido, घरेलू हिंसा, पति, عنف, زوج",
        "icon": "home",
        "is_sensitive": True,
        "is_joinable": False,
        "advice": (
            "You are believed, and it is not your fault.\n\n"
            "If somebody looks at your phone or computer, “Leave this site quickly” takes you away from here, but it cannot clear "
            "what your browser remembers. A library or a friend’s phone is safer.\n\n"
            "You need not give a name. Without a name no mail comes to your home: you look here with your codes when it suits you."
        ),
        "advices": _in(
            "Le creemos, y no es culpa suya.\n\nSi alguien mira su teléfono, use el de una amistad o el de una biblioteca.\n\n"
            "No tiene que dar su nombre. Sin nombre no llega ningún correo a su casa.",
            "हम आप पर विश्वास करते हैं, और यह आपकी ग़लती नहीं है।\n\nअगर कोई आपका फ़ोन देखता है, तो किसी दोस्त या पुस्तकालय का फ़ोन इस्तेमाल करें।\n\n"
            "नाम देना ज़रूरी नहीं। बिना नाम के घर पर कोई पत्र नहीं आता।",
            "نحن نصدقك، والذنب ليس ذنبك.\n\nإن كان أحد ينظر في هاتفك فاستعمل هاتف صديق أو هاتف المكتبة.\n\n"
            "لا حاجة إلى اسمك. من دون اسم لا تصل أي رسالة إلى بيتك.",
        ),
    },
    "traffic": {
        "group": "roads",
        "name": "Speeding or bad parking",
        "names": _in("Exceso de velocidad o mal aparcamiento", "तेज़ गाड़ियाँ या ग़लत पार्किंग", "السرعة أو الوقوف الخاطئ"),
        "short_name": "Traffic",
        "search_words": "car, racing, driver, road, crossing, motorbike, scooter, coche, carrera, moto, गाड़ी, मोटरसाइकिल, سيارة, دراجة",
        "icon": "car",
    },
    "theft": {
        "group": "things",
        "name": "Theft, or worry about theft",
        "names": _in("Robo, o miedo a un robo", "चोरी, या चोरी का डर", "سرقة أو خوف من السرقة"),
        "short_name": "Theft",
        "hint": "Bikes, mopeds, parcels, cars",
        "hints": _in("Bicis, motos, paquetes, coches", "साइकिल, मोपेड, पार्सल, गाड़ी", "دراجات، طرود، سيارات"),
        "search_words": "stolen, burglary, break-in, shoplifting, robbery, robo, ladrón, चोरी, चोर, سرقة, لص",
        "icon": "bike",
    },
    "place": {
        "group": "things",
        "name": "Broken lights or a place that feels unsafe",
        "names": _in("Luces rotas o un lugar que da miedo", "टूटी बत्तियाँ या असुरक्षित जगह", "أضواء معطلة أو مكان مخيف"),
        "short_name": "Place",
        "search_words": "dark, lamp, street light, alley, subway, hedge, oscuro, farola, callejón, अंधेरा, बत्ती, गली, ظلام, مصباح",
        "icon": "light",
    },
    "noise": {
        "group": "things",
        "name": "Noise, again and again",
        "names": _in("Ruido, una y otra vez", "बार-बार शोर", "ضجيج متكرر"),
        "short_name": "Noise",
        "search_words": "loud, music, party, neighbour, shouting, dog, barking, ruido, música, fiesta, शोर, संगीत, ضجيج, موسيقى",
        "icon": "noise",
    },
    "litter": {
        "group": "things",
        "name": "Damage, dumping or drug litter",
        "names": _in("Daños, basura o restos de drogas", "तोड़फोड़, कूड़ा या नशे का कचरा", "تخريب أو نفايات أو بقايا مخدرات"),
        "short_name": "Litter and damage",
        "search_words": "graffiti, rubbish, needle, vandalism, broken window, fly-tipping, basura, jeringa, pintadas, कूड़ा, सुई, نفايات, إبر",
        "icon": "bin",
    },
    "conduct": {
        "group": "police",
        "name": "How the police treated someone",
        "names": _in("Cómo trató la policía a alguien", "पुलिस ने किसी से कैसा बर्ताव किया", "كيف عاملت الشرطة شخصا"),
        "short_name": "Conduct",
        "hint": "Good or bad. You can choose who reads it.",
        "hints": _in("Bien o mal. Usted elige quién lo lee.", "अच्छा या बुरा। कौन पढ़े, आप चुनें।", "خيرا أو شرا. أنت تختار من يقرأ."),
        "search_words": "complaint, complain, officer, rude, thank, praise, unfair, stopped, searched, queja, agente, शिकायत, شكوى, شكر",
        "icon": "hand",
        "is_sensitive": True,
        "is_joinable": False,
        "leads_to": "conduct",
    },
    "lost": {
        "group": "elsewhere",
        "name": "Something lost or found",
        "names": _in("Algo perdido o encontrado", "खोई या मिली चीज़", "شيء مفقود أو موجود"),
        "short_name": "Lost property",
        "search_words": "lost property, wallet, keys, phone, passport, found, perdido, cartera, llaves, खोया, बटुआ, مفقود, محفظة, مفاتيح",
        "icon": "key",
        "is_joinable": False,
        "advice": (
            "Lost and found things are kept by the place where they were lost: ask the bus or train company, the shop, or the "
            "town’s lost property office.\n\nWas it a bank card or a phone? Tell your bank or your phone company first, so that "
            "nobody can use it.\n\nWas it taken from you? Then go back and choose “Theft”."
        ),
        "advices": _in(
            "Pregunte donde lo perdió: el autobús, el tren, la tienda o la oficina de objetos perdidos.\n\n"
            "¿Una tarjeta o un teléfono? Avise primero a su banco o compañía.\n\n¿Se lo quitaron? Vuelva y elija «Robo».",
            "जहाँ खोया वहीं पूछें: बस, ट्रेन, दुकान या खोया-पाया दफ़्तर।\n\nबैंक कार्ड या फ़ोन? पहले अपने बैंक या कंपनी को बताएँ।\n\n"
            "क्या किसी ने छीना? तो वापस जाकर “चोरी” चुनें।",
            "اسأل في المكان الذي فقدته فيه: الحافلة أو القطار أو المتجر أو مكتب المفقودات.\n\n"
            "بطاقة مصرف أو هاتف؟ أخبر مصرفك أو شركتك أولا.\n\n"
            "هل أُخذ منك؟ ارجع واختر «سرقة».",
        ),
        "stops": True,
    },
    "fine": {
        "group": "elsewhere",
        "name": "A parking ticket or a fine",
        "names": _in("Una multa", "पार्किंग चालान या जुर्माना", "مخالفة أو غرامة"),
        "short_name": "Fines",
        "search_words": "parking fine, ticket, penalty, appeal, pay, multa, recurso, जुर्माना, चालान, غرامة, مخالفة",
        "icon": "doc",
        "is_joinable": False,
        "advice": (
            "This team cannot change a ticket or a fine. The ticket itself says who gave it and how to pay or to object. "
            "Please mind the last day that it names.\n\nWas an officer unfair to you? Then go back and choose “How the police "
            "treated someone”."
        ),
        "advices": _in(
            "Este equipo no puede cambiar una multa. En ella dice quién la puso y cómo pagar o reclamar, y hasta qué día.",
            "यह टीम चालान नहीं बदल सकती। चालान पर लिखा है कि किसने दिया, कैसे भरें या आपत्ति करें, और कब तक।",
            "لا يستطيع هذا الفريق تغيير مخالفة. مكتوب فيها من أصدرها وكيف تدفع أو تعترض وإلى أي يوم.",
        ),
        "stops": True,
    },
    "other": {
        "name": "Something else",
        "names": _in("Otra cosa", "कुछ और", "شيء آخر"),
        "short_name": "Other",
        "icon": "dots",
    },
}
