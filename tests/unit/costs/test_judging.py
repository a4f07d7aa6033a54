"""Who judges is settled by what the account has, before anything is paid for."""

from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from tuning.account.access import foundation_model, lacking
from tuning.costs import judging
from tuning.models.catalogue import base_model
from tuning.models.judges import candidates, judges

MICRO = base_model("amazon.nova-micro-v1:0:128k")
Stubbed = Callable[[str], Stubber]


class Bedrock:
    """What one account has: models by their own identifier, and Anthropic's form."""

    def __init__(self, stub: Stubber) -> None:
        self._stub = stub

    def has(self, *made_by: str, form: bool = True, asked: str | None = None) -> None:
        """Expect every judge to be asked for, in the order in which they are tried."""
        for row in candidates(MICRO, asked):
            model = foundation_model(row.id)
            self.answers(model, there=model.startswith(made_by))
            if model.startswith("anthropic."):
                self.tells_of_the_form(there=form)

    def answers(self, model: str, *, there: bool) -> None:
        status = "AVAILABLE" if there else "NOT_AVAILABLE"
        self._stub.add_response(
            "get_foundation_model_availability",
            {
                "modelId": model,
                "agreementAvailability": {"status": status},
                "authorizationStatus": "AUTHORIZED",
                "entitlementAvailability": "AVAILABLE",
                "regionAvailability": "AVAILABLE",
            },
            {"modelId": model},
        )

    def tells_of_the_form(self, *, there: bool) -> None:
        if there:
            self._stub.add_response("get_use_case_for_model_access", {"formData": b"{}"})
        else:
            self._stub.add_client_error(
                "get_use_case_for_model_access", "ResourceNotFoundException"
            )


@pytest.fixture
def bedrock(stubbed: Stubbed) -> Bedrock:
    """An account; a test says what it has."""
    return Bedrock(stubbed("bedrock"))


def test_where_the_account_has_all_the_first_of_another_family_judges(bedrock: Bedrock) -> None:
    bedrock.has("anthropic.", "mistral.", "amazon.")

    chosen = judging.choose(MICRO, None)

    assert chosen.judges[0] == judges()[0].id
    assert chosen.why.startswith("Claude Haiku 4.5 judges: the first")
    assert len(chosen.judges) == len(judges())


def test_an_account_with_amazons_models_alone_is_judged_by_kin_and_told_why(
    bedrock: Bedrock,
) -> None:
    bedrock.has("amazon.", form=False)

    chosen = judging.choose(MICRO, None)

    assert "amazon.nova-pro-v1:0" == chosen.judges[0]
    assert chosen.why.startswith("Nova Pro judges, because this account may not use Claude Haiku")
    assert "the form about its use was not sent" in chosen.why
    assert "Mistral Large (its agreement is not signed)" in chosen.why


def test_a_model_without_the_form_of_its_maker_cannot_judge(bedrock: Bedrock) -> None:
    bedrock.has("anthropic.", "mistral.", "amazon.", form=False)

    assert "mistral.mistral-large-2402-v1:0" == judging.choose(MICRO, None).judges[0]


def test_the_recipes_judge_is_asked_or_said_why_not(bedrock: Bedrock) -> None:
    asked = "mistral.mistral-large-2402-v1:0"
    bedrock.has("anthropic.", "amazon.", asked=asked)

    chosen = judging.choose(MICRO, asked)

    assert chosen.judges[0] == judges()[0].id
    assert "may not use Mistral Large (its agreement is not signed)" in chosen.why


def test_an_account_that_may_use_none_has_none_and_every_reason(bedrock: Bedrock) -> None:
    bedrock.has()

    chosen = judging.choose(MICRO, None)

    assert () == chosen.judges
    assert chosen.why.startswith("No judge is used: this account may use none of ")
    assert all(row.name in chosen.why for row in judges())


def test_nobody_is_asked_where_a_program_scores_and_no_recipe_names_a_judge(
    bedrock: Bedrock,
) -> None:
    chosen = judging.choose(MICRO, None, scored_by_program=True)

    assert () == chosen.judges
    assert "the recipe names no judge" in chosen.why


def test_the_recipes_judge_is_asked_where_a_program_scores_too(bedrock: Bedrock) -> None:
    asked = judges()[0].id
    bedrock.has("anthropic.", asked=asked)

    chosen = judging.choose(MICRO, asked, scored_by_program=True)

    assert chosen.judges == tuple(row.id for row in judges() if row.family == "anthropic.claude")
    assert "Claude Haiku 4.5 judges, as the recipe requests." == chosen.why


def test_what_may_not_be_read_is_tried(stubbed: Stubbed) -> None:
    for operation in ("get_foundation_model_availability", "get_use_case_for_model_access"):
        stubbed("bedrock").add_client_error(operation, "AccessDeniedException")

    assert () == lacking(judges()[0].id)


def test_a_model_that_the_service_does_not_know_is_not_offered(stubbed: Stubbed) -> None:
    stubbed("bedrock").add_client_error(
        "get_foundation_model_availability", "ResourceNotFoundException"
    )

    assert ("not offered in this region",) == lacking("mistral.mistral-large-2402-v1:0")


def test_a_service_that_is_busy_is_no_answer(stubbed: Stubbed) -> None:
    stubbed("bedrock").add_client_error("get_foundation_model_availability", "ThrottlingException")

    with pytest.raises(ClientError, match="Throttling"):
        lacking("mistral.mistral-large-2402-v1:0")
