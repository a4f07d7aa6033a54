"""The kinds of personal data and secrets that are told apart."""

from enum import Enum, auto


class Nature(Enum):
    """What follows from finding something of a kind."""

    PERSONAL = auto()
    """It points at a person; there may be a lawful reason to train on it."""

    SECRET = auto()
    """A key whose form leaves no doubt; nobody wants a model that repeats it."""

    DOUBTFUL = auto()
    """It stands where a secret would, and may be an example."""


class Kind(Enum):
    """A kind; its name is what counts go by and what stands in placeholders.

    Of two kinds that fit the same characters the one that comes first is told.
    """

    PRIVATE_KEY = ("a private key", Nature.SECRET)
    AWS_ACCESS_KEY = ("an AWS access key", Nature.SECRET)
    AWS_SECRET_KEY = ("an AWS secret key", Nature.SECRET)
    GITHUB_TOKEN = ("a GitHub token", Nature.SECRET)
    BEDROCK_KEY = ("a Bedrock API key", Nature.SECRET)
    SLACK_TOKEN = ("a Slack token", Nature.SECRET)
    GOOGLE_KEY = ("a Google API key", Nature.SECRET)
    STRIPE_KEY = ("a Stripe key", Nature.SECRET)
    AZURE_KEY = ("an Azure key", Nature.SECRET)
    SERVICE_KEY = ("a key of a service", Nature.SECRET)
    MODEL_KEY = ("a key of a model provider", Nature.SECRET)
    JWT = ("a JSON web token", Nature.SECRET)
    BEARER_TOKEN = ("a bearer token", Nature.DOUBTFUL)
    API_KEY = ("an API key", Nature.DOUBTFUL)
    PASSWORD = ("a password", Nature.DOUBTFUL)
    EMAIL = ("an e-mail address", Nature.PERSONAL)
    IBAN = ("an IBAN", Nature.PERSONAL)
    CARD = ("a payment card number", Nature.PERSONAL)
    US_SSN = ("a US social security number", Nature.PERSONAL)
    UK_NINO = ("a UK national insurance number", Nature.PERSONAL)
    FR_NIR = ("a French social security number", Nature.PERSONAL)
    ES_DNI = ("a Spanish identity number", Nature.PERSONAL)
    IT_CODICE_FISCALE = ("an Italian tax code", Nature.PERSONAL)
    BR_CPF = ("a Brazilian tax number", Nature.PERSONAL)
    MX_CURP = ("a Mexican population code", Nature.PERSONAL)
    DE_IDNR = ("a German tax number", Nature.PERSONAL)
    PL_PESEL = ("a Polish identity number", Nature.PERSONAL)
    NL_BSN = ("a Dutch citizen number", Nature.PERSONAL)
    PHONE = ("a telephone number", Nature.PERSONAL)
    IP_ADDRESS = ("an IP address", Nature.PERSONAL)

    def __init__(self, title: str, nature: Nature) -> None:
        """Keep what a message calls it, and what follows."""
        self.title = title
        self.nature = nature
