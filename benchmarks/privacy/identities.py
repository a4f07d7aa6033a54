"""Numbers that states give to people, drawn until python-stdnum holds them for valid."""

import random
from collections.abc import Iterator
from importlib import import_module
from itertools import cycle, islice
from typing import Final, NamedTuple

from benchmarks.privacy.planted import SEED, Planted

LETTERS: Final = "ABCDEFGHJKLMNPRSTUVWXY"
MOST_DRAWN: Final = 100_000
"""Of the rarest form one of 2,000 is valid."""


class State(NamedTuple):
    """How people of a state write their number, and speak of it.

    Attributes:
        kind: the name of the ``Kind``.
        module: of python-stdnum, which judges.
        field: what a form calls it.
        lead: how a person says it.
        forms: ``#`` is a digit, ``@`` a letter, DD, MM and YY a day of birth.
    """

    kind: str
    module: str
    field: str
    lead: str
    forms: tuple[str, ...]


STATES: Final[dict[str, State]] = {
    "Argentina": State("AR_CUIT", "ar.cuit", "CUIL", "Mi CUIL es {}.", ("20-########-#",)),
    "Australia": State(
        "AU_TFN", "au.tfn", "TFN", "My tax file number is {}.", ("### ### ###", "#########")
    ),
    "Austria": State(
        "AT_VNR", "at.vnr", "SVNR", "Meine Sozialversicherungsnummer ist {}.", ("1### DDMMYY",)
    ),
    "Belgium": State(
        *("BE_NN", "be.nn", "rijksregisternummer", "Mijn rijksregisternummer is {}."),
        ("YY.MM.DD-###.##", "YYMMDD#####"),
    ),
    "Brazil": State(
        "BR_CPF", "br.cpf", "CPF", "Meu CPF: {}, obrigado.", ("###.###.###-##", "###########")
    ),
    "Bulgaria": State("BG_EGN", "bg.egn", "ЕГН", "Моето ЕГН е {}.", ("YYMMDD####",)),
    "Canada": State(
        "CA_SIN", "ca.sin", "SIN", "My social insurance number is {}.", ("1## ### ###", "1########")
    ),
    "Chile": State("CL_RUT", "cl.rut", "RUT", "Mi RUT es {}.", ("9.###.###-#", "1#.###.###-#")),
    "China": State("CN_RIC", "cn.ric", "身份证号", "我的身份证号码是{}。", ("11010519YYMMDD####",)),
    "Colombia": State("CO_NIT", "co.nit", "NIT", "Mi NIT es {}.", ("9########-#",)),
    "Croatia": State("HR_OIB", "hr.oib", "OIB", "Moj OIB je {}.", ("###########",)),
    "Czechia": State(
        "CZ_RC", "cz.rc", "rodné číslo", "Moje rodné číslo je {}.", ("YYMMDD/####", "YYMMDD####")
    ),
    "Denmark": State(
        "DK_CPR", "dk.cpr", "CPR-nummer", "Mit CPR-nummer er {}.", ("DDMMYY-####", "DDMMYY####")
    ),
    "Dominican Republic": State(
        "DO_CEDULA", "do.cedula", "cédula", "Mi cédula es {}.", ("###-#######-#",)
    ),
    "Ecuador": State("EC_CI", "ec.ci", "cédula", "Mi número de cédula es {}.", ("17########",)),
    "Estonia": State("EE_IK", "ee.ik", "isikukood", "Minu isikukood on {}.", ("3YYMMDD####",)),
    "Finland": State(
        "FI_HETU", "fi.hetu", "henkilötunnus", "Henkilötunnukseni on {}.", ("DDMMYY-##4@",)
    ),
    "France": State(
        *("FR_NIR", "fr.nir", "numéro de sécurité sociale"),
        "Mon numéro de sécurité sociale est {}.",
        ("1 YY 0# 75 ### ### ##", "2YY0#33########", "1 YY 0# 2A ### ### ##"),
    ),
    "Germany": State(
        *("DE_IDNR", "de.idnr", "Steuer-ID", "Meine Steuer-ID lautet {}."),
        ("## ### ### ###", "###########"),
    ),
    "Greece": State("GR_AMKA", "gr.amka", "ΑΜΚΑ", "Ο ΑΜΚΑ μου είναι {}.", ("DDMMYY#####",)),
    "Iceland": State(
        *("IS_KENNITALA", "is_.kennitala", "kennitala", "Kennitalan mín er {}."),
        ("DDMMYY-###9",),
    ),
    "India": State(
        *("IN_AADHAAR", "in_.aadhaar", "Aadhaar", "My Aadhaar number is {}."),
        ("9### #### ####", "9###########", "5###-####-####"),
    ),
    "India, tax": State("IN_PAN", "in_.pan", "PAN", "My PAN card says {}.", ("@@@P@####@",)),
    "Indonesia": State("ID_NIK", "id.nik", "NIK", "NIK saya {} ya.", ("317101DDMMYY####",)),
    "Ireland": State("IE_PPS", "ie.pps", "PPS number", "My PPS number is {}.", ("#######@",)),
    "Israel": State("IL_ID", "il.idnr", "תעודת זהות", "תעודת הזהות שלי {} תודה", ("#########",)),
    "Italy": State(
        *("IT_CODICE_FISCALE", "it.codicefiscale", "codice fiscale"),
        "Il mio codice fiscale è {}.",
        ("RSSMRA##A##H501@", "VRD GPP ##A## F205@"),
    ),
    "Japan": State(
        *("JP_MY_NUMBER", "jp.in_", "マイナンバー", "私のマイナンバーは{}です。"),
        ("1### #### ####", "1###########"),
    ),
    "Korea": State(
        "KR_RRN", "kr.rrn", "주민등록번호", "제 주민등록번호는 {} 입니다.", ("YYMMDD-1######",)
    ),
    "Lithuania": State(
        "LT_ASMENS", "lt.asmens", "asmens kodas", "Mano asmens kodas {}.", ("3YYMMDD####",)
    ),
    "Malaysia": State("MY_NRIC", "my.nric", "NRIC", "My IC no is {}.", ("YYMMDD-14-####",)),
    "Mexico": State("MX_CURP", "mx.curp", "CURP", "Mi CURP es {}.", ("GODEYYMMDDHDFLRN0#",)),
    "Netherlands": State(
        *("NL_BSN", "nl.bsn", "BSN", "Mijn burgerservicenummer is {}."),
        ("#########", "####.##.###"),
    ),
    "Norway": State(
        *("NO_FODSELSNUMMER", "no.fodselsnummer", "fødselsnummer", "Fødselsnummeret mitt er {}."),
        ("DDMMYY#####", "DDMMYY #####"),
    ),
    "Peru": State("PE_CUI", "pe.cui", "DNI", "Mi DNI es {}.", ("########-#",)),
    "Poland": State("PL_PESEL", "pl.pesel", "PESEL", "Mój numer PESEL to {}.", ("YYMMDD#####",)),
    "Portugal": State("PT_NIF", "pt.nif", "NIF", "O meu NIF é {}.", ("2########", "### ### ###")),
    "Romania": State("RO_CNP", "ro.cnp", "CNP", "CNP-ul meu este {}.", ("1YYMMDD12####",)),
    "Russia": State("RU_INN", "ru.inn", "ИНН", "Мой ИНН {}.", ("77##########",)),
    "Slovakia": State(
        "SK_RC", "sk.rc", "rodné číslo", "Moje rodné číslo je {}.", ("YYMMDD####", "YYMMDD/####")
    ),
    "Slovenia": State("SI_EMSO", "si.emso", "EMŠO", "Moj EMŠO je {}.", ("DDMM9##50####",)),
    "South Africa": State(
        *("ZA_ID", "za.idnr", "ID number", "My ID number is {}."),
        ("9#MMDD####08#", "9#MMDD #### 08 #"),
    ),
    "Spain": State(
        *("ES_DNI", "es.dni", "DNI", "Mi DNI es {}."), ("########@", "##.###.###-@", "########-@")
    ),
    "Spain, residents": State("ES_DNI", "es.nie", "NIE", "Mi NIE es {}.", ("Y#######@",)),
    "Sweden": State(
        *("SE_PERSONNUMMER", "se.personnummer", "personnummer", "Mitt personnummer är {}."),
        ("YYMMDD-####", "19YYMMDD-####", "19YYMMDD####"),
    ),
    "Switzerland": State(
        *("CH_AHV", "ch.ssn", "AHV-Nummer", "Meine AHV-Nummer lautet {}."),
        ("756.####.####.##",),
    ),
    "Thailand": State(
        *("TH_PIN", "th.pin", "เลขประจำตัวประชาชน", "เลขประจำตัวประชาชนของฉันคือ {} ครับ"),
        ("1-####-#####-##-#", "1############"),
    ),
    "Turkey": State(
        "TR_KIMLIK", "tr.tckimlik", "TC kimlik no", "TC kimlik numaram {}.", ("9##########",)
    ),
    "Ukraine": State("UA_RNTRC", "ua.rntrc", "РНОКПП", "Мій РНОКПП {}.", ("##########",)),
    "United Kingdom, health": State(
        *("GB_NHS", "gb.nhs", "NHS number", "My NHS number is {}."),
        ("### ### ####", "##########"),
    ),
    "United Kingdom, insurance": State(
        *("UK_NINO", "", "NINO", "My national insurance number is {}."),
        ("AB ## ## ## C", "CE######A"),
    ),
    "United States": State(
        *("US_SSN", "us.ssn", "SSN", "My social security number is {}."),
        ("###-##-####", "#########"),
    ),
}
LEADS: Final = ("{lead}", "{field}: {{}}", "Please check: the {field} on file is {{}}.")


def identities(of_each: int = 3) -> Iterator[Planted]:
    """Yield some numbers of every state."""
    for country, state in STATES.items():
        draw = random.Random(f"{SEED} {country}")
        leads = cycle(LEADS)
        for form in islice(cycle(state.forms), of_each):
            yield Planted(
                group="identity",
                kind=state.kind,
                subject=country,
                value=_valid(state, form, draw),
                lead=next(leads).format(lead=state.lead, field=state.field),
                field=state.field,
            )


def _valid(state: State, form: str, draw: random.Random) -> str:
    if not state.module:
        return drawn(form, draw)
    valid = import_module(f"stdnum.{state.module}").is_valid
    keep = "-+" if state.kind in ("SE_PERSONNUMMER", "FI_HETU") else ""
    for _ in range(MOST_DRAWN):
        number = drawn(form, draw)
        if valid("".join(sign for sign in number if sign.isalnum() or sign in keep)):
            return number
    raise ValueError(f"no {form} is valid by {state.module}; correct its form")


def drawn(form: str, draw: random.Random) -> str:
    """Return a number of a form, which may be no valid one."""
    born = {
        "DD": f"{draw.randint(1, 28):02}",
        "MM": f"{draw.randint(1, 12):02}",
        "YY": f"{draw.randint(40, 99)}",
    }
    for part, digits in born.items():
        form = form.replace(part, digits)
    signs = {"#": "0123456789", "@": LETTERS}
    return "".join(draw.choice(signs[one]) if one in signs else one for one in form)
