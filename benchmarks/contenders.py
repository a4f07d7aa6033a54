"""Who is measured, on what, and what each of them looks at."""

from dataclasses import dataclass
from typing import Final, Literal

Group = Literal["limit", "step", "peer", "ours"]

MB: Final = 1_000_000


@dataclass(frozen=True, kw_only=True)
class Contender:
    """One row of the table.

    Attributes:
        name: as the table shows it.
        group: a limit of the machine, a step of a row alone, what others use, or the dataset room.
        module, function: where it is; imported only in the process that measures it.
        data: the kind of file that it reads.
        most: bytes that it is given at most, so that a slow one ends; None: the whole file.
        checks: what it looks at, in words.
    """

    name: str
    group: Group
    module: str
    function: str
    data: str = "pairs"
    most: int | None = None
    checks: str


READ: Final = "read the bytes"
PARSE: Final = "raw msgspec, prompt/completion"
PARSE_CONVERSATIONS: Final = "raw msgspec, conversations"
OURS: Final = "all rules, prompt/completion"
OURS_CONVERSATIONS: Final = "all rules, conversations"
OURS_SCRIPTS: Final = "all rules, many scripts"
OURS_KEPT: Final = "all rules, converted and kept"
NEAR: Final = "near-duplicates"
SCREEN: Final = "the screen alone"
EXPRESSIONS: Final = "Python re, the same patterns"

SCORES: Final = "every score, and its interval"
INTERVAL: Final = "the interval of one score"
HARNESS: Final = "lm-evaluation-harness, bootstrap"

EVERYTHING: Final = (
    "form, types, unknown and duplicate keys, broken JSON and UTF-8 by line, blank texts, control "
    "and invisible characters, reserved words, roles, lengths, personal data and secrets, "
    "injection phrases, duplicates, conflicts, leakage, labels, lengths' outliers, the split"
)

STEPS: Final = tuple(
    Contender(
        name=f"{step}, {of}",
        group="step",
        module="steps",
        function=function,
        data=data,
        most=20 * MB,
        checks=checks,
    )
    for of, data in (("prompt/completion", "clean-pairs"), ("many scripts", "clean-scripts"))
    for step, function, checks in (
        ("decode", "decode", "types and keys, as the reader of files does"),
        ("screen", "screen", "lines as they were read, for all that is looked for"),
        ("keys", "keys", "every text folded and digested, by which duplicates are known"),
        ("SHA-256", "digest", "every byte once"),
        ("write and read back", "rewrite", "converted lines, hashed"),
    )
)

CONTENDERS: Final = (
    *STEPS,
    Contender(name=READ, group="limit", module="limits", function="read", checks="nothing"),
    Contender(
        name=PARSE,
        group="limit",
        module="limits",
        function="parse_pairs",
        checks="types; what is parsed is thrown away",
    ),
    Contender(
        name=PARSE_CONVERSATIONS,
        group="limit",
        module="limits",
        function="parse_conversations",
        data="conversations",
        checks="types; what is parsed is thrown away",
    ),
    Contender(name=OURS, group="ours", module="ours", function="judge", checks=EVERYTHING),
    Contender(
        name=OURS_CONVERSATIONS,
        group="ours",
        module="ours",
        function="judge",
        data="conversations",
        most=250 * MB,
        checks="the same",
    ),
    Contender(
        name=OURS_SCRIPTS,
        group="ours",
        module="ours",
        function="judge",
        data="many-scripts",
        most=250 * MB,
        checks="the same, on texts of which two thirds of the letters are not ASCII",
    ),
    Contender(
        name="all rules, prompts of many lines",
        group="ours",
        module="ours",
        function="judge",
        data="many-lines",
        most=250 * MB,
        checks="the same, on prompts with an escape in every tenth word",
    ),
    Contender(
        name=OURS_KEPT,
        group="ours",
        module="ours",
        function="admit",
        data="clean-pairs",
        checks="the same, and the converted lines written, split into parts and hashed",
    ),
    Contender(
        name=SCREEN,
        group="ours",
        module="ours",
        function="screen",
        most=100 * MB,
        checks="which texts may hold personal data, secrets, injection phrases, invisible or "
        "control characters, reserved words",
    ),
    Contender(
        name=EXPRESSIONS,
        group="limit",
        module="ours",
        function="expressions",
        most=2 * MB,
        checks="the same patterns as the screen, one after the other, text by text",
    ),
    Contender(
        name=NEAR,
        group="ours",
        module="ours",
        function="near_duplicates_of_all",
        data="clean-pairs",
        most=20 * MB,
        checks="MinHash and LSH over word shingles, every record (by default a sample)",
    ),
    Contender(
        name=SCORES,
        group="ours",
        module="judging",
        function="every_score",
        data="answers",
        most=4 * MB,
        checks="all metrics of 1,000 pairs of 300 words, and the 95 % interval of each, as of "
        "infinitely many resamples",
    ),
    Contender(
        name=INTERVAL,
        group="ours",
        module="judging",
        function="interval",
        data="answers",
        most=4 * MB,
        checks="both ends of the 95 % interval of 1,000 figures, exactly",
    ),
    Contender(
        name="Pydantic models",
        group="peer",
        module="peers.pydantic_models",
        function="pairs",
        most=200 * MB,
        checks="types, keys, empty texts, lengths",
    ),
    Contender(
        name="Pydantic models and four rules",
        group="peer",
        module="peers.pydantic_models",
        function="plain_pairs",
        most=200 * MB,
        checks="the same, blank texts, control characters, exact duplicates",
    ),
    Contender(
        name="Pydantic models, conversations",
        group="peer",
        module="peers.pydantic_models",
        function="conversations",
        data="conversations",
        most=100 * MB,
        checks="types, keys, empty texts, lengths, order of roles",
    ),
    Contender(
        name="jsonschema",
        group="peer",
        module="peers.jsonschema_rows",
        function="pairs",
        most=20 * MB,
        checks="types, keys, empty texts, lengths",
    ),
    Contender(
        name="jsonschema, conversations",
        group="peer",
        module="peers.jsonschema_rows",
        function="conversations",
        data="conversations",
        most=10 * MB,
        checks="types, keys, empty texts, lengths, names of roles",
    ),
    Contender(
        name="Hugging Face datasets",
        group="peer",
        module="peers.hugging_face",
        function="pairs",
        data="clean-pairs",
        most=50 * MB,
        checks="types, blank texts, exact duplicates; one broken line ends it, so it is given a "
        "file without any",
    ),
    Contender(
        name="Presidio, five recognisers",
        group="peer",
        module="peers.presidio_patterns",
        function="pairs",
        most=2 * MB,
        checks="e-mail, cards, IBAN, IP addresses, US SSN; nothing else",
    ),
    Contender(
        name="scrubadub",
        group="peer",
        module="peers.scrubadub_detectors",
        function="pairs",
        most=2 * MB,
        checks="e-mail, phone, cards, SSN, URLs, credentials, Twitter names; nothing else",
    ),
    Contender(
        name=HARNESS,
        group="peer",
        module="peers.harness",
        function="bootstrap",
        data="answers",
        most=4 * MB,
        checks="the standard error of the same 1,000 figures, by 10,000 resamples",
    ),
)
