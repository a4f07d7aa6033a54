"""Presidio's engine with its pattern recognisers for what is compared; no language model."""

from typing import Final

import presidio_analyzer.predefined_recognizers as predefined
import spacy
import tldextract
from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine
from spacy.language import Language
from spacy.tokens import Doc

tldextract.extract = tldextract.TLDExtract(suffix_list_urls=())
"""Judges e-mail domains by the list that it ships, and fetches none while it is measured."""

KINDS: Final = {
    "AU_TFN": "AU_TFN",
    "CA_SIN": "CA_SIN",
    "CREDIT_CARD": "CARD",
    "DE_TAX_ID": "DE_IDNR",
    "EMAIL_ADDRESS": "EMAIL",
    "ES_NIE": "ES_DNI",
    "ES_NIF": "ES_DNI",
    "FI_PERSONAL_IDENTITY_CODE": "FI_HETU",
    "IBAN_CODE": "IBAN",
    "IN_AADHAAR": "IN_AADHAAR",
    "IN_PAN": "IN_PAN",
    "IP_ADDRESS": "IP_ADDRESS",
    "IT_FISCAL_CODE": "IT_CODICE_FISCALE",
    "KR_RRN": "KR_RRN",
    "PHONE_NUMBER": "PHONE",
    "PL_PESEL": "PL_PESEL",
    "SE_PERSONNUMMER": "SE_PERSONNUMMER",
    "TH_TNIN": "TH_PIN",
    "TR_NATIONAL_ID": "TR_KIMLIK",
    "UK_NHS": "GB_NHS",
    "UK_NINO": "UK_NINO",
    "US_SSN": "US_SSN",
    "ZA_ID_NUMBER": "ZA_ID",
}
"""What it calls the kinds that are compared. The others, plates and postcodes say, are left out:
they would only cost it precision."""

REGIONS: Final = (
    *("US", "GB", "IN", "DE", "FR", "ES", "IT", "NL", "BR", "PL", "SE", "TR", "RU", "JP", "CN"),
    "KR",
)
"""It asks phonenumbers for each; all that are planted, so that it may find all."""

SURE: Final = 0.4
"""The score that its own enhancer gives to a weak form beside a word that tells it."""


@Language.component("words_as_lemmas")
def _words_as_lemmas(doc: Doc) -> Doc:
    """Let its enhancer see words; a model would say what each derives from."""
    for token in doc:
        token.lemma_ = token.text.lower()
    return doc


class _Blank(SpacyNlpEngine):
    def __init__(self) -> None:
        super().__init__()
        language = spacy.blank("en")
        language.add_pipe("words_as_lemmas")
        self.nlp = {"en": language}


def _recognisers() -> list[EntityRecognizer]:
    made = []
    for name, sort in vars(predefined).items():
        if not name.endswith("Recognizer") or not isinstance(sort, type):
            continue
        if name == "PhoneRecognizer":
            made.append(sort(supported_language="en", supported_regions=REGIONS))
        elif hasattr(sort, "PATTERNS"):
            one = sort(supported_language="en")
            made += [one] if set(one.supported_entities) & KINDS.keys() else []
    return made


ENGINE: Final = AnalyzerEngine(
    registry=RecognizerRegistry(recognizers=_recognisers()), nlp_engine=_Blank()
)


def found(text: str) -> list[tuple[int, int, str]]:
    """Return what it finds: where, and which kind."""
    results = ENGINE.analyze(text, language="en", entities=list(KINDS), score_threshold=SURE)
    return [(one.start, one.end, KINDS[one.entity_type]) for one in results]
