"""Passwords that a sentence tells: what one was changed to, what it is now, who signs in."""

import re
from typing import Final

from tuning.dataset.privacy.kinds import Kind
from tuning.dataset.privacy.password_words import ENDING, NAMED
from tuning.dataset.privacy.passwords import IN_URL, LETTER, VALUE, in_url, leads, mixed, word
from tuning.dataset.privacy.pattern import NOWHERE, Opened, Pattern, Span
from tuning.dataset.privacy.words import OPENED, spoken

TURNED: Final = spoken(
    (
        *("chang", "reset", "set", "updat", "rotat", "renew", "switch", "replac", "modif"),
        *("geändert", "gesetzt", "zurückgesetzt", "umgestellt", "ersetzt", "wurde", "habe ich"),
        *("réinitialis", "remplac", "cambi", "restablec", "alterad", "mudad", "trocad"),
        *("reimpost", "gewijzig", "verander", "aangepast", "zmienion", "ustawion", "zresetowan"),
        *("измен", "сменил", "сменен", "сменён", "сброш", "обновл", "установл", "змінен"),
        *("ändra", "ändret", "endret", "skiftet", "vaihd", "změn", "megváltoz", "schimbat"),
    )
)
"""The beginnings of verbs of change."""

ONTO: Final = spoken(
    (
        *("to", "as", "into", "with", "auf", "zu", "in", "durch", "en", "à", "par", "a", "por"),
        *("para", "na", "на", "til", "till", "naar", "com", "con", "pe", "tot"),
    )
)
FROM: Final = rb"(?i:from|von|de|da|van|z|fra|fr\xc3\xa5n|\xd1\x81)"
IDLE: Final = rb"[^\x00\n:=.\"'`]"

NOW: Final = spoken(
    (
        *("is now", "was now", "is currently", "is still", "will be", "should be", "becomes"),
        *("became", "equals", "reads", "ist jetzt", "ist nun", "wird", "est maintenant", "sera"),
        *("es ahora", "será", "è ora", "adesso è", "is nu", "jest teraz", "теперь", "é agora"),
    )
)
STATES: Final = (
    rb"[ ]\(?(?i:is|was|new|neu|nouveau|nueva|updated|reset|changed|set|temporary|temp|initial"
    rb"|default|below|follows|as follows|one-time)(?:[ ]to)?\)?[ ]?(?::|\)|->|\xe2\x86\x92)"
)
"""What the word may be followed by before a colon, an arrow, or at the end of a bracket."""

ABBREVIATED: Final = rb"(?:PW|Pw|pw|PWD|Pwd|pwd|MDP|mdp|(?:Kennw|Passw)\.:?)[ ]"
LEADING_TO_A_DIGIT: Final = (
    rb"[ \t\r\n(\xc2\xa0\xe2\x80\xaf]{0,96}[^\x00-\x20]{0,24}[ \t\xc2\xa0\xe2\x80\xaf]{0,12}"
    rb"[^\x00-\x20]{0,255}[0-9]"
)
"""What every password of ``mixed`` holds behind ``OPENED``; many words end with what opens it."""

SIGNS_IN: Final = (
    rb"(?i:(?:login|user(?:[ ]?name)?|benutzer(?:name)?|account|konto|identifiant|usuario|utente)"
    rb"[ ]{0,2}:[ ]{0,2}[A-Za-z0-9_.@-]{1,40}[ ]{1,2}[/|][ ]{1,2}"
    rb"|(?:cred(?:ential)?s|zugangsdaten|logindaten|user ?/ ?pass(?:word)?|login ?/ ?pass(?:word)?)"
    rb"[ ]{0,2}:[ ]{0,2}[A-Za-z0-9_.@-]{1,40}[ ]{0,2}[/|:][ ]{0,2}"
    rb"|default[ ](?:login|cred(?:ential)?s)[ ](?:is[ ]|are[ ])?[A-Za-z0-9_.@-]{1,40}[ ]?/[ ]?)"
)

AS_IT: Final = (
    rb"[ ](?i:is|as|ist|als|est|es|comme|como|come|\xc3\xa8|\xc3\xa9)[ ]"
    rb"(?:(?i:my|the|your|our|his|her|its|a|new|old|das|mein|dein|ihr|le|mon|votre|la|mi|il"
    rb"|wifi|wlan|login|admin|root|temporary)[ ]){0,3}"
)
NO_THING: Final = rb"(?![A-Za-z])(?![ ](?i:manager|reset|policy|hint|generator|vault|protect|rule))"
"""What is called by the word and something else is no password."""

HOST: Final = (
    rb"@(?:(?:[A-Za-z0-9.-]{1,64}|\[[0-9A-Fa-f:]{2,40}\]):[0-9/~]"
    rb"|[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3})"
)
MAILED: Final = frozenset(
    (b"mail", b"email", b"e-mail", b"mailto", b"contact", b"kontakt", b"from", b"to", b"cc", b"bcc")
)


def signing_in(data: bytes, span: Span) -> Span | None:
    """Leave out times of day, and labels before an e-mail address."""
    start = span[0] - 1
    user = data[max(0, start - 40) : start].split()[-1:]
    known = user and LETTER.search(user[0]) and user[0].lower().strip(b"\"'`(=") not in MAILED
    return in_url(data, span) if known else None


COPIED: Final = re.compile(rb"\b(?:scp|rsync|sftp|ssh|git)\b[^\n]{0,120}$")
NAMED_FILE: Final = re.compile(rb".*\.[A-Za-z][A-Za-z0-9]{0,4}")
LOOK_BACK: Final = 256


def listed(data: bytes, span: Span) -> Span | None:
    """Leave out files on a host, where an address stands beside its password."""
    line = data[max(0, span[0] - LOOK_BACK) : span[0]]
    if COPIED.search(line) or line.split()[-1].startswith(b"git@"):
        return None
    return None if NAMED_FILE.fullmatch(data, *span) else mixed(data, span)


SAID: Final = (
    *(
        word(ENDING + after + OPENED + VALUE, mixed)
        for after in (
            IDLE + rb"{0,40}[ ]" + TURNED + IDLE + rb"{0,24}[ ]" + ONTO + rb"[ :]{1,2}",
            rb"[ ]" + FROM + rb"[ ]",
            rb"[ ]" + FROM + rb"[ ][^\s]{4,64}[ ]" + ONTO + rb"[ ]",
            rb"[ ]" + NOW + rb"[ :]{1,2}",
            STATES,
            IDLE + rb"{0,32}(?:->|\xe2\x86\x92)",
        )
    ),
    Pattern(
        kind=Kind.PASSWORD,
        before=TURNED + IDLE + rb"{0,40}[ ]",
        core=NAMED,
        after=IDLE + rb"{0,24}[ ](?:to|as|auf|zu|en|a|in|na|til|till)[ ]" + OPENED + VALUE,
        edges=NOWHERE,
        confirm=mixed,
    ),
    Pattern(
        kind=Kind.PASSWORD,
        before=VALUE + AS_IT,
        core=NAMED,
        edges=(rb"(?<![^\s\"'`(])", NO_THING),
        confirm=mixed,
    ),
    Opened(
        kind=Kind.PASSWORD,
        core=ABBREVIATED + LEADING_TO_A_DIGIT,
        opening=ABBREVIATED,
        after=OPENED + VALUE,
        edges=(rb"(?<![A-Za-z0-9_])", b""),
        confirm=mixed,
    ),
    leads(SIGNS_IN, OPENED + VALUE, mixed, left=rb"(?<![A-Za-z])"),
    Pattern(
        kind=Kind.PASSWORD,
        before=rb"(?:[A-Za-z0-9._%+-]{1,64})",
        core=rb"@[A-Za-z0-9][A-Za-z0-9.-]{1,63}\.[A-Za-z]{2,12}:",
        after=rb"([^\x00-\x20\"'`<>/\\,;|\x7f-\xff]{6,64})",
        edges=(rb"(?<![A-Za-z0-9._%+-])", rb"(?![^\s\"'`<>,;|])"),
        confirm=listed,
    ),
    Pattern(
        kind=Kind.PASSWORD,
        before=rb"[A-Za-z0-9_.-]{1,32}:(" + IN_URL + rb"{4,64})",
        core=HOST,
        after=rb"[0-9]{0,4}",
        edges=(rb"(?<![A-Za-z0-9_.:/-])", rb"(?:(?<=[/~])|(?![0-9A-Za-z]))"),
        confirm=signing_in,
    ),
)
