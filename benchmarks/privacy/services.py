"""Keys of services, made up in the forms that detect-secrets and gitleaks know, or a name tells.

What is drawn opens nothing. A form is written as a prefix and counts, so that no line of this file
looks like a key.
"""

import random
import re
from collections.abc import Iterator
from itertools import cycle, islice
from string import ascii_letters, ascii_lowercase, ascii_uppercase, digits
from typing import Final

from benchmarks.privacy.planted import SEED, Planted

ALPHABETS: Final = {
    "w": ascii_letters + digits,
    "a": ascii_letters,
    "h": "0123456789abcdef",
    "d": digits,
    "l": ascii_lowercase + digits,
    "u": ascii_uppercase + digits,
    "b": "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
    "s": ascii_letters + digits + "_-",
    "6": ascii_letters + digits + "+/",
    "q": "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
}
UUID: Final = "{h8}-{h4}-{h4}-{h4}-{h12}"

FORMS: Final[dict[str, tuple[str, str]]] = {
    "1Password secret": ("SERVICE_KEY", "A3-{u6}-{u11}-{u5}-{u5}-{u5}"),
    "1Password service account": ("SERVICE_KEY", "ops_eyJ{w280}="),
    "Adobe client": ("SERVICE_KEY", "p8e-{l32}"),
    "age": ("SERVICE_KEY", "AGE-SECRET-KEY-1{q58}"),
    "Airtable": ("SERVICE_KEY", "pat{w14}.{h64}"),
    "Alibaba": ("SERVICE_KEY", "LTAI{w20}"),
    "Anthropic": ("MODEL_KEY", "sk-ant-api03-{s93}AA"),
    "Anthropic admin": ("MODEL_KEY", "sk-ant-admin01-{s93}AA"),
    "Artifactory": ("SERVICE_KEY", "AKCp{w69}"),
    "Artifactory reference": ("SERVICE_KEY", "cmVmd{w59}"),
    "Atlassian": ("SERVICE_KEY", "ATATT3{s186}"),
    "Authress": ("SERVICE_KEY", "sc_{l12}.{l5}.acc_{l16}.{w60}"),
    "AWS access": ("AWS_ACCESS_KEY", "AKIA{b16}"),
    "AWS access for a while": ("AWS_ACCESS_KEY", "ASIA{b16}"),
    "AWS context": ("AWS_ACCESS_KEY", "ACCA{b16}"),
    "AWS bearer": ("AWS_ACCESS_KEY", "ABIA{b16}"),
    "Azure client": ("AZURE_KEY", "{w3}8Q~{w34}"),
    "Azure SAS": ("AZURE_KEY", "https://x.blob.core.windows.net/a?sv=2022-11-02&sig=<{w43}"),
    "Azure storage": ("AZURE_KEY", "AccountKey=<{w86}=="),
    "Bedrock": ("BEDROCK_KEY", "ABSK{6128}="),
    "Bedrock for a while": ("BEDROCK_KEY", "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t{w180}"),
    "Brevo": ("SERVICE_KEY", "xkeysib-{h64}-{w16}"),
    "ClickHouse": ("SERVICE_KEY", "4b1d{w38}"),
    "Clojars": ("SERVICE_KEY", "CLOJARS_{l60}"),
    "Cloudflare origin": ("SERVICE_KEY", "v1.0-{h24}-{h146}"),
    "Contentful": ("SERVICE_KEY", "CFPAT-{s43}"),
    "Databricks": ("SERVICE_KEY", "dapi{h32}"),
    "Databricks, second": ("SERVICE_KEY", "dapi{h32}-2"),
    "DigitalOcean": ("SERVICE_KEY", "dop_v1_{h64}"),
    "DigitalOcean OAuth": ("SERVICE_KEY", "doo_v1_{h64}"),
    "DigitalOcean refresh": ("SERVICE_KEY", "dor_v1_{h64}"),
    "Discord bot": ("SERVICE_KEY", "M{w25}.{s6}.{s38}"),
    "Discord hook": ("SERVICE_KEY", "https://discord.com/api/webhooks/<{d18}/{s68}"),
    "Docker": ("SERVICE_KEY", "dckr_pat_{s27}"),
    "Doppler": ("SERVICE_KEY", "dp.pt.{w43}"),
    "Duffel": ("SERVICE_KEY", "duffel_live_{s43}"),
    "Dynatrace": ("SERVICE_KEY", "dt0c01.{u24}.{u64}"),
    "EasyPost": ("SERVICE_KEY", "EZAK{w54}"),
    "EasyPost test": ("SERVICE_KEY", "EZTK{w54}"),
    "Facebook app": ("SERVICE_KEY", "{d16}|{s27}"),
    "Facebook page": ("SERVICE_KEY", "EAAM{w120}"),
    "Figma": ("SERVICE_KEY", "figd_{s40}"),
    "Flutterwave": ("SERVICE_KEY", "FLWSECK_TEST-{h32}-X"),
    "Flutterwave encryption": ("SERVICE_KEY", "FLWSECK_TEST-{h12}"),
    "Fly": ("SERVICE_KEY", "fo1_{s43}"),
    "Fly machine": ("SERVICE_KEY", "fm2_{6120}="),
    "Frame.io": ("SERVICE_KEY", "fio-u-{s64}"),
    "GitHub": ("GITHUB_TOKEN", "ghp_{w36}"),
    "GitHub app": ("GITHUB_TOKEN", "ghs_{w36}"),
    "GitHub fine-grained": ("GITHUB_TOKEN", "github_pat_{w22}_{w59}"),
    "GitHub OAuth": ("GITHUB_TOKEN", "gho_{w36}"),
    "GitHub refresh": ("GITHUB_TOKEN", "ghr_{w36}"),
    "GitLab": ("SERVICE_KEY", "glpat-{s20}"),
    "GitLab agent": ("SERVICE_KEY", "glagent-{s50}"),
    "GitLab CI job": ("SERVICE_KEY", "glcbt-{w2}_{s20}"),
    "GitLab deploy": ("SERVICE_KEY", "gldt-{s20}"),
    "GitLab feature flags": ("SERVICE_KEY", "glffct-{s20}"),
    "GitLab feed": ("SERVICE_KEY", "glft-{s20}"),
    "GitLab mail": ("SERVICE_KEY", "glimt-{s25}"),
    "GitLab OAuth app": ("SERVICE_KEY", "gloas-{s64}"),
    "GitLab registration": ("SERVICE_KEY", "GR1348941{s20}"),
    "GitLab routable": ("SERVICE_KEY", "glpat-{s27}.01.{l9}"),
    "GitLab runner": ("SERVICE_KEY", "glrt-{s20}"),
    "GitLab SCIM": ("SERVICE_KEY", "glsoat-{s20}"),
    "GitLab session": ("SERVICE_KEY", "_gitlab_session=<{l32}"),
    "GitLab trigger": ("SERVICE_KEY", "glptt-{h40}"),
    "Google": ("GOOGLE_KEY", "AIza{s35}"),
    "Google access": ("SERVICE_KEY", "ya29.{s120}"),
    "Google client": ("SERVICE_KEY", "GOCSPX-{s28}"),
    "Grafana": ("SERVICE_KEY", "eyJrIjoi{w90}="),
    "Grafana Cloud": ("SERVICE_KEY", "glc_{680}="),
    "Grafana service account": ("SERVICE_KEY", "glsa_{w32}_{h8}"),
    "Groq": ("SERVICE_KEY", "gsk_{w52}"),
    "Harness": ("SERVICE_KEY", "pat.{s22}.{w24}.{w20}"),
    "Heroku": ("SERVICE_KEY", "HRKU-AA{s58}"),
    "Hugging Face": ("SERVICE_KEY", "hf_{a34}"),
    "Hugging Face organisation": ("SERVICE_KEY", "api_org_{a34}"),
    "Infracost": ("SERVICE_KEY", "ico-{w32}"),
    "Intra42": ("SERVICE_KEY", "s-s4t2ud-{h64}"),
    "JWT": ("JWT", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx{w30}.{s43}"),
    "JWT in base64": ("JWT", "ZXlKaGJHY2lPaU{w120}"),
    "Linear": ("SERVICE_KEY", "lin_api_{w40}"),
    "Mailchimp": ("SERVICE_KEY", "{h32}-us12"),
    "Mailgun": ("SERVICE_KEY", "key-{h32}"),
    "MaxMind": ("SERVICE_KEY", "{w6}_{w29}_mmk"),
    "Microsoft Teams hook": (
        "SERVICE_KEY",
        f"https://acme.webhook.office.com/webhookb2/<{UUID}@{UUID}/IncomingWebhook/{{h32}}/{UUID}",
    ),
    "New Relic": ("SERVICE_KEY", "NRAK-{u27}"),
    "Notion": ("SERVICE_KEY", "ntn_{d11}{w35}"),
    "npm": ("SERVICE_KEY", "npm_{w36}"),
    "npm in a file": ("SERVICE_KEY", f"//registry.npmjs.org/:_authToken=<{UUID}"),
    "NVIDIA": ("SERVICE_KEY", "nvapi-{s64}"),
    "Octopus": ("SERVICE_KEY", "API-{u26}"),
    "OpenAI": ("MODEL_KEY", "sk-{w20}T3BlbkFJ{w20}"),
    "OpenAI project": ("MODEL_KEY", "sk-proj-{s74}T3BlbkFJ{s74}"),
    "OpenShift": ("SERVICE_KEY", "sha256~{s43}"),
    "Perplexity": ("SERVICE_KEY", "pplx-{w48}"),
    "PlanetScale": ("SERVICE_KEY", "pscale_tkn_{s43}"),
    "PlanetScale password": ("SERVICE_KEY", "pscale_pw_{s43}"),
    "Postman": ("SERVICE_KEY", "PMAK-{h24}-{h34}"),
    "Prefect": ("SERVICE_KEY", "pnu_{w36}"),
    "Pulumi": ("SERVICE_KEY", "pul-{h40}"),
    "PyPI": ("SERVICE_KEY", "pypi-AgEIcHlwaS5vcmc{s120}"),
    "ReadMe": ("SERVICE_KEY", "rdme_{l70}"),
    "RubyGems": ("SERVICE_KEY", "rubygems_{h48}"),
    "Scalingo": ("SERVICE_KEY", "tk-us-{s48}"),
    "SendGrid": ("SERVICE_KEY", "SG.{s22}.{s43}"),
    "Sentry": ("SERVICE_KEY", "sntryu_{h64}"),
    "Sentry organisation": ("SERVICE_KEY", "sntrys_eyJpYXQiO{w40}LCJyZWdpb25fdXJs{w40}==_{643}"),
    "SettleMint": ("SERVICE_KEY", "sm_aat_{w16}"),
    "Shippo": ("SERVICE_KEY", "shippo_live_{h40}"),
    "Shopify": ("SERVICE_KEY", "shpat_{h32}"),
    "Shopify secret": ("SERVICE_KEY", "shpss_{h32}"),
    "Slack app": ("SERVICE_KEY", "xapp-1-A{u10}-{d13}-{h64}"),
    "Slack bot": ("SLACK_TOKEN", "xoxb-{d11}-{d12}-{w24}"),
    "Slack configuration": ("SLACK_TOKEN", "xoxe.xoxp-1-{u163}"),
    "Slack hook": ("SERVICE_KEY", "https://hooks.slack.com/services/<T{u8}/B{u10}/{w24}"),
    "Slack refresh": ("SLACK_TOKEN", "xoxe-1-{u146}"),
    "Slack user": ("SLACK_TOKEN", "xoxp-{d11}-{d11}-{d12}-{h32}"),
    "Slack workspace": ("SLACK_TOKEN", "xoxa-2-{w40}"),
    "SonarQube": ("SERVICE_KEY", "sqp_{h40}"),
    "Sourcegraph": ("SERVICE_KEY", "sgp_{h16}_{h40}"),
    "Square": ("SERVICE_KEY", "sq0atp-{s22}"),
    "Square OAuth": ("SERVICE_KEY", "sq0csp-{s43}"),
    "Square access": ("SERVICE_KEY", "EAAA{s60}"),
    "Stripe": ("STRIPE_KEY", "sk_live_{w24}"),
    "Stripe hook": ("SERVICE_KEY", "whsec_{w32}"),
    "Stripe restricted": ("STRIPE_KEY", "rk_prod_{w24}"),
    "Stripe test": ("STRIPE_KEY", "sk_test_{w99}"),
    "Telegram": ("SERVICE_KEY", "{d9}1:AA{s33}"),
    "Terraform Cloud": ("SERVICE_KEY", "{w14}.atlasv1.{s64}"),
    "Twilio": ("SERVICE_KEY", "SK{h32}"),
    "Twilio account": ("SERVICE_KEY", "AC{h32}"),
    "Typeform": ("SERVICE_KEY", "tfp_{s59}"),
    "Vault": ("SERVICE_KEY", "hvs.{s95}"),
    "Vault batch": ("SERVICE_KEY", "hvb.{s150}"),
    "xAI": ("SERVICE_KEY", "xai-{w80}"),
    "Yandex": ("SERVICE_KEY", "AQVN{s36}"),
}
"""By service: the kind, and the form: an alphabet and how many in braces, the secret behind a <."""

LEADS: Final = ("I pasted {} into the chat.", "Use {} from now on, please.")


def services(of_each: int = 2) -> Iterator[Planted]:
    """Yield some keys of every service, where nothing but their form tells them."""
    for service, (kind, form) in FORMS.items():
        draw = random.Random(f"{SEED} {service}")
        for lead in islice(cycle(LEADS), of_each):
            yield planted(service, kind, form, lead, "value", draw)


def planted(
    subject: str, kind: str, form: str, lead: str, field: str, draw: random.Random
) -> Planted:
    """Return a key of a form that is drawn."""
    opening, _, secret = form.rpartition("<")
    return Planted(
        group="service",
        kind=kind,
        subject=subject,
        value=_drawn(secret, draw),
        open=_drawn(opening, draw),
        lead=lead,
        field=field,
    )


def _drawn(form: str, draw: random.Random) -> str:
    return re.sub(r"\{([a-z6])([0-9]+)\}", lambda match: _some(match[1], int(match[2]), draw), form)


def _some(alphabet: str, count: int, draw: random.Random) -> str:
    """Draw signs; neither end is one by which a sentence might end."""
    ends = ALPHABETS["w"] if alphabet in "s6" else ALPHABETS[alphabet]
    middle = "".join(draw.choices(ALPHABETS[alphabet], k=max(0, count - 2)))
    return draw.choice(ends) + middle + (draw.choice(ends) if count > 1 else "")
