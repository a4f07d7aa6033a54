"""`python -m tuning evaluate FILE`: the judgement of a run on recorded answers, without AWS."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Final

from tuning.cli import arguments as options
from tuning.cli import dataset_options, disk, report_files
from tuning.cli.arguments import Unusable
from tuning.cli.evaluate import (
    answer_file,
    judging,
    matching,
    recipes,
    references,
    scoring,
    telling,
)
from tuning.cli.evaluate.answer_file import Entry
from tuning.cli.evaluate.judging import Judgement
from tuning.cli.evaluate.references import Item
from tuning.cli.output import print_json, printer
from tuning.cli.progress import awaited
from tuning.evaluation.baselines import Records
from tuning.evaluation.metrics import METRICS
from tuning.evaluation.rivals import CHAMPION, RECORDED
from tuning.report.words import count
from tuning.run.evaluation import Model
from tuning.run.handling import Handling
from tuning.run.recipe import EvaluationSettings, Metric, Recipe

OF_FILES: Final = (
    "file",
    "base",
    "champion",
    "recorded",
    "reference",
    "train",
    "recipe",
    "metric",
    "html",
)
"""Arguments that say something of files."""


def arguments(parser: ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("file", nargs="?", metavar="FILE", help="the custom model's answers")
    parser.add_argument("--base", metavar="FILE", help="the base model's answers")
    parser.add_argument(
        "--champion", metavar="FILE", help="answers of the model in service, which must be beaten"
    )
    parser.add_argument(
        "--recorded", metavar="FILE", help="answers of another service, which must not be better"
    )
    parser.add_argument(
        "--reference", metavar="FILE", help="the held-out set (default: the references in FILE)"
    )
    parser.add_argument("--train", metavar="FILE", help="the training file, for the baselines")
    parser.add_argument(
        "--recipe", type=Path, metavar="TASK.TOML", help="what is asked of the model"
    )
    parser.add_argument(
        "--metric",
        type=_metric,
        action="append",
        metavar="NAME",
        help=f"the first decides (default: the recipe's, or by the references); "
        f"{options.one_of(tuple(METRICS))}",
    )
    options.add_json(parser)
    parser.add_argument("--html", type=Path, metavar="FILE", help="write the verdict with pictures")
    parser.add_argument(
        "--task", metavar="RUN", help="instead of files, ask what serves the model of a run again"
    )
    options.add_environment(parser, required=False)


def run(chosen: Namespace) -> int:
    """Judge recorded answers and print the verdict; return 1 when the model is not kept.

    Raises:
        Unusable: a file cannot be used; every line that cannot was named.
        BadRecipe: the recipe cannot be followed.
        NotDeployed, UnknownRun: a run is to be asked again that is not there.
    """
    judgement = _again(chosen) if chosen.task else _recorded(chosen)
    if chosen.json:
        print_json(judgement)
    else:
        say = printer(sys.stdout)
        for line in telling.lines(judgement):
            say(*line)
    return int(not judgement.passed)


def _again(chosen: Namespace) -> Judgement:
    """Judge what serves the model of a run now."""
    if given := [name for name in OF_FILES if getattr(chosen, name)]:
        raise Unusable(f"--task asks what the run asked: leave out {', '.join(given)}")
    if not chosen.env:
        raise Unusable("--task takes the environment of the run: --env NAME")
    # It loads boto3, which takes longer than most judgements.
    from tuning.cli import environment
    from tuning.cli.evaluate import served

    environment.enter(chosen.env)
    return served.judge(chosen.task, printer(sys.stderr))


def _recorded(chosen: Namespace) -> Judgement:
    """Judge the answers of a file."""
    if not chosen.file:
        raise Unusable("name a file of answers, or a run with --task")
    report_files.refuse_another(chosen.html, report_files.HTML)
    recipe = (
        dataset_options.recipe_of(Namespace(task=chosen.recipe, file="", model=None))
        if chosen.recipe
        else None
    )
    entries = answer_file.read(chosen.file)
    items = _items(chosen, entries, recipe)
    settled, notes = recipes.settled(recipe, chosen.metric, items)
    name = disk.called(chosen.file)
    frame = matching.frame_of(settled.dataset.prompt_template)
    against = disk.called(chosen.reference or chosen.file)

    def brought(file: str, lines: Sequence[Entry]) -> list[Entry]:
        found, left = matching.matched(
            items, lines, file=disk.called(file), held_out=against, frame=frame
        )
        notes.extend(filter(None, [left]))
        return found

    def answers(file: str | None) -> list[str] | None:
        return _texts(brought(file, answer_file.read(file)), disk.called(file)) if file else None

    own = brought(chosen.file, entries)
    base = answers(chosen.base) or _both(own)
    records = [item.record for item in items]
    training: Records | None = None
    if chosen.train:
        trained = [record for _, record in references.dataset(chosen.train, settled.handling)]
        training = partial(iter, trained)
    else:
        notes.append(
            "Without --train, the most frequent answer is that of the held-out records, and the "
            "answer to the nearest training prompt is not compared"
        )
    custom = _texts(own, name)
    files: dict[Model, str | None] = {CHAMPION: chosen.champion, RECORDED: chosen.recorded}
    others = {name: texts for name, file in files.items() if (texts := answers(file))}
    with awaited(f"scoring {count(len(records), 'record')}"):
        found = scoring.answered(records, settled, custom=custom, base=base, others=others)
        judgement = judging.judge(found, records, training, settled, notes)
    if chosen.html:
        # It loads the template engine, which takes longer than most judgements.
        from tuning.cli.evaluate import page

        page.write(chosen.html, judgement, found, records, settled)
    return judgement


def _both(entries: Sequence[Entry]) -> list[str] | None:
    """Return the base model's answers of a file that has both models'."""
    texts = [entry.base for entry in entries if entry.base is not None]
    return texts if len(texts) == len(entries) else None


def _items(chosen: Namespace, entries: Sequence[Entry], recipe: Recipe | None) -> list[Item]:
    if chosen.reference:
        return references.read(chosen.reference, _handling(recipe))
    return references.of_entries(entries, disk.called(chosen.file))


def _handling(recipe: Recipe | None) -> Handling:
    return (recipe or recipes.plain(EvaluationSettings())).handling


def _texts(entries: Sequence[Entry], name: str) -> list[str]:
    """Return the answers of lines.

    Raises:
        Unusable: a line has none.
    """
    faults = [
        f'{entry.place}: no answer: add the key answer, with "" where the model gave none'
        for entry in entries
        if entry.answer is None
    ]
    answer_file.refuse(name, faults)
    return [entry.answer or "" for entry in entries]


def _metric(name: str) -> Metric:
    for metric in METRICS:
        if metric == name:
            return metric
    near = get_close_matches(name, METRICS, n=1, cutoff=0.3)
    hint = f"; did you mean {near[0]}?" if near else ""
    raise ArgumentTypeError(f"no metric is called {name!r}{hint} Valid: {', '.join(METRICS)}")
