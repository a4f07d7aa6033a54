"""Values of every kind, made with their true check digits, and texts to put around them."""

from collections.abc import Callable
from string import ascii_letters
from string import digits as figures

import stdnum.iban
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from stdnum import luhn
from stdnum.br import cpf
from stdnum.es import dni, nie
from stdnum.fr import nir
from stdnum.iso7064 import mod_11_10
from stdnum.it import codicefiscale
from stdnum.mx import curp
from stdnum.nl import bsn
from stdnum.pl import pesel
from stdnum.us import ssn

from tests.unit.dataset.privacy import numbers
from tuning.dataset.privacy.kinds import Kind
from tuning.dataset.privacy.search import search

FEW = settings(
    max_examples=8, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
"""Examples of each kind; some kinds have check digits that few numbers fit."""

WORDS = st.text(alphabet="abc xyz \né«ж请🙂", max_size=12)

SURROUNDINGS = st.tuples(
    st.builds(str.__add__, WORDS, st.sampled_from((" ", "\n", "(", '"', "'", ": ", "请", ", "))),
    st.builds(str.__add__, st.sampled_from((" ", "\n", ")", '"', "'", "; ", "。", ". ")), WORDS),
)
"""What stands before and after a value."""


def kinds(text: str) -> list[str]:
    """Return the names of what is found in a text."""
    return [finding.kind.name for finding in search(text.encode())]


def digits(count: int) -> SearchStrategy[str]:
    return st.text(alphabet="0123456789", min_size=count, max_size=count)


def drawn(pattern: str) -> SearchStrategy[str]:
    return st.from_regex(pattern, fullmatch=True).filter(str.isascii)


def checked(pattern: str, check: Callable[[str], str]) -> SearchStrategy[str]:
    """Return numbers of a form with the check digits that belong to them."""
    return drawn(pattern).map(lambda number: number + check(number))


def grouped(number: str, size: int = 4, by: str = " ") -> str:
    return by.join(number[at : at + size] for at in range(0, len(number), size))


CARDS = st.one_of(
    checked(r"4[0-9]{14}", luhn.calc_check_digit),
    checked(r"5[1-5][0-9]{13}", luhn.calc_check_digit),
    checked(r"3[47][0-9]{12}", luhn.calc_check_digit),
)

ACCOUNT_NUMBERS = {"DE": 18, "BE": 12, "NO": 11, "AT": 16, "DK": 14}

IBANS = (
    st.sampled_from(sorted(ACCOUNT_NUMBERS))
    .flatmap(lambda country: digits(ACCOUNT_NUMBERS[country]).map(lambda n: f"{country}00{n}"))
    .map(lambda number: number[:2] + stdnum.iban.calc_check_digits(number) + number[4:])
    .filter(stdnum.iban.is_valid)
)

BORN = r"[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])"

LETTERS_AND_DIGITS = ascii_letters + figures


def token(size: int = 36, *, after: str = "") -> SearchStrategy[str]:
    """Return keys that look drawn by lot: no letter or digit stands in one for the most part."""
    lively = "k3Zq8Tb5Ww1R"
    rest = st.text(LETTERS_AND_DIGITS, min_size=size - len(lively), max_size=size - len(lively))
    return rest.map(lambda more: f"{after}{lively}{more}")


VALUES: dict[Kind, SearchStrategy[str]] = {
    **{kind: st.sampled_from(numbers.values(kind)) for kind in numbers.FORMS},
    Kind.EMAIL: drawn(r"[a-z][a-z0-9._+]{0,20}[a-z0-9]@[a-z]{1,20}(\.[a-z]{2,8}){1,2}"),
    Kind.PHONE: st.one_of(
        drawn(r"\+(1|44|49|81|91|351|972)[2-9][0-9]{8,9}"),
        drawn(r"\+(44|49|81|91) [2-9][0-9]{2} [0-9]{4,7}"),
        drawn(r"(\([2-9][0-9]{2}\) |[2-9][0-9]{2}-)[2-9][0-9]{2}-[0-9]{4}"),
    ),
    Kind.IP_ADDRESS: st.one_of(
        st.ip_addresses(v=4).filter(lambda ip: ip.is_global and not ip.is_multicast).map(str),
        drawn(r"2a02:8(:[1-9a-f][0-9a-f]{0,3}){6}"),
        drawn(r"2a02:8:[1-9a-f]{1,4}::[1-9a-f]{1,4}"),
    ).filter(lambda ip: ":" in ip or int(ip.split(".")[0]) not in (*range(32), 192)),
    Kind.CARD: st.one_of(CARDS, CARDS.filter(lambda n: len(n) == 16).map(grouped)),
    Kind.IBAN: st.one_of(IBANS, IBANS.map(grouped)),
    Kind.US_SSN: drawn(r"[1-8][0-9]{2}-[0-9]{2}-[0-9]{4}").filter(ssn.is_valid),
    Kind.UK_NINO: drawn(r"(AB|CE|JK)( [0-9]{2}){3} [A-D]|(AB|CE|JK)[0-9]{6}[A-D]"),
    Kind.FR_NIR: checked(r"[12][0-9]{2}(0[1-9]|1[0-2])75[0-9]{6}", nir.calc_check_digits),
    Kind.ES_DNI: st.one_of(
        checked(r"[0-9]{8}", dni.calc_check_digit),
        checked(r"[XYZ][0-9]{7}", nie.calc_check_digit),
    ),
    Kind.IT_CODICE_FISCALE: checked(
        r"[B-DF-H]{6}[0-9]{2}[ABC](0[1-9]|1[0-9])[A-Z][0-9]{3}", codicefiscale.calc_check_digit
    ).filter(codicefiscale.is_valid),
    Kind.BR_CPF: digits(9)
    .filter(lambda n: len(set(n)) > 1)
    .map(lambda n: next(n + f"{c:02}" for c in range(100) if cpf.is_valid(f"{n}{c:02}")))
    .map(cpf.format),
    Kind.MX_CURP: checked(
        rf"[A-Z][AEIOU][A-Z]{{2}}{BORN}[HM]DF[B-DF-H]{{3}}0", curp.calc_check_digit
    ).filter(curp.is_valid),
    Kind.DE_IDNR: st.permutations("0123456789")
    .map(lambda ten: "".join(ten[:8]) + ten[0] + ten[9])
    .filter(lambda n: n[0] != "0")
    .map(lambda n: f"Steuer-ID: {n}{mod_11_10.calc_check_digit(n)}"),
    Kind.PL_PESEL: checked(rf"{BORN}[0-9]{{4}}", pesel.calc_check_digit)
    .filter(pesel.is_valid)
    .map("PESEL {}".format),
    Kind.NL_BSN: digits(9).filter(bsn.is_valid).map("BSN of the tenant: {}".format),
    Kind.PRIVATE_KEY: drawn(r"[A-Za-z0-9+/]{64}(\n[A-Za-z0-9+/]{64}){0,3}").map(
        "-----BEGIN RSA PRIVATE KEY-----\n{}\n-----END RSA PRIVATE KEY-----".format
    ),
    Kind.AWS_ACCESS_KEY: drawn(r"A[KS]IA[A-Z2-7]{16}").filter(lambda n: "EXAMPLE" not in n),
    Kind.AWS_SECRET_KEY: token(40, after="aws_secret_access_key = "),
    Kind.GITHUB_TOKEN: st.sampled_from("pousr").flatmap(lambda one: token(after=f"gh{one}_")),
    Kind.BEDROCK_KEY: token(128, after="ABSK"),
    Kind.AZURE_KEY: token(86, after="AccountKey=").map("{}==".format),
    Kind.SERVICE_KEY: st.sampled_from(("npm_", "hf_", "glpat-", "gsk_", "xai-")).flatmap(
        lambda name: token(after=name)
    ),
    Kind.SLACK_TOKEN: digits(22).flatmap(lambda n: token(24, after=f"xoxb-{n[:11]}-{n[11:]}-")),
    Kind.GOOGLE_KEY: token(35, after="AIza"),
    Kind.STRIPE_KEY: st.sampled_from("rs").flatmap(lambda one: token(after=f"{one}k_live_")),
    Kind.MODEL_KEY: st.sampled_from(("", "proj-", "ant-api03-")).flatmap(
        lambda name: token(after=f"sk-{name}")
    ),
    Kind.JWT: drawn(r"eyJ[A-Za-z0-9_]{12,40}\.eyJ[A-Za-z0-9_]{12,60}\.[A-Za-z0-9_]{20,60}"),
    Kind.BEARER_TOKEN: token(after="Authorization: Bearer "),
    Kind.API_KEY: token(after='"api_key": "'),
    Kind.PASSWORD: drawn(r"[a-z]{4,10}[0-9]{2,4}").map("password: {}".format),
}
