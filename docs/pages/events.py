"""docs/events.md: what is told on EventBridge, and rules that carry it on."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from docs.pages.markdown import sentence, table
from tuning import naming
from tuning.docstrings import attributes
from tuning.run.event import SCHEMA, Detail, Kind

PATH: Final = "docs/events.md"

WHEN: Final[Mapping[Kind, str]] = {
    Kind.RUN_REGISTERED: "A drop is complete, and is a run from now on.",
    Kind.APPROVAL_ASKED: "The estimate is over a ceiling, and the run waits for a person.",
    Kind.TRAINING_STARTED: "Bedrock took the customization job.",
    Kind.TRAINING_ENDED: "The customization job ended, as `training` says.",
    Kind.MODEL_SERVES: "What hosts the custom model is in service: from here on it may bill.",
    Kind.VERDICT_REACHED: "Base and custom were compared, and `verdict` says which way it fell.",
    Kind.MODEL_RELEASED: "What hosted the model was deleted: it bills no longer.",
    Kind.RUN_ENDED: "The run ended as `status` says, and its report is written. A run that goes on "
    "ends again.",
    Kind.ALIAS_PROMOTED: "The name of the task stands for `serving_arn`.",
    Kind.ALIAS_WITHDRAWN: "The name of the task stands for nothing: whoever calls it is refused.",
}


@dataclass(frozen=True, kw_only=True)
class Example:
    """A rule that somebody may want.

    Attributes:
        title: what for.
        text: what becomes of the event then.
        picks: the pattern beside the source.
    """

    title: str
    text: str
    picks: Mapping[str, Any]

    @property
    def pattern(self) -> Mapping[str, Any]:
        """The whole event pattern."""
        return {"source": [naming.PROJECT], **self.picks}


EXAMPLES: Final = (
    Example(
        title="Slack, Teams or any webhook",
        text="An API destination posts a line for each event; `webhook.json` says which.",
        picks={
            "detail-type": [kind.value for kind in (Kind.APPROVAL_ASKED, Kind.RUN_ENDED)]
            + [Kind.ALIAS_WITHDRAWN.value]
        },
    ),
    Example(
        title="Whatever went wrong in prod",
        text="For the topic of those who are on call. What waits for a person is not among it.",
        picks={
            "detail-type": [Kind.RUN_ENDED.value],
            "detail": {"environment": ["prod"], "status": ["failed", "rejected"]},
        },
    ),
    Example(
        title="MLflow, or another registry",
        text="For a function of yours: it reads `report.json` beside `report_key`, whose shape is "
        "[report.schema.json](report.schema.json), and logs its scores and its cost.",
        picks={
            "detail-type": [Kind.RUN_ENDED.value],
            "detail": {"status": ["kept", "discarded", "undecided"]},
        },
    ),
)

HEAD: Final = f"""\
# Events

Connect a chat, a webhook or a model registry without a change here: whatever happens to a run, or
to the name of a task, is an event on the default EventBridge bus of the account, with the source
`{naming.PROJECT}`. This page is written by `make docs` from
[the types](../lambda/tuning/run/event.py).

An event holds figures, names and keys: no text of a dataset, and nobody's name. It is sent once it
is true, at least once while the function that sends it lives, and in no certain order: a retry may
send it again. Keep to `run`, the detail type and, of `Run Ended`, the `execution`, for a run that
goes on ends again. One that the bus refuses twice is logged, and the run goes on. The report and
`python -m tuning runs` are what holds.
"""

WEBHOOK: Final = """\
## A webhook, step by step

Save this as `webhook.json`, with the id of your account, the pattern of the first rule above as
`pattern.json`, and make the role `notify-chat`, which EventBridge assumes and which may
`events:InvokeApiDestination`:

```json
[
 {
  "Id": "chat",
  "Arn": "DESTINATION_ARN",
  "RoleArn": "arn:aws:iam::ACCOUNT:role/notify-chat",
  "InputTransformer": {
   "InputPathsMap": {"what": "$.detail-type", "run": "$.detail.run", "env": "$.detail.environment",
                     "status": "$.detail.status", "why": "$.detail.reason"},
   "InputTemplate": "{\\"text\\": \\"<what>: <run> (<env>) <status> <why>\\"}"
  }
 }
]
```

```
aws events create-connection --name chat --authorization-type API_KEY \\
  --auth-parameters 'ApiKeyAuthParameters={ApiKeyName=Authorization,ApiKeyValue=KEY}'
aws events create-api-destination --name chat --connection-arn CONNECTION_ARN \\
  --invocation-endpoint https://hooks.example.com/… --http-method POST
aws events put-rule --name finetune-chat --event-pattern file://pattern.json
aws events put-targets --rule finetune-chat --targets file://webhook.json
```

Slack and Teams take `{"text": …}` at the address of an incoming webhook, which is itself the
secret: keep it out of a repository.
"""


def page() -> str:
    """Return the whole page."""
    kinds = table(("detail type", "when"), ((f"`{kind}`", WHEN[kind]) for kind in Kind))
    fields = table(
        ("field", "meaning"),
        ((f"`{name}`", sentence(text)) for name, text in attributes(Detail).items()),
    )
    return (
        f"{HEAD}\n## What happened\n\n{kinds}\n\n## The detail\n\n"
        f"`{SCHEMA}`, as [events.schema.json](events.schema.json) has it. What does not apply is "
        f"left out. Fields may be added; one that is here keeps its meaning.\n\n{fields}\n\n"
        f"## Rules\n\n{_examples()}\n\n{WEBHOOK}"
    )


def _examples() -> str:
    return "\n\n".join(
        f"### {each.title}\n\n{each.text}\n\n```json\n{json.dumps(each.pattern, indent=1)}\n```"
        for each in EXAMPLES
    )
