"""What to do now that a run has ended: one step each, with the command where there is one."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from tuning.dataset.figures import DatasetReport
from tuning.evaluation.rivals import PROMPTED
from tuning.hosting import alias
from tuning.report import commands
from tuning.report.words import count, moment
from tuning.resumption import where
from tuning.resumption.where import NotResumable
from tuning.run.evaluation import Prospect
from tuning.run.run import Run, RunStatus
from tuning.settings import deployed
from tuning.text import MOST_SHOWN, shown


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing to do.

    Attributes:
        what: in a sentence.
        command: what to paste; empty where nothing is to be typed.
    """

    what: str
    command: str = ""


def next_steps(run: Run, dataset: DatasetReport | None) -> tuple[Step, ...]:
    """Return what somebody can do now, what matters most first.

    Args:
        run: that has ended.
        dataset: its dataset's report, where there is one.
    """
    own = STEPS.get(run.outcome)
    if run.prospect and run.prospect.ends:
        return tuple(_untrained(run, run.prospect))
    return (*(own(run, dataset) if own else ()), *_of_model(run))


def remedy(run: Run) -> str:
    """Return how a run that was stopped before it trained gets past it; else nothing."""
    if run.prospect and run.prospect.ends:
        return " ".join(step.what for step in _untrained(run, run.prospect))
    plan = run.hosting_plan
    if run.outcome is not RunStatus.REJECTED or plan is None:
        return ""
    if run.approval_request and run.approval is None:
        return f"To request approval again: {commands.finish(run.run_id)}"
    if run.approval_request:
        return "To request approval again, drop the folder again."
    return " ".join(plan.remedies)


def _kept(run: Run, _dataset: DatasetReport | None) -> Iterator[Step]:
    if run.held and run.held.arn:
        until = moment(run.held.expires_at)
        yield Step(what=f"Ask it: it answers until {until}.", command=commands.ask(run.run_id))
        if run.promotion and run.promotion.alias:
            yield Step(
                what="Have applications ask for what serves the task, at least every "
                f"{count(deployed().drain_minutes, 'minute')}: a promotion changes it.",
                command=commands.name(run.promotion.alias),
            )
        yield Step(what="Serve it longer.", command=commands.extend(run.run_id))
        yield Step(what="Release it sooner.", command=commands.unserve(run.run_id))
    elif run.stored_model:
        yield Step(
            what="It is stored, and nothing serves it. Serve it.",
            command=alias.serve_again(run.run_id),
        )


def _undecided(run: Run, _dataset: DatasetReport | None) -> Iterator[Step]:
    more = run.comparison.more_records if run.comparison else 0
    if more:
        yield from _again(run, f"Add {count(more, 'distinct held-out record')}, then drop again.")
    else:
        yield Step(
            what="More records would not settle it: mend what the verdict names, or read where it "
            "lost and decide yourself."
        )
        yield from _again(run, "Once something is mended, drop the folder again.")


def _discarded(run: Run, _dataset: DatasetReport | None) -> Iterator[Step]:
    if run.judgement and run.judgement.advice:
        yield Step(what=run.judgement.advice)
    else:
        yield Step(
            what="Read where it lost: records like those are what the training file lacks. A "
            "better prompt costs nothing to try: instruction under [dataset] in task.toml."
        )
    yield from _again(run, "Then drop the folder again.")


def _rejected(run: Run, dataset: DatasetReport | None) -> Iterator[Step]:
    if advice := remedy(run):
        yield Step(what=advice)
    elif dataset and dataset.errors:
        first = next(each for each in dataset.problems if each.severity == "error")
        line = "" if first.line is None else f":{first.line}"
        others = dataset.errors - 1
        more = f", and {count(others, 'other')} below" if others else ""
        where = shown(f"{first.file}{line}", MOST_SHOWN)
        yield Step(what=f"Mend {where}: {first.code} ({first.fix}){more}.")
    else:
        yield Step(what="Mend what the reason names.")
    yield from _again(run, "Drop it again.")


def _failed(run: Run, _dataset: DatasetReport | None) -> Iterator[Step]:
    job = run.customization.job_arn if run.customization else None
    if job and not run.failure:
        yield Step(what="See what Bedrock says of the job.", command=commands.job(job))
    else:
        yield Step(
            what="See what broke: the history names the function, whose log has the rest.",
            command=commands.history(run.execution),
        )
    yield from _onwards(run, "Once that is mended, drop the folder again.")


def _cancelled(run: Run, _dataset: DatasetReport | None) -> Iterator[Step]:
    yield from _onwards(run, "To run it after all, drop the folder again.")


def _untrained(run: Run, prospect: Prospect) -> Iterator[Step]:
    recipe = run.registration.recipe if run.registration else None
    more = prospect.more_records
    if prospect.outcome == "not_needed" and recipe:
        yield Step(
            what="Use the base model with its best prompt: few_shot and best_prompt of task.toml "
            "say which."
            if _is_better_prompted(prospect)
            else "Use the base model as it is, with the instruction of task.toml.",
            command=commands.converse(recipe.model.inference_id),
        )
    elif more:
        yield from _again(run, f"Add {count(more, 'distinct held-out record')}, then drop again.")
    yield Step(
        what="To train all the same, set train_anyway = true under [evaluation] in task.toml and "
        "drop the folder again."
    )


def _is_better_prompted(prospect: Prospect) -> bool:
    """Whether the base model does better with its best prompt, by the metric that decides."""
    prompted, plain = (prospect.scores.get(name, {}) for name in (PROMPTED, "base"))
    return any(prompted[metric] > plain[metric] for metric in [*plain][:1] if metric in prompted)


def _onwards(run: Run, instead: str) -> Iterator[Step]:
    """Say how a run goes on from what it has done, or where it cannot how it is done again."""
    try:
        where.finishes(replace(run, status=run.outcome))
    except NotResumable:
        yield from _again(run, instead)
    else:
        yield Step(
            what="Go on from where it broke: what was paid for is not done again.",
            command=commands.finish(run.run_id),
        )


def _again(run: Run, what: str) -> Iterator[Step]:
    training = run.registration.training if run.registration else None
    yield Step(what=what, command=commands.drop(run.task) if training else "")


def _of_model(run: Run) -> Iterator[Step]:
    """Say how a stored model that nothing serves stops billing."""
    if run.stored_model and not run.held:
        yield Step(
            what="Delete the model when nobody needs it: until then its storage is billed.",
            command=commands.delete(run.stored_model),
        )


STEPS: Final[Mapping[str, Callable[[Run, DatasetReport | None], Iterator[Step]]]] = {
    RunStatus.KEPT: _kept,
    RunStatus.UNDECIDED: _undecided,
    RunStatus.DISCARDED: _discarded,
    RunStatus.REJECTED: _rejected,
    RunStatus.FAILED: _failed,
    RunStatus.CANCELLED: _cancelled,
}
"""What to do first, by how a run ended."""
