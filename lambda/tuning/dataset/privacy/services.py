"""Keys that say by their first characters whose they are.

The forms are those that gitleaks and detect-secrets know by form alone, and what the services
document. What has no form of its own is found behind a word, see ``credentials``.
"""

import re
from typing import Final

from tuning.dataset.privacy.kinds import Kind
from tuning.dataset.privacy.pattern import Pattern, Span

DISTINCT: Final = 8
"""Characters that differ; ``xxxxxxxx-xxxx`` and ``<your-key>`` have fewer."""

EDGES: Final = (rb"(?<![A-Za-z0-9])", rb"(?![A-Za-z0-9])")

HEX: Final = rb"[0-9a-f]"
WORD: Final = rb"[A-Za-z0-9]"
SLUG: Final = rb"[A-Za-z0-9_-]"
BASE64: Final = rb"[A-Za-z0-9+/]"
DOTTED: Final = rb"[A-Za-z0-9_.=-]"

FORMS: Final[tuple[tuple[bytes, bytes, int, int], ...]] = (
    (rb"gl(?:pat|dt|ft|rt|ptt|soat|imt|ffct|cbt|agent|oas)-", DOTTED, 20, 320),
    (rb"GR1348941", SLUG, 20, 20),
    (rb"xapp-[0-9]-", SLUG, 30, 200),
    (rb"GOCSPX-", SLUG, 28, 28),
    (rb"ya29\.", SLUG, 20, 2000),
    (rb"hf_", WORD, 30, 40),
    (rb"api_org_", WORD, 34, 34),
    (rb"npm_", WORD, 36, 36),
    (rb"pypi-AgE", SLUG, 50, 1000),
    (rb"SG\.", DOTTED, 60, 70),
    (rb"(?:SK|AC)", HEX, 32, 32),
    (rb"shp(?:at|ca|pa|ss)_", rb"[0-9A-Fa-f]", 32, 32),
    (rb"do[opr]_v1_", HEX, 64, 64),
    (rb"hv[sbr]\.", SLUG, 24, 300),
    (rb"dapi", rb"[0-9a-f-]", 32, 34),
    (rb"dkea", HEX, 32, 34),
    (rb"AGE-SECRET-KEY-1", rb"[0-9A-Z]", 58, 58),
    (rb"gsk_", WORD, 32, 64),
    (rb"xai-", WORD, 32, 90),
    (rb"pplx-", WORD, 40, 64),
    (rb"r8_", WORD, 37, 40),
    (rb"nvapi-", SLUG, 40, 80),
    (rb"whsec_", BASE64, 24, 80),
    (rb"key-", HEX, 32, 32),
    (rb"sq0(?:atp|csp|idp)-", SLUG, 22, 60),
    (rb"sntry[su]_", rb"[A-Za-z0-9+/=_]", 40, 500),
    (rb"glsa_", rb"[A-Za-z0-9_]", 32, 48),
    (rb"glc_", rb"[A-Za-z0-9+/=]", 32, 400),
    (rb"lin_api_", WORD, 40, 40),
    (rb"ntn_", WORD, 40, 50),
    (rb"PMAK-", SLUG, 50, 64),
    (rb"pul-", HEX, 40, 40),
    (rb"dp\.(?:pt|st|ct|sa|scim|audit)\.", DOTTED, 40, 64),
    (rb"figd_", SLUG, 36, 60),
    (rb"sl\.[A-Za-z0-9]", SLUG, 100, 1500),
    (rb"pat[A-Za-z0-9]{14}\.", HEX, 64, 64),
    (rb"AT(?:ATT3|CTT3|BB)[A-Za-z0-9]", rb"[A-Za-z0-9_=-]", 24, 250),
    (rb"HRKU-", SLUG, 30, 70),
    (rb"NRAK-", WORD, 27, 27),
    (rb"AKCp[A-Za-z0-9]", WORD, 60, 80),
    (rb"cmVmd", WORD, 59, 59),
    (rb"LTAI[A-Za-z0-9]", WORD, 15, 25),
    (rb"AKID[A-Za-z0-9]", WORD, 28, 36),
    (rb"AQVN[A-Za-z0-9]", SLUG, 34, 60),
    (rb"EAA[A-Z][A-Za-z0-9]", WORD, 60, 300),
    (rb"EAAA[A-Za-z0-9]", SLUG, 55, 64),
    (rb"p8e-", WORD, 32, 32),
    (rb"v1\.0-", rb"[0-9a-f-]", 160, 180),
    (rb"fm[12][ar]?_", rb"[A-Za-z0-9+/=]", 80, 1500),
    (rb"fo1_", SLUG, 43, 43),
    (rb"pscale_(?:tkn|oauth|pw)_", DOTTED, 32, 64),
    (rb"rubygems_", HEX, 48, 48),
    (rb"(?i:clojars_)", WORD, 60, 60),
    (rb"dckr_(?:pat|oat)_", SLUG, 27, 40),
    (rb"sb[ps]_", WORD, 32, 48),
    (rb"nfp_", WORD, 36, 44),
    (rb"pnu_", WORD, 36, 36),
    (rb"rdme_", WORD, 70, 70),
    (rb"sq[apu]_", HEX, 40, 40),
    (rb"tk-us-", SLUG, 48, 48),
    (rb"xkeysib-", SLUG, 70, 90),
    (rb"shippo_(?:live|test)_", HEX, 40, 40),
    (rb"ops_eyJ", rb"[A-Za-z0-9+/=]", 200, 2000),
    (rb"A3-[A-Z0-9]{6}-", rb"[A-Z0-9-]", 26, 40),
    (rb"dt0c01\.", rb"[A-Za-z0-9.]", 80, 100),
    (rb"EZ[AT]K[A-Za-z0-9]", WORD, 50, 56),
    (rb"FLWSECK(?:_TEST)?-", SLUG, 12, 40),
    (rb"fio-u-", DOTTED, 64, 64),
    (rb"s-s4t2(?:ud|af)-", HEX, 64, 64),
    (rb"tfp_", DOTTED, 40, 70),
    (rb"(?:pat|sat)\.[A-Za-z0-9_-]{22}\.", DOTTED, 40, 60),
    (rb"ico-[A-Za-z0-9]", WORD, 31, 31),
    (rb"(?:sc|ext|scauth|authress)_[a-z0-9]{5,30}\.[a-z0-9]{4,6}\.acc[_-]", DOTTED, 40, 200),
    (rb"sha256~", SLUG, 43, 43),
    (rb"CFPAT-", SLUG, 40, 50),
    (rb"duffel_(?:test|live)_", DOTTED, 40, 50),
    (rb"sgp_", rb"[0-9a-f_]", 40, 60),
    (rb"sm_[aps]at_", WORD, 16, 16),
    (rb"4b1d[A-Za-z0-9]", WORD, 37, 37),
    (rb"API-[A-Z0-9]", rb"[A-Z0-9]", 25, 25),
    (rb"_gitlab_session=", rb"[0-9a-z]", 32, 32),
    (rb"eyJrIjoi", rb"[A-Za-z0-9=]", 40, 400),
    (rb"phc_", WORD, 40, 50),
    (rb"phx_", WORD, 40, 50),
    (rb"sk_(?:prod|ant)_", WORD, 15, 100),
    (rb"lsv2_(?:pt|sk)_", rb"[0-9a-f_]", 40, 50),
    (rb"pcsk_", rb"[A-Za-z0-9_]", 40, 90),
    (rb"tvly-", SLUG, 20, 60),
    (rb"jina_", SLUG, 40, 80),
    (rb"secret_[A-Za-z0-9]", WORD, 42, 42),
    (rb"[xyztuv]prv[1-9A-HJ-NP-Za-km-z]", rb"[1-9A-HJ-NP-Za-km-z]", 106, 106),
    (rb"ZXlK", BASE64, 60, 4000),
    (rb"[0-9]{15,16}\|", SLUG, 27, 40),
)
"""What it begins with, what follows, how many at least and at most. The last two are a JSON web
token in base64 once more, and the number and the secret of an app of Facebook."""

WEBHOOKS: Final = (
    rb"hooks\.slack\.com/(?:services|workflows|triggers)/",
    rb"(?:discord|discordapp)\.com/api/webhooks/",
    rb"webhook\.office\.com/webhookb2/",
    rb"hooks\.zapier\.com/hooks/catch/",
    rb"chat\.googleapis\.com/v1/spaces/",
)

DIGIT: Final = re.compile(rb"[0-9]")
LETTER: Final = re.compile(rb"[A-Za-z]")
UPPER: Final = re.compile(rb"[A-Z]")
LOWER: Final = re.compile(rb"[a-z]")


def drawn(data: bytes, span: Span) -> Span | None:
    """Ask that the value looks drawn by lot, as keys are and as their stand-ins are not.

    Of keys in letters of both cases and digits, 2 in 1,000 happen to have no digit; so letters of
    both cases will do.
    """
    value = data[slice(*span)]
    mixed = DIGIT.search(value) or (UPPER.search(value) and LOWER.search(value))
    lively = len(set(value)) >= DISTINCT and mixed and LETTER.search(value)
    return span if lively else None


SERVICES: Final = (
    *(
        Pattern(
            kind=Kind.SERVICE_KEY,
            core=begin + inside,
            after=inside + rb"{%d,%d}" % (least - 1, most - 1),
            edges=EDGES,
            confirm=drawn,
        )
        for begin, inside, least, most in FORMS
    ),
    *(
        Pattern(
            kind=Kind.SERVICE_KEY,
            core=rb"(?i:" + address + rb")" + rb"[A-Za-z0-9]",
            after=rb"[^\s\"'`<>)\\]{16,300}",
            edges=(b"", b""),
        )
        for address in WEBHOOKS
    ),
    Pattern(
        kind=Kind.BEDROCK_KEY,
        core=rb"ABSK[A-Za-z0-9+/]",
        after=rb"[A-Za-z0-9+/]{99,279}={0,2}",
        edges=EDGES,
        confirm=drawn,
    ),
    Pattern(
        kind=Kind.BEDROCK_KEY,
        core=rb"bedrock-api-key-[A-Za-z0-9]{8}",
        after=rb"[A-Za-z0-9+/=_-]{20,4000}",
        edges=EDGES,
        confirm=drawn,
    ),
    Pattern(
        kind=Kind.AZURE_KEY,
        core=rb"(?i:accountkey|sharedaccesskey|accesskey)[ ]?=",
        after=rb"[ ]?([A-Za-z0-9+/]{40,90}={0,2})",
        edges=(b"", rb"(?![A-Za-z0-9+/=])"),
        confirm=drawn,
    ),
    Pattern(
        kind=Kind.AZURE_KEY,
        core=rb"[?&;](?i:sig)=[A-Za-z0-9]",
        after=rb"[A-Za-z0-9%+/=_-]{30,120}",
        edges=(b"", b""),
        confirm=drawn,
    ),
    Pattern(
        kind=Kind.AZURE_KEY,
        core=rb"[0-9]Q~[A-Za-z0-9_~.-]{8}",
        before=rb"[A-Za-z0-9_~.]{3}",
        after=rb"[A-Za-z0-9_~.-]{23,26}",
        edges=(rb"(?<![A-Za-z0-9_~.])", rb"(?![A-Za-z0-9_~-])"),
        confirm=drawn,
    ),
    Pattern(
        kind=Kind.SERVICE_KEY,
        core=rb"[0-9]{8,10}:AA[A-Za-z0-9_-]{8}",
        after=rb"[A-Za-z0-9_-]{23,27}",
        edges=(rb"(?<![A-Za-z0-9])", rb"(?![A-Za-z0-9_-])"),
        confirm=drawn,
    ),
    Pattern(
        kind=Kind.SERVICE_KEY,
        core=rb"[MNO][A-Za-z0-9_-]{22,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{8}",
        after=rb"[A-Za-z0-9_-]{19,32}",
        edges=(rb"(?<![A-Za-z0-9_-])", rb"(?![A-Za-z0-9_-])"),
        confirm=drawn,
    ),
    Pattern(
        kind=Kind.SERVICE_KEY,
        core=rb"[0-9a-f]{32}-us[0-9]",
        after=rb"[0-9]?",
        edges=EDGES,
        confirm=drawn,
    ),
    Pattern(
        kind=Kind.SERVICE_KEY,
        core=rb"\.atlasv1\.[A-Za-z0-9_=-]{20}",
        before=rb"[A-Za-z0-9]{14}",
        after=rb"[A-Za-z0-9_=-]{40,60}",
        edges=EDGES,
        confirm=drawn,
    ),
    Pattern(
        kind=Kind.SERVICE_KEY,
        core=rb"_[A-Za-z0-9]{29}_mmk",
        before=rb"[A-Za-z0-9]{6}",
        edges=EDGES,
        confirm=drawn,
    ),
)
"""Behind the rows: webhooks, Bedrock, Azure storage and SAS and client secrets, Telegram, Discord,
Mailchimp, Terraform Cloud, MaxMind."""
