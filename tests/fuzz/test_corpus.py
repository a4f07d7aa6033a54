"""What the fuzzer begins with, and every file that once broke a rule, breaks none."""

import pytest

from tests.fuzz.inputs import CORPUS, HANDLINGS, WRAPPINGS, opened, seeds
from tests.fuzz.oracle import examine

SEEDS = dict(seeds())


@pytest.mark.parametrize("seed", SEEDS)
def test_a_file_of_the_corpus_breaks_no_rule(seed: str) -> None:
    content, name, handling = opened(SEEDS[seed])
    examine(content, name=name, handling=handling)


def test_every_wrapping_and_handling_can_be_drawn() -> None:
    first = {mutated[0] for mutated in SEEDS.values()}

    assert len(WRAPPINGS) <= 256 >= len(HANDLINGS)
    assert first <= set(range(len(WRAPPINGS)))
    assert len(SEEDS) > len(list(CORPUS.iterdir()))
