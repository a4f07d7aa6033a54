"""The champion: found in the ledger, asked where it serves, else known by its recorded answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from msgspec import structs

from tuning import artifacts
from tuning.errors import TuningError, words
from tuning.evaluation import attempt, respondents
from tuning.evaluation.answers import HeldOut, Reply, TextBlock, from_lines
from tuning.evaluation.attempt import Earlier, Questions
from tuning.evaluation.pacing import Clock
from tuning.evaluation.prompting import Template, reframed
from tuning.evaluation.replies import FOLDER as REPLIES
from tuning.evaluation.respondents import Framing
from tuning.evaluation.rivals import CHAMPION
from tuning.evaluation.sitting import Sitting
from tuning.ledger import champions, items, runs
from tuning.run.evaluation import Answers, Champion
from tuning.run.recipe import Recipe
from tuning.run.registration import Registration

FOLDER: Final = f"{REPLIES}/champions"
"""Where the replies of champions are kept, each in a folder of its run: another may follow while a
set is asked."""

Numbered = Sequence[tuple[int, HeldOut]]


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What is known of a champion's answers.

    Attributes:
        replies: by record.
        done: whether nothing more is to be asked.
        lost: requests that brought no reply.
        message: why there is more to ask.
        warning: why it is not compared.
    """

    replies: Mapping[int, Reply]
    done: bool = True
    lost: int = 0
    message: str | None = None
    warning: str | None = None


def of(registration: Registration) -> Champion | None:
    """Return the model of the task that is in service, else the one that was kept last.

    A model that was deleted is nobody's champion.
    """
    kept = None
    for run_id in champions.of(registration.task):
        run = None if run_id == registration.run_id else runs.find(run_id)
        if run is None or run.registration is None or run.stored_model is None:
            continue
        kept = Champion(run_id=run_id, base_model=run.registration.ready_recipe.base_model)
        lease = run.lease
        if lease and lease.arn and lease.covers(lease.arn, datetime.fromisoformat(items.now())):
            return replace(kept, kind=lease.kind, arn=lease.arn)
    return kept


def hear(
    champion: Champion,
    recipe: Recipe,
    asked: Numbered,
    sitting: Sitting,
    earlier: Earlier | None,
    clock: Clock,
) -> Heard:
    """Ask a champion that serves, or take what it answered in its own run.

    Nothing that befalls it fails the run: a champion that cannot be heard is not compared.

    Args:
        champion: of the task.
        recipe: of the run that asks, by which the records are framed.
        asked: the held-out records.
        sitting: in which it may be asked.
        earlier: what the attempts so far came to.
        clock: by which it is paced.
    """
    title = f"The champion (run {champion.run_id}) was not compared"
    try:
        run = runs.get(champion.run_id)
        its = run.registration
        if its is None:
            return Heard(replies={}, warning=f"{title}: its recipe is not known")
        if champion.arn is None:
            return Heard(replies=recorded(run.answers, its.ready_recipe, recipe, asked))
        questions = Questions(
            records=asked,
            respondents=(respondents.champion(champion, _as_in(its.ready_recipe, recipe), clock),),
            folder=f"{FOLDER}/{champion.run_id}",
        )
        made = attempt.make(sitting, (questions,), earlier)
    except TuningError as error:
        return Heard(replies={}, warning=f"{title}: {words(str(error))}")
    replies = made.replies[0][CHAMPION]
    return Heard(replies=replies, done=made.done, lost=made.lost, message=made.message)


def recorded(
    answers: Answers | None, its: Recipe, ours: Recipe, asked: Numbered
) -> dict[int, Reply]:
    """Return what a champion answered in its own run to records of this held-out set.

    A record is the same where the prompt is, without what either recipe puts around it, and the
    reference too.

    Raises:
        ArtifactChanged: the answers are not what its run wrote.
    """
    lines = artifacts.unsealed(answers.answers) if answers and answers.answers else None
    template = Template.of(its.dataset.prompt_template)
    known = {
        (template.without(record.prompt), record.reference): record.custom
        for record in from_lines(lines or b"")
        if record.custom
    }
    own = Template.of(ours.dataset.prompt_template)
    keys = ((number, (own.without(one.prompt), one.reference)) for number, one in asked)
    return {number: known[key] for number, key in keys if key in known}


def _as_in(its: Recipe, ours: Recipe) -> Framing:
    """Return how a record is put to a champion: as its own recipe frames it, by which it serves."""
    given, own = ours.dataset, its.dataset
    template = reframed(Template.of(given.prompt_template), Template.of(own.prompt_template))

    def framed(record: HeldOut) -> HeldOut:
        question = template(record)
        if record.system_text != (given.instruction or ""):
            return question
        system = (TextBlock(own.instruction),) if own.instruction else ()
        return structs.replace(question, system=system)

    return framed
