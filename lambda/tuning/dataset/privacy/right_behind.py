"""Passwords right behind their word: whose one is, who uses it or how it failed tells it.

"My password tiger77 does not work" holds one, "the password field2 is empty" does not. So a value
is a word with figures that names no product, no algorithm and no place in a form, and the words
around it have to say more than the word for a password alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from tuning.dataset.privacy.kinds import Kind
from tuning.dataset.privacy.password_words import ENDING, NAMED, OF_SOMEBODY
from tuning.dataset.privacy.passwords import DESCRIBED, NO_PART, VALUE, leads, mixed, word
from tuning.dataset.privacy.pattern import NOWHERE, Pattern, Span, landmarks
from tuning.dataset.privacy.words import ASSIGNED, GAP, OPENED, spoken

WORD: Final = re.compile(rb"(?:[A-Za-z]|[\xc3-\xd3][\x80-\xbf])[^_./\\()\[\]{}:=<>-]{5,63}")
NUMBERED: Final = re.compile(
    rb"(?i)(?:win|windows|server|office|outlook|exchange|microsoft|mac ?os|ios|android|iphone|ipad"
    rb"|galaxy|pixel|xbox|playstation|ps|oracle|mysql|mariadb|postgres(?:ql)?|sql|mssql|db|python"
    rb"|java|php|perl|node|vue|angular|react|django|drupal|joomla|typo|log4j|http|tls|ssl|ntlmv?"
    rb"|wpa|wep|oauth|oidc|saml|fido|u2f|ipv|mfa|totp|hotp|rfc|iso|nist|pkcs|pbkdf|bcrypt|scrypt"
    rb"|argon|hmac|base|utf|crypt|chapter|section|step|page|slide|line|row|table|figure|appendix"
    rb"|part|level|type|option|rule|policy|version|release|form|field|input|box|cell|column|key"
    rb"|value|param|arg|var|class|method|module|test|user|account|client|host|device|room|group"
    rb"|reset|recovery|manager|generator|vault|keepass|otp|length|rules|hint|error|code|q|v|fy|sept?|oct|nov|dec|jan|feb|mar|apr|jun"
    rb"|jul|aug)[0-9]{1,5}[a-z]{0,3}"
)
"""What has a number in its name and stands behind the word in manuals and tickets."""


def chosen(data: bytes, span: Span) -> Span | None:
    """Ask for a word with figures, as people choose them, that names nothing else."""
    found = mixed(data, span)
    value = data[slice(*found)].rstrip(NO_PART) if found else b""
    named = NUMBERED.fullmatch(value) or DESCRIBED.fullmatch(value)
    return found if WORD.fullmatch(value) and not named else None


SOMEBODYS: Final = spoken(
    (
        *("my", "your", "his", "her", "our", "their", "the new", "new", "old", "current"),
        *("correct", "wrong", "temporary", "temp", "default", "initial", "admin", "root"),
        *("wifi", "wi-fi", "wlan", "guest", "with", "with the", "using", "using the", "via"),
        *("mein", "meinem", "dein", "deinem", "ihr", "ihrem", "unser", "neues", "altes", "mit"),
        *(
            "mit dem",
            "neue",
            "alte",
            "mon",
            "ton",
            "votre",
            "notre",
            "nouveau",
            "ancien",
            "avec le",
        ),
        *("mi", "tu", "su", "nueva", "con la", "la mia", "la tua", "nuova", "minha", "tua", "sua"),
        *("nova", "com a", "mijn", "jouw", "nieuw", "met", "mitt", "min", "mit", "moje", "mój"),
        *("мой", "новый", "старый"),
    )
)
"""Before the word."""

FAILED: Final = (
    rb"[\"'`)]{0,2}[ ](?i:do(?:es)?(?:n't|nt|[ ]not)?|did(?:n't|[ ]not)?|is|was|isn't|has|had|never"
    rb"|no[ ]longer|not|keeps|fails|failed|won't|will|works|worked|stopped|geht|funktioniert|ist"
    rb"|wurde|wird|stimmt|passt|klappt|nicht|ne|n'|est|a[ ]\xc3\xa9t\xc3\xa9|no|non|n\xc3\xa3o|nao"
    rb"|funciona|funziona|werkt|virker|fungerar)(?![A-Za-z])"
)
"""Behind the value: what it does, or no longer does."""

WHO: Final = (
    rb"(?i:user(?:[ ]?name)?|login|account|benutzer(?:name)?|konto|zugang|zugangsdaten|utilisateur"
    rb"|identifiant|usuario|utente|gebruiker)[ ]?:?[ ]{1,2}[A-Za-z0-9_.@-]{1,40}[ ]?"
    rb"(?:[,;/|+]|[ ]?(?i:and|und|et|y|e|en|with|mit))[ ](?i:the[ ])?"
)
FAR_EAST: Final = spoken(("密码", "密碼", "口令", "パスワード", "暗証番号", "비밀번호", "암호"))
NEW_ONE: Final = (
    rb"[^\x00\n]{1,100}[ ](?i:(?:the|my|your|a)[ ](?:new|old|other|second|next|current|right)[ ]one"
    rb"|das[ ]neue|le[ ]nouveau|la[ ]nueva|la[ ]nuova|a[ ]nova|de[ ]nieuwe)"
)
NEXT_SENTENCE: Final = (
    rb"[^\x00\n]{0,80}?[.?!)][ \n]{1,2}(?:-[ ])?"
    rb"(?i:it(?:'s|\xe2\x80\x99s|[ ]is)|es[ ](?:ist|lautet)|c'est|es)[ :]{1,2}[\"'`]?"
)
NETWORK: Final = rb"(?i:wi-?fi|wlan|ssid|hotspot)"
ITS_KEY: Final = (
    rb"[^\x00\n]{1,48}[ ](?i:key|code|schl\xc3\xbcssel)(?:[ ](?i:is|ist|lautet)[ :]{1,2}|[ ]?[:=])"
)
BESIDE: Final = GAP + rb"{1,2}[\"'`(]{0,2}"

SEVERAL: Final = spoken(
    (
        *("passwords", "passcodes", "passwörter", "kennwörter", "mots de passe", "contraseñas"),
        *("senhas", "wachtwoorden", "hasła", "пароли"),
    )
)
ITEM: Final = re.compile(
    rb"[\s,;]{0,12}(?:(?:and|or|und|oder|et|ou|y|o|e)[ ])?(?:(?:[-*+]|\xe2\x80\xa2|[0-9]{1,2}[.)])"
    rb"[ ]{1,4})?(?:[A-Za-z0-9_.@-]{1,40}[ ]?[:=][ ]{0,4})?[\"'`*]{0,2}"
    + VALUE
    + rb"[\"'`*]{0,2}(?=[\s,;.]|$)"
)


@dataclass(frozen=True, kw_only=True)
class Several(Pattern):
    """Passwords that a list holds, in a line or one in each."""

    @cached_property
    def regex(self) -> re.Pattern[bytes]:
        """The word, and what opens the list."""
        return re.compile(self.core + rb"[ ]?(?::|are:?|sind:?|sont ?:)")

    def spans(self, data: bytes) -> Iterator[Span]:
        """Yield its items up to the first that is none; a list in a list is a part of it."""
        last = 0
        for at in landmarks(self.core, data):
            opened = self.regex.match(data, at) if at >= last else None
            item = opened and ITEM.match(data, opened.end())
            while item and (span := self.confirm(data, item.span(1))):
                yield span
                last = span[1]
                item = ITEM.match(data, last)


def _behind(before: bytes) -> Pattern:
    """Return a pattern for a value behind the word, of which something is said before."""
    return Pattern(
        kind=Kind.PASSWORD,
        before=before,
        core=NAMED,
        after=BESIDE + VALUE,
        edges=(rb"(?<![A-Za-z])", b""),
        confirm=chosen,
    )


RIGHT_BEHIND: Final = (
    _behind(SOMEBODYS + rb"(?:[ -][A-Za-z]{2,12})?[ -]"),
    _behind(WHO),
    word(BESIDE + VALUE + FAILED, chosen),
    leads(FAR_EAST, GAP + rb"{0,2}" + VALUE, chosen),
    word(NEW_ONE + ASSIGNED + OPENED + VALUE, mixed),
    word(ENDING + GAP + OF_SOMEBODY + ASSIGNED + OPENED + VALUE),
    word(ENDING + GAP + OF_SOMEBODY + rb"(?:[ ]e)?[ :]{1,3}" + VALUE, chosen),
    word(NEXT_SENTENCE + VALUE, chosen),
    leads(NETWORK, ITS_KEY + OPENED + VALUE, mixed),
    leads(rb"(?i:passcode)[ ]", rb"([0-9][A-Za-z0-9-]{5,24})(?![A-Za-z0-9-])", mixed),
    Several(kind=Kind.PASSWORD, core=SEVERAL, edges=NOWHERE, confirm=mixed),
)
