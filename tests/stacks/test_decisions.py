"""The table of decisions, and what is wrong with it beside what the rules find."""

from dataclasses import replace
from datetime import date

import pytest

from stacks.checkout import ROOT
from stacks.compliance.acknowledgements import Acknowledged
from stacks.compliance.findings import Finding
from stacks.compliance.judging import Judged, complaints, judged
from stacks.compliance.table import BadDecision, Decision, decisions, faults, read
from stacks.environments.known import environment
from stacks.synthesis import Assembly

TODAY = date(2026, 11, 28)

PLAIN = Decision(
    id="plain-bucket",
    rules=("Pack-S1",),
    scope=("Stack/Plain",),
    reason="Its readers are known by other means, and the auditor has their names.",
    effect="Nobody's reading is logged.",
    owner="data owner",
    date=TODAY,
    review_by=date(2027, 5, 28),
    evidence=("README.md",),
)

FOUND = Finding(
    rule="Pack-S1",
    resource="Stack/Plain",
    detail="",
    pack="Pack",
    type="AWS::S3::Bucket",
    severity="error",
    asks="The bucket keeps no access logs",
    controls=(),
    state="acknowledged",
    decision="plain-bucket",
)


def an_environment(*found: Finding, beside: tuple[Acknowledged, ...] = ()) -> Judged:
    return Judged(
        environment=environment("dev"),
        findings=found,
        resources=frozenset(
            {"Stack/Plain", "Stack/PlainToo", "Other/Plain", *(one.resource for one in found)}
        ),
        beside=beside,
    )


def test_what_is_decided_and_found_is_complained_of_by_nobody() -> None:
    assert [] == list(faults([PLAIN], TODAY))
    assert [] == list(complaints([PLAIN], [an_environment(FOUND)]))


def test_an_expired_decision_is_named() -> None:
    assert [] == list(faults([PLAIN], date(2027, 5, 28))), "it holds until the end of its day"
    [fault] = faults([PLAIN], date(2027, 5, 29))

    assert (
        "decisions.toml: plain-bucket: was to be reviewed by 2027-05-28; look at it again" in fault
    )


def test_a_stale_decision_is_named() -> None:
    [whole] = complaints([PLAIN], [an_environment()])
    more = replace(PLAIN, rules=("Pack-S1", "Pack-S2"), scope=("Stack/Plain", "Stack/Gone"))
    [rule, scope] = complaints([more], [an_environment(FOUND)])

    assert "plain-bucket: no rule finds any more what it answers; delete the decision" in whole
    assert "rule 'Pack-S2' answers nothing any more; delete it" in rule
    assert "scope 'Stack/Gone' answers nothing any more; delete it" in scope


def test_a_decision_for_a_setting_that_no_environment_has_waits() -> None:
    waits = replace(PLAIN, when="subnet_ids")
    inside = replace(environment("dev"), subnet_ids=("subnet-1",), security_group_ids=("sg-1",))

    assert [] == list(complaints([waits], [an_environment()]))
    [stale] = complaints([waits], [replace(an_environment(), environment=inside)])
    assert "delete the decision" in stale


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reason": " "}, "has no reason of 10 words"),
        ({"reason": "Demo."}, "has no reason of 10 words"),
        ({"effect": ""}, "effect is empty"),
        ({"owner": " "}, "owner is empty"),
        ({"scope": ()}, "scope is empty"),
        ({"evidence": ()}, "evidence is empty"),
    ],
)
def test_an_empty_decision_is_named(change: dict[str, object], said: str) -> None:
    [fault] = faults([replace(PLAIN, **change)], TODAY)  # type: ignore[arg-type]

    assert said in fault


def test_a_duplicated_decision_is_named() -> None:
    again = replace(PLAIN, id="plain-again")

    [fault] = faults([PLAIN, PLAIN], TODAY)
    [twice] = complaints([PLAIN, again], [an_environment(FOUND)])

    assert "plain-bucket: 2 decisions have this id" in fault
    assert "plain-bucket and plain-again both answer Pack-S1 in Stack/Plain" in twice


def test_a_decision_that_is_too_wide_is_named() -> None:
    wide = replace(PLAIN, scope=("Stack/Plain*",))

    [complaint] = complaints([wide], [an_environment(FOUND)])

    assert "scope 'Stack/Plain*' is wider than what Pack-S1 finds" in complaint
    assert "it also covers Stack/PlainToo" in complaint


@pytest.mark.parametrize("scope", ["*", "Stack", "Stack/*", "Stack/*/*"])
def test_a_decision_for_all_of_a_stack_says_so(scope: str) -> None:
    [fault] = faults([replace(PLAIN, scope=(scope,))], TODAY)

    assert "is all of a stack; name its resources, or say stack_wide = true" in fault
    assert [] == list(faults([replace(PLAIN, scope=(scope,), stack_wide=True)], TODAY))


@pytest.mark.parametrize("found", ["…", "<…>", "<…>/…"])
def test_a_decision_for_whatever_is_found_is_named(found: str) -> None:
    [fault] = faults([replace(PLAIN, found=(found,))], TODAY)

    assert "is anything at all; name what was found" in fault


def test_a_finding_that_nobody_answered_is_named() -> None:
    opened = replace(FOUND, rule="Pack-S9", state="open", decision="")
    more = replace(opened, resource="Stack/PlainToo")

    [complaint] = complaints([PLAIN], [an_environment(FOUND, opened, more)])

    assert "Pack-S9: nobody answered Stack/Plain and 1 more in dev; mend it, or answer" in complaint


def test_an_acknowledgement_beside_the_table_is_named() -> None:
    elsewhere = replace(FOUND, resource="Stack/Else", decision="Its readers")
    idle = Acknowledged(resource="Stack/Plain", rule="Pack::Pack-S3")

    [moved, deleted] = complaints([PLAIN], [an_environment(FOUND, elsewhere, beside=(idle,))])

    assert "Stack/Else acknowledges Pack-S1 in the code of dev" in moved
    assert "Stack/Plain acknowledges Pack::Pack-S3, which no rule found in dev" in deleted


def test_more_decisions_than_one_reads_are_too_many() -> None:
    many = [replace(PLAIN, id=f"plain-{number}") for number in range(16)]

    [fault] = faults(many, TODAY)

    assert "16 decisions; at most 15" in fault


def test_a_decision_lasts_a_year_at_most() -> None:
    [fault] = faults([replace(PLAIN, review_by=date(2028, 1, 1))], TODAY)

    assert "review_by 2028-01-01 is over a year after its date" in fault


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[decision]\n", "decisions.toml is not TOML"),
        ('[[decision]]\nid = "a"\n', "decisions.toml: a: rules is missing"),
        ('[[decision]]\nid = "a"\nreasons = ""\n', "decisions.toml: a: unknown key reasons"),
        ("[[decision]]\nrules = []\n", "a decision without an id: id is missing"),
    ],
)
def test_a_table_that_cannot_be_read_says_where(text: str, said: str) -> None:
    with pytest.raises(BadDecision, match=said.replace("[", r"\[")):
        read(text)


def test_a_reference_is_one_however_it_is_spelled() -> None:
    decision = replace(PLAIN, found=("<…>/runs/…",))

    for detail in (
        "<BucketsArtifactsB9EE6400.Arn>/runs/*",
        "<Foundation/Buckets/Artifacts>/runs/*/*/report.*",
        "bedrock-finetune-prod-foundation:ExportsOutputFnGetAttBuckets92A/runs/<tag>/*",
    ):
        assert decision.knows(detail), detail
    assert not decision.knows("<Foundation/Buckets/Artifacts>/snapshots/*")
    assert not decision.knows("")


def test_the_decisions_of_this_project_hold(assemblies: dict[str, Assembly]) -> None:
    environments = [judged(environment(name), made) for name, made in assemblies.items()]

    assert [] == list(faults(decisions(), date.today()))  # noqa: DTZ011 (a day of people's)
    assert [] == list(complaints(decisions(), environments))


def test_what_proves_a_decision_is_there() -> None:
    for decision in decisions():
        for evidence in decision.evidence:
            assert (ROOT / evidence).is_file(), f"{decision.id}: {evidence}"
