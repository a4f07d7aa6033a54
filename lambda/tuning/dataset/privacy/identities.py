"""Numbers that states give to people: those whose form or check digits leave few doubts.

A form that is nothing but digits, with one check digit, fits every tenth order number; those are
looked for only behind a word that names them. Two check digits, or one and a date of birth, are
proof enough. Numbers without any check are taken behind their own word alone.
"""

from typing import Final

from tuning.dataset.privacy.families import LOOK_BACK, behind
from tuning.dataset.privacy.kinds import Kind
from tuning.dataset.privacy.numbering import SEP, checked, digits, named, numbered, shaped
from tuning.dataset.privacy.pattern import APART, NUMBER, Pattern, Span
from tuning.dataset.privacy.tables import heading

NEVER_FIRST: Final = frozenset(b"DFIQUV")
NEVER_SECOND: Final = frozenset(b"DFIOQUV")
NEVER_TOGETHER: Final = frozenset({b"BG", b"GB", b"KN", b"NK", b"NT", b"TN", b"ZZ"})
"""Letters that no national insurance number begins with (HMRC, National Insurance Manual 39110)."""

PAN: Final = ("pan", "permanent account")


def insured(data: bytes, span: Span) -> Span | None:
    """Check the two letters of a national insurance number, which has no check digit."""
    first, second = data[span[0] : span[1]].upper()[:2]
    if first in NEVER_FIRST or second in NEVER_SECOND or bytes((first, second)) in NEVER_TOGETHER:
        return None
    return span


def pan(data: bytes, span: Span) -> Span | None:
    """Check an Indian tax number; in lower case it may be a name, and its word has to tell it."""
    start, end = span
    word = behind(PAN)
    told = data[start:end].isupper() or word.search(data, max(0, start - LOOK_BACK), start)
    return checked("in_.pan")(data, span) if told or word.search(heading(data, start)) else None


BORN: Final = rb"[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
"""A date of birth, from its year."""

SHAPED: Final = (
    numbered(Kind.US_SSN, rb"[0-9]{3}-[0-9]{2}-[0-9]{4}", "us.ssn"),
    Pattern(
        kind=Kind.UK_NINO,
        core=b"(?i:[A-Z]{2}" + SEP + digits(2, 2, 2) + SEP + b"[A-D])",
        confirm=insured,
    ),
    shaped(
        Kind.FR_NIR,
        rb"[12]" + SEP + digits(2, 2) + SEP + rb"(?i:[0-9][0-9AB])" + SEP + digits(3, 3, 2),
        "fr.nir",
    ),
    shaped(
        Kind.ES_DNI,
        rb"[0-9]{2}\.?[0-9]{3}\.?[0-9]{3}[ -]?(?i:[A-Z])",
        "es.dni",
        edges=(NUMBER[0], rb"(?![A-Za-z0-9_+])"),
    ),
    shaped(Kind.ES_DNI, rb"(?i:[XYZ][ -]?[0-9]{7}[ -]?[A-Z])", "es.nie", edges=APART),
    Pattern(
        kind=Kind.IT_CODICE_FISCALE,
        before=b"(?i:[A-Z]{3}" + SEP + b"[A-Z]{3}" + SEP + b")",
        core=rb"[0-9]{2}(?i:[A-Z])[0-9]{2}" + SEP + rb"(?i:[A-Z])[0-9]{3}",
        after=rb"(?i:[A-Z])",
        confirm=checked("it.codicefiscale"),
    ),
    numbered(Kind.BR_CPF, rb"[0-9]{3}\.[0-9]{3}\.[0-9]{3}[-/][0-9]{2}", "br.cpf"),
    Pattern(
        kind=Kind.MX_CURP,
        before=rb"(?i:[A-Z]{4})",
        core=rb"[0-9]{6}(?i:[HM][A-Z]{5})",
        after=rb"(?i:[0-9A-Z])[0-9]",
        confirm=checked("mx.curp"),
    ),
    numbered(
        Kind.IN_AADHAAR,
        rb"(?<![0-9][ -])[2-9][0-9]{3}[ .-][0-9]{4}[ .\n-][0-9]{4}(?![ -][0-9])",
        "in_.aadhaar",
    ),
    Pattern(
        kind=Kind.IN_PAN,
        before=rb"(?i:[A-Z]{3}P)",
        core=rb"(?i:[A-Z])[0-9]{4}(?i:[A-Z])",
        confirm=pan,
    ),
    numbered(Kind.CN_RIC, rb"[1-9][0-9]{5}(?:19|20)[0-9]{9}(?i:[0-9X])", "cn.ric"),
    numbered(Kind.CH_AHV, rb"756" + SEP + digits(4, 4, 2), "ch.ssn"),
    numbered(Kind.KR_RRN, BORN + rb"-[0-9]{7}", "kr.rrn"),
    numbered(
        Kind.SE_PERSONNUMMER,
        rb"(?:19|20)?" + BORN + rb"[-+][0-9]{4}",
        "se.personnummer",
        keep=b"-+",
    ),
    shaped(
        Kind.FI_HETU,
        rb"[0-3][0-9][01][0-9]{3}(?i:[A-FYXWVU+-][0-9]{3}[0-9A-Y])",
        "fi.hetu",
        keep=b"-+",
        edges=APART,
    ),
    numbered(Kind.BE_NN, rb"[0-9]{2}\.[0-9]{2}\.[0-9]{2}-[0-9]{3}[.-][0-9]{2}", "be.nn"),
    numbered(
        Kind.NO_FODSELSNUMMER, rb"[0-7][0-9][0-5][0-9]{3}" + SEP + rb"[0-9]{5}", "no.fodselsnummer"
    ),
    numbered(Kind.TR_KIMLIK, rb"[1-9][0-9]{10}", "tr.tckimlik"),
    numbered(
        Kind.ZA_ID, BORN + SEP + rb"[0-9]{4}" + SEP + rb"[01][89]" + SEP + rb"[0-9]", "za.idnr"
    ),
    numbered(Kind.RO_CNP, rb"[1-9]" + BORN + rb"[0-9]{6}", "ro.cnp"),
    shaped(Kind.CL_RUT, rb"[0-9]{1,2}\.[0-9]{3}\.[0-9]{3}-(?i:[0-9K])", "cl.rut"),
    numbered(Kind.CZ_RC, rb"[0-9]{2}[0-35-8][0-9][0-3][0-9]/[0-9]{4}", "cz.rc"),
)
"""Known by their form and check digits wherever they stand."""

NAMED: Final = (
    named(Kind.ES_DNI, "es.dni", b"(?:" + digits(2, 3, 3) + SEP + rb"(?i:[A-Z]))", "dni", "nif"),
    named(
        Kind.CL_RUT,
        "cl.rut",
        b"(?:[0-9]{1,2}" + SEP + digits(3, 3) + SEP + rb"(?i:[0-9K]))",
        *("rut", "run", "rol único"),
    ),
    named(Kind.US_SSN, "us.ssn", digits(3, 2, 4), "ssn", "social security"),
    named(
        Kind.DE_IDNR,
        "de.idnr",
        digits(2, 3, 3, 3),
        "steuer id",
        "idnr",
        "steueridentifikationsnummer",
        "steuernummer",
        "identifikationsnummer",
    ),
    named(Kind.PL_PESEL, "pl.pesel", digits(11), "pesel"),
    named(Kind.NL_BSN, "nl.bsn", digits(4, 2, 3), "bsn", "burgerservicenummer", "sofinummer"),
    named(Kind.BR_CPF, "br.cpf", digits(3, 3, 3, 2), "cpf"),
    named(
        Kind.IN_AADHAAR, "in_.aadhaar", digits(4, 4, 4), "aadhaar", "aadhar", "uidai", "uid", "आधार"
    ),
    named(Kind.AU_TFN, "au.tfn", digits(3, 3, 3), "tfn", "tax file"),
    named(Kind.GB_NHS, "gb.nhs", digits(3, 3, 4), "nhs"),
    named(Kind.CN_RIC, "cn.ric", rb"[0-9]{17}(?i:[0-9X])", "身份证"),
    named(Kind.KR_RRN, "kr.rrn", digits(6, 7), "주민등록번호", "rrn"),
    named(Kind.SE_PERSONNUMMER, "se.personnummer", rb"[0-9]{10}(?:[0-9]{2})?", "personnummer"),
    named(
        Kind.BE_NN,
        "be.nn",
        digits(2, 2, 2, 3, 2),
        "rijksregisternummer",
        "registre national",
        "numéro national",
        "nationaal nummer",
        "insz",
        "niss",
    ),
    named(Kind.DK_CPR, "dk.cpr", digits(6, 4), "cpr", "personnummer"),
    named(Kind.ZA_ID, "za.idnr", digits(6, 4, 2, 1), "id number", "id no", "sa id"),
    named(Kind.IE_PPS, "ie.pps", rb"(?i:(?:[0-9]{7})[A-W][A-IW]?)", "pps", "ppsn"),
    named(Kind.PT_NIF, "pt.nif", digits(3, 3, 3), "nif", "contribuinte"),
    named(Kind.CA_SIN, "ca.sin", digits(3, 3, 3), "sin", "nas"),
    named(Kind.BG_EGN, "bg.egn", digits(10), "егн", "egn"),
    named(Kind.EE_IK, "ee.ik", digits(11), "isikukood"),
    named(Kind.LT_ASMENS, "lt.asmens", digits(11), "asmens kodas"),
    named(Kind.HR_OIB, "hr.oib", digits(11), "oib"),
    named(Kind.SI_EMSO, "si.emso", digits(13), "emšo", "emso", "jmbg"),
    named(Kind.GR_AMKA, "gr.amka", digits(11), "amka", "αμκα"),
    named(
        Kind.IL_ID,
        "il.idnr",
        digits(9),
        "teudat zehut",
        "תעודת זהות",
        "תעודת הזהות",
        "ת.ז",
        "id number",
    ),
    named(Kind.RU_INN, "ru.inn", digits(12), "инн", "inn"),
    named(Kind.UA_RNTRC, "ua.rntrc", digits(10), "рнокпп", "іпн", "rntrc"),
    named(Kind.JP_MY_NUMBER, "jp.in_", digits(4, 4, 4), "マイナンバー", "個人番号", "my number"),
    named(Kind.TH_PIN, "th.pin", digits(1, 4, 5, 2, 1), "เลขประจำตัวประชาชน", "บัตรประชาชน"),
    named(Kind.MY_NRIC, "my.nric", digits(6, 2, 4), "nric", "mykad", "kad pengenalan", "ic no"),
    named(Kind.ID_NIK, "id.nik", digits(16), "nik", "ktp"),
    named(Kind.PE_CUI, "pe.cui", rb"(?:[0-9]{8})" + SEP + rb"[0-9A-K]", "dni", "cui"),
    named(Kind.EC_CI, "ec.ci", digits(10), "cédula", "cedula"),
    named(Kind.DO_CEDULA, "do.cedula", digits(3, 7, 1), "cédula", "cedula"),
    named(Kind.AR_CUIT, "ar.cuit", digits(2, 8, 1), "cuit", "cuil"),
    named(Kind.CO_NIT, "co.nit", digits(3, 3, 3, 1), "nit"),
    named(Kind.IS_KENNITALA, "is_.kennitala", digits(6, 4), "kennitala", "kt"),
    named(Kind.SK_RC, "sk.rc", digits(6, 4), "rodné číslo", "rodne cislo", "rodné číslo"),
    named(Kind.AT_VNR, "at.vnr", digits(4, 6), "svnr", "sozialversicherungsnummer", "sv nummer"),
)

IDENTITIES: Final = (*SHAPED, *NAMED)
