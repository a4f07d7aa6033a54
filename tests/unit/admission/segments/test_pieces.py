"""What was read of a segment outlives the function that read it."""

import json
from collections.abc import Callable

import pytest

from tests.unit.admission.segments.reading import Reader, known
from tests.unit.admission.store import Store
from tuning.admission.segments import pieces
from tuning.models.catalogue import base_model
from tuning.run.handling import Handling

RUN = "faq-0123456789ab"
HANDLING = Handling(model=base_model("amazon.nova-micro-v1:0:128k"))
FAULTY = b'{]\n{"prompt": "write to jane.doe@example.com", "completion": "\\u0007"}\n\n' * 30
FOUND = json.dumps({"prompt": "write to jane.doe@example.com", "completion": "I do"}).encode()


@pytest.mark.parametrize("count", [0, 300])
def test_a_piece_that_was_stored_is_read_back_as_it_was(
    store: Store, records: Callable[..., bytes], count: int
) -> None:
    content = records(count) + FAULTY + FOUND
    with Reader(HANDLING) as reader:
        piece = reader.whole(content)
        before = {**known(piece), "sha256": piece.facts.sha256}
        pieces.store(piece, run_id=RUN, number=3)
    with pieces.load(run_id=RUN, number=3) as piece:
        assert before == {**known(piece), "sha256": piece.facts.sha256}
        assert piece.facts.sha256
        assert piece.privacy["EMAIL"]


def test_the_figures_of_a_piece_hold_no_text(store: Store) -> None:
    with Reader(HANDLING) as reader:
        piece = reader.whole(FAULTY + FOUND)
        pieces.store(piece, run_id=RUN, number=0)
    stored = store.of("artifacts-bucket")

    assert {
        f"pieces/faq/{RUN}/0/lines.jsonl",
        f"pieces/faq/{RUN}/0/figures.msgpack",
    } == stored.keys()
    assert b"jane" in stored[f"pieces/faq/{RUN}/0/lines.jsonl"]
    assert b"jane" not in stored[f"pieces/faq/{RUN}/0/figures.msgpack"]


def test_storing_again_replaces_what_an_earlier_attempt_stored(
    store: Store, records: Callable[..., bytes]
) -> None:
    for count in (10, 4):
        with Reader(HANDLING) as reader:
            piece = reader.whole(records(count))
            pieces.store(piece, run_id=RUN, number=0)

    with pieces.load(run_id=RUN, number=0) as piece:
        assert 4 == len(piece.sheet) == piece.lines.records
