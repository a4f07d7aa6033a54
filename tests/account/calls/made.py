"""The calls of AWS that stand in the code."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from tests.account.calls.code import Code, Piece

CLIENTS: Final = "tuning.clients"
"""The module that makes the clients, one function each."""

PAGES: Final = "get_paginator"


@dataclass(frozen=True, kw_only=True, order=True)
class Made:
    """A call of AWS.

    Attributes:
        service: as boto3 names it.
        method: of the client.
        function: path of where it stands.
        line: of that module.
        words: names of arguments and texts in the same function, for what depends on them.
    """

    service: str
    method: str
    function: str
    line: int
    words: frozenset[str] = field(default=frozenset(), compare=False)


class Clients:
    """What the code does with its clients."""

    def __init__(self, code: Code) -> None:
        """Find the service of each function that makes a client, and the type that it returns."""
        self._code = code
        self._services: dict[str, str] = {}
        self._types: dict[str, str] = {}
        self._fields: dict[str, str] = {}
        for name, piece in code.of(CLIENTS):
            for node in piece.within:
                match node:
                    case ast.Call(func=ast.Attribute(attr="client"), args=[ast.Constant(value)]):
                        self._services[name] = str(value)
                        self._fields[name.rpartition(".")[2]] = str(value)
                        self._types |= {type_: str(value) for type_ in _returned(piece)}

    @cache  # noqa: B019 - asked often, and kept for as long as the process lives
    def made(self, name: str) -> tuple[Made, ...]:
        """Return the calls of AWS that stand in a piece of the code.

        Raises:
            ValueError: a client is used in a way that this does not read.
        """
        piece = self._code.pieces[name]
        held = dict(self._held(piece))
        found, attributes = self._code.refers(name)
        has_one = held or self._services.keys() & found or self._fields.keys() & attributes
        return tuple(self._read(name, piece, held)) if has_one and piece.module != CLIENTS else ()

    def _read(self, name: str, piece: Piece, held: Mapping[str, str]) -> Iterator[Made]:
        given = {each for node in piece.within for each in self._used(node)}
        for node in piece.within:
            service = self._service(piece, node)
            if service and node not in given:
                raise ValueError(
                    f"{name} gives a client of {service} away: who calls it, and what?"
                )
            if not isinstance(node, ast.Attribute):
                continue
            match node.value:
                case ast.Name(id=variable):
                    service = held.get(variable)
                case ast.Attribute(value=ast.Name(id="self"), attr=field):
                    service = self._fields.get(field)
                case value:
                    service = self._service(piece, value)
            if service is None:
                continue
            for method in self._paged(piece) if node.attr == PAGES else (node.attr,):
                yield Made(
                    service=service,
                    method=method,
                    function=name,
                    line=node.lineno,
                    words=piece.words,
                )

    def _service(self, piece: Piece, node: ast.AST) -> str | None:
        if isinstance(node, ast.Call):
            return self._services.get(self._code.meant(piece, node.func) or "")
        return None

    def _held(self, piece: Piece) -> Iterator[tuple[str, str]]:
        """Yield the variables and arguments that hold a client, with its service."""
        for node in piece.within:
            match node:
                case ast.arg(annotation=ast.Constant(value=type_)) if type_ in self._types:
                    yield node.arg, self._types[str(type_)]
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    service = self._service(piece, value)
                    if service:
                        yield name, service
                case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                    for each, value in zip(names, values, strict=True):
                        service = self._service(piece, value)
                        if service and isinstance(each, ast.Name):
                            yield each.id, service

    def _used(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield the values whose use can be followed: an attribute's, a variable's, a field's.

        A field that holds a client has its name.
        """
        match node:
            case ast.Attribute(value=value):
                yield value
            case ast.Assign(value=ast.Tuple(elts=values)):
                yield from values
            case ast.Assign(value=value):
                yield value
            case ast.keyword(arg=name, value=value) if name in self._fields:
                yield value

    def _paged(self, piece: Piece) -> Iterator[str]:
        """Yield the methods whose pages a piece asks for; by a caller's choice, all it can choose.

        Raises:
            ValueError: nobody in its module names one.
        """
        named = [
            node.args[0].value
            for node in piece.within
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == PAGES
            and isinstance(node.args[0], ast.Constant)
        ] or sorted(
            word
            for _, other in self._code.of(piece.module)
            for word in other.words
            if word.startswith("list_")
        )
        if not named:
            raise ValueError(f"{piece.module} asks for pages of something that it does not name")
        yield from dict.fromkeys(map(str, named))


def _returned(piece: Piece) -> Iterator[str]:
    match piece.nodes:
        case [ast.FunctionDef(returns=ast.Constant(value=type_))]:
            yield str(type_)
