"""Tokens of a known form that are encoded once more, in base64 or hexadecimal."""

import base64
import re
from collections.abc import Callable, Iterable
from itertools import chain
from typing import Final

from tuning.dataset.privacy.kinds import Kind
from tuning.dataset.privacy.pattern import Confirm, Pattern, Span
from tuning.dataset.privacy.services import EDGES

BEGINNINGS: Final = (
    *(b"ghp_", b"gho_", b"ghu_", b"ghs_", b"ghr_", b"github_pat_", b"glpat-", b"AKIA", b"ASIA"),
    *(b"xoxb-", b"xoxp-", b"xoxa-", b"sk_live_", b"rk_live_", b"sk-ant-", b"sk-proj-", b"AIza"),
    *(b"npm_", b"hf_", b"pypi-AgE", b"dop_v1_", b"hvs.", b"shpat_", b"GOCSPX-"),
)
"""Of the tokens that leak most, by their services' own scanners; "eyJ" has its own row."""


def encoded(known: Iterable[Pattern]) -> tuple[Pattern, ...]:
    """Return patterns for what is found by others once it is decoded."""
    patterns = tuple(known)

    def undone(decode: Callable[[str], bytes]) -> Confirm:
        def check(data: bytes, span: Span) -> Span | None:
            try:
                token = decode(data[slice(*span)].decode())
            except ValueError:
                return None
            spans = chain.from_iterable(pattern.spans(token) for pattern in patterns)
            return span if (0, len(token)) in spans else None

        return check

    return (
        _row(map(_base64, BEGINNINGS), rb"[A-Za-z0-9+/]{12,400}={0,2}", undone(base64.b64decode)),
        _row(map(_hexadecimal, BEGINNINGS), rb"(?:[0-9A-Fa-f]{2}){12,300}", undone(bytes.fromhex)),
    )


def _row(beginnings: Iterable[bytes], rest: bytes, check: Confirm) -> Pattern:
    core = b"(?:%b)" % b"|".join(beginnings)
    return Pattern(kind=Kind.SERVICE_KEY, core=core, after=rest, edges=EDGES, confirm=check)


def _base64(beginning: bytes) -> bytes:
    """Return what is the same whatever follows: six bits a sign."""
    return re.escape(base64.b64encode(beginning)[: len(beginning) * 8 // 6])


def _hexadecimal(beginning: bytes) -> bytes:
    return b"(?i:%b)" % beginning.hex().encode()
