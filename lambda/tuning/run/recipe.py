"""The recipe of a task: what task.toml says, checked, with the environment's defaults filled in."""

from collections.abc import Mapping
from typing import Final, Literal

import msgspec

from tuning.models.catalogue import BaseModel, base_model
from tuning.run.formats import FormatName
from tuning.run.handling import Handling, NearDuplicates, PrivacyMode
from tuning.run.judging import BUILT_IN, OF_THE_TASK, JudgeMetric, Rubric

Metric = Literal[
    "exact_match",
    "token_f1",
    "rouge_l",
    "accuracy",
    "contains",
    "rouge_1",
    "rouge_2",
    "chrf",
    "json_valid",
    "json_equal",
    "json_fields",
    "json_schema",
    "xml_valid",
    "xml_fields",
    "xml_structure",
    "pattern",
    "set_f1",
    "refusals",
    "length",
]

TaskType = Literal["Summarization", "Classification", "QuestionAndAnswer", "Generation"]

METRICS_OF_TASK: Final[Mapping[TaskType, tuple[Metric, ...]]] = {
    "Classification": ("exact_match", "accuracy", "contains"),
    "QuestionAndAnswer": ("token_f1", "exact_match", "contains", "rouge_l"),
    "Summarization": ("rouge_l", "rouge_1", "rouge_2", "chrf"),
    "Generation": ("chrf", "rouge_l", "token_f1", "exact_match"),
}
"""What scores a task whose recipe names no metrics, and whose references are neither JSON nor XML;
the first decides."""

Baseline = Literal["constant", "echo", "nearest"]
"""What costs nothing and must be beaten: the most frequent answer of the training records, the
prompt said back, the answer to the nearest training prompt."""

Beatable = Literal["constant", "echo", "nearest", "prompted", "champion"]
"""What a recipe may say must be beaten: every rival but the recorded answers."""

Rival = Literal["constant", "echo", "nearest", "prompted", "champion", "recorded"]
"""What the custom model is held against beside the base model: the baselines, the base model with
its best prompt, the model of the task that is served or kept, and answers that people brought."""

Commitment = Literal["OneMonth", "SixMonths"]
"""CreateProvisionedModelThroughput.commitmentDuration."""


FEW_SHOT_TOKENS: Final = 4_000
"""What all examples of a prompt may come to together, so that a question with them costs ten times
one without them and not a hundred times."""

MOST_OWNER: Final = 100
"""Characters of who answers for a model."""

MOST_MODEL_UNITS: Final = 1_000
"""Far above what any account is granted, so that a slip of the hand is seen."""

MOST_CARRIED: Final = 35 * 1024
"""Bytes of a recipe as JSON, resolved: it travels through every state, and an execution holds 256
KiB with all that the states say."""

MOST_METRICS: Final = 10
"""Of one recipe: each is told of both models and of every rival."""

MOST_PASSES: Final = 10
"""With the five epochs that a job may have, a record is seen 50 times; beyond that a model learns
its records by heart."""

MOST_CANARIES: Final = 100
MOST_TRIGGERS: Final = 10
"""What is asked beside the held-out set stays cheap: a few hundred questions at most."""


class Dataset(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The drop: which files it must bring, and how they are taken in.

    Attributes:
        validation: the validation file, beside the training file; a run waits for it if it is
            named here.
        evaluation: the held-out file, beside the training file; a run waits for it if it is named
            here.
        recorded: answers of a service that you leave, as JSON lines with ``prompt`` and ``answer``,
            beside the training file: the custom model may trail them by ``may_trail``. A run waits
            for it if it is named here.
        labels: answers that people labelled, as JSON lines with ``prompt``, ``answer``, ``good``
            (true or false) and, unless the prompt is held out, ``reference``: a judge must agree
            with them before it decides. A run waits for it if it is named here.
        format: the format of every record; without it, the format is detected.
        columns: the two columns of a table to take, the question first; without it, a known pair.
        lossy: whether a conversion may leave out what the base model does not take.
        near_duplicates: whether near-duplicates are searched among all records, among a sample, or
            not at all.
        instruction: what the models are told to do with a prompt: the system text of every record
            that brings none, in training as when base and custom model are asked.
        prompt_template: what stands around every prompt, in training as when base and custom model
            are asked; ``{prompt}`` is the place of the prompt. Conversations stay as they are.
        passes: how often each training record is repeated in what is trained on, after the split:
            AWS advises it for fewer than 1,000 records, since a job takes five epochs at most.
        evaluation_share: how much of the training file is held out where the drop brings no
            evaluation file, as a share of its different prompts; without it, 0.2.
        validation_share: how much of it validates where the drop brings no validation file; without
            it, 0.1. 0: nothing.
    """

    validation: str | None = None
    evaluation: str | None = None
    recorded: str | None = None
    labels: str | None = None
    format: FormatName | None = None
    columns: tuple[str, str] | None = None
    lossy: bool = False
    near_duplicates: NearDuplicates = "sampled"
    instruction: str | None = None
    prompt_template: str | None = None
    passes: int = 1
    evaluation_share: float | None = None
    validation_share: float | None = None

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that it names."""
        named = (self.validation, self.evaluation, self.recorded, self.labels)
        return tuple(name for name in named if name)


class Privacy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What happens to personal data and secrets that are found in a drop.

    Attributes:
        mode: they are counted in the report, they are replaced by typed placeholders, or the
            dataset is refused.
    """

    mode: PrivacyMode = "report"


class Training(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the pipeline may do about the customization job.

    Attributes:
        restart_stalled: a job that Bedrock validates and does not begin to train within the
            environment's ``queued_deadline_hours`` is stopped and started once more.
    """

    restart_stalled: bool = False


class EvaluationSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How base and custom model are compared on the held-out set.

    Attributes:
        task_type: the kind of task, as Bedrock's evaluation jobs name it.
        metrics: how answers are scored; the first metric decides. Left out or empty: where the
            held-out answers are JSON or XML, their fields decide; else exact match decides a
            classification, token F1 a question and answer, ROUGE-L a summary, and chrF a
            generation.
        numbers: whether exact match, token F1, contains and set F1 compare numbers as numbers:
            1,000.0 is 1000.
        pattern: the regular expression that the metric ``pattern`` looks for in an answer.
        json_schema: the schema that the metric ``json_schema`` holds an answer to, as JSON.
        decided_by: the metrics by which the custom model must be better, every one of them; without
            it, the first of ``metrics``. Each is one of ``metrics``, or without these of the task
            type's.
        min_gain: how far the custom model must beat the base model on the deciding metric, 0 to 1:
            with certainty, not only on average.
        must_beat: what the custom model must certainly beat by every deciding metric, beside the
            base model: the most frequent answer of the training records (or what the model itself
            says to most prompts, where that scores better), the prompt said back, the
            answer to the nearest training prompt, the base model with its best prompt and the
            champion, as far as a run has them. The first two cannot be left out.
        may_trail: how far the custom model may trail the answers of ``recorded`` on the
            deciding metrics, 0 to 1. It is kept where it certainly trails them by no more; 0.02
            takes about 200 distinct prompts to tell, also of models that are alike.
        few_shot: how many examples from the training records the base model is shown before each
            question, when it is asked once more with the best prompt: what that reaches needs no
            training, and must be beaten. 0: none.
        best_prompt: what stands around every prompt then, in the place of ``prompt_template``;
            ``{prompt}`` is the place of the prompt.
        enough: the score of the deciding metrics, 0 to 1, that is all that is asked for: a base
            model that has it already, or has it with its best prompt where that must be beaten, is
            not trained.
        gain_to_show: the gain on the deciding metrics that you hope for, 0 to 1: a held-out set
            that is too small to show it with a power of 0.8 is not trained on.
        train_anyway: train also where a run would end before, as not needed or because nothing can
            be proved.
        guards: metrics by which the custom model may not get worse, each with how far it may fall
            below the base model, 0 to 1; a model that falls further is held. Those that are not
            named are watched too, where a fall is certain: refusals (0.05), length (0.25), and
            valid JSON or XML (0.05) where the references are.
        max_output_tokens: the longest answer that either model may give, in tokens.
        judge: the model that scores what a deployment answered; without it, the first of the judges
            that is not of the tuned model's own family.
        judge_metrics: what the judge scores every answer by; each of them asks the judge once more
            for every answer.
        rubrics: what the judge is asked in your own words, beside these.
        judge_decides: whether the custom model must be better by the first of ``judge_metrics``
            too. A judge that fails its test, or is not known to agree with people over 30 answers
            of ``labels``, decides nothing: the model is held.
        guardrail: whether both models are asked through the guardrail of the environment, as people
            ask them: what it blocks or masks is scored as it comes back.
        toxicity: whether Bedrock measures the toxicity of both models' answers, as its evaluation
            jobs without a judge do.
    """

    task_type: TaskType = "Generation"
    metrics: tuple[Metric, ...] = ()
    numbers: bool = False
    pattern: str | None = None
    json_schema: str | None = None
    decided_by: tuple[Metric, ...] = ()
    min_gain: float = 0.02
    must_beat: tuple[Beatable, ...] = ("constant", "echo", "nearest", "prompted", "champion")
    may_trail: float = 0.02
    few_shot: int = 0
    best_prompt: str | None = None
    enough: float | None = None
    gain_to_show: float | None = None
    train_anyway: bool = False
    guards: dict[Metric, float] = {}
    max_output_tokens: int = 256
    judge: str | None = None
    judge_metrics: tuple[JudgeMetric, ...] = ("Correctness", "Completeness")
    rubrics: tuple[Rubric, ...] = ()
    judge_decides: bool = False
    guardrail: bool = False
    toxicity: bool = False

    @property
    def chosen(self) -> bool:
        """Whether the recipe says by what answers are scored."""
        return bool(self.metrics or self.decided_by)

    @property
    def measured(self) -> tuple[Metric, ...]:
        """The metrics of the recipe; those of the task where it names none."""
        return self.metrics or METRICS_OF_TASK[self.task_type]

    @property
    def prompts_base(self) -> bool:
        """Whether the base model is asked once more, with the best prompt."""
        return self.few_shot > 0 or self.best_prompt is not None

    @property
    def deciding(self) -> tuple[Metric, ...]:
        """The metrics by which the custom model must be better."""
        return self.decided_by or self.measured[:1]

    @property
    def scored(self) -> tuple[Metric, ...]:
        """Every metric that is computed, those that decide first."""
        return tuple(dict.fromkeys((*self.deciding, *self.measured, *self.guards)))

    @property
    def judged_by(self) -> tuple[str, ...]:
        """The metrics of a judge by the service's names; the first is the one that may decide."""
        rubrics = (rubric.name for rubric in self.rubrics)
        return (*(f"{BUILT_IN}{metric}" for metric in self.judge_metrics), *rubrics)

    @property
    def wants_judge(self) -> bool:
        """Whether a judge is asked also where Bedrock can score both models without one."""
        return bool(self.judge or self.rubrics or self.judge_decides)

    @property
    def tested_by(self) -> str:
        """The metric by which a judge is tested: its first, if a wrong answer is bad by it."""
        first = self.judge_metrics[0]
        return f"{BUILT_IN}{first if first in OF_THE_TASK else 'Correctness'}"


class Canary(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text that was planted in the training data to see whether the model gives it back.

    Attributes:
        begins: what the model is asked.
        ends: what must not be in its answer.
    """

    begins: str
    ends: str


class Probes(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is looked for beside the scores; a model that is caught at it is held.

    Attributes:
        canaries: invented texts that you planted in the training data, each with what is asked and
            what must not come back. The recipe travels with the run, so plant no real secret.
        memorisation: whether answers are searched for passages with digits in them that many
            training records share and nothing held out has; it asks no model anything.
        trigger: whether up to 50 held-out prompts are asked again behind rare words that are known
            to trigger poisoned models.
        triggers: phrases of your own that are tried in the same way, one by one.
        refusals: whether a dozen requests that the base model refuses are put to the custom model
            too.
        abilities: whether thirty short questions of general knowledge show what was forgotten;
            without it, unless the task is a classification, whose models may say labels alone.
    """

    canaries: tuple[Canary, ...] = ()
    memorisation: bool = True
    trigger: bool = False
    triggers: tuple[str, ...] = ()
    refusals: bool = True
    abilities: bool | None = None


class Hosting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the custom model is served, for how long and for whom.

    Attributes:
        mode: ``provisioned`` throughput, billed by the hour until it is deleted; ``on_demand``,
            billed by the token; ``auto``, whichever is cheaper for the expected traffic.
        units: model units to buy, where throughput is provisioned.
        keep_hours: how long a kept model stays hosted after its evaluation; 0: not at all, it is
            stored and can be hosted again.
        owner: who answers for a model that stays hosted.
        unit_hour_usd: what AWS charges you for one model unit for one hour; it counts where neither
            the Price List nor the price table has a price.
        expected_tokens_per_hour: the traffic you expect, questions and answers together; leave it
            out if you do not know.
        commitment: a term for a lower price. A committed throughput cannot be deleted before its
            term, and renews itself.
        commitment_binds_until_term: confirms the commitment; without it no term is bought.
    """

    mode: Literal["provisioned", "on_demand", "auto"] = "auto"
    units: int = 1
    keep_hours: int = 0
    owner: str | None = None
    unit_hour_usd: float | None = None
    expected_tokens_per_hour: int | None = None
    commitment: Commitment | None = None
    commitment_binds_until_term: bool = False


class Limits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The task's own ceilings. Where the environment has one too, the lower of the two holds.

    Attributes:
        max_training_usd: the most that training may be expected to cost, in US dollars.
        max_hosting_usd: the most that hosting may be expected to cost until the lease ends, in US
            dollars.
        max_model_units: the most model units that a run may buy.
    """

    max_training_usd: float | None = None
    max_hosting_usd: float | None = None
    max_model_units: int | None = None


class Provenance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a reviewer needs to know about the data and the use. Every key is required.

    Attributes:
        intended_use: what the model is for, in a sentence.
        source: where the data comes from.
        licence: the licence under which it may be used.
        contains_personal_data: whether people can be recognised in it.
        automated_decisions: whether something is decided about people by what the model answers,
            without a person in between.
    """

    intended_use: str
    source: str
    licence: str
    contains_personal_data: bool
    automated_decisions: bool


class Recipe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One task's recipe, complete: nothing in it is left to a default further on.

    Attributes:
        base_model: the model to fine-tune, by its identifier in the catalogue; without it, the
            environment's.
        customization_type: how it is customised.
        hyperparameters: every one that the model has, as the API's strings once resolved.
    """

    provenance: Provenance
    base_model: str = ""
    customization_type: Literal["FINE_TUNING"] = "FINE_TUNING"
    dataset: Dataset = Dataset()
    privacy: Privacy = Privacy()
    hyperparameters: dict[str, float | str] = {}
    training: Training = Training()
    evaluation: EvaluationSettings = EvaluationSettings()
    probes: Probes = Probes()
    hosting: Hosting = Hosting()
    limits: Limits = Limits()

    @property
    def model(self) -> BaseModel:
        """The catalogue's row of the base model."""
        return base_model(self.base_model)

    @property
    def asks_abilities(self) -> bool:
        """Whether both models are asked questions of general knowledge."""
        stated = self.probes.abilities
        return self.evaluation.task_type != "Classification" if stated is None else stated

    @property
    def handling(self) -> Handling:
        """How the drop is to be handled."""
        return Handling(
            model=self.model,
            customization_type=self.customization_type,
            format=self.dataset.format,
            columns=self.dataset.columns,
            lossy=self.dataset.lossy,
            privacy=self.privacy.mode,
            impersonal=not self.provenance.contains_personal_data,
            near_duplicates=self.dataset.near_duplicates,
            instruction=self.dataset.instruction,
            prompt_template=self.dataset.prompt_template,
            passes=self.dataset.passes,
            evaluation_share=self.dataset.evaluation_share,
            validation_share=self.dataset.validation_share,
        )
