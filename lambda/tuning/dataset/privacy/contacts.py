"""How a person or a machine is reached: e-mail, telephone, IP addresses."""

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final

from tuning.dataset.privacy.kinds import Kind
from tuning.dataset.privacy.pattern import APART, NUMBER, Pattern, Span

LATIN: Final = rb"\xc3-\xc9\x80-\xbf"
"""Letters such as u with umlaut, by the bytes they are made of. Letters of other scripts are no
part of an address: some scripts put no spaces between words, and all would be swallowed."""

LABEL: Final = rb"[A-Za-z0-9" + LATIN + rb"-]{1,63}"

FILE_ENDINGS: Final = (b".png", b".jpg", b".jpeg", b".gif", b".webp", b".svg", b".js", b".css")
"""``icon@2x.png`` is a file."""

USER_AND: Final = re.compile(rb"://[^\s/]*:[^\s/]*$")
LONGEST_USER: Final = 128
"""What ends like an e-mail address there is a password and the host."""

BARE_DIGITS: Final = 10
"""A plus sign and digits without any space: fewer are rather an amount than a telephone."""

VERSION: Final = re.compile(rb"(?i)(?:version|ver|release|build|firmware|section|v)[ .:=#]{0,2}$")

LOOK_BACK: Final = 12

SMALL_PART: Final = 31
"""Four numbers that are all this small are rather a version or a section than an address."""

NETMASK: Final = 255


def address(data: bytes, span: Span) -> Span | None:
    """Leave out file names, the user that everybody is to a git server, passwords in URLs."""
    value = data[slice(*span)].lower()
    if value.endswith(FILE_ENDINGS) or value.startswith(b"git@"):
        return None
    if USER_AND.search(data[max(0, span[0] - LONGEST_USER) : span[0]]):
        return None
    return span


def international(data: bytes, span: Span) -> Span | None:
    """Ask more digits of a number that is not grouped as telephone numbers are."""
    value = data[slice(*span)][1:]
    return None if value.isdigit() and len(value) < BARE_DIGITS else span


def ipv4(data: bytes, span: Span) -> Span | None:
    """Leave out versions, netmasks, this machine and no machine."""
    start, end = span
    try:
        found = IPv4Address(data[start:end].decode())
    except AddressValueError:
        return None
    if found.is_loopback or found.is_unspecified or found.packed[0] == NETMASK:
        return None
    if max(found.packed) <= SMALL_PART or VERSION.search(data[max(0, start - LOOK_BACK) : start]):
        return None
    return span


def ipv6(data: bytes, span: Span) -> Span | None:
    """Leave out what only looks like one: times, hardware addresses, names in C++."""
    try:
        IPv6Address(data[slice(*span)].decode())
    except AddressValueError:
        return None
    return span


CONTACTS: Final = (
    Pattern(
        kind=Kind.EMAIL,
        before=rb"[A-Za-z0-9_\xc3-\xc9][A-Za-z0-9._%+'" + LATIN + rb"-]{0,63}+",
        core=rb"@" + LABEL + rb"\.",
        after=rb"(?:" + LABEL + rb"\.){0,7}[A-Za-z" + LATIN + rb"]{2,24}",
        edges=(APART[0] + rb"(?<![\xc3-\xc9][\x80-\xbf])", APART[1] + rb"(?![\x80-\xbf])"),
        confirm=address,
    ),
    Pattern(
        kind=Kind.PHONE,
        core=rb"\+[1-9](?:[ .()-]{0,2}[0-9]){8}",
        after=rb"(?:[ .()-]{0,2}[0-9]){0,6}",
        edges=(APART[0], NUMBER[1]),
        confirm=international,
    ),
    Pattern(
        kind=Kind.PHONE,
        before=rb"(?:1[ .-])?",
        core=rb"[2-9][0-9]{2}[.-][2-9][0-9]{2}[.-][0-9]{4}",
        edges=NUMBER,
    ),
    Pattern(
        kind=Kind.PHONE,
        before=rb"(?:1[ .-])?",
        core=rb"\([2-9][0-9]{2}\) ?[2-9][0-9]{2}[ .-][0-9]{4}",
        edges=NUMBER,
    ),
    Pattern(
        kind=Kind.IP_ADDRESS,
        before=rb"[0-9]{0,2}",
        core=rb"[0-9]\.[0-9]+\.[0-9]+\.[0-9]",
        after=rb"[0-9]{0,2}",
        edges=NUMBER,
        confirm=ipv4,
    ),
    Pattern(
        kind=Kind.IP_ADDRESS,
        core=rb"(?:[0-9A-Fa-f]{0,4}:){3}",
        after=rb"(?:[0-9A-Fa-f]{0,4}:){0,5}[0-9A-Fa-f]{1,4}",
        edges=(rb"(?<![A-Za-z0-9_:.])", rb"(?![A-Za-z0-9_]|:[0-9A-Fa-f])"),
        confirm=ipv6,
    ),
)
