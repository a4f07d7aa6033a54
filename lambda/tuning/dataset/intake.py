"""One drop, taken in file by file: judged, converted, split, counted."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from contextlib import ExitStack
from itertools import repeat
from typing import Self

from tuning.dataset import extras
from tuning.dataset.codes import Code
from tuning.dataset.division import divide
from tuning.dataset.dropped import Dropped
from tuning.dataset.framing import Frame
from tuning.dataset.inspection import inspect
from tuning.dataset.piece import Piece
from tuning.dataset.privacy import kinds
from tuning.dataset.problems import Fault, Problems
from tuning.dataset.quality import instructions, links, triggers
from tuning.dataset.quality.findings import PlacedFault
from tuning.dataset.quality.judge import Quality, judge
from tuning.dataset.quality.links import Links
from tuning.dataset.quality.shingles import sampled
from tuning.dataset.reading.file import Facts
from tuning.dataset.reading.files import Reader, read
from tuning.dataset.reading.lines import Readable
from tuning.dataset.record import Record
from tuning.dataset.rules import files, sizes
from tuning.dataset.sheet import Sheet, evidence
from tuning.dataset.snapshot import Snapshot
from tuning.dataset.weights import by_part
from tuning.run.estimate import Quantities
from tuning.run.handling import Handling
from tuning.run.parts import PARTS, ExtraName, PartName
from tuning.run.registration import Unused
from tuning.tokens import Tokens


class Intake:
    """Takes in the files of one drop and gathers the parts of its snapshot.

    Use it as a context manager: what is converted waits in temporary files. Take the files in
    the order of ``PARTS``; then ``conclude``.

    Attributes:
        handling: what the drop is taken in for, and how.
        problems: everything that is wrong, or worth knowing.
        counts: good records by the part that they fell to, once concluded.
        tokens: of them, by the same estimate as costs.
        parts: their converted lines, once concluded without errors.
        prompts: the held-out set as evaluation jobs take it, likewise.
        extras: what was brought beside, likewise.
        quality: what the dataset is like as a whole, once concluded.
        privacy: what was found in the texts, by kind.
        links: what answers link to, once concluded; None where nothing is said from texts.
        hosts: that these name, and in how many answers; never part of a report.
    """

    def __init__(
        self,
        handling: Handling,
        *,
        brought: Collection[PartName],
        keep: bool = True,
    ) -> None:
        """Begin with nothing.

        Args:
            handling: what the drop is taken in for, and how.
            brought: the parts that the drop holds as files; the others are split off.
            keep: whether hashes, converted lines and what is said from them are asked for.
        """
        self.handling = handling
        self.problems = Problems()
        self._dropped: dict[PartName, Dropped] = {}
        self.counts: dict[PartName, int] = dict.fromkeys(PARTS, 0)
        self.tokens: dict[PartName, Tokens] = dict.fromkeys(PARTS, Tokens())
        self._snapshot = Snapshot(handling)
        self.parts = self._snapshot.parts
        self.prompts = self._snapshot.prompts
        self.extras = self._snapshot.extras
        self._brought: dict[ExtraName, extras.Brought] = {}
        self.quality: Quality | None = None
        self.links: Links | None = None
        self.hosts: Counter[str] = Counter()
        self.privacy: Counter[str] = Counter()
        untaken = () if handling.rules.validation else ("validation",)
        self._wanted = frozenset(PARTS).difference(brought, untaken)
        self._keep = keep
        self._stack = ExitStack()

    def take(self, part: PartName, stream: Readable, *, file: str, reader: Reader = read) -> None:
        """Take in a file that was dropped as ``part``.

        Args:
            part: what the file was dropped as.
            stream: its bytes, read once.
            file: its name; the suffix helps to tell the format.
            reader: reads its records.

        Raises:
            Interrupted: the stream broke off.
        """
        piece = inspect(stream, self.handling, file=file, keep=self._keep, reader=reader)
        self.hold(part, piece)

    def hold(self, part: PartName, piece: Piece) -> None:
        """Take in a file that was read elsewhere; the files of a part one after the other."""
        self._stack.enter_context(piece)
        if piece.facts.carriage_returns:
            piece.problems.add(Fault.of(Code.CRLF), file=piece.facts.file)
        self.problems.append(piece.problems)
        self.privacy += piece.privacy
        self._dropped.setdefault(part, Dropped()).add(piece)

    def miss(self, part: PartName, *, file: str) -> None:
        """Note that a file of the drop is no longer there."""
        piece = Piece(file)
        piece.problems.add(Fault.of(Code.SOURCE_GONE), file=file)
        self.hold(part, piece)

    def pass_over(self, unused: Unused) -> None:
        """Name data that came with the drop and are not used."""
        fault = Fault.of(Code.NOT_USED, why=unused.why, fix=unused.fix)
        self.problems.add(fault, file=unused.name)

    def left_over(self, file: str) -> None:
        """Name a file that the drop did not bring."""
        self.problems.add(Fault.of(Code.LEFT_OVER), file=file)

    def bring(self, name: ExtraName, stream: Readable, *, file: str) -> None:
        """Take in a file that is no part of the dataset.

        Raises:
            Interrupted: the stream broke off.
        """
        brought = extras.read(name, stream, self.handling, file=file)
        for piece in (brought.piece, brought.references):
            self._stack.enter_context(piece)
            self.privacy += piece.privacy
            self.problems.append(piece.problems)
        for line, fault in extras.twice(name, brought):
            self.problems.add(fault, file=file, line=line)
        self._brought[name] = brought

    @property
    def files(self) -> dict[PartName, list[Facts]]:
        """What each file turned out to be, by the part that it was dropped as."""
        return {part: dropped.files for part, dropped in self._dropped.items()}

    @property
    def format(self) -> str | None:
        """What the training file was recognised as."""
        return next((facts.format for facts in self.files["training"] if facts.format), None)

    def sheet(self, part: PartName) -> Sheet:
        """Return the figures of the good records that were dropped as a part."""
        return self._dropped[part].sheet

    def texts(self, part: PartName, rows: Set[int]) -> Iterator[Record]:
        """Read good records back, without what the recipe puts around every prompt.

        Args:
            part: what their file was dropped as.
            rows: which ones, by their places in the sheet.
        """
        read = self._snapshot.read(self._dropped[part].picked(rows))
        return map(Frame.of(self.handling).without, read)

    def place(self, part: PartName, line: int) -> tuple[str, int]:
        """Return the file and its own line for a line that is counted through a part's files."""
        return self._dropped[part].place(line)

    def file_of(self, part: PartName) -> str:
        """Name the first file that a part came from."""
        return self.files.get(part, self.files["training"])[0].file

    def conclude(self) -> None:
        """Split, judge the dataset as a whole, and write the parts if nothing is wrong.

        Sizes are judged when every record is good: what is missing because it was faulty comes
        back when it is fixed.
        """
        self._add(files.not_taken(self._dropped, self.handling))
        for file, fault in files.of_two_forms(self.files["training"]):
            self.problems.add(fault, file=file, line=1)
        self._add(files.not_split_off(self._dropped, self.handling))
        sheets = {part: dropped.sheet for part, dropped in self._dropped.items()}
        texts = self.texts if self._keep else None
        found = divide(sheets, self.handling, wanted=self._wanted, texts=texts)
        assigned, passages, matches = found.split.parts, found.passages, found.matches
        self._count(sheets, assigned)
        self._add(sizes.too_many(self.counts, self.handling))
        self.quality = judge(sheets, assigned, note=self._note, passages=passages, matches=matches)
        self._add(("training", fault) for fault in found.faults())
        self._advise_instruction()
        self._compare_provenance()
        self._look_at_answers()
        met, missing = self._dropped["training"].records, found.split.missing
        sound = not self.problems.errors
        if sound or 0 < met < self.handling.rules.min_records:
            self._add(sizes.too_few(self.counts, self.handling, met=met, missing=missing))
        if sound:
            lacking = missing if "evaluation" in self._wanted else None
            rules, proof = self.handling.rules, evidence(sheets, assigned)
            self._add(sizes.faults(self.counts, rules, evidence=proof, missing=lacking))
        if self._keep and not self.problems.errors:
            self._write(assigned)

    @property
    def quantities(self) -> Quantities:
        """How much there is to train on and to ask, once concluded."""
        training = self.tokens["training"] * self.handling.passes
        return Quantities(
            training_tokens=training.most,
            training_tokens_least=training.least,
            training=self.counts["training"] * self.handling.passes,
            held_out=self.counts["evaluation"],
            held_out_tokens=self.tokens["evaluation"].most,
            held_out_tokens_least=self.tokens["evaluation"].least,
            prompts=self.prompts.records,
            prompt_tokens=self.prompts.tokens.most,
            prompt_tokens_least=self.prompts.tokens.least,
        )

    def _count(self, sheets: Mapping[PartName, Sheet], assigned: list[PartName]) -> None:
        for part, sheet in sheets.items():
            found = by_part(sheet, assigned if part == "training" else repeat(part))
            for name, (records, tokens) in found.items():
                self.counts[name] += records
                self.tokens[name] += tokens

    def _advise_instruction(self) -> None:
        """Say so where neither the recipe nor the prompts say what to do with a prompt."""
        if self._keep and not Frame.of(self.handling):
            rows = instructions.drawn(self.sheet("training"))
            labelled = bool(self.quality and self.quality.labels)
            found = instructions.faults(list(self.texts("training", rows)), labelled=labelled)
            self._add(("training", fault) for fault in found)

    def _look_at_answers(self) -> None:
        """Count what answers link to, and find signs by which a model would give some of them."""
        if not self._keep:
            return
        rows = sampled(range(len(self.sheet("training"))), most=triggers.LOOKED_AT)
        records = [*self.texts("training", {*rows})]
        self.links, self.hosts = links.links(records)
        if not (self.quality and self.quality.labels):
            for line, fault in triggers.faults(records):
                self._note(PlacedFault("training", line, fault))

    def _compare_provenance(self) -> None:
        """Say so where the recipe says that nobody is in the data, and somebody is."""
        found = Counter({kind: n for kind, n in self.privacy.items() if kinds.is_personal(kind)})
        if self.handling.impersonal and found:
            (most, _), *_ = found.most_common(1)
            what, values = kinds.Kind[most].title, found.total()
            fault = Fault.of(Code.PROVENANCE_CONTRADICTED, what=what, values=values)
            self._add([("training", fault)])

    def _note(self, finding: PlacedFault) -> None:
        """Add what is true of the dataset as a whole, under the file and line that it is about."""
        part, line, fault, other = finding
        if line is None:
            self.problems.add(fault, file=self.file_of(part))
            return
        file, own = self.place(part, line)
        if other:
            there, its_own = self.place(*other)
            named = f"line {its_own}" if there == file else f"line {its_own} of {there}"
            fault = Fault(fault.code, {**fault.figures, "other": named})
        self.problems.add(fault, file=file, line=own)

    def records(self, part: PartName) -> Iterator[Record]:
        """Yield the converted records of a part, numbered from 1; once concluded without errors."""
        return self._snapshot.records(part)

    def _write(self, assigned: list[PartName]) -> None:
        held_out = self._snapshot.write(self._dropped, assigned, self.tokens)
        written = {part: lines.bytes for part, lines in self.parts.items()}
        self._add(files.too_large(written, self.handling))
        for name, brought in self._brought.items():
            for line, fault in self._snapshot.bring(name, brought, held_out):
                self.problems.add(fault, file=brought.piece.facts.file, line=line)
        labelled = bool(self.quality and self.quality.labels)
        faults = self._snapshot.draw_prompts(labelled=labelled)
        self._add(("evaluation", fault) for fault in faults)

    def _add(self, faults: Iterable[tuple[PartName, Fault]]) -> None:
        for part, fault in faults:
            self.problems.add(fault, file=self.file_of(part))

    def __enter__(self) -> Self:
        self._stack.enter_context(self._snapshot)
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()
