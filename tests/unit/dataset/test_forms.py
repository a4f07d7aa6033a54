"""Every form that public data have is read, told by name, and loses nothing that a model needs."""

import json
from typing import Any

import pytest

from tests.unit.dataset.taking import Took, handled, take_in

Q = "Which lamp is it?"
A = "The red one."


def lines(*records: object) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def conversation(*texts: str, system: str | None = None) -> dict[str, Any]:
    roles = ("user", "assistant")
    messages = [
        {"role": roles[number % 2], "content": [{"text": text}]}
        for number, text in enumerate(texts)
    ]
    told: dict[str, Any] = {"schemaVersion": "bedrock-conversation-2024", "messages": messages}
    return {**told, "system": [{"text": system}]} if system else told


FORMS: dict[str, tuple[dict[str, Any], str, dict[str, Any]]] = {
    "Alpaca with an input": (
        {"instruction": "Answer.", "input": Q, "output": A},
        "instruction/input/output (Alpaca)",
        conversation(f"Answer.\n\n{Q}", A),
    ),
    "Alpaca with an empty input and the whole text": (
        {"instruction": Q, "input": "", "output": A, "text": f"### {Q} {A}"},
        "instruction/input/output (Alpaca)",
        conversation(Q, A),
    ),
    "Alpaca with a history and a system text": (
        {"instruction": Q, "output": A, "system": "Be brief.", "history": [["Hi", "Hello"]]},
        "instruction/input/output (Alpaca)",
        conversation("Hi", "Hello", Q, A, system="Be brief."),
    ),
    "Dolly": (
        {"instruction": Q, "context": "A shop.", "response": A, "category": "closed_qa"},
        "instruction/context/response (Dolly)",
        conversation(f"{Q}\n\nA shop.", A),
    ),
    "question/answer": ({"question": Q, "answer": A}, "question/answer", conversation(Q, A)),
    "OpenOrca": (
        {"id": "1", "system_prompt": "Be brief.", "question": Q, "response": A},
        "question/response",
        conversation(Q, A, system="Be brief."),
    ),
    "prompt/response": ({"prompt": Q, "response": A}, "prompt/response", conversation(Q, A)),
    "a document and its summary": (
        {"document": Q, "summary": A},
        "document/summary",
        conversation(Q, A),
    ),
    "ShareGPT with the JSON of no tools": (
        {
            "conversations": [{"from": "human", "value": Q}, {"from": "gpt", "value": A}],
            "tools": "[]",
        },
        "conversations (ShareGPT)",
        conversation(Q, A),
    ),
    "UltraChat": (
        {
            "prompt": Q,
            "prompt_id": "1f",
            "messages": [{"role": "user", "content": Q}, {"role": "assistant", "content": A}],
        },
        "messages",
        conversation(Q, A),
    ),
    "messages beside the JSON of no tools": (
        {
            "messages": [{"role": "user", "content": Q}, {"role": "assistant", "content": A}],
            "tools": "[]",
        },
        "messages",
        conversation(Q, A),
    ),
    "instruction/response": (
        {"instruction": Q, "response": A},
        "instruction/response",
        conversation(Q, A),
    ),
    "text/label of a number": ({"text": Q, "label": 3}, "text/label", conversation(Q, "3")),
    "text/label of a truth value": (
        {"text": Q, "label": True},
        "text/label",
        conversation(Q, "true"),
    ),
    "prompt/completion beside a system text": (
        {"prompt": Q, "completion": A, "system": "Be brief."},
        "a question and its answer beside a system text, context or history",
        conversation(Q, A, system="Be brief."),
    ),
    "a completion that is a number": (
        {"prompt": Q, "completion": 4},
        "prompt/completion",
        conversation(Q, "4"),
    ),
    "ShareGPT": (
        {
            "id": "c1",
            "conversations": [
                {"from": "system", "value": "Be brief."},
                {"from": "human", "value": Q},
                {"from": "gpt", "value": A},
            ],
        },
        "conversations (ShareGPT)",
        conversation(Q, A, system="Be brief."),
    ),
    "ShareGPT with roles and contents": (
        {"conversations": [{"role": "User", "content": Q}, {"role": "chatgpt", "content": A}]},
        "conversations (ShareGPT)",
        conversation(Q, A),
    ),
    "OpenAI with names, weights and nulls": (
        {
            "messages": [
                {"role": "user", "name": "anna", "content": Q},
                {"role": "assistant", "content": A, "weight": 1, "function_call": None},
            ],
            "tools": [],
            "parallel_tool_calls": False,
        },
        "messages",
        conversation(Q, A),
    ),
    "messages of a human and a chatbot": (
        {"messages": [{"role": "Human", "content": Q}, {"role": "Chatbot", "content": A}]},
        "messages",
        conversation(Q, A),
    ),
    "messages with from and value": (
        {"messages": [{"from": "human", "value": Q}, {"from": "gpt", "value": A}]},
        "messages",
        conversation(Q, A),
    ),
    "Anthropic with cached blocks": (
        {
            "system": [
                {"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}
            ],
            "messages": [
                {"role": "user", "content": [{"type": "text", "text": Q}]},
                {"role": "assistant", "content": A},
            ],
        },
        "messages",
        conversation(Q, A, system="Be brief."),
    ),
    "Gemini": (
        {
            "systemInstruction": {"role": "system", "parts": [{"text": "Be brief."}]},
            "contents": [
                {"role": "user", "parts": [{"text": Q}]},
                {"role": "model", "parts": [{"text": A}]},
            ],
        },
        "contents with parts (Gemini)",
        conversation(Q, A, system="Be brief."),
    ),
    "lists of messages": (
        {
            "prompt": [{"role": "user", "content": Q}],
            "completion": [{"role": "assistant", "content": A}],
        },
        "prompt/completion as lists of messages",
        conversation(Q, A),
    ),
    "Bedrock without a schema version": (
        {
            "messages": [
                {"role": "user", "content": [{"text": Q}]},
                {"role": "assistant", "content": [{"text": A}]},
            ]
        },
        "bedrock-conversation-2024",
        conversation(Q, A),
    ),
    "an empty system text": (
        {
            "messages": [
                {"role": "system", "content": " "},
                {"role": "user", "content": Q},
                {"role": "assistant", "content": A},
            ]
        },
        "messages",
        conversation(Q, A),
    ),
}

EVERY = pytest.mark.parametrize(("record", "title", "becomes"), FORMS.values(), ids=FORMS.keys())


def errors(took: Took) -> list[str]:
    return [each.code for each in took.problems if each.severity == "error"]


@EVERY
def test_a_form_is_told_by_name_and_becomes_a_conversation(
    record: dict[str, Any], title: str, becomes: dict[str, Any]
) -> None:
    took = take_in(lines(record, record))

    assert [] == errors(took)
    assert f"JSONL of {title}" == took.format
    assert [becomes, becomes] == took.written


@EVERY
def test_an_array_and_a_document_of_many_lines_hold_the_same_records(
    record: dict[str, Any], title: str, becomes: dict[str, Any]
) -> None:
    for content, container in (
        (json.dumps([record, record]), "JSON array"),
        (json.dumps([record, record], indent=2), "JSON array"),
        (json.dumps(record, indent=2) + "\n" + json.dumps(record, indent=4), "JSON over several"),
        (json.dumps({"version": "1", "data": [record, record]}), "JSON list"),
    ):
        took = take_in(content.encode(), name="train.json")

        assert [] == errors(took)
        assert took.format
        assert took.format.startswith(container)
        assert [becomes, becomes] == took.written


def test_records_of_an_array_carry_the_lines_on_which_they_begin() -> None:
    good, bad = {"prompt": Q, "completion": A}, {"prompt": Q}
    took = take_in(json.dumps([good, bad, good], indent=1).encode(), name="train.json")

    assert ["MISSING_KEY@6"] == took.listed
    assert 2 == len(took.written)


def test_an_array_is_read_piece_by_piece() -> None:
    records = [{"prompt": f"{n} {Q}", "completion": '[{]}\\" ' * 50} for n in range(3_000)]
    took = take_in(json.dumps(records).encode(), name="train.json")

    assert [] == took.listed
    assert 3_000 == len(took.written)


def test_of_named_splits_only_what_is_trained_on_is_read_and_that_is_said() -> None:
    record = {"prompt": Q, "completion": A}
    took = take_in(json.dumps({"test": [record], "train": [record, record]}).encode())

    assert ["SPLIT_NOT_READ@1"] == took.listed
    assert 2 == len(took.written)


@pytest.mark.parametrize("first", ["data", "train", "records"])
@pytest.mark.parametrize("second", ["deleted", "rejected", "old", "items", "training", "bad_ones"])
def test_several_lists_are_never_merged_in_silence(first: str, second: str) -> None:
    good, bad = {"prompt": Q, "completion": A}, {"prompt": Q, "completion": "No."}
    took = take_in(json.dumps({first: [good], second: [bad, bad]}).encode(), name="train.json")

    (problem,) = took.problems
    assert ("SPLIT_NOT_READ", [conversation(Q, A)]) == (problem.code, took.written)
    assert f"that {second} is one to train on" in problem.message
    assert f"--list {first}" in problem.fix


def test_an_empty_list_beside_another_merges_nothing() -> None:
    took = take_in(json.dumps({"data": [{"prompt": Q, "completion": A}], "deleted": []}).encode())
    assert ([], [conversation(Q, A)]) == (took.listed, took.written)


SOURCES = ("Where is my parcel?", "May I cancel the order?", "The lamp is broken.", "It is red.")


@pytest.mark.parametrize("key", ["source", "info", "subject", "topic"])
@pytest.mark.parametrize("texts", [SOURCES, ("good morning", "red lamp", "thanks", "my parcel")])
def test_texts_are_not_taken_for_the_name_of_a_source(key: str, texts: tuple[str, ...]) -> None:
    records = [{"instruction": "Translate it.", key: text, "output": A} for text in texts]
    table = "\n".join([f"instruction,{key},output", *(f"Translate it.,{t},{A}" for t in texts)])
    for content, name in ((lines(*records), "train.jsonl"), (table.encode(), "train.csv")):
        took = take_in(content, name=name)
        (problem,) = [each for each in took.problems if each.severity == "error"]
        assert "TEXT_BESIDE" == problem.code
        assert "call it context" in problem.fix

    asked = [{("input" if k == key else k): v for k, v in record.items()} for record in records]
    assert [] == take_in(lines(*asked)).listed
    assert 4 == len(take_in(lines(*records), handled(lossy=True)).written)


@pytest.mark.parametrize("texts", [SOURCES])
def test_texts_beside_a_pair_or_a_conversation_are_refused_too(texts: tuple[str, ...]) -> None:
    pairs = [{"prompt": f"{n} {Q}", "completion": A, "source": t} for n, t in enumerate(texts)]
    assert "TEXT_BESIDE" in take_in(lines(*pairs)).codes
    said = [{"role": "user", "content": Q}, {"role": "assistant", "content": A}]
    talks = [{"messages": said, "info": text} for text in texts]
    assert "TEXT_BESIDE" in take_in(lines(*talks)).codes


@pytest.mark.parametrize(
    "names",
    [
        ("Red lamp catalogue", "Old price list", "Handbook", "Web shop"),
        ("The internal wiki of the support team.",) * 4,
        tuple(f"https://example.com/{n}/a?b=c" for n in range(4)),
        tuple(f"doc-{n}" for n in range(4)),
    ],
)
def test_names_of_sources_are_left_out(names: tuple[str, ...]) -> None:
    records = [{"prompt": f"{n} {Q}", "completion": A, "source": t} for n, t in enumerate(names)]
    took = take_in(lines(*records))
    assert ({"KEY_LEFT_OUT"}, 4) == (took.codes, len(took.written))


@pytest.mark.parametrize(
    "spelling",
    ["1.10", "12345678901234567890123.50", "1E5", "-0", "123456789012345678901"],
)
@pytest.mark.parametrize("keys", ["prompt completion", "question answer", "text label"])
def test_a_number_keeps_the_spelling_of_its_file(spelling: str, keys: str) -> None:
    asked, answer = keys.split()
    took = take_in(f'{{"{asked}": "{Q}", "{answer}": {spelling}}}'.encode())
    assert ({"VALUE_AS_TEXT"}, [conversation(Q, spelling)]) == (took.codes, took.written)


@pytest.mark.parametrize(
    ("asked", "answer", "wrong"),
    [
        ("instruction", "output", "outptu"),
        ("instruction", "output", "ouptut"),
        ("input", "response", "repsonse"),
    ],
)
def test_a_misspelt_answer_is_named_and_not_left_out(asked: str, answer: str, wrong: str) -> None:
    took = take_in(lines({asked: "Answer.", "input": Q, wrong: A}), handled(lossy=True))
    (problem,) = took.problems
    assert ("MISSING_KEY", []) == (problem.code, took.written)
    assert f"{answer} is missing; {wrong} may be meant for it" in problem.message


def test_an_unknown_form_is_answered_once_with_its_keys_and_the_nearest_form() -> None:
    took = take_in(lines(*({"qestion": f"{n}", "anwser": A} for n in range(80))))

    (problem,) = took.problems
    assert "UNKNOWN_FORMAT" == problem.code
    assert "qestion, anwser" in problem.message
    assert "question/answer" in problem.message
    assert "--columns" in problem.fix


def test_columns_name_the_keys_of_lines_too() -> None:
    took = take_in(lines({"ask": Q, "say": A, "id": 1}), handled(columns=("ask", "say")))

    assert [conversation(Q, A)] == took.written


def test_a_key_whose_meaning_is_known_is_left_out_and_named_once() -> None:
    took = take_in(lines(*({"id": n, "prompt": Q, "completion": A} for n in range(9))))

    assert {"KEY_LEFT_OUT": 1} == took.counts
    assert 9 == len(took.written)


def test_no_advice_harms_a_record_with_a_key_whose_meaning_is_not_known() -> None:
    records = lines(*({"prompt": Q, "completion": A, "hint": "Look up."} for _ in range(9)))
    (problem,) = take_in(records).problems

    assert "UNKNOWN_KEY" == problem.code
    assert "take it out" not in problem.fix
    asked = take_in(records, handled(lossy=True))
    assert {"KEY_DROPPED": 1} == asked.counts
    assert 9 == len(asked.written)


NEEDED = "where a later question needs them, write those turns into it"


RENDERED = f"### Instruction:\n{Q}\n\n### Response:\n{A}"


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        (RENDERED, {}),
        (RENDERED.replace("\n", "\r\n"), {}),
        ("Lorries of the depot were late.", {"UNKNOWN_KEY": 1}),
        (f"{Q} Lorries of the depot were late.", {"UNKNOWN_KEY": 1}),
    ],
)
def test_a_text_beside_an_instruction_is_passed_over_only_as_the_example_in_a_template(
    text: str, counts: dict[str, int]
) -> None:
    record = {"instruction": Q, "input": "", "output": A, "text": text}

    assert counts == take_in(lines(record)).counts
    assert counts == take_in(lines({**record, "instruction": "", "input": Q})).counts


def test_an_answer_that_must_not_be_learned_is_refused_or_left_out_with_its_question() -> None:
    record = {
        "messages": [
            {"role": "user", "content": "Hello"},
            {"role": "assistant", "content": "Go away.", "weight": 0},
            {"role": "user", "content": Q},
            {"role": "assistant", "content": A, "weight": 1},
        ]
    }
    refused = take_in(lines(record, record))
    assert {"WEIGHT_ZERO": 1} == refused.counts
    assert NEEDED in refused.problems[0].fix

    asked = take_in(lines(record), handled(lossy=True))
    assert {"UNLEARNED_LEFT_OUT": 1} == asked.counts
    assert NEEDED in asked.problems[0].fix
    assert [conversation(Q, A)] == asked.written


PREFERENCES: dict[str, dict[str, Any]] = {
    "chosen and rejected": {"prompt": Q, "chosen": A, "rejected": "No."},
    "as messages": {
        "prompt": Q,
        "chosen": [{"role": "user", "content": Q}, {"role": "assistant", "content": A}],
        "rejected": [{"role": "user", "content": Q}, {"role": "assistant", "content": "No."}],
    },
    "OpenAI": {
        "input": {"messages": [{"role": "user", "content": Q}]},
        "preferred_output": [{"role": "assistant", "content": A}],
        "non_preferred_output": [{"role": "assistant", "content": "No."}],
    },
    "LLaMA-Factory": {
        "conversations": [{"from": "human", "value": Q}],
        "chosen": {"from": "gpt", "value": A},
        "rejected": {"from": "gpt", "value": "No."},
    },
    "transcripts": {
        "chosen": f"\n\nHuman: {Q}\n\nAssistant: {A}",
        "rejected": f"\n\nHuman: {Q}\n\nAssistant: No.",
    },
    "UltraFeedback": {
        "prompt": Q,
        "prompt_id": "1f",
        "chosen": [{"role": "user", "content": Q}, {"role": "assistant", "content": A}],
        "rejected": [{"role": "user", "content": Q}, {"role": "assistant", "content": "No."}],
        "messages": [{"role": "user", "content": Q}, {"role": "assistant", "content": A}],
        "score_chosen": 8.5,
        "score_rejected": 4.0,
    },
    "messages that lead to the answer, whose first is told again": {
        "prompt": Q,
        "messages": [{"role": "user", "content": Q}],
        "chosen": A,
        "rejected": "No.",
    },
    "labelled": {"prompt": Q, "completion": A, "label": True},
    "labelled by a number": {"prompt": Q, "completion": A, "label": 1},
    "labelled by a text": {"prompt": Q, "completion": A, "label": "True"},
    "an instruction that is labelled": {"instruction": Q, "output": A, "kto_tag": True},
    "what was rejected beside an output": {"instruction": Q, "output": A, "rejected": "No."},
    "what was rejected beside a completion": {"prompt": Q, "completion": A, "rejected": "No."},
}


@pytest.mark.parametrize("record", PREFERENCES.values(), ids=PREFERENCES.keys())
def test_preference_data_are_never_trained_on_by_mistake(record: dict[str, Any]) -> None:
    took = take_in(lines(record, record))
    assert {"PREFERENCES": 1} == took.counts
    assert [] == took.written

    asked = take_in(lines(record, record), handled(preferred=True))
    assert [] == errors(asked)
    assert [conversation(Q, A)] * 2 == asked.written


def test_an_answer_that_people_did_not_like_is_not_learned() -> None:
    for label in (False, 0, "False", "0", -1):
        records = lines({"prompt": Q, "completion": "No.", "label": label})
        asked = take_in(records, handled(preferred=True))

        assert {"DISLIKED_LEFT_OUT": 1} == asked.counts
        assert [] == asked.written


RATED: dict[str, tuple[object, bool | None]] = {
    "rating": (4, None),
    "score": (1, None),
    "reward": (-0.3, None),
    "stars": ("5", None),
    "helpfulness": (True, True),
    "thumbs": ("down", False),
    "thumbs_up": (1, True),
    "thumbs_down": (True, False),
    "feedback": ("👍", True),
    "user_feedback": ("bad", False),
    "liked": ("no", False),
    "quality": ("poor", None),
    "approved": ("no", False),
    "is_correct": (True, True),
    "deleted": (1, False),
    "is_deleted": (0, True),
    "flagged": ("yes", False),
    "status": ("rejected", False),
    "review_status": ("Approved", True),
}


@pytest.mark.parametrize("key", RATED)
@pytest.mark.parametrize("pair", ["prompt/completion", "question/answer", "document/summary"])
def test_a_rating_beside_an_answer_is_preference_data(key: str, pair: str) -> None:
    value, liked = RATED[key]
    asked, answer = pair.split("/")
    record = {asked: Q, answer: A, key: value}
    table = f"{asked},{answer},{key}\n{Q},{A},{value}\n".encode()
    for content, name in ((lines(record), "train.jsonl"), (table, "train.csv")):
        for handling in (handled(), handled(lossy=True), handled(columns=(asked, answer))):
            took = take_in(content, handling, name=name)
            assert ({"PREFERENCES"}, []) == (took.codes, took.written)
            assert "lossy" not in str(took.problems)

        took = take_in(content, handled(preferred=True), name=name)
        assert ([conversation(Q, A)] if liked else []) == took.written
        assert (liked is None) == ("WRONG_TYPE" in took.codes)


@pytest.mark.parametrize("key", ["messages", "conversations"])
def test_a_rated_conversation_is_preference_data(key: str) -> None:
    said = [{"role": "user", "content": Q}, {"role": "assistant", "content": A}]
    for rating, liked in (("up", True), ("down", False)):
        content = lines({key: said, "feedback": rating})
        assert {"PREFERENCES": 1} == take_in(content, handled(lossy=True)).counts
        took = take_in(content, handled(preferred=True))
        assert ([conversation(Q, A)] if liked else []) == took.written


@pytest.mark.parametrize(
    "pair", [("Question ", " Answer"), (" prompt", "completion\t"), ("instruction ", "output")]
)
def test_blanks_around_a_key_are_none_of_it(pair: tuple[str, str]) -> None:
    took = take_in(lines({pair[0]: Q, pair[1]: A}, {pair[0]: f"{Q}!", pair[1]: A}))

    assert ({}, [conversation(Q, A), conversation(f"{Q}!", A)]) == (took.counts, took.written)


@pytest.mark.parametrize("value", ["open", "pending", 1, True])
def test_a_status_that_says_no_liking_rates_nothing(value: object) -> None:
    took = take_in(lines({"prompt": Q, "completion": A, "status": value}))

    assert {"UNKNOWN_KEY": 1} == took.counts


@pytest.mark.parametrize("key", ["notes", "comment", "reviewer_comment"])
def test_what_people_noted_of_records_is_left_out_and_said_to_be_unread(key: str) -> None:
    noted = [
        {"prompt": f"{n} {Q}", "completion": A, key: note} for n, note in enumerate(("WRONG", "ok"))
    ]

    took = take_in(lines(*noted))

    assert ({"NOTES_LEFT_OUT": 1}, 2) == (took.counts, len(took.written))
    assert "nothing to fix" not in took.problems[0].fix


@pytest.mark.parametrize(
    ("value", "code"),
    [("test", "SPLIT_IN_ROWS"), ("Validation", "SPLIT_IN_ROWS"), ("train", "KEY_LEFT_OUT")],
)
def test_a_split_that_single_records_name_is_said_not_to_be_followed(value: str, code: str) -> None:
    assert {code: 1} == take_in(lines({"prompt": Q, "completion": A, "split": value})).counts
    for header in ("prompt,completion,split", "question,answer,split"):
        table = f"{header}\n{Q},{A},{value}\n{Q}!,{A},{value}\n".encode()
        took = take_in(table, name="train.csv")
        assert ({code: 1}, 2) == (took.counts, len(took.written))


def test_a_text_beside_an_answer_rates_nothing() -> None:
    (problem,) = take_in(lines({"prompt": Q, "completion": A, "feedback": "Be brief."})).problems
    assert "UNKNOWN_KEY" == problem.code


@pytest.mark.parametrize(
    ("sides", "said", "better"),
    [
        ("response_a response_b", "b", "response_b"),
        ("response_a response_b", "model_a", "response_a"),
        ("answer_1 answer_2", 2, "answer_2"),
        ("completion1 completion2", "completion1", "completion1"),
        ("response_a response_b", "tie", None),
        ("response_a response_b", 1, None),
        ("response_a response_b", None, None),
    ],
)
def test_of_two_answers_the_one_that_people_preferred_is_taken(
    sides: str, said: object, better: str | None
) -> None:
    texts = dict.fromkeys(sides.split(), "No.") | ({better: A} if better else {})
    content = lines({"prompt": Q, **texts, "winner": said, "model_a": "x", "model_b": "y"})
    for handling in (handled(), handled(lossy=True), handled(columns=("prompt", "winner"))):
        assert {"PREFERENCES": 1} == take_in(content, handling).counts

    took = take_in(content, handled(preferred=True))
    assert ([conversation(Q, A)] if better else []) == took.written
    assert ("WRONG_TYPE" in took.codes) == (better is None and said != "tie")


def test_a_table_of_labelled_answers_is_preference_data() -> None:
    table = f"prompt,completion,label\n{Q},{A},True\n{Q},No.,False\n".encode()
    took = take_in(table, name="train.csv")
    assert {"PREFERENCES"} == took.codes
    assert [] == take_in(table, handled(lossy=True), name="train.csv").written

    asked = take_in(table, handled(preferred=True), name="train.csv")
    assert [conversation(Q, A)] == asked.written


def test_a_label_that_says_no_liking_is_a_key_like_any_other() -> None:
    table = f"prompt,completion,label\n{Q},{A},lamps\n".encode()
    for content, name in (
        (table, "train.csv"),
        (lines({"prompt": Q, "completion": A, "label": "lamps"}), "train.jsonl"),
    ):
        (problem,) = take_in(content, name=name).problems
        assert "UNKNOWN_KEY" == problem.code
        assert "label is not part of prompt/completion" in problem.message
        asked = take_in(content, handled(lossy=True), name=name)
        assert [conversation(Q, A)] == asked.written


def test_a_record_without_what_preference_data_have_is_answered() -> None:
    good = {"prompt": Q, "chosen": A, "rejected": "No."}
    took = take_in(lines(good, {"rejected": "No."}), handled(preferred=True))
    assert ["MISSING_KEY@2"] == [each for each in took.listed if "MISSING" in each]

    labelled = {"prompt": Q, "completion": A, "label": True}
    took = take_in(lines(labelled, {"said": A}), handled(preferred=True))
    assert "WRONG_TYPE@2" in took.listed


def test_two_forms_in_one_file_are_an_error() -> None:
    took = take_in(lines({"question": Q, "answer": A}, {"prompt": Q, "chosen": A, "rejected": "x"}))

    assert ["MIXED_FORMATS@2"] == took.listed


@pytest.mark.parametrize("key", ["inline_data", "inlineData", "fileData", "file_data"])
def test_a_file_among_the_parts_of_gemini_is_no_key_to_leave_out(key: str) -> None:
    turns = [
        {"role": "user", "parts": [{"text": Q}, {key: {"mime_type": "image/png"}}]},
        {"role": "model", "parts": [{"text": A}]},
    ]
    for handling in (handled(), handled(lossy=True)):
        assert {"NOT_ONLY_TEXT": 1} == take_in(lines({"contents": turns}), handling).counts


def test_keys_are_known_in_any_case() -> None:
    named = {"Instruction": "Answer.", "Input": Q, "OUTPUT": A, "ID": 1}
    took = take_in(lines(named, named))
    assert {"KEY_LEFT_OUT": 1} == took.counts
    assert "JSONL of instruction/input/output (Alpaca)" == took.format
    assert [conversation(f"Answer.\n\n{Q}", A)] * 2 == took.written

    for record in ({"Prompt": Q, "Completion": A}, {"INPUT": Q, "Output": A}):
        took = take_in(lines(record, {key.lower(): text for key, text in record.items()}))
        assert [] == errors(took)
        assert [conversation(Q, A)] * 2 == took.written

    labelled = lines({"Prompt": Q, "Completion": A, "Label": False})
    assert {"PREFERENCES": 1} == take_in(labelled).counts


def test_two_keys_that_only_their_case_tells_apart_are_not_taken_for_one() -> None:
    took = take_in(lines({"prompt": Q, "completion": A, "Completion": "No."}))

    assert [] == took.written
    assert errors(took)


def test_naming_columns_loses_nothing_that_a_question_needs_and_names_what_it_leaves() -> None:
    asked = handled(columns=("Ask", "say"))
    record = {"Ask": "Answer.", "Say": A, "Input": Q, "mood": "calm", "text": "all"}
    took = take_in(lines(record), asked)

    assert {"KEY_DROPPED": 2} == took.counts
    assert [conversation(f"Answer.\n\n{Q}", A)] == took.written


RATED_ONES = [
    {"prompt": Q, "completion": A, "rating": 4},
    {"prompt": Q, "completion": A, "thumbs": "down"},
    {"instruction": Q, "output": A, "liked": True},
    {"question": Q, "answer": A, "label": False},
]


@pytest.mark.parametrize("rated", RATED_ONES)
def test_answers_of_which_some_have_a_rating_are_said_to_be_such(rated: dict[str, Any]) -> None:
    *asked, _ = rated
    plain = {key: rated[key] for key in asked}

    (later,) = take_in(lines(plain, rated)).problems
    assert ("RATED_IN_PART", 2) == (later.code, later.line)
    assert "has a rating that says whether people liked it; that of the first" in later.message
    *_, last = take_in(lines(rated, plain)).problems
    assert ("RATED_IN_PART", 2) == (last.code, last.line)
    assert "has no rating that" in last.message


@pytest.mark.parametrize(
    "pair", [("article", "summary"), ("query", "answer"), ("user", "assistant")]
)
def test_a_form_of_several_pairs_of_keys_is_called_by_those_that_are_there(
    pair: tuple[str, str],
) -> None:
    record = {**dict(zip(pair, (Q, A), strict=True)), "id": 1}
    table = f"id,{','.join(pair)}\n1,{Q},{A}\n".encode()

    for took in (take_in(lines(record)), take_in(table, name="train.csv")):
        assert took.format in (f"JSONL of {'/'.join(pair)}", f"CSV of {'/'.join(pair)}")
        assert [f"id beside {'/'.join(pair)} is an identifier"] == [
            each.message.partition(",")[0] for each in took.problems
        ]


@pytest.mark.parametrize("label", [True, False, 1, 0])
def test_naming_columns_does_not_make_answers_of_preferences(label: object) -> None:
    columns = handled(columns=("prompt", "completion"))
    record = {"prompt": Q, "completion": A, "label": label}
    plain = {"prompt": Q, "completion": A}

    assert [] == take_in(lines(record, record), columns).written
    assert "RATED_IN_PART@2" in take_in(lines(plain, record), columns).listed
    table = f"prompt,completion,label\n{Q},{A},{label}\n".encode()
    assert {"PREFERENCES"} == take_in(table, columns, name="train.csv").codes


def test_columns_that_no_record_has_are_named() -> None:
    took = take_in(lines(*[{"prompt": Q, "completion": A}] * 3), handled(columns=("ask", "say")))

    assert ["COLUMNS_NOT_THERE@1"] == took.listed
    assert "ask, say" in took.problems[0].message
    assert 3 == len(took.written)
