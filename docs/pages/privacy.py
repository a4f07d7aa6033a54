"""docs/privacy.md: what is found in a dataset, what happens to it, and where texts lie."""

from typing import Final

from benchmarks.privacy import record
from docs.pages.found import TITLES, found
from docs.pages.markdown import table
from tuning.dataset.privacy.guard import CODES

PATH: Final = "docs/privacy.md"

HEAD: Final = """\
# Privacy

What a model has learned cannot be taken out again, so admission looks at every text before it
trains. The tables of this page are written by `make docs` from
[the code](../lambda/tuning/dataset/privacy/kinds.py) and
[a measurement](../benchmarks/privacy/record.json).

## What happens to what is found

`[privacy]` in the recipe chooses a mode. `python -m tuning check --privacy redact` shows its effect
before you drop anything.
"""

LIMITS: Final = """\
A number counts only if its check digit fits, where it has one. Spaces, hyphens, full-width digits
and case make no difference. A telephone number is found with its country code, in the written form
of a country, or behind a word such as "phone". Private and documentation IP addresses are nobody's.
Literals that code puts together are read as one; a key over two variables or two lines is not.
Of two halves in two texts the record is refused; of three pieces, or letters apart, it is not.
What has no form is not found: names, addresses, diagnoses, dates of birth, handles of messengers,
numbers of passports, accounts, vehicles and devices, numbers of other countries, digits in words;
passwords of letters alone, of several words in a sentence, or that no word and no command tells
("use Summer2024 for it", "log in with bob:Summer2024"), and `-p` without its command; codes that
are valid once; keys backwards, or in a path of a link. Right behind its word a plain password is
found if the words around say whose it is, who uses it or that it fails ("my password tiger77"), and
if it is not the name of something with a number (`Windows10`, `field2`).
Replacing what is found does not make a dataset anonymous. `contains_personal_data` in the recipe is
your statement; the report shows it, and data that contradict it (`PROVENANCE_CONTRADICTED`).
"""

RETENTION: Final = "`artifact_retention_days`"

PLACES: Final = (
    ("`incoming/` in the datasets bucket", "as you dropped them", "you delete them"),
    (
        "`snapshots/` in the artifacts bucket",
        "what is trained on, redacted in that mode",
        f"{RETENTION}, or the lock of `snapshot_lock_days`",
    ),
    ("`runs/<task>/<run id>/` in the artifacts bucket", "both models' held-out answers", RETENTION),
    (
        "the report of a run",
        "some held-out records with both answers, redacted in every mode",
        RETENTION,
    ),
    ("the page of a dataset", "a few records, redacted in every mode", RETENTION),
    ("the custom model", "what it learned", "it is deleted, or `model_retention_days`"),
    ("ledger, logs, messages, executions", "none: figures, codes, line numbers, keys", ""),
)

DELETION: Final = """\
The report of a run, report.json, its message and `python -m tuning runs` are searched too: what is
found in a record, an answer or a service's message is replaced in them, in every mode. They name
who approved an expense and who answers for what is held.

## Delete somebody's data

1. Delete the file under `incoming/`, all versions.
2. Find the runs of the task with `python -m tuning runs --env dev`.
3. Delete `runs/<task>/<run id>/`, and the `snapshots/<task>/<sha256>/` that its `dataset.json`
   names. A locked snapshot needs `s3:BypassGovernanceRetention`, see
   [decision 7](decisions/0007-what-is-trained-is-what-was-judged.md).
4. Delete the custom model with `aws bedrock delete-custom-model`. Train again without the records.
"""


def page() -> str:
    """Return the whole page."""
    effects = table(
        ("mode", *TITLES.values()),
        (
            (
                f"`{mode}`",
                *(f"{codes[nature].severity}: {codes[nature].name}" for nature in TITLES),
            )
            for mode, codes in CODES.items()
        ),
    )
    places = table(("place", "texts", "until"), PLACES)
    return (
        f"{HEAD}\n{effects}\n\nAn error refuses the dataset, a warning does not. In mode `redact` "
        "each value becomes its kind and a number,\nfor example `[EMAIL_1]`, and the same value "
        f"the same placeholder.\n\n## What is found\n\n{LIMITS}\n{found(record.read())}\n\n"
        f"## Where texts lie\n\n{places}\n\n{DELETION}"
    )
