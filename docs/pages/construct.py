"""docs/construct.md: the construct, its examples and its properties."""

import inspect
from pathlib import Path
from typing import Final, get_type_hints

from bedrock_finetune import FineTuningPipeline
from docs.pages.markdown import sentence, table

PATH: Final = "docs/construct.md"
EXAMPLES: Final = Path(__file__).parents[2] / "examples"

HEAD: Final = """\
# In an app of your own

`python -m hatchling build -t wheel` makes a wheel. Install it beside your CDK app and use one
construct:

"""

AFTER: Final = """
`cdk deploy --all` then deploys your stack and two more, `bedrock-finetune-dev-foundation` and
`bedrock-finetune-dev-pipeline`. [Decision 16](decisions/0016-a-construct-brings-its-own-stacks.md)
says why they are stacks of their own. Their templates are those that are tested here, whatever
feature flags your app has.

- **`environment`** holds the settings. [settings.md](settings.md) has every key:
  `Environment(...)` takes the keys of a file in `settings/`. `name` and `notify` are always needed.
  Subnets and security groups are ids in text, so they belong to a network that is there already.
- **Account and region** are those of the stack, the stage or the app around the construct.
- **At a terminal** the wheel brings `python -m tuning`, which finds the environment by its name:
  `python -m tuning doctor --env dev`.
- **The first synth** builds the Lambda layer by pip, and needs a package index for that. The layer
  is kept in `~/.cache/bedrock-finetune`.
- **cdk-nag** 3 finds nothing open in five packs: what they find is acknowledged at its resource,
  with the decision that answers it. cdk-nag 2 does not read these.
- **The tags `project` and `environment`** of the two stacks stay theirs, because budgets count by
  them. All other tags of your app are on them too.
- **Two names are taken** among your modules: `bedrock_finetune` and `tuning`.

## Its properties

"""

STAGE: Final = """

Other stacks of the same stage may refer to each of them. A grant on one changes your role, and
nothing of the pipeline. Two things differ from buckets of your own:

- **The bucket refuses a drop** from anybody who is not an uploader, whatever a grant says. Name the
  role in `uploaders`, or tag it `bedrock-finetune-NAME = uploader`.
- **The bucket's events go to EventBridge.** Write a rule to receive them. A bucket notification
  of your own would take their place, and drops would start no run, so the synth refuses one.

## In CDK Pipelines

`FineTuningStage` is both stacks in a stage. Its `fine_tuning` is the construct above.

"""


def page() -> str:
    """Return the whole page."""
    return "".join(
        (
            HEAD,
            _example("app.py"),
            AFTER,
            table(("property", "is a", "what it is"), _properties()),
            STAGE,
            _example("delivery.py"),
        )
    )


def _example(name: str) -> str:
    return f"```python\n{(EXAMPLES / name).read_text()}```\n"


def _properties() -> list[tuple[str, str, str]]:
    return [
        (f"`{name}`", f"`{_type(member)}`", sentence(inspect.getdoc(member) or ""))
        for name, member in vars(FineTuningPipeline).items()
        if isinstance(member, property)
    ]


def _type(member: property) -> str:
    return str(get_type_hints(member.fget)["return"].__name__)
