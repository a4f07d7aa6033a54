"""Keys and addresses in spellings that a program undoes: encoded, twice encoded, over a line."""

import base64
import random
import textwrap
from urllib.parse import quote

import pytest

from benchmarks.privacy.keys import lines
from tests.unit.dataset.privacy.values import kinds
from tuning.dataset.privacy.guard import redacted, signed

DRAWN = random.Random(23)
GITHUB = "ghp_h4Yt9Qe2Ws7Ub3Nc6Mv1Kd8Rf5Tg2Zh7Uj4I"
GITLAB = "glpat-h4Yt9Qe2Ws7Ub3Nc6Mv1"
AMAZON = "AKIAQ3EGRZ7YHW2M5VTX"


@pytest.mark.parametrize("token", [GITHUB, GITLAB, AMAZON])
def test_a_token_is_gone_that_is_encoded_once_more(token: str) -> None:
    for written in (
        base64.b64encode(token.encode()).decode(),
        token.encode().hex(),
        token.encode().hex().upper(),
        "".join(f"%{ord(each):02X}" if each in "Qae" else each for each in token),
        "".join(f"\\u{ord(each):04x}" if each in "9GE" else each for each in token),
        "".join(f"\\x{ord(each):02x}" if each in "A3h" else each for each in token),
    ):
        text = f"Keep {written} in mind."

        assert signed(text.encode())
        assert redacted(text).startswith("Keep [")
        assert redacted(text).endswith("] in mind.")


@pytest.mark.parametrize(
    "text",
    [
        base64.b64encode(b"ghp_ is how tokens of GitHub begin").decode(),
        base64.b64encode(b"AKIA and ASIA are prefixes of AWS keys").decode(),
        "6768705f",
        "https://example.com/a%41b%20c?q=%61",
        "printf '\\x48\\x65\\x6c\\x6c\\x6f'",
    ],
)
def test_what_is_no_token_when_it_is_read_stays(text: str) -> None:
    assert [] == kinds(text)


def test_a_private_key_is_gone_that_is_percent_encoded_twice() -> None:
    held = lines(20)
    text = "\n".join(["-----BEGIN RSA PRIVATE KEY-----", *held, "-----END RSA PRIVATE KEY-----"])
    clean = redacted(f"key={quote(quote(text))}&x=1")

    assert not any(line[:16] in clean for line in held)


def armored(*head: int) -> list[str]:
    """Return the lines of a key whose first bytes are given."""
    text = base64.b64encode(bytes(head) + DRAWN.randbytes(900)).decode()
    return textwrap.wrap(text, 64)


HEADS = {
    "PGP, RSA": (0x95, 0x07, 0x46, 4, 0x5F, 0x3A, 0x11, 0x09, 1, 0x10),
    "PGP, RSA, new": (0xC5, 0xC7, 0x46, 4, 0x66, 0x3A, 0x11, 0x09, 1, 0x10),
    "PGP, DSA": (0x95, 0x03, 0x53, 4, 0x5A, 0x3A, 0x11, 0x09, 17, 0x08),
    "PGP, Ed25519": (0x94, 0x58, 4, 0x64, 0x0A, 0xFD, 0x93, 22, 9, 43),
    "PGP, Ed25519, a passphrase": (0x94, 0x86, 4, 0x64, 0x0A, 0xFD, 0x93, 22, 9, 43),
    "PGP, ECDSA": (0xC5, 0x77, 4, 0x64, 0x0A, 0xFD, 0x93, 19, 8, 42),
    "PuTTY, RSA 1024": (0, 0, 0, 0x80, 0x31, 0x77),
    "PuTTY, RSA 2048": (0, 0, 1, 1, 0, 0xA1, 0x77),
    "PuTTY, RSA 3072": (0, 0, 1, 0x80, 0x4A, 0x77),
    "PuTTY, RSA 4096": (0, 0, 2, 0, 0x6A, 0x77),
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_a_private_key_of_pgp_or_putty_is_gone_without_its_marks(head: tuple[int, ...]) -> None:
    held = armored(*head)
    clean = redacted("The key:\n" + "\n".join(held) + "\n=aB3d\nThat is all.")

    assert clean.startswith("The key:\n[PRIVATE_KEY_")
    assert not any(line[:16] in clean for line in held)
    assert clean.endswith("That is all.")


@pytest.mark.parametrize(
    "head",
    [
        (0x99, 0x01, 0x0D, 4, 0x5F, 0x3A, 0x11, 0x09, 1, 0x08),
        (0x98, 0x33, 4, 0x64, 0x0A, 0xFD, 0x93, 22, 9, 43),
        (0, 0, 0, 0x20, *b"ftypisom"),
        (0, 0, 1, 0, 1, 0, 0x10, 0x10, 0, 0, 1, 0, 0x20, 0, 0x68, 4, 0, 0, 0x16, 0, 0, 0),
        (0, 0, 0, 7, *b"ssh-rsa"),
        (0x89, *b"PNG\r\n\x1a\n"),
    ],
)
def test_a_public_key_a_film_and_an_icon_stay(head: tuple[int, ...]) -> None:
    assert [] == kinds("\n".join(armored(*head)))


ADDRESSES = (
    "carla.berg@\nfirma.de",
    "carla@\r\nfirma.co.uk",
    "carla.berg\n@firma.de",
    "carla.berg@firma.\nde",
    "carla.berg\\x40firma.de",
    "carla.berg%2540firma.de",
    "carla arobase firma point fr",
    "carla.berg AT firma PUNKT de",
    "carla arroba firma punto es",
    "carla chiocciola firma punto it",
    "carla.berg на yandex точка ru",
    "carla małpa firma kropka pl",
    "carla.berg@firma,de",
    "carla.berg@[192.0.2.7]",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_is_gone_in_another_spelling(address: str) -> None:
    text = f"Mine is {address} now."

    assert signed(text.encode())
    assert redacted(text).startswith("Mine is [EMAIL_")
    assert redacted(text).endswith("] now.")


def test_a_number_in_a_link_is_gone() -> None:
    assert "[PHONE_" in redacted("https://wa.me/436641234567?text=Hi")
    assert "[PHONE_" in redacted("https://api.whatsapp.com/send?phone=436641234567")


@pytest.mark.parametrize(
    "text",
    [
        "Please contact me at this point in time",
        "class A:\n    x = y.z\n@app.route('/')\ndef f(): ...",
        "import a.b\n@pytest.mark.slow",
        "Mention @\nall.",
        "an arroba is a unit of weight, punto",
        "https://wa.me/",
    ],
)
def test_words_code_and_links_stay(text: str) -> None:
    assert [] == kinds(text)
