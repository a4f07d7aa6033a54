"""The document says what was measured, and nothing about what was not."""

from pathlib import Path

import pytest

from benchmarks import document, rounds
from benchmarks.contenders import CONTENDERS, HARNESS, INTERVAL, OURS, PARSE, Contender
from benchmarks.data import KINDS
from benchmarks.rounds import Failed, Lap, Laps

BY_NAME = {contender.name: contender for contender in CONTENDERS}


def laps(name: str, *speeds: float) -> Laps:
    return Laps(
        BY_NAME[name],
        tuple(
            Lap(startup=0.5, seconds=1, bytes=int(speed * 1_000_000), records=7, memory=9_000_000)
            for speed in speeds
        ),
    )


def test_a_row_has_the_best_the_middle_and_the_most_memory() -> None:
    assert (OURS, "300", "200", "7", "9 MB", "0.50 s", "100 MB") == document.row(
        laps(OURS, 100, 300, 200)
    )


def test_a_ratio_is_said_only_of_what_was_measured() -> None:
    assert [f"{OURS}: 25% of the speed of {PARSE}."] == list(
        document.ratios([laps(PARSE, 1200), laps(OURS, 300)])
    )
    assert [] == list(document.ratios([laps(OURS, 300)]))


def test_a_peer_is_compared_with_the_same_kind_of_record() -> None:
    told = list(document.ratios([laps(OURS, 300), laps("jsonschema", 30)]))

    assert [f"{OURS}: 10 times the speed of jsonschema."] == told
    assert [] == list(document.ratios([laps(OURS, 300), laps("jsonschema, conversations", 30)]))


@pytest.mark.parametrize("contender", CONTENDERS, ids=BY_NAME.keys())
def test_every_contender_reads_a_kind_of_file_that_is_made(contender: Contender) -> None:
    assert contender.data in KINDS
    folder = Path(rounds.__file__).parent
    module = folder.joinpath(*contender.module.split(".")).with_suffix(".py")
    assert f"\ndef {contender.function}(path: Path)" in module.read_text()


def test_a_contender_is_measured_in_a_process_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchmarks.data.FOLDER", tmp_path)
    (measured,) = rounds.measured([BY_NAME[PARSE]], size=1_000_000, rounds=2, tell=lambda _: None)

    assert 2 == len(measured.laps)
    assert {1029, 1030, 1031} & {lap.records for lap in measured.laps}
    assert 0 < measured.laps[0].memory < 60_000_000
    assert 0 < measured.startup < 5


def test_a_contender_that_fails_is_named_with_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchmarks.data.FOLDER", tmp_path)
    absent = Contender(name="absent", group="peer", module="absent", function="f", checks="")
    with pytest.raises(Failed, match="absent: ModuleNotFoundError: No module named"):
        rounds.measured([absent], size=1_000_000, rounds=1, tell=lambda _: None)


def test_an_interval_is_compared_with_the_bootstrap_of_others() -> None:
    told = list(document.ratios([laps(INTERVAL, 30), laps(HARNESS, 30)]))

    assert [f"{INTERVAL}: 1.0 times the speed of {HARNESS}."] == told
    assert [] == list(document.ratios([laps(OURS, 30), laps(HARNESS, 30)]))
