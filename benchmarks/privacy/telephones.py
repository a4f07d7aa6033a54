"""Telephone numbers of twelve locales: Faker draws them, phonenumbers says which are valid."""

from collections.abc import Iterator
from itertools import cycle, islice
from typing import Final, NamedTuple

import phonenumbers
from faker import Faker

from benchmarks.privacy.planted import SEED, Planted

FORMATS: Final = (
    phonenumbers.PhoneNumberFormat.NATIONAL,
    phonenumbers.PhoneNumberFormat.INTERNATIONAL,
    phonenumbers.PhoneNumberFormat.E164,
)
SORTS: Final = (
    phonenumbers.PhoneNumberType.FIXED_LINE,
    phonenumbers.PhoneNumberType.MOBILE,
)


class Locale(NamedTuple):
    """How people speak of their telephone.

    Attributes:
        region: of phonenumbers.
        field: what a form calls it.
        leads: sentences; the last one has no word that tells.
    """

    region: str
    field: str
    leads: tuple[str, ...]


LOCALES: Final[dict[str, Locale]] = {
    "en_US": Locale("US", "phone", ("Call me at {} after six.", "Phone: {}", "Jane has {} now.")),
    "en_GB": Locale(
        "GB", "mobile", ("You can ring me on {}.", "Mobile: {}", "We moved, it is {} since May.")
    ),
    "en_IN": Locale(
        "IN", "phone number", ("My number is {}, sir.", "Contact no. {}", "Kindly note {} please.")
    ),
    "de_DE": Locale(
        *("DE", "Telefon"),
        ("Rufen Sie mich unter {} an.", "Tel.: {}", "Sie hat jetzt {} bekommen."),
    ),
    "fr_FR": Locale(
        *("FR", "téléphone"),
        ("Appelez-moi au {}.", "Tél. : {}", "Elle a le {} depuis mai."),
    ),
    "es_ES": Locale(
        "ES", "teléfono", ("Llámame al {}.", "Teléfono: {}", "Ahora tiene el {} desde mayo.")
    ),
    "it_IT": Locale(
        "IT", "telefono", ("Chiamami al {}.", "Cell.: {}", "Adesso ha il {} da maggio.")
    ),
    "nl_NL": Locale(
        "NL", "telefoonnummer", ("Bel me op {}.", "Tel.nr.: {}", "Ze heeft nu {} gekregen.")
    ),
    "pt_BR": Locale(
        "BR", "telefone", ("Me liga no {}.", "Celular: {}", "Agora ela tem o {} desde maio.")
    ),
    "pl_PL": Locale(
        "PL", "telefon", ("Zadzwoń do mnie: {}.", "Tel. kom. {}", "Teraz ma {} od maja.")
    ),
    "sv_SE": Locale(
        "SE", "telefonnummer", ("Ring mig på {}.", "Mobilnummer: {}", "Hon har {} sedan maj.")
    ),
    "tr_TR": Locale("TR", "telefon", ("Beni {} numarasından arayın.", "Cep: {}", "Artık {} onda.")),
    "ru_RU": Locale("RU", "телефон", ("Позвоните мне: {}.", "Тел.: {}", "У неё теперь {} с мая.")),
    "ja_JP": Locale("JP", "電話番号", ("電話番号は{}です。", "携帯\uff1a{}", "今は {} です。")),
    "zh_CN": Locale("CN", "手机号", ("请拨打{}联系我。", "手机\uff1a{}", "她现在用 {} 了。")),
    "ko_KR": Locale("KR", "연락처", ("{} 로 전화 주세요.", "휴대전화: {}", "지금은 {} 입니다.")),
}


def telephones(of_each: int = 30) -> Iterator[Planted]:
    """Yield valid numbers of every locale: Faker's, and the examples of phonenumbers."""
    for name, locale in LOCALES.items():
        for value, lead in zip(_numbers(name, locale.region, of_each), cycle(locale.leads)):
            yield Planted(
                group="telephone",
                kind="PHONE",
                subject=name,
                value=value,
                lead=lead,
                field=locale.field,
            )


def _numbers(name: str, region: str, of_each: int) -> list[str]:
    faker = Faker(name)
    faker.seed_instance(SEED)
    drawn = (faker.phone_number() for _ in range(100 * of_each))
    examples = (phonenumbers.example_number_for_type(region, sort) for sort in SORTS)
    written = [
        phonenumbers.format_number(example, form) for example in examples for form in FORMATS
    ]
    valid = (number for number in drawn if _is_valid(number, region))
    return [*written, *islice(dict.fromkeys(valid), of_each - len(written))]


def _is_valid(number: str, region: str) -> bool:
    try:
        return bool(phonenumbers.is_valid_number(phonenumbers.parse(number, region)))
    except phonenumbers.NumberParseException:
        return False
