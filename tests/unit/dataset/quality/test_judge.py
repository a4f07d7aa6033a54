"""The judgement puts together what the rules find, and counts it."""

import tracemalloc
from random import Random

import pytest

from tests.unit.dataset.quality.files import Files, message
from tests.unit.dataset.taking import handled
from tuning.dataset import portions
from tuning.dataset.digests import DIGEST_BITS
from tuning.dataset.division import divide
from tuning.dataset.quality.findings import PlacedFault, Texts
from tuning.dataset.quality.judge import Quality, judge
from tuning.dataset.sheet import Sheet
from tuning.run.handling import NearDuplicates
from tuning.run.parts import PARTS

NEAR = "how long does it take until the card that I ordered arrives"


def judged(
    files: Files, *, texts: Texts | None = None, near: NearDuplicates = "off"
) -> tuple[Quality, list[PlacedFault]]:
    sheets = files.sheets
    asked = handled("amazon.nova-micro-v1:0:128k", near_duplicates=near)
    division = divide(sheets, asked, wanted=set(PARTS) - set(files.pairs), texts=texts)
    findings: list[PlacedFault] = []
    quality = judge(
        sheets,
        division.split.parts,
        note=findings.append,
        passages=division.passages,
        matches=division.matches,
    )
    return quality, findings


FILES = Files(
    {
        "training": [
            (NEAR, "in a week"),
            ("what?", "that"),
            ("what?", "that"),
            ("what?", "this"),
            ("where?", "there"),
        ],
        "validation": [("where?", "there"), (f"{NEAR} today", "in a week")],
        "evaluation": [("what?", "those"), ("where?", "there")],
    }
)


def test_what_is_found_is_noted_and_counted() -> None:
    quality, findings = judged(FILES, texts=FILES.texts, near="sampled")

    assert [
        ("training", 3, "DUPLICATE_RECORD"),
        ("training", 4, "CONFLICTING_ANSWERS"),
        ("validation", 1, "VALIDATION_IN_TRAINING"),
        ("evaluation", 1, "PROMPT_IN_TRAINING"),
        ("evaluation", 2, "EVALUATION_IN_TRAINING"),
        ("evaluation", 2, "EVALUATION_IN_VALIDATION"),
        ("validation", 2, "NEAR_DUPLICATE"),
    ] == [(found.part, found.line, found.fault.code.name) for found in findings]
    assert (1, 1, 4) == (quality.duplicates, quality.conflicts, quality.leaks)
    assert quality.near_duplicates
    assert (0, 4, 9) == (
        quality.near_duplicates.held_out,
        quality.near_duplicates.searched,
        quality.near_duplicates.of,
    )
    assert 9 == sum(each.records for each in quality.prompt_lengths)
    assert 9 == sum(each.records for each in quality.answer_lengths)
    assert all(message(found) for found in findings)


def test_near_duplicates_are_searched_only_where_they_are_asked_for() -> None:
    quality, findings = judged(FILES, texts=FILES.texts, near="off")

    assert quality.near_duplicates is None
    assert quality.diversity
    assert not [found for found in findings if found.fault.code.name.startswith("NEAR")]


def test_without_texts_figures_are_judged_alone() -> None:
    quality, findings = judged(FILES)

    assert (None, None) == (quality.diversity, quality.near_duplicates)
    assert 6 == len(findings)


def test_labels_are_judged_by_their_balance_and_not_by_their_length() -> None:
    pairs = [(f"question {n}", "not at all " * 5 if n % 50 else "yes") for n in range(400)]
    quality, findings = judged(Files({"training": pairs}))

    assert [392, 8] == [label.records for label in quality.labels]
    assert ["RARE_LABEL", "IMBALANCED"] == [found.fault.code.name for found in findings]


def test_answers_that_are_texts_are_judged_by_their_length() -> None:
    pairs = [(f"question {n}", f"reply {n} and more") for n in range(40)]
    _, findings = judged(Files({"training": [*pairs, ("other", "reply " * 100)]}))

    assert [("UNUSUALLY_LONG", 41)] == [(f.fault.code.name, f.line) for f in findings]


def test_a_dataset_without_a_good_record_is_judged_in_peace() -> None:
    files = Files({"training": [], "evaluation": []})
    quality, findings = judged(files, texts=files.texts, near="all")

    assert [] == findings
    assert ((), ()) == (quality.prompt_lengths, quality.labels)


def test_no_text_of_the_dataset_is_in_the_judgement() -> None:
    secret = "xyzzy"
    pairs = [(f"{secret} how long does it take for card {n // 2}", secret) for n in range(60)]
    files = Files({"training": [*pairs, ("a", "b")], "evaluation": pairs[:5]})
    quality, findings = judged(files, texts=files.texts, near="all")

    assert quality.duplicates
    assert secret not in repr(quality)
    assert secret not in repr(findings)


def test_the_figures_of_many_records_take_little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = Random(1)
    records = 20_000
    # As many portions as a million records are looked at in.
    monkeypatch.setattr(portions, "ROWS", portions.ROWS * records // 1_000_000)
    sheet = Sheet()
    sheet.lines.extend(range(1, records + 1))
    sheet.prompts.extend(chance.getrandbits(DIGEST_BITS) for _ in range(records))
    sheet.answers.extend(chance.getrandbits(DIGEST_BITS) for _ in range(records))
    sheet.prompt_characters.extend(chance.randrange(900) for _ in range(records))
    sheet.answer_characters.extend(chance.randrange(900) for _ in range(records))
    tracemalloc.start()
    try:
        judge({"training": sheet}, ["training"] * records, note=lambda _: None)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak / records < 100
