"""Numbers that states give to people, drawn until python-stdnum holds them for valid."""

import random
from importlib import import_module
from itertools import count, islice

from benchmarks.privacy.identities import drawn
from tuning.dataset.privacy.kinds import Kind

DRAWN = random.Random(5)
ENOUGH = 6

FORMS: dict[Kind, tuple[str, str, str]] = {
    Kind.IN_AADHAAR: ("in_.aadhaar", "9### #### ####", ""),
    Kind.IN_PAN: ("in_.pan", "@@@P@####@", ""),
    Kind.CN_RIC: ("cn.ric", "11010519YYMMDD####", ""),
    Kind.CH_AHV: ("ch.ssn", "756.####.####.##", ""),
    Kind.KR_RRN: ("kr.rrn", "YYMMDD-1######", ""),
    Kind.SE_PERSONNUMMER: ("se.personnummer", "YYMMDD-####", ""),
    Kind.FI_HETU: ("fi.hetu", "DDMMYY-##4@", ""),
    Kind.BE_NN: ("be.nn", "YY.MM.DD-###.##", ""),
    Kind.NO_FODSELSNUMMER: ("no.fodselsnummer", "DDMMYY#####", ""),
    Kind.TR_KIMLIK: ("tr.tckimlik", "9##########", ""),
    Kind.ZA_ID: ("za.idnr", "9#MMDD####08#", ""),
    Kind.RO_CNP: ("ro.cnp", "1YYMMDD12####", ""),
    Kind.CL_RUT: ("cl.rut", "9.###.###-#", ""),
    Kind.CZ_RC: ("cz.rc", "YYMMDD/####", ""),
    Kind.SK_RC: ("sk.rc", "YYMMDD####", "rodné číslo: "),
    Kind.AU_TFN: ("au.tfn", "### ### ###", "TFN "),
    Kind.GB_NHS: ("gb.nhs", "### ### ####", "NHS number: "),
    Kind.DK_CPR: ("dk.cpr", "DDMMYY-####", "CPR: "),
    Kind.IE_PPS: ("ie.pps", "#######@", "PPS number "),
    Kind.PT_NIF: ("pt.nif", "2########", "NIF: "),
    Kind.CA_SIN: ("ca.sin", "1## ### ###", "SIN: "),
    Kind.BG_EGN: ("bg.egn", "YYMMDD####", "ЕГН "),
    Kind.EE_IK: ("ee.ik", "3YYMMDD####", "isikukood "),
    Kind.LT_ASMENS: ("lt.asmens", "3YYMMDD####", "asmens kodas: "),
    Kind.HR_OIB: ("hr.oib", "###########", "OIB: "),
    Kind.SI_EMSO: ("si.emso", "DDMM9##50####", "EMŠO: "),
    Kind.GR_AMKA: ("gr.amka", "DDMMYY#####", "AMKA: "),
    Kind.IL_ID: ("il.idnr", "#########", "תעודת זהות "),
    Kind.RU_INN: ("ru.inn", "77##########", "ИНН: "),
    Kind.UA_RNTRC: ("ua.rntrc", "##########", "РНОКПП: "),
    Kind.JP_MY_NUMBER: ("jp.in_", "1### #### ####", "マイナンバーは"),
    Kind.TH_PIN: ("th.pin", "1-####-#####-##-#", "เลขประจำตัวประชาชน "),
    Kind.MY_NRIC: ("my.nric", "YYMMDD-14-####", "NRIC: "),
    Kind.ID_NIK: ("id.nik", "317101DDMMYY####", "NIK: "),
    Kind.PE_CUI: ("pe.cui", "########-#", "DNI: "),
    Kind.EC_CI: ("ec.ci", "17########", "cédula: "),
    Kind.DO_CEDULA: ("do.cedula", "###-#######-#", "cédula: "),
    Kind.AR_CUIT: ("ar.cuit", "20-########-#", "CUIL: "),
    Kind.CO_NIT: ("co.nit", "9########-#", "NIT: "),
    Kind.IS_KENNITALA: ("is_.kennitala", "DDMMYY-###9", "kennitala: "),
    Kind.AT_VNR: ("at.vnr", "1### DDMMYY", "SVNR: "),
}
"""By kind: the module that judges, the form, and the word that must stand before it, if any."""


def values(kind: Kind) -> list[str]:
    """Return a few valid ones with the word before them."""
    module, form, word = FORMS[kind]
    valid = import_module(f"stdnum.{module}").is_valid
    numbers = (drawn(form, DRAWN) for _ in count())
    return [word + number for number in islice(filter(valid, numbers), ENOUGH)]
