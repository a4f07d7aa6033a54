"""Where in the source a construct is made: CDK's own traces end at the border of Python.

The files are read, not run. A construct is made by a call that has its id as a text among its first
two arguments; what is made for each state of the walk is told by the function of that state's
rights, or else by the one call that makes them all.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from stacks.checkout import ROOT

START: Final = "compose"
"""The function that makes the stacks."""

GIVEN: Final = frozenset({"PipelineFunction", "Policy"})
"""Constructs that are given the rights that they hold: who gives them says what they are."""


@dataclass(frozen=True, kw_only=True, order=True)
class Source:
    """A line of a file of this project, by the file's path in it."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(kw_only=True)
class _Maker:
    """A class or function, with what it makes: the calls by id, and those whose id is computed."""

    source: Source
    named: dict[str, tuple[Source, str]] = field(default_factory=dict)
    computed: list[tuple[Source, str]] = field(default_factory=list)


class Sources:
    """The makers of all constructs of the stacks."""

    def __init__(self, root: Path = ROOT) -> None:
        self._makers: dict[str, _Maker] = {}
        self._rights: dict[str, Source] = {}
        for path in sorted((root / "stacks").rglob("*.py")):
            file = path.relative_to(root).as_posix()
            for node in ast.parse(path.read_text("utf-8")).body:
                if isinstance(node, ast.ClassDef | ast.FunctionDef):
                    self._makers.setdefault(node.name, _maker(file, node))
                if isinstance(node, ast.FunctionDef) and file.startswith("stacks/rights/of_"):
                    self._rights[node.name] = Source(file=file, line=node.lineno)

    def of(self, path: str) -> Source:
        """Return where a construct is made, by its path in the app; or what it is within."""
        maker: _Maker | None = self._makers[START]
        source = self._makers[START].source
        segments = path.split("/")
        for number, segment in enumerate(segments):
            holds_rights = segments[number + 1 : number + 2] == ["Policy"]
            if maker is None:
                break
            if segment in maker.named:
                source, callee = maker.named[segment]
            elif known := [each for each in maker.computed if each[1] in self._makers]:
                source, callee = known[0]
                of_state = re.sub(r"(?<!^)(?=[A-Z])", "_", segment).lower()
                if of_state in self._rights and holds_rights:
                    return self._rights[of_state]
            else:
                break
            maker = None if callee in GIVEN and holds_rights else self._makers.get(callee)
        return source


def _maker(file: str, node: ast.ClassDef | ast.FunctionDef) -> _Maker:
    maker = _Maker(source=Source(file=file, line=node.lineno))
    for call in _calls(node):
        source = Source(file=file, line=call.lineno)
        callee = call.func.id if isinstance(call.func, ast.Name) else ""
        ids = [
            each.value
            for each in call.args[:2]
            if isinstance(each, ast.Constant) and isinstance(each.value, str)
        ]
        if ids:
            maker.named.setdefault(ids[0], (source, callee))
        elif len(call.args) > 1:
            maker.computed.append((source, callee))
    return maker


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    return (each for each in ast.walk(node) if isinstance(each, ast.Call))
