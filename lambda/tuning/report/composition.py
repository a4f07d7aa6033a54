"""Compose: put together what the report of an ended run says, from its record and its artifacts."""

from datetime import datetime
from typing import Final

from tuning.costs.actual import Bill
from tuning.evaluation import differences
from tuning.report.breakdown import by_class, by_length
from tuning.report.contents import Contents, StateSpan
from tuning.report.findings import Findings
from tuning.report.judges import judged_by, judging
from tuning.report.next_steps import next_steps, remedy
from tuning.report.redaction import Redactor
from tuning.report.samples import sampled
from tuning.report.summary import headline, holds, queue, reason, warning
from tuning.run.evaluation import Verdict
from tuning.run.parts import EXTRAS, PARTS
from tuning.run.run import Run, Span
from tuning.settings import deployed

AS_THEY_ARE: Final = frozenset(
    {
        "run_id",
        "next_steps",
        "created_at",
        "model_arn",
        "sources",
        "timeline",
        "curves",
        "job",
        "prices",
        "approval",
        "holds",
        "held",
        "released",
        "resumption",
        "promoted_from",
    }
)
"""Fields of a report that are not redacted: names of things, which must be whole to be used, and
who answers for money, which is to be known."""


def compose(run: Run, findings: Findings, bill: Bill) -> Contents:
    """Put together what the report of an ended run says."""
    registration, comparison = run.registration, run.comparison
    service_scores = _service_scores(run)
    scored = comparison.scores if comparison else ()
    deciding = scored[0].metric if scored else None
    recipe = registration.recipe if registration else None
    task_type = recipe.evaluation.task_type if recipe else None
    by = judged_by(run, findings.judges)
    contents = Contents(
        run_id=run.run_id,
        task=run.task,
        environment=deployed().environment,
        notice=deployed().notice,
        status=run.outcome,
        verdict=_verdict(run),
        headline=headline(run),
        reason=reason(run),
        remedy=remedy(run),
        warning=warning(run, deployed().environment),
        next_steps=next_steps(run, findings.dataset),
        created_at=run.created_at,
        scores=scored,
        baselines=comparison.baselines if comparison else (),
        efforts=comparison.efforts if comparison else (),
        prospect=run.prospect,
        classes=by_class(findings.answers, task_type) if scored and task_type else None,
        slices=by_length(findings.answers, deciding) if deciding else (),
        judged=comparison.judged if comparison else (),
        judge_test=comparison.judge_test if comparison else None,
        probes=comparison.probes if comparison else (),
        training_sample=comparison.training_sample if comparison else None,
        records=comparison.records if comparison else None,
        prompts=comparison.prompts if comparison else None,
        more_records=comparison.more_records if comparison else 0,
        service_scores=service_scores,
        judge=by,
        judging=judging(run, by) if comparison else None,
        accuracy_note=(
            differences.of_accuracy(
                registration.ready_recipe.evaluation.task_type, findings.answers
            )
            if registration and differences.ACCURACY in service_scores
            else None
        ),
        evaluation_warnings=comparison.warnings if comparison else (),
        judgement=run.judgement,
        curves=findings.curves,
        job=run.customization,
        training=run.training_status,
        queue=queue(run),
        accepted=findings.accepted,
        dataset=findings.dataset,
        samples=(
            sampled(findings.answers, deciding, findings.asked)
            if deciding and findings.answers
            else None
        ),
        timeline=tuple(
            sorted(
                (_stage(state, span) for state, span in run.timeline.items()),
                key=lambda stage: stage.started,
            )
        ),
        served=run.hosting_plan.why if run.hosting_plan else None,
        estimate=bill.estimate,
        cost=bill.actual,
        prices=run.hosting_plan.prices if run.hosting_plan else (),
        approval_request=run.approval_request,
        approval=run.approval,
        holds=holds(run, bill.actual),
        held=run.held,
        released=run.release,
        resumption=run.resumption,
        not_served=run.not_served,
        promoted_from=findings.promoted_from,
        recipe=recipe,
        sources=(
            {part: source for part in (*PARTS, *EXTRAS) if (source := getattr(registration, part))}
            | ({"recipe": read} if (read := registration.recipe_from) else {})
            if registration
            else {}
        ),
        model_arn=run.model_arn,
        alias=run.promotion.alias if run.promotion else None,
    )
    shown: Contents = Redactor().of(contents, but=AS_THEY_ARE)
    return shown


def _verdict(run: Run) -> Verdict | None:
    if run.comparison:
        return run.comparison.outcome
    if run.judgement and run.judgement.outcome == "diverged":
        return "discard"
    return None


def _service_scores(run: Run) -> dict[str, dict[str, float | None]]:
    """Return Bedrock's own averages, without a judge, of each model whose job completed."""
    status = run.evaluation_status
    base = (status.base_scores if status else None) or {}
    custom = (status.custom_scores if status else None) or {}
    return {
        metric: {"base": base.get(metric), "custom": custom.get(metric)}
        for metric in dict.fromkeys((*base, *custom))
    }


def _stage(state: str, span: Span) -> StateSpan:
    took = datetime.fromisoformat(span.ended) - datetime.fromisoformat(span.started)
    return StateSpan(
        state=state, started=span.started, ended=span.ended, seconds=took.total_seconds()
    )
