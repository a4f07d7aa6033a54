"""The functions of the pipeline's code, and what each refers to; read, and run nowhere.

A name counts wherever it is referred to, called or not, so that tables of functions and partial
calls are followed too. What a local name hides, and what only an annotation names, does not count.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Final

FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A function, a method, what a class says beside its methods, or a name's value.

    Attributes:
        methods: paths of a class's methods, by name.
        of_class: names of those that are called on the class itself.
        owner: path of the class whose method it is.
    """

    module: str
    nodes: tuple[ast.AST, ...]
    doc: str = ""
    methods: Mapping[str, str] = field(default_factory=dict)
    of_class: frozenset[str] = frozenset()
    owner: str = ""

    @cached_property
    def within(self) -> tuple[ast.AST, ...]:
        """Every node of it."""
        return tuple(inner for node in self.nodes for inner in ast.walk(node))

    @cached_property
    def hidden(self) -> frozenset[str]:
        """Names of the module that a function's arguments and variables hide."""
        if not isinstance(self.nodes[0], FUNCTIONS):
            return frozenset()
        arguments = (each.arg for each in self.within if isinstance(each, ast.arg))
        names = (each for each in self.within if isinstance(each, ast.Name))
        variables = (each.id for each in names if isinstance(each.ctx, ast.Store))
        return frozenset((*arguments, *variables))

    @property
    def words(self) -> frozenset[str]:
        """The names of arguments that it gives, and its texts."""
        texts = (each.value for each in self.within if isinstance(each, ast.Constant))
        given = (each.arg for each in self.within if isinstance(each, ast.keyword))
        return frozenset(each for each in (*texts, *given) if isinstance(each, str))


class Code:
    """A package, read.

    Attributes:
        pieces: by their path, which begins with the package's name.
        docs: what each module says of itself, by its path.
    """

    def __init__(self, package: Path) -> None:
        """Read every module of a package."""
        self.pieces: dict[str, Piece] = {}
        self.docs: dict[str, str] = {}
        self._names: dict[str, dict[str, str]] = {}
        for path in sorted(package.rglob("*.py")):
            parts = path.relative_to(package.parent).with_suffix("").parts
            module = ".".join(part for part in parts if part != "__init__")
            self._read(module, ast.parse(path.read_text()))

    def of(self, module: str) -> Iterator[tuple[str, Piece]]:
        """Yield the pieces of a module."""
        return ((name, piece) for name, piece in self.pieces.items() if piece.module == module)

    @cache  # noqa: B019 - a code is read once and asked often, for as long as the process lives
    def refers(self, name: str) -> tuple[frozenset[str], frozenset[str]]:
        """Return the pieces that one refers to, and the attributes of what it does not know."""
        piece = self.pieces[name]
        found: set[str] = set()
        unknown: set[str] = set()
        for node in _without_annotations(piece.nodes):
            if not isinstance(node, ast.Attribute | ast.Name):
                continue
            path, rest = self._meant(piece, node)
            if path and not (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)):
                found.add(self.pieces[path].methods.get(rest[0], path) if rest else path)
            if isinstance(node, ast.Attribute) and not (path and not rest):
                unknown.add(node.attr)
        return frozenset(found), frozenset(unknown)

    def meant(self, piece: Piece, node: ast.AST) -> str | None:
        """Return the path of the piece that a name stands for, if it is one."""
        path, rest = self._meant(piece, node)
        return None if rest else path

    def _meant(self, piece: Piece, node: ast.AST) -> tuple[str | None, list[str]]:
        """Return the piece that a dotted name begins with, and the attributes behind it."""
        rest: list[str] = []
        while isinstance(node, ast.Attribute):
            rest.insert(0, node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return None, rest
        if node.id == "cls" and piece.owner:
            return piece.owner, rest
        if node.id in piece.hidden:
            return None, rest
        path = self._names[piece.module].get(node.id, "")
        while rest and path not in self.pieces:
            path = f"{path}.{rest.pop(0)}"
        return (path if path in self.pieces else None), rest

    def _read(self, module: str, tree: ast.Module) -> None:
        self.docs[module] = ast.get_docstring(tree) or ""
        names = self._names.setdefault(module, {})
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                names |= {
                    each.asname or each.name: f"{node.module}.{each.name}" for each in node.names
                }
        for statement in tree.body:
            for path, piece in _pieces(module, statement):
                self.pieces[path] = piece
                names.setdefault(path.removeprefix(f"{module}."), path)


def _pieces(module: str, node: ast.stmt) -> Iterator[tuple[str, Piece]]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            doc = ast.get_docstring(node) or ""
            yield f"{module}.{node.name}", Piece(module=module, nodes=(node,), doc=doc)
        case ast.ClassDef():
            path = f"{module}.{node.name}"
            methods = [each for each in node.body if isinstance(each, FUNCTIONS)]
            rest = [each for each in node.body if not isinstance(each, FUNCTIONS)]
            yield (
                path,
                Piece(
                    module=module,
                    nodes=(*node.bases, *node.decorator_list, *rest),
                    doc=ast.get_docstring(node) or "",
                    methods={each.name: f"{path}.{each.name}" for each in methods},
                    of_class=frozenset(
                        each.name
                        for each in methods
                        if {"classmethod", "staticmethod"}
                        & {ast.unparse(one) for one in each.decorator_list}
                    ),
                ),
            )
            for method in methods:
                doc = ast.get_docstring(method) or ""
                yield (
                    f"{path}.{method.name}",
                    Piece(module=module, nodes=(method,), doc=doc, owner=path),
                )
        case ast.Assign() | ast.AnnAssign():
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for each in (inner for target in targets for inner in ast.walk(target)):
                if isinstance(each, ast.Name):
                    yield f"{module}.{each.id}", Piece(module=module, nodes=(node,))


def _without_annotations(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        yield node
        for name, value in ast.iter_fields(node):
            if name not in ("annotation", "returns"):
                held = value if isinstance(value, list) else [value]
                waiting += [each for each in held if isinstance(each, ast.AST)]
