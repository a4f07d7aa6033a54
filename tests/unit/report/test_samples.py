from collections.abc import Sequence

from msgspec import structs

from tuning.evaluation.answers import Answered, Reply
from tuning.report.samples import SHOWN, AnswerSamples, excerpts, sampled


def answered(gains: Sequence[float | None]) -> list[Answered]:
    return [
        Answered(
            record=number,
            system="",
            prompt="",
            reference="",
            base=Reply(),
            custom=Reply(),
            base_scores={} if gain is None else {"rouge_l": 0.5},
            custom_scores={} if gain is None else {"rouge_l": 0.5 + gain},
        )
        for number, gain in enumerate(gains)
    ]


def test_the_largest_gains_and_losses_come_first() -> None:
    samples = sampled(answered([0.1, -0.4, 0.0, 0.3, None, -0.2, 0.2]), "rouge_l")

    assert [3, 6, 0] == [record.record for record in samples.gains]
    assert [1, 5] == [record.record for record in samples.losses]
    assert (3, 1, 2) == (samples.won, samples.tied, samples.lost)


def test_only_so_many_are_shown_and_all_are_counted() -> None:
    samples = sampled(answered([0.1] * 40), "rouge_l")

    assert len(samples.gains) == SHOWN
    assert samples == AnswerSamples(
        metric="rouge_l", won=40, tied=0, lost=0, gains=samples.gains, losses=()
    )


def test_records_that_both_models_failed_are_shown_the_worst_first() -> None:
    both = [(0.0, 0.0), (0.9, 0.0), (0.4, 0.2), (0.0, 0.9), (1.0, 1.0), (0.2, 0.2)]
    records = [
        structs.replace(each, base_scores={"chrf": base}, custom_scores={"chrf": custom})
        for each, (base, custom) in zip(answered([0.0] * len(both)), both, strict=True)
    ]

    samples = sampled(records, "chrf")

    assert 3 == samples.failed
    assert [0, 5, 2] == [record.record for record in samples.failures]
    assert {0, 1, 2, 3, 5} <= excerpts(samples).keys()
