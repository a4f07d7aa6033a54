"""What an export leaves in answers is named, and what only looks like it is not."""

import pytest

from tuning.dataset.quality import artefacts


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Hello, I am {{name}} of {{ company }}.", artefacts.PLACEHOLDER),
        ("Dear {first_name},", artefacts.PLACEHOLDER),
        ("Call <INSERT NUMBER>.", artefacts.PLACEHOLDER),
        ("Yours, [Your Name]", artefacts.PLACEHOLDER),
        ("#REF!", artefacts.FORMULA),
        ("It costs #N/A euros.", artefacts.FORMULA),
        ("nan", artefacts.NOTHING),
        ("caf\ufffd", artefacts.REPLACED),
        ("caf\u00c3\u00a9", artefacts.MOJIBAKE),
        ("it\u00e2\u20ac\u2122s", artefacts.MOJIBAKE),
    ],
)
def test_what_an_export_leaves_is_named(text: str, what: str) -> None:
    ((position, fault),) = artefacts.faults(["a good answer", text], where="the answer")

    assert (1, what) == (position, fault.figures["what"])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "banana",
        '{"a": {"b": 1}}',
        "#1",
        "a < b > c",
        "[1]",
        "S\u00c3O PAULO",
        "\u00c2ge",
        "nan is bread",
    ],
)
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert [] == list(artefacts.faults([text], where="the answer"))
