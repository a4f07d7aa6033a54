"""IP addresses of machines that somebody can be found by, and nobody's."""

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address, ip_network
from typing import Final

from tuning.dataset.privacy.kinds import Kind
from tuning.dataset.privacy.pattern import NUMBER, Pattern, Span

NOBODYS: Final = tuple(
    map(
        ip_network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
            *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24"),
            *("192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
            *("224.0.0.0/4", "240.0.0.0/4"),
            *("::/127", "64:ff9b:1::/48", "100::/64", "2001:2::/48", "2001:db8::/32"),
            *("3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "ff00::/8"),
        ),
    )
)
"""Private, shared by carriers, of this machine and this link, documentation, benchmarks, multicast,
reserved: the registries of special-purpose addresses (IANA, RFC 6890), written here so that every
version of Python leaves out the same ones."""

LOOK_BACK: Final = 40

VERSION: Final = re.compile(
    rb"(?i)(?:(?:(?:up|down)grad[a-z]{1,3}(?: it)? to|bump[a-z]{0,2} to|version|ver|releases?|build"
    rb"|firmware|section|chapter|paragraph|clause|update|upgrade|patch|driver|revision|rev|edition"
    rb"|kernel|from v|to v|v|r|sdk|jdk|jre|api|plugin|package|oid)[ \t.:=#\"'(-]{0,3}"
    rb"|[<>=~^!]= ?|[~^] ?|[A-Za-z0-9][_-])$"
)
"""What stands right before a version: its word, a comparison, a name and a hyphen."""

REACHED: Final = re.compile(
    rb"(?i)(?:ips?|ipv4|addr|address|host|hostname|server|client|from|to|at|on|via|ping|ssh|gateway|"
    rb"router|dns|nameserver|proxy|peer|source|destination|src|dst|remote|inet|is|by|and|or|of|for)$"
)
"""The word before an address for the most part. Any other may be a product before its version."""

NAME: Final = re.compile(rb"([A-Za-z][A-Za-z0-9+#_-]*)[ \t/=<>]$")
PRODUCT: Final = re.compile(rb"(?<![A-Za-z0-9/.:_-])[A-Z][A-Za-z]{2,24}/$")
"""As browsers and servers name themselves and their version: ``Chrome/120.0.0.0``."""

FILE: Final = re.compile(rb"[-_.](?:[A-Za-z])")
SMALL: Final = 31
"""Four numbers that are all this small are rather a version or a section than an address."""


def ipv4(data: bytes, span: Span) -> Span | None:
    """Leave out versions, netmasks, and addresses that are nobody's."""
    start, end = span
    try:
        found = IPv4Address(data[start:end].decode())
    except AddressValueError:
        return None
    if any(found in network for network in NOBODYS if network.version == 4):
        return None
    before = data[max(0, start - LOOK_BACK) : start]
    if max(found.packed) <= SMALL or VERSION.search(before) or FILE.match(data, end):
        return None
    named = NAME.search(before)
    if named and PRODUCT.search(before) and not REACHED.search(named.group(1)):
        return None
    small = sum(part <= SMALL for part in found.packed)
    if named and not REACHED.search(named.group(1)) and found.packed[0] <= SMALL and small > 1:
        return None
    return span


def ipv6(data: bytes, span: Span) -> Span | None:
    """Leave out what only looks like one: times, hardware addresses, names in C++."""
    try:
        found = IPv6Address(data[slice(*span)].decode())
    except AddressValueError:
        return None
    return None if any(found in network for network in NOBODYS if network.version == 6) else span


INTERNET: Final = (
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
