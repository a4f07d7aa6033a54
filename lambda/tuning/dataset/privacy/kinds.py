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
    IN_AADHAAR = ("an Indian Aadhaar number", Nature.PERSONAL)
    IN_PAN = ("an Indian tax number", Nature.PERSONAL)
    CN_RIC = ("a Chinese identity number", Nature.PERSONAL)
    CH_AHV = ("a Swiss social security number", Nature.PERSONAL)
    KR_RRN = ("a Korean resident number", Nature.PERSONAL)
    SE_PERSONNUMMER = ("a Swedish personal number", Nature.PERSONAL)
    FI_HETU = ("a Finnish identity code", Nature.PERSONAL)
    BE_NN = ("a Belgian national number", Nature.PERSONAL)
    NO_FODSELSNUMMER = ("a Norwegian birth number", Nature.PERSONAL)
    TR_KIMLIK = ("a Turkish identity number", Nature.PERSONAL)
    ZA_ID = ("a South African identity number", Nature.PERSONAL)
    RO_CNP = ("a Romanian personal code", Nature.PERSONAL)
    CL_RUT = ("a Chilean tax number", Nature.PERSONAL)
    CZ_RC = ("a Czech birth number", Nature.PERSONAL)
    SK_RC = ("a Slovak birth number", Nature.PERSONAL)
    AU_TFN = ("an Australian tax file number", Nature.PERSONAL)
    GB_NHS = ("a British NHS number", Nature.PERSONAL)
    DK_CPR = ("a Danish CPR number", Nature.PERSONAL)
    IE_PPS = ("an Irish PPS number", Nature.PERSONAL)
    PT_NIF = ("a Portuguese tax number", Nature.PERSONAL)
    CA_SIN = ("a Canadian social insurance number", Nature.PERSONAL)
    BG_EGN = ("a Bulgarian civil number", Nature.PERSONAL)
    EE_IK = ("an Estonian personal code", Nature.PERSONAL)
    LT_ASMENS = ("a Lithuanian personal code", Nature.PERSONAL)
    HR_OIB = ("a Croatian identification number", Nature.PERSONAL)
    SI_EMSO = ("a Slovenian citizen number", Nature.PERSONAL)
    GR_AMKA = ("a Greek social security number", Nature.PERSONAL)
    IL_ID = ("an Israeli identity number", Nature.PERSONAL)
    RU_INN = ("a Russian tax number", Nature.PERSONAL)
    UA_RNTRC = ("a Ukrainian tax number", Nature.PERSONAL)
    JP_MY_NUMBER = ("a Japanese individual number", Nature.PERSONAL)
    TH_PIN = ("a Thai identity number", Nature.PERSONAL)
    MY_NRIC = ("a Malaysian identity number", Nature.PERSONAL)
    ID_NIK = ("an Indonesian identity number", Nature.PERSONAL)
    PE_CUI = ("a Peruvian identity number", Nature.PERSONAL)
    EC_CI = ("an Ecuadorian identity number", Nature.PERSONAL)
    DO_CEDULA = ("a Dominican identity number", Nature.PERSONAL)
    AR_CUIT = ("an Argentinian tax number", Nature.PERSONAL)
    CO_NIT = ("a Colombian tax number", Nature.PERSONAL)
    IS_KENNITALA = ("an Icelandic identity number", Nature.PERSONAL)
    AT_VNR = ("an Austrian insurance number", Nature.PERSONAL)
    PHONE = ("a telephone number", Nature.PERSONAL)
    IP_ADDRESS = ("an IP address", Nature.PERSONAL)

    def __init__(self, title: str, nature: Nature) -> None:
        """Keep what a message calls it, and what follows."""
        self.title = title
        self.nature = nature


def is_personal(name: str) -> bool:
    """Tell whether values of a kind, by its name, point at people."""
    return Kind[name].nature is Nature.PERSONAL
