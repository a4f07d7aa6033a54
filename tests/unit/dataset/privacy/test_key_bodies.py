"""Private keys without their marks, as the standards write them, at every usual size."""

import base64
import random
import textwrap
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest

from benchmarks.privacy.keys import WRITTEN, Writing, lines, pem
from tests.unit.dataset.privacy.test_private_keys import left
from tests.unit.dataset.privacy.values import kinds
from tuning.dataset.privacy.guard import redacted, signed

DRAWN = random.Random(17)


def der(tag: int, *parts: bytes) -> bytes:
    """Return one value of DER: its tag, its length, what it holds."""
    held = b"".join(parts)
    size = len(held)
    if size < 0x80:
        return bytes((tag, size)) + held
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((tag, 0x80 | len(length))) + length + held


def number(bits: int) -> bytes:
    """Return an integer with so many bits."""
    drawn = DRAWN.getrandbits(bits) | 1 << bits - 1
    return der(2, drawn.to_bytes(bits // 8 + 1))


def version(which: int = 0) -> bytes:
    return der(2, bytes((which,)))


def oid(written: str) -> bytes:
    return der(6, bytes.fromhex(written))


def rsa(bits: int) -> bytes:
    halves = [number(bits // 2) for _ in range(5)]
    return der(0x30, version(), number(bits), der(2, b"\x01\0\x01"), number(bits), *halves)


def wrapped(algorithm: bytes, key: bytes, which: int = 0) -> bytes:
    return der(0x30, version(which), der(0x30, algorithm), der(4, key))


def dsa(bits: int) -> bytes:
    parameters = der(0x30, number(bits), number(256), number(bits))
    return der(0x30, version(), der(0x30, oid("2A8648CE380401"), parameters), der(4, number(256)))


def curve(size: int, name: str) -> bytes:
    point = der(0xA1, der(3, b"\0\x04" + DRAWN.randbytes(2 * size)))
    return der(0x30, version(1), der(4, DRAWN.randbytes(size)), der(0xA0, oid(name)), point)


def curve_wrapped(size: int, name: str) -> bytes:
    point = der(0xA1, der(3, b"\0\x04" + DRAWN.randbytes(2 * size)))
    inner = der(0x30, version(1), der(4, DRAWN.randbytes(size)), point)
    return wrapped(oid("2A8648CE3D0201") + oid(name), inner)


def edwards(name: str, size: int, which: int = 0) -> bytes:
    return wrapped(oid(name), der(4, DRAWN.randbytes(size)), which)


def encrypted(size: int, scheme: str, salt: int = 30) -> bytes:
    algorithm = der(0x30, oid(scheme), der(0x30, DRAWN.randbytes(salt)))
    return der(0x30, algorithm, der(4, DRAWN.randbytes(size)))


CURVES = {
    "P-224": (28, "2B81040021"),
    "P-256": (32, "2A8648CE3D030107"),
    "secp256k1": (32, "2B8104000A"),
    "brainpoolP256r1": (32, "2B2403030208010107"),
    "P-384": (48, "2B81040022"),
    "P-521": (66, "2B81040023"),
}
RSA_OID = oid("2A864886F70D010101") + der(5)
BODIES = {
    **{f"PKCS 1, {bits}": rsa(bits) for bits in (512, 768, 1024, 2048, 3072, 4096, 8192, 16384)},
    **{
        f"PKCS 8, {bits}": wrapped(RSA_OID, rsa(bits))
        for bits in (512, 1024, 2048, 3072, 4096, 8192, 16384)
    },
    **{f"DSA, {bits}": dsa(bits) for bits in (1024, 2048, 3072)},
    **{f"SEC 1, {name}": curve(*how) for name, how in CURVES.items()},
    **{f"PKCS 8, {name}": curve_wrapped(*how) for name, how in CURVES.items()},
    "Ed25519": edwards("2B6570", 32),
    "Ed25519 with its public key": edwards("2B6570", 32, which=1),
    "X25519": edwards("2B656E", 32),
    "Ed448": edwards("2B6571", 57),
    "X448": edwards("2B656F", 56),
    "encrypted": encrypted(1200, "2A864886F70D01050D", 60),
    "encrypted, small": encrypted(144, "2A864886F70D01050D", 60),
    "encrypted by PKCS 12": encrypted(1200, "2A864886F70D010C0103", 12),
    "OpenSSH": b"openssh-key-v1\0" + DRAWN.randbytes(400),
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
@pytest.mark.parametrize("width", [64, 70, 76, 0])
def test_of_a_key_without_its_marks_nothing_is_left(body: bytes, width: int) -> None:
    written = base64.b64encode(body).decode()
    text = "\n".join(textwrap.wrap(written, width)) if width else written
    clean = redacted(f"Mine is\n{text}\nIs it safe?")

    assert signed(text.encode())
    assert clean.startswith("Mine is\n[PRIVATE_KEY_")
    assert clean.endswith("]\nIs it safe?")
    assert "[PRIVATE_KEY_" in redacted(f'{{"key":"{written}","to":"jane"}}')
    assert redacted(f'{{"key":"{written}","to":"jane"}}').endswith(']","to":"jane"}')


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN.keys())
def test_it_is_gone_however_its_lines_are_written(written: Writing) -> None:
    for name in ("PKCS 1, 2048", "SEC 1, P-256", "OpenSSH"):
        rows = textwrap.wrap(base64.b64encode(BODIES[name]).decode(), 64)
        clean = redacted(f"It reads\n{written(rows)}\nand I sent it.")

        assert [] == left(clean, ["", *rows, ""])
        assert clean.endswith("and I sent it.")


@pytest.mark.parametrize("encode", [quote, quote_plus, lambda text: quote(text, safe="")])
@pytest.mark.parametrize("name", ["RSA PRIVATE KEY", "PRIVATE KEY", "OPENSSH PRIVATE KEY"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_percent_encoded_key_is_gone_whole_or_cut(
    encode: Callable[[str], str], name: str, end: str
) -> None:
    rows = pem(name, lines(9))
    for shown in (rows, rows[:-1], rows[1:]):
        for written in (encode(end.join(shown)), encode(end.join(shown)).replace("-", "%2D")):
            clean = redacted(f"https://x.test/?key={written}&y=1 is it")

            assert signed(written.encode())
            assert [] == left(clean, [quote_plus(row) for row in ["", *rows[1:-1], ""]])
            assert [] == left(clean, ["", *rows[1:-1], ""])


@pytest.mark.parametrize("mark", ["&#10;", "&#xA;", "&#xD;&#xA;", "\\u000a", "\\r\\n", "\\\\n"])
def test_a_key_whose_line_ends_are_written_in_another_way_is_gone(mark: str) -> None:
    rows = pem()
    for shown in (rows, rows[:-1], rows[1:]):
        clean = redacted(f"<key>{mark.join(shown)}</key> is it")

        assert [] == left(clean, rows)


@pytest.mark.parametrize(
    "form", ["3082{}02010002820101{}", "3082{}020100300d06{}", "30 82 {} 02 01 00 02 82 {}"]
)
def test_a_key_in_hexadecimal_is_gone(form: str) -> None:
    text = form.format("04a4", DRAWN.randbytes(300).hex())

    assert "PRIVATE_KEY" in redacted(text)
    assert text[-30:] not in redacted(text)


def test_the_secret_numbers_of_a_web_key_are_gone_and_the_public_ones_stay() -> None:
    drawn = {
        name: base64.urlsafe_b64encode(DRAWN.randbytes(size)).decode().rstrip("=")
        for name, size in {"n": 256, "d": 256, "p": 128, "q": 128, "dp": 128, "qi": 128}.items()
    }
    text = ", ".join(f'"{name}": "{value}"' for name, value in drawn.items())
    clean = redacted(f'{{"kty": "RSA", {text}, "e": "AQAB"}}')

    assert drawn.pop("n") in clean
    assert not any(value[:20] in clean or value[-20:] in clean for value in drawn.values())


def test_the_secret_numbers_of_net_are_gone() -> None:
    value = base64.b64encode(DRAWN.randbytes(128)).decode()

    assert redacted(f"<P>{value}</P><Exponent>AQAB</Exponent>").startswith("<P>[PRIVATE_KEY_")


@pytest.mark.parametrize(
    "body",
    [
        der(0x30, der(0x30, oid("2A864886F70D010101"), der(5)), der(3, b"\0" + rsa(2048)[:270])),
        der(0x30, der(0x30, der(0xA0, der(2, b"\x02")), number(64)), DRAWN.randbytes(900)),
        der(0x30, number(2048), der(2, b"\x01\0\x01")),
        DRAWN.randbytes(600),
    ],
    ids=["a public key", "a certificate", "PKCS 1 of a public key", "an image"],
)
def test_what_is_public_is_no_key(body: bytes) -> None:
    assert [] == kinds("\n".join(textwrap.wrap(base64.b64encode(body).decode(), 64)))


@pytest.mark.parametrize(
    "text",
    [
        "Every RSA key begins with MIIEpAIBAAKCAQEA and every one of OpenSSH with b3BlbnNzaC1rZXk",
        '{"q": "how-to-make-a-good-cup-of-coffee-at-home-in-2024-and-later"}',
        "<P>This is a paragraph of HTML, in which there is nothing at all.</P>",
    ],
)
def test_words_about_keys_stay(text: str) -> None:
    assert [] == kinds(text)
