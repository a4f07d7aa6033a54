"""The comparison: custom against base on the held-out set, with confidence, and the verdict."""

from dataclasses import dataclass, field
from typing import Final, Literal

from tuning.run.lease import Kind
from tuning.run.probes import Probe, TrainingSample
from tuning.run.recipe import Rival
from tuning.seals import Seal
from tuning.text import usd

Model = Literal["base", "custom", "prompted", "champion", "recorded"]
"""Whose answers they are, in jobs' names and as the source of responses: the base model's, the
custom one's, those of the base model with a better prompt and of the model that is served now; and
those that people brought, where nobody is asked."""

Subject = Literal["base", "custom", "test"]
"""Whose answers an evaluation job scores: those of a model, or those by which a judge is tested."""

WHOSE: Final[dict[Subject, str]] = {
    "base": "base model",
    "custom": "custom model",
    "test": "judge's own test",
}
"""The same in words."""

Scorer = Literal["judge", "program"]

Verdict = Literal["keep", "discard", "hold"]
"""The custom model is certainly better by what was required; it certainly is not; or it cannot be
told, and the model stays stored."""


@dataclass(frozen=True, kw_only=True)
class Score:
    """One metric of both models over the held-out set, each from 0 to 1.

    Attributes:
        base, custom: means over the distinct prompts; copies of a prompt count once.
        gain_low, gain_high: bounds of the mean gain with 95 % confidence (paired bootstrap over
            the distinct prompts).
        wins, losses: distinct prompts that the custom model answered better, and worse.
        mcnemar: where every answer is right or wrong, how probable so uneven a split is between
            models that are alike (McNemar's exact test).
        decides: whether the model must be better by this metric.
        may_fall: how far the model may fall below the base by it, where it is a guard.
    """

    metric: str
    base: float
    custom: float
    gain: float
    gain_low: float
    gain_high: float
    wins: int = 0
    losses: int = 0
    mcnemar: float | None = None
    decides: bool = False
    may_fall: float | None = None


@dataclass(frozen=True, kw_only=True)
class BaselineScore:
    """What a rival reaches on the held-out set, and how far the custom model is above it.

    Attributes:
        name: of the rival.
        must_beat: whether the custom model must certainly be better, by every deciding metric.
        scores: by every metric, those that decide first; ``base`` is the rival's own score, and
            what is said of the base model elsewhere is said of the rival here.
        records: that it answered: of recorded answers fewer than the custom model, where some are
            missing. 0 in records of older releases.
    """

    name: Rival
    must_beat: bool
    scores: tuple[Score, ...]
    records: int = 0


@dataclass(frozen=True, kw_only=True)
class JudgedScore:
    """One metric of a judge, over the prompts of which it judged the answers of both models.

    Attributes:
        score: means, interval and wins over the judged prompts alone, from 0 to 1; the metric by
            the judge's name for it (``Builtin.Correctness``, or the name of a rubric).
        judged: distinct prompts of which both models' answers have a judgement.
        missing: distinct prompts of which one or both judgements are missing, or cannot be used;
            they count in no mean.
    """

    score: Score
    judged: int
    missing: int


@dataclass(frozen=True, kw_only=True)
class JudgeTest:
    """Whether a judge can be trusted: bad answers that it must fail, and people's own judgements.

    Attributes:
        canaries: certainly bad answers that were put to the judge.
        failed: how many of them the judge failed, as it must.
        labels: answers that people labelled good or bad, and the judge has judged too.
        kappa: Cohen's kappa between people and judge over those labels, -1 to 1; None where there
            are none, or where it is not defined.
        trusted: whether the judge failed every canary and, where it is to decide, agrees with
            people. The scores of one that is not trusted are shown as such and decide nothing.
        sentence: all of it in words.
    """

    canaries: int
    failed: int
    labels: int = 0
    kappa: float | None = None
    trusted: bool
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Effort:
    """What it took a model to answer the held-out set.

    Attributes:
        name: of a model, or of a rival that was asked.
        records: that it was asked.
        failed: of these, answers that count as wrong because they are none.
        guarded: answers that a guardrail blocked or masked, or questions that it did not let pass.
        input_tokens, output_tokens: as the service counts them.
        latency_p50_ms, latency_p95_ms: what half of its answers took at most, and 95 in a hundred,
            by the service's clock; None where it did not say.
        usd_per_thousand: what a thousand such answers cost, in US dollars; None where no price is
            known, or where it is not paid by the token.
        note: why there is no such figure, and what is paid instead, as far as it is known.
    """

    name: str
    records: int
    failed: int
    input_tokens: int
    output_tokens: int
    latency_p50_ms: float | None = None
    latency_p95_ms: float | None = None
    usd_per_thousand: float | None = None
    note: str = ""
    guarded: int = 0

    @property
    def sentence(self) -> str:
        """Say it in a line."""
        parts = [f"{self.records:,} answers"]
        if self.latency_p50_ms is not None:
            parts = [
                f"half of {self.records:,} answers within {self.latency_p50_ms:,.0f} ms, "
                f"95 % within {self.latency_p95_ms:,.0f} ms"
            ]
        parts.append(f"{self.input_tokens + self.output_tokens:,} tokens")
        if self.failed:
            parts.append(f"{self.failed:,} failed")
        if self.guarded:
            parts.append(f"{self.guarded:,} blocked or masked by the guardrail")
        paid = self.usd_per_thousand
        parts.append(self.note if paid is None else f"{usd(paid)} per 1,000 answers")
        return "; ".join(filter(None, parts))


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The verdict and what it rests on.

    Attributes:
        outcome: keep, discard or hold.
        reason: the first sentence of the report.
        scores: the deciding metrics first.
        probes: what was looked for beside the scores, as far as the recipe says.
        training_sample: where the service tells no validation loss; else None.
        baselines: the rivals, what costs nothing first, by the same metrics; none where there are
            no scores.
        efforts: what it took each model, and each rival that was asked.
        records: held-out records that both models were asked.
        prompts: how many of them ask something of their own; copies, and the turns of one
            conversation, are one piece of evidence.
        more_records: how many more distinct records would settle a hold, or how many it takes at
            least to tell anything; 0 where none would, or where it is held for something else.
        judged: what a judge says of both models, metric by metric; none where nobody judged.
        judge_test: how the judge stood its own test; None where it was not put to one.
        input_tokens, output_tokens: what the comparison itself asked and got, both models.
        answered_at: when the last answer came, ISO 8601 in UTC by the service's clock.
        warnings: a line for each thing that the figures leave out, or that could not be had: an
            evaluation job that did not complete, a record that was not asked or not answered.
    """

    outcome: Verdict
    reason: str
    scores: tuple[Score, ...]
    records: int
    prompts: int = 0
    more_records: int = 0
    baselines: tuple[BaselineScore, ...] = ()
    judged: tuple[JudgedScore, ...] = ()
    judge_test: JudgeTest | None = None
    probes: tuple[Probe, ...] = ()
    training_sample: TrainingSample | None = None
    efforts: tuple[Effort, ...] = ()
    input_tokens: int
    output_tokens: int
    answered_at: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Prospect:
    """What can be gained by training, measured on the held-out set before anything is paid for it.

    Attributes:
        outcome: ``worth_training``; ``asking``, where there is more to ask, a little later;
            ``not_needed``, where the base model already reaches what is asked; or
            ``cannot_be_proved``, where even a perfect model could not pass the gate.
        reason: one sentence with the figures; empty while there is more to ask.
        scores: means over the distinct prompts by metric, of everyone that was measured: ``base``,
            ``prompted`` where there is one, and each baseline.
        held_out: records of the set that is asked.
        records: those that were answered.
        prompts: how many of them ask something of their own.
        more_records: how many more distinct held-out records it takes to prove anything; 0 where
            it takes none, or where none would.
        input_tokens, output_tokens: what was asked and answered, as the service counts.
        lost_requests: requests that brought no reply to a record, which are not in the tokens.
        began_at: when the first attempt began, ISO 8601 in UTC by the function's clock.
        answered_at: when the last answer came, ISO 8601 in UTC by the service's clock.
        message: why there is more to ask, or why something was never asked.
    """

    outcome: Literal["worth_training", "asking", "not_needed", "cannot_be_proved"]
    reason: str
    scores: dict[str, dict[str, float]] = field(default_factory=dict)
    held_out: int = 0
    records: int = 0
    prompts: int = 0
    more_records: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    lost_requests: int = 0
    began_at: str = ""
    answered_at: str = ""
    message: str | None = None

    @property
    def ends(self) -> bool:
        """Whether the run ends with it, and nothing is trained."""
        return self.outcome in ("not_needed", "cannot_be_proved")


@dataclass(frozen=True, kw_only=True)
class Champion:
    """The model of the task that a new one is held against.

    Attributes:
        run_id: of the run that trained it.
        base_model: that it was tuned from, by its identifier in the catalogue.
        kind: what serves it; None where it is only stored, and its recorded answers are taken.
        arn: that it answers on.
    """

    run_id: str
    base_model: str
    kind: Kind | None = None
    arn: str | None = None


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What both models answered to the held-out set, in the artifacts bucket.

    Attributes:
        outcome: ``asked``; or ``asking``, where there is more to ask, a little later.
        serving: the ARN that the custom model answers on: of throughput or of a deployment.
        answers: every prompt with both answers and their scores (answers.jsonl); None while there
            is more to ask, as of what follows.
        probes: what was asked beside the held-out set, with the replies; None if nothing was.
        base_responses, custom_responses: each model's responses as a judge job reads them.
        test_responses: answers by which a judge is tested, likewise; None where none can be made of
            the held-out set.
        began_at: when the first attempt began, ISO 8601 in UTC by the function's clock.
        held_out: records of the set that is asked.
        records: those that both models were asked.
        base_failed, custom_failed: replies of each that count as wrong because they are no answer.
        input_tokens, output_tokens: what was asked and answered, both models, as the service
            counts: exactly what the answers of this comparison came to.
        custom_input_tokens, custom_output_tokens: the custom model's part of it.
        champion_input_tokens, champion_output_tokens: the champion's; none where it is only stored.
        champion: of the task when the first attempt began; None where there is none.
        warnings: a line for each thing about the champion that could not be had.
        lost_requests: requests that brought no reply to a record: they broke on the way, or asked
            whether a model answers at all. What they came to is not known and not in the tokens.
        interventions: the SHA-256 of guardrail.jsonl, a line for each rule that a question
            or an answer broke, without the text; empty where nothing was asked through a guardrail.
        answered_at: when the last answer came, ISO 8601 in UTC by the service's clock.
        message: why there is more to ask, or why something was never asked.
    """

    outcome: Literal["asked", "asking"] = "asked"
    serving: str
    answers: Seal | None = None
    probes: Seal | None = None
    base_responses: Seal | None = None
    custom_responses: Seal | None = None
    test_responses: Seal | None = None
    interventions: str = ""
    began_at: str = ""
    held_out: int = 0
    records: int
    base_failed: int = 0
    custom_failed: int = 0
    input_tokens: int
    output_tokens: int
    custom_input_tokens: int = 0
    custom_output_tokens: int = 0
    champion_input_tokens: int = 0
    champion_output_tokens: int = 0
    champion: Champion | None = None
    warnings: tuple[str, ...] = ()
    lost_requests: int = 0
    answered_at: str = ""
    message: str | None = None


@dataclass(frozen=True, kw_only=True)
class Job:
    """One evaluation job: whose answers it scores, and who scores them."""

    model: Subject
    by: Scorer
    arn: str

    @property
    def title(self) -> str:
        """What people call it."""
        return f"evaluation job of the {WHOSE[self.model]} by {self.by}"


@dataclass(frozen=True, kw_only=True)
class EvaluationJobs:
    """The evaluation jobs that were started.

    Attributes:
        outcome: ``started``; or ``none``, where there is none to wait for.
        judge: the model that judges in them; None where none does.
        judging: why this judge, or why none, in a sentence.
        warnings: a line for each job that the service refused, with its reason.
        look_until: when their deadline has passed, ISO 8601.
    """

    outcome: Literal["started", "none"]
    jobs: tuple[Job, ...] = ()
    judge: str | None = None
    judging: str = ""
    warnings: tuple[str, ...] = ()
    look_until: str | None = None


@dataclass(frozen=True, kw_only=True)
class EvaluationStatus:
    """Where the jobs stand together; the statuses are the service's own words, by the jobs' titles.

    Attributes:
        outcome: ``running`` while one of them is; then ``completed``, or what became of another.
        base_scores, custom_scores: the service's averages by metric, of the jobs without a judge
            that completed.
        outputs: what the jobs wrote, once none of them runs.
        warnings: a line for each job that did not, with the service's reason.
    """

    outcome: Literal["running", "completed", "failed", "stopped", "timed_out"]
    statuses: dict[str, str]
    base_scores: dict[str, float] | None = None
    custom_scores: dict[str, float] | None = None
    outputs: tuple[Seal, ...] = ()
    warnings: tuple[str, ...] = ()
