"""What may be said with ``-c``, to the app itself and as the CDK CLI hands it over."""

import json
from pathlib import Path

import pytest

from stacks.arguments import ASKING, REHEARSAL, chosen
from stacks.checkout import ROOT
from stacks.environments.environment import BadEnvironment
from stacks.synthesis import synthesise
from tuning.errors import TuningError

SOMEBODY = {"env": "dev", "notify": "ada@corp.com"}


def test_the_command_line_chooses_and_changes_an_environment() -> None:
    arguments = {**SOMEBODY, "base_model": "amazon.nova-lite-v1:0:300k"}

    row = chosen(arguments, "us-east-1")

    assert ("dev", "amazon.nova-lite-v1:0:300k") == (row.name, row.base_model)
    assert (("ada@corp.com",), "us-east-1") == (row.notify, row.region)


def test_addresses_lose_their_blanks_and_are_told_once() -> None:
    row = chosen({"env": "dev", "notify": " ada@corp.com,  team@corp.com,ada@corp.com "}, None)

    assert ("ada@corp.com", "team@corp.com") == row.notify


@pytest.mark.parametrize(
    "address",
    [
        "notanemail",
        "",
        "a@b.c,",
        "@corp.com",
        "ada@corp",
        "ada@@corp.com",
        "ada @corp.com",
        "ada@corp.com;bob@corp.com",
        "Ada <ada@corp.com>",
        "ada@-corp.com",
        "ada@corp..com",
        "ada@10.0.0.1",
        ".ada@corp.com",
        "ada.@corp.com",
        "ada..b@corp.com",
        "ada@corp.xn--",
        "https://hooks.corp.com",
        "a" * 65 + "@corp.com",
        "a@" + "b" * 250 + ".com",
    ],
)
def test_what_is_no_address_is_refused_with_one_that_is(address: str) -> None:
    with pytest.raises(BadEnvironment, match=r"is no e-mail address; write one like you@corp\.com"):
        chosen({"env": "dev", "notify": address}, None)


@pytest.mark.parametrize(
    "address",
    ["you@example.com", "a@EXAMPLE.org", "x@mail.example.net", "a@corp.invalid", "a@corp.test"],
)
def test_an_address_that_nobody_reads_is_refused(address: str) -> None:
    with pytest.raises(BadEnvironment, match=f"nobody can read {address}"):
        chosen({"env": "dev", "notify": address}, None)


@pytest.mark.parametrize(
    "address",
    ["o'neil+bedrock@mail.corp.co.uk", "ops@xn--mnchen-3ya.de", "a@x.xn--p1ai", "a.b@corp.io"],
)
def test_unusual_addresses_are_addresses(address: str) -> None:
    assert (address,) == chosen({"env": "dev", "notify": address}, None).notify


def test_what_would_be_deployed_without_anybody_notified_is_refused_with_the_words_to_type() -> (
    None
):
    with pytest.raises(BadEnvironment) as refused:
        chosen({"env": "dev"}, "us-east-1")

    for words in (
        'notify = ["you@corp.com"] into settings/dev.toml',
        'make deploy ENV=dev ARGS="-c notify=you@corp.com"',
        "make synth ENV=dev",
    ):
        assert words in str(refused.value)
    assert chosen({"env": "dev", "review": "true"}, None).notify


@pytest.mark.parametrize("more", [{}, {"notify": "ada@corp.com"}, {REHEARSAL: "false"}])
def test_the_environment_of_the_rehearsal_is_deployed_by_the_rehearsal_alone(
    more: dict[str, str],
) -> None:
    with pytest.raises(BadEnvironment, match=r"rehearsal's own .*make rehearse.* dev, prod"):
        chosen({"env": "local", **more}, "us-east-1")

    assert chosen({"env": "local", REHEARSAL: "true"}, None).notify
    assert chosen({"env": "local", "review": "true"}, None).notify


def test_only_the_rehearsal_can_ask_for_the_rule_of_staging_and_only_on_this_machine() -> None:
    asks = chosen({"env": "local", REHEARSAL: ASKING}, None)

    assert ("local", "approve", 0.01) == (asks.name, asks.over_ceiling, asks.max_training_usd)
    assert "refuse" == chosen({"env": "local", REHEARSAL: "true"}, None).over_ceiling
    dev = {"env": "dev", "notify": "ada@corp.com"}
    assert chosen(dev, None) == chosen({**dev, REHEARSAL: ASKING}, None)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("basemodel", "did you mean base_model?"),
        ("base-model", "did you mean base_model?"),
        ("notfy", "did you mean notify?"),
        ("ENV", "valid are: env, base_model, notify, api, review"),
        (
            "max_training_usd",
            "this is a permanent setting; write it into settings/dev.toml",
        ),
        ("max_trainings_usd", "did you mean max_training_usd?"),
    ],
)
def test_a_key_that_nobody_reads_is_refused_with_the_nearest(key: str, said: str) -> None:
    with pytest.raises(BadEnvironment) as refused:
        chosen({**SOMEBODY, key: "9"}, None)

    assert f"-c {key}: " in str(refused.value)
    assert said in str(refused.value)


def test_the_keys_of_the_cdk_are_the_cdks() -> None:
    own = json.loads((ROOT / "cdk.json").read_text())["context"]
    as_the_cli_does = {
        "aws:cdk:enable-path-metadata": True,
        "aws:cdk:bundling-stacks": ["**"],
        "availability-zones:account=123456789012:region=us-east-1": ["us-east-1a"],
        "acknowledged-issue-numbers": [19836],
        "cli-telemetry": False,
    }

    assert "dev" == chosen({**own, **as_the_cli_does, **SOMEBODY}, None).name


def test_a_key_of_ours_in_cdk_json_that_is_no_text_is_refused() -> None:
    with pytest.raises(BadEnvironment, match=r"-c notify: must be a text, and is \['a@b.c'\]"):
        chosen({"env": "dev", "notify": ["a@b.c"]}, None)


def test_the_region_of_the_command_line_is_checked() -> None:
    with pytest.raises(TuningError, match="cannot be customised in eu-west-1"):
        chosen(SOMEBODY, "eu-west-1")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            {},
            "error: choose an environment with -c env=NAME; NAME is one of: dev, prod, staging\n",
        ),
        (
            {"env": "nowhere"},
            "error: unknown environment 'nowhere'; choose one of: dev, prod, staging, "
            "or write settings/NAME.toml for a new one\n",
        ),
        (
            {"env": "dev", "notfy": "ada@corp.com"},
            "error: -c notfy: unknown; did you mean notify? valid are: env, base_model, notify, "
            "api, review. Everything else is a setting of settings/dev.toml\n",
        ),
    ],
)
def test_a_wrong_argument_ends_the_app_with_one_line(
    tmp_path: Path, arguments: dict[str, str], message: str
) -> None:
    assert message == synthesise(tmp_path, validate=False, context=arguments).error


def test_what_a_ceiling_will_refuse_is_said_at_synth(tmp_path: Path) -> None:
    made = synthesise(
        tmp_path,
        validate=False,
        context={"env": "dev", "base_model": "amazon.nova-2-lite-v1:0:256k"},
    )

    assert not made.error
    assert "note: One model unit of Nova 2 Lite at $60.50 an hour costs" in made.notes
