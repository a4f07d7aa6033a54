"""Words by which a text says that a number is a telephone's, or that it is not."""

import re
from typing import Final

from tuning.dataset.privacy.words import spoken

TELLING: Final = spoken(
    (
        *("tel", "telephone", "phone", "mobile", "mobil", "cell", "cellphone", "fax", "hotline"),
        *(
            "landline",
            "handy",
            "rufnummer",
            "telefon",
            "telefonnummer",
            "portable",
            "téléphone",
            "tél",
        ),
        *("telefono", "teléfono", "telefone", "telefoon", "móvil", "celular", "cellulare", "gsm"),
        *("telemóvel", "puhelin", "puh", "tlf", "whatsapp", "sms", "viber", "тел", "телефон"),
        *("моб", "мобильный", "τηλέφωνο", "τηλ", "κινητό", "טלפון", "נייד", "هاتف", "الهاتف"),
        *("جوال", "موبايل", "تلفن", "फोन", "फ़ोन", "मोबाइल", "โทร", "โทรศัพท์", "điện thoại", "sđt"),
        *(
            "电话",
            "手机",
            "致电",
            "電話",
            "手機",
            "携帯",
            "전화",
            "휴대폰",
            "핸드폰",
            "연락처",
            "telepon",
        ),
    )
)
CALLING: Final = spoken(
    (
        *("call", "calling", "ring", "dial", "reach", "reached", "text", "contact", "number is"),
        *(
            "my number",
            "ruf",
            "rufen",
            "liga",
            "ligue",
            "unter",
            "anruf",
            "anrufen",
            "erreichen",
            "erreichbar",
            "nummer",
            "appelez",
        ),
        *(
            "appeler",
            "appelle",
            "joindre",
            "numéro",
            "llama",
            "llame",
            "llamar",
            "número",
            "chiama",
        ),
        *("chiamare", "chiamami", "numero", "ligue", "ligar", "bel", "bellen", "zadzwoń", "dzwoń"),
        *(
            "numer",
            "zavolejte",
            "volejte",
            "číslo",
            "ring mig",
            "ring meg",
            "soita",
            "ara",
            "aray\u0131n",
        ),
        *("numara", "позвони", "звони", "позвоните", "звоните", "номер", "拨打", "撥打", "联系"),
        *(
            "聯絡",
            "連絡",
            "号码",
            "號碼",
            "番号",
            "연락",
            "번호",
            "hívj",
            "hívjon",
            "sună",
            "sunați",
        ),
    )
)
TOLD: Final = re.compile(
    rb"(?:(?<![A-Za-z])" + TELLING + rb"|(?<![A-Za-z])" + CALLING + rb"(?![A-Za-z]))"
    rb"[^0-9\n]{0,40}(?:\n[^0-9\n]{0,12})?(?:[+(]{0,2}[0-9 ().+/-]{4,24}[^0-9\n]{1,12})?$"
)
"""Before the number: the word and a few more, perhaps another number and "or"."""

WORD: Final = re.compile(rb"[A-Za-z\x80-\xff]{2}")
"""Rows of numbers have none, and are spared the search for all those words."""

OTHER: Final = re.compile(
    rb"(?i)(?:sold|shipped|made|art(?:ikel)?[.-]{0,2}n(?:umme)?r|order|invoice|bill|ticket|reference|ref|case|account|serial|model|imei|isbn|issn|ean"
    rb"|upc|sku|routing|aba|rtn|id|code|version|port|pid|size|price|total|balance|amount|parcel|tracking|policy"
    rb"|bestell[a-z]*|rechnung[a-z]*|kunden[a-z]*|konto[a-z]*|commande|facture|pedido|factura"
    rb"|\xe8\xae\xa2\xe5\x8d\x95|timestamp|date|year|formula|sequence|series|lotto|lottery|loto)[^0-9\n]{0,16}$"
)
"""What else is called a number."""

COUNTED: Final = re.compile(
    rb"[ ](?i:times|views|users|people|pieces|units|calls|messages|requests|records|rows|items"
    rb"|bytes|downloads|subscribers|customers|devices|euros?|dollars?|mal|st\xc3\xbcck|aufrufe"
    rb"|fois|vues|veces|vistas|volte|vezes)(?![A-Za-z])"
)
"""Behind a number that counts."""

KNOWN: Final = frozenset(
    (
        *(450, 700, 800, 850, 900, 1500, 1700, 1800, 1900, 2100, 2300, 2400, 2600, 3500, 5000),
        *(320, 360, 375, 414, 480, 576, 600, 640, 720, 768, 960, 992, 1024, 1080, 1200, 1280),
        *(1366, 1440, 1536, 1600, 1920, 2160, 2560, *range(1900, 2100)),
    )
)
"""Bands of mobile networks in MHz, widths of screens, years: said of telephones, and none."""
