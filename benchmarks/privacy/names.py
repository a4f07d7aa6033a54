"""Keys without a form: the name of a variable, a header or a column tells them."""

import random
from collections.abc import Iterator
from itertools import cycle, islice
from typing import Final

from benchmarks.privacy.planted import SEED, Planted
from benchmarks.privacy.services import UUID, planted

NAMES: Final[dict[str, str]] = {
    **dict.fromkeys(("AWS_SECRET_ACCESS_KEY", "YANDEX_SECRET_ACCESS_KEY"), "{640}"),
    **dict.fromkeys(
        (
            *("ADAFRUIT_IO_KEY", "ALGOLIA_API_KEY", "CLOUDFLARE_GLOBAL_API_KEY", "DATADOG_API_KEY"),
            *("MAILGUN_SIGNING_KEY", "MESSAGEBIRD_ACCESS_KEY", "SUMOLOGIC_ACCESS_KEY"),
            *("NYTIMES_API_KEY", "RAPIDAPI_KEY", "CODECOV_TOKEN", "FASTLY_API_TOKEN"),
            *("FRESHBOOKS_ACCESS_TOKEN", "FINNHUB_TOKEN", "MATTERMOST_TOKEN", "DRONE_TOKEN"),
            *("TWITCH_TOKEN", "TRAVIS_TOKEN", "ETSY_KEYSTRING", "KRAKEN_PRIVATE_KEY"),
        ),
        "{l32}",
    ),
    **dict.fromkeys(
        (
            *("ASANA_CLIENT_SECRET", "BITBUCKET_CLIENT_SECRET", "DISCORD_CLIENT_SECRET"),
            *("FACEBOOK_APP_SECRET", "FINICITY_CLIENT_SECRET", "LINEAR_CLIENT_SECRET"),
            *("LINKEDIN_CLIENT_SECRET", "LOOKER_CLIENT_SECRET", "TWITTER_API_SECRET"),
            *("BITTREX_SECRET_KEY", "CONFLUENT_SECRET_KEY", "KUCOIN_SECRET_KEY"),
            *("PLAID_SECRET", "ALIBABA_SECRET_KEY", "ZENDESK_SECRET", "consumerSecret"),
        ),
        "{w32}",
    ),
    **dict.fromkeys(
        (
            *("hubspotApiKey", "HEROKU_API_KEY", "SENDBIRD_ACCESS_TOKEN", "snyk_token"),
            *("LAUNCHDARKLY_SDK_KEY", "KUCOIN_API_KEY", "SOFTLAYER_API_KEY"),
        ),
        UUID,
    ),
    **dict.fromkeys(
        (
            *("DROPBOX_TOKEN", "GITTER_TOKEN", "GOCARDLESS_TOKEN", "INTERCOM_TOKEN"),
            *("LOB_API_KEY", "MAPBOX_TOKEN", "NETLIFY_AUTH_TOKEN", "OKTA_API_TOKEN"),
            *("SQUARESPACE_TOKEN", "TYPEFORM_TOKEN", "COHERE_API_KEY", "IBM_CLOUD_IAM_KEY"),
            *("AUTH_KEY", "encryption_key", "SIGNING_KEY", "app_secret", "X-Api-Key"),
            *("session_token", "refreshToken", "client-secret", "master_key", "DJANGO_SECRET_KEY"),
        ),
        "{w44}",
    ),
}
"""By the name of a variable: what its value looks like; it has no form of its own."""


def named(of_each: int = 2) -> Iterator[Planted]:
    """Yield some values behind every name."""
    for name, form in NAMES.items():
        draw = random.Random(f"{SEED} {name}")
        for lead in islice(cycle((f"{name}={{}}", f"export {name}={{}}\nmake")), of_each):
            kind = "AWS_SECRET_KEY" if name.endswith("SECRET_ACCESS_KEY") else "API_KEY"
            yield planted(name, kind, form, lead, name, draw)
