"""Question sets are put to any models, one after another, and nothing is asked twice."""

from collections import Counter
from dataclasses import replace

from msgspec import structs

from tests.unit.conftest import Bucket
from tests.unit.evaluation.conftest import Models, Time, refusal
from tests.unit.evaluation.test_asking import ARN, DEPLOYMENT
from tests.unit.evaluation.test_compare import BASE, KEY, admission, lines, right
from tuning.evaluation import asking, attempt, respondents, sitting
from tuning.evaluation.answers import HeldOut, Message, TextBlock, held_out
from tuning.evaluation.attempt import Attempt, Questions
from tuning.run.registration import Registration

PROBES = Questions(
    records=[
        (
            1,
            HeldOut(
                messages=(
                    Message(role="user", content=(TextBlock("question 1000"),)),
                    Message(role="assistant", content=(TextBlock("fine"),)),
                )
            ),
        )
    ],
    respondents=(),
    title="probes",
    folder="answers/probes",
)


def sit(registration: Registration, time: Time, *sets: Questions) -> Attempt:
    return attempt.make(sitting.begin(registration, time.clock), sets, None)


def test_what_one_state_asked_no_other_asks_again(
    registration: Registration, bucket: Bucket, models: Models, time: Time
) -> None:
    bucket.objects[KEY] = lines(20)
    models.says = {BASE: right, ARN: right}
    base = respondents.base(registration.ready_recipe, time.clock)

    before = sit(
        registration, time, Questions(records=held_out(bucket.objects[KEY]), respondents=(base,))
    )
    answers = asking.ask(registration, admission(20), DEPLOYMENT, clock=time.clock)

    assert before.done
    assert len(before.replies[0]["base"]) == answers.records == 20
    assert Counter(model for model, _ in models.asked()) == {BASE: 20, ARN: 20}


def test_a_respondent_may_be_asked_in_words_of_its_own(
    registration: Registration, bucket: Bucket, models: Models, time: Time
) -> None:
    """Its replies are kept by its own name, and those to the record as it stands stay."""

    def hinted(record: HeldOut) -> HeldOut:
        return structs.replace(record, system=(TextBlock("Think."),))

    models.says = {BASE: right}
    base = respondents.base(registration.ready_recipe, time.clock)
    prompted = replace(base, name="prompted", framing=hinted)

    made = sit(
        registration,
        time,
        Questions(records=held_out(lines(9)), respondents=(base, prompted)),
    )

    assert {name: len(replies) for name, replies in made.replies[0].items()} == {
        "base": 9,
        "prompted": 9,
    }
    told = Counter(request["system"][0]["text"] for request in models.requests)
    assert told == {"Name the intent.": 9, "Think.": 9}
    assert "runs/faq/faq-0123456789ab/answers/prompted/1.json" in bucket.objects


def test_sets_are_asked_one_after_another_and_their_replies_kept_apart(
    registration: Registration, bucket: Bucket, models: Models, time: Time
) -> None:
    models.says = {BASE: right}
    base = respondents.base(registration.ready_recipe, time.clock)

    made = sit(
        registration,
        time,
        Questions(records=held_out(lines(9)), respondents=(base,)),
        replace(PROBES, respondents=(base,)),
    )

    assert made.done
    assert models.asked()[-1] == (BASE, "question 1000")
    assert [len(replies["base"]) for replies in made.replies] == [9, 1]
    assert "runs/faq/faq-0123456789ab/answers/probes/base/1.json" in bucket.objects


def test_what_is_missing_is_named_by_its_set(
    registration: Registration, bucket: Bucket, models: Models, time: Time
) -> None:
    def out(prompt: str) -> str:
        if prompt in ("question 1000", "Hello"):
            raise refusal("ServiceUnavailableException", "try later")
        return right(prompt)

    models.says = {BASE: out}
    base = respondents.base(registration.ready_recipe, time.clock)

    made = sit(
        registration,
        time,
        Questions(records=held_out(lines(9)), respondents=(base,)),
        replace(PROBES, respondents=(base,)),
    )

    assert not made.done
    assert (made.message or "").startswith("1 probe is still to be answered; the base model")


def test_who_is_asked_beside_both_models_is_written_and_scored(
    registration: Registration,
    bucket: Bucket,
    models: Models,
    time: Time,
) -> None:
    models.says = {BASE: lambda _: "no idea", ARN: right}
    base = respondents.base(registration.ready_recipe, time.clock)
    custom = respondents.custom(registration.ready_recipe, DEPLOYMENT, time.clock)
    champion = replace(custom, name="champion")
    records = held_out(lines(9))

    made = sit(registration, time, Questions(records=records, respondents=(base, custom, champion)))
    answered = asking.answers_to(records, made.replies[0], registration.ready_recipe)

    assert all(one.others["champion"] == one.custom for one in answered)
    assert all(one.other_scores["champion"] == one.custom_scores for one in answered)
    assert answered[0].base_scores != answered[0].custom_scores
