"""Managed policies for the people of an environment; nothing of the pipeline has them."""

from collections.abc import Mapping, Sequence

from aws_cdk import aws_iam as iam
from aws_cdk import aws_sqs as sqs
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from stacks.environments.environment import Environment
from stacks.environments.holdings import Holdings
from stacks.rights import people_asking, people_promoting, people_rights
from stacks.rights.policy import Policy, Right
from stacks.rights.scope import Scope
from stacks.rights.storage import INCOMING
from tuning.settings import Settings


class People(Construct):
    """One policy for each thing that people do, to be attached to whoever does it.

    Where the environment separates approval, who drops datasets or has runs go on is denied to
    approve, and who approves is denied to start anything, whatever other policies they have.

    Attributes:
        policies: by what people are who have them, for example ``Approver``.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        environment: Environment,
        holdings: Holdings,
        settings: Settings,
        state_machine: sfn.StateMachine,
        undelivered: sqs.IQueue,
        rules: Sequence[str],
        alarms: Sequence[str],
    ) -> None:
        """Let the examiner look at exactly these rules and alarms, by their ARNs."""
        super().__init__(scope, id_)
        over = Scope(row=environment, holdings=holdings, settings=settings)
        name = environment.name
        finds = people_rights.finds_stacks(name, "pipeline")
        reads = people_rights.reads_stacks(name)
        separate = environment.separates_approval
        answers = [people_rights.answers()] if separate else []
        others = [
            people_rights.drops_nothing(holdings),
            people_rights.starts_nothing(state_machine),
        ]
        drops = others if separate else []
        self.policies: Mapping[str, iam.ManagedPolicy] = {
            "Uploader": self._policy(
                "Uploader",
                "Drop datasets of every task",
                (finds, *people_rights.drops(holdings, INCOMING)),
                denials=answers,
            ),
            "TaskUploader": self._policy(
                "TaskUploader",
                "Drop datasets of the task that the principal's tag names",
                (finds, *people_rights.drops(holdings, people_rights.ONE_TASK)),
                denials=answers,
            ),
            "ReportReader": self._policy(
                "ReportReader",
                "Read the reports of every task",
                (finds, *people_rights.reads_reports(holdings, "*")),
            ),
            "TaskReportReader": self._policy(
                "TaskReportReader",
                "Read the reports of the task that the principal's tag names",
                (finds, *people_rights.reads_reports(holdings, people_rights.OWN_TASK)),
            ),
            "Approver": self._policy(
                "Approver",
                "Approve or deny runs that are over a ceiling",
                (finds, *people_rights.approves(holdings)),
                denials=drops,
            ),
            "Asker": self._policy(
                "Asker",
                "Ask the models that are served, and their base models",
                (finds, *people_asking.asks(over)),
            ),
            "Operator": self._policy(
                "Operator",
                "See, cancel, extend and promote runs, and send drops again that started none",
                (
                    finds,
                    *people_rights.steers(over, state_machine),
                    *people_rights.sends_again(holdings, state_machine, undelivered.queue_arn),
                ),
                denials=answers,
            ),
            "Promoter": self._policy(
                "Promoter",
                "Read what was kept, to bring it to another environment",
                (finds, *people_promoting.leaves(holdings)),
            ),
            "Examiner": self._policy(
                "Examiner",
                "Examine the environment with the doctor",
                (
                    reads,
                    *people_rights.examines(over, state_machine, rules=rules, alarms=alarms),
                ),
            ),
            "Teardown": self._policy(
                "Teardown",
                "Tear the environment down, together with the operator's policy",
                (reads, *people_rights.tears_down(over, state_machine)),
            ),
        }

    def _policy(
        self, id_: str, description: str, rights: Sequence[Right], denials: Sequence[Right] = ()
    ) -> iam.ManagedPolicy:
        return Policy(self, id_, description=description, rights=rights, denials=denials).managed

    @property
    def outputs(self) -> Mapping[str, str]:
        """The ARN of each policy, by the name of the stack's output."""
        return {f"{who}Policy": each.managed_policy_arn for who, each in self.policies.items()}
