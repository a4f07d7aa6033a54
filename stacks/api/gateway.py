"""API Gateway: the routes of the function, for whoever signs, no faster than it may be asked."""

import json
from typing import Final

import msgspec
from aws_cdk import Aws
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from stacks.api import refusals
from stacks.api.access_log import FORMAT, AccessLog
from stacks.api.schemas import schema_of
from stacks.environments.environment import Environment
from stacks.environments.holdings import Holdings
from tuning import naming
from tuning.api.routes import ROUTES, Asks

RATE: Final = 20
"""Requests a second of all callers together. Of two seconds each they are 40 functions at once, of
1,000 that an account may run (Lambda quotas): the pipeline's own are not crowded out."""

BURST: Final = 40


class Gateway(Construct):
    """A REST API whose every path is a route of the function.

    Attributes:
        api: the API.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        environment: Environment,
        holdings: Holdings,
        function: lambda_.IFunction,
    ) -> None:
        super().__init__(scope, id_)
        log = AccessLog(self, "AccessLog", environment=environment.name, holdings=holdings)
        self.api = apigateway.RestApi(
            self,
            "Api",
            rest_api_name=naming.stack_name(environment.name, "api"),
            description="Answers applications by what serves their task",
            endpoint_types=[apigateway.EndpointType.REGIONAL],
            cloud_watch_role=False,
            policy=_of_this_account_alone(),
            deploy_options=apigateway.StageOptions(
                stage_name=environment.name,
                throttling_rate_limit=RATE,
                throttling_burst_limit=BURST,
                tracing_enabled=True,
                metrics_enabled=True,
                data_trace_enabled=False,
                access_log_destination=log.destination,
                access_log_format=apigateway.AccessLogFormat.custom(json.dumps(FORMAT)),
            ),
        )
        refusals.add_to(self.api)
        self._validator = self.api.add_request_validator(
            "Validator", validate_request_body=True, validate_request_parameters=True
        )
        self._models: dict[type[msgspec.Struct], apigateway.IModel] = {}
        integration = apigateway.LambdaIntegration(function, allow_test_invoke=False)
        for path, route in ROUTES.items():
            self.api.root.resource_for_path(path).add_method(
                route.method,
                integration,
                authorization_type=apigateway.AuthorizationType.IAM,
                request_validator=self._validator,
                request_models=self._held_to(route) if isinstance(route, Asks) else None,
            )

    def _held_to(self, route: Asks) -> dict[str, apigateway.IModel]:
        """Return the model of a route's body; routes of one shape share it."""
        shape = route.shape
        if shape not in self._models:
            schema = schema_of(shape)
            made = apigateway.CfnModel(
                self,
                f"{shape.__name__}Body",
                rest_api_id=self.api.rest_api_id,
                content_type="application/json",
                schema=schema,
            )
            self._models[shape] = apigateway.Model.from_model_name(self, shape.__name__, made.ref)
            deployment = self.api.latest_deployment
            assert deployment  # noqa: S101 - narrows the type for mypy
            # A new schema takes a new deployment, which goes by what its name is made from.
            deployment.add_to_logical_id(schema)
            deployment.node.add_dependency(made)
        return {"application/json": self._models[shape]}


def _of_this_account_alone() -> iam.PolicyDocument:
    """Deny whoever is of another account, and whatever is not encrypted on its way.

    It allows nobody: that takes a policy of the caller's own.
    """
    said = {
        "OfAnotherAccount": {"StringNotEquals": {"aws:PrincipalAccount": Aws.ACCOUNT_ID}},
        "NotEncrypted": {"Bool": {"aws:SecureTransport": "false"}},
    }
    return iam.PolicyDocument(
        statements=[
            iam.PolicyStatement(
                sid=sid,
                effect=iam.Effect.DENY,
                principals=[iam.AnyPrincipal()],
                actions=["execute-api:Invoke"],
                resources=["execute-api:/*"],
                conditions=conditions,
            )
            for sid, conditions in said.items()
        ]
    )
