"""Cards, accounts and addresses: test numbers and documentation's own, and made-up names."""

import random
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Final

import stdnum.iban
from stdnum import luhn

from benchmarks.privacy.planted import SEED, Group, Planted

CARDS: Final[dict[str, tuple[str, ...]]] = {
    "Visa": ("4### #### #### ####", "4###############", "4###-####-####-####"),
    "Mastercard": ("53## #### #### ####", "2221 00## #### ####", "55##############"),
    "American Express": ("37## ###### #####", "34#############"),
    "Discover": ("6011 #### #### ####", "65##############"),
    "Diners Club": ("36############", "3056 ###### ####"),
    "JCB": ("3530 #### #### ####", "3566############"),
    "UnionPay": ("6221 #### #### ####", "62##############"),
    "Maestro": ("6759 #### #### ####", "5018############"),
    "Mir": ("2202 #### #### ####", "2204############"),
    "Elo": ("6363 68## #### ####", "4011 78## #### ####"),
}
BANKS: Final[dict[str, str]] = {
    "Germany": "DE## #### #### #### #### ##",
    "Austria": "AT## #### #### #### ####",
    "Belgium": "BE## #### #### ####",
    "Denmark": "DK## #### #### #### ##",
    "France": "FR## #### #### ##00 0000 #### ###",
    "Italy": "IT## A### #### #### #### #### ###",
    "Netherlands": "NL## ABNA #### #### ##",
    "Norway": "NO## #### #### ###",
    "Poland": "PL## #### #### #### #### #### ####",
    "Portugal": "PT## #### #### #### #### #### #",
    "Spain": "ES## #### #### #### #### ####",
    "Sweden": "SE## #### #### #### #### ####",
    "Switzerland": "CH## #### #### #### #### #",
    "United Kingdom": "GB## BUKB #### #### #### ##",
    "Turkey": "TR## #### #### #### #### #### ##",
    "Saudi Arabia": "SA## #### #### #### #### ####",
}
MOST_DRAWN: Final = 400_000
"""The account's own digits of some countries have checks too."""

MAILS: Final[dict[str, tuple[str, ...]]] = {
    "Latin": ("jane.doe@acme-shop.test", "j_d+news@mail.acme.co.uk", "o'brien@acme.ie"),
    "beyond ASCII": ("jürgen@müller-gmbh.de", "nguyễn@acme.vn", "почта@пример.рф"),
    "hidden from collectors": (
        *("jane [at] acme [dot] com", "jane(at)acme.com", "jane.doe(a)acme.com"),
        *("jane_AT_acme_DOT_com", "jane.doe @ acme.com", "jane[@]acme[.]com"),
    ),
}
HOSTS: Final[dict[str, tuple[str, ...]]] = {
    "version 4": ("93.184.216.34", "52.95.110.1", "81.2.69.142"),
    "version 6": ("2a02:8:1f:3::7", "2606:4700:4700:0:0:0:0:1111", "2a00:1450:4001:81b::200e"),
}
LEADS: Final = ("Please use {} for it.", "{what}: {{}}", "I gave them {}, was that wrong?")


def accounts(of_each: int = 3) -> Iterator[Planted]:
    """Yield cards and accounts with their true check digits, and addresses."""
    draw = random.Random(SEED)
    for issuer, forms in CARDS.items():
        values = [_card(form, draw) for form in islice(cycle(forms), of_each)]
        yield from _planted("account", "CARD", f"card, {issuer}", values, "card")
    for country, form in BANKS.items():
        grouped = [_iban(form, draw) for _ in range(of_each)]
        values = [
            value if number % 2 else value.replace(" ", "") for number, value in enumerate(grouped)
        ]
        yield from _planted("account", "IBAN", f"IBAN, {country}", values, "IBAN")
    for script, mails in MAILS.items():
        yield from _planted("contact", "EMAIL", f"e-mail, {script}", mails, "e-mail")
    for version, hosts in HOSTS.items():
        yield from _planted("contact", "IP_ADDRESS", f"IP, {version}", hosts, "host")


def _planted(
    group: Group, kind: str, subject: str, values: tuple[str, ...] | list[str], field: str
) -> Iterator[Planted]:
    for value, lead in zip(values, cycle(LEADS)):
        yield Planted(
            group=group,
            kind=kind,
            subject=subject,
            value=value,
            lead=lead.format("{}", what=field) if "what" in lead else lead,
            field=field,
        )


def _card(form: str, draw: random.Random) -> str:
    number = _drawn(form, draw)
    body = "".join(filter(str.isdigit, number))[:-1]
    return number[:-1] + luhn.calc_check_digit(body)


def _iban(form: str, draw: random.Random) -> str:
    for _ in range(MOST_DRAWN):
        drawn = _drawn(form, draw)
        bare = drawn.replace(" ", "")
        number = drawn[:2] + stdnum.iban.calc_check_digits(bare) + drawn[4:]
        if stdnum.iban.is_valid(number.replace(" ", "")):
            return number
    raise ValueError(f"no {form} is valid; correct its form")


def _drawn(form: str, draw: random.Random) -> str:
    return "".join(draw.choice("0123456789") if one == "#" else one for one in form)
