"""The names under which the code writes: fields of results, and attributes of the ledger."""

import ast
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import msgspec.inspect

SOURCES: Final = Path(__file__).parents[2] / "lambda"


def fields_of(kind: Any, at: str) -> Iterator[str]:
    """Yield the path of every field under which a value is encoded, however deep it lies."""
    yield from _below(msgspec.inspect.type_info(kind), at)


def _below(kind: msgspec.inspect.Type, at: str) -> Iterator[str]:
    match kind:
        case (
            msgspec.inspect.StructType(fields=fields) | msgspec.inspect.DataclassType(fields=fields)
        ):
            for field in fields:
                path = f"{at}.{field.encode_name}"
                yield path
                if field.name == "outcome":
                    yield from _outcomes(field.type, path)
                yield from _below(field.type, path)
        case msgspec.inspect.UnionType(types=types):
            for each in types:
                yield from _below(each, at)
        case (
            msgspec.inspect.VarTupleType(item_type=item)
            | msgspec.inspect.ListType(item_type=item)
            | msgspec.inspect.SetType(item_type=item)
            | msgspec.inspect.FrozenSetType(item_type=item)
        ):
            yield from _below(item, f"{at}[]")
        case msgspec.inspect.TupleType(item_types=types):
            for each in types:
                yield from _below(each, f"{at}[]")
        case msgspec.inspect.DictType(value_type=value):
            yield from _below(value, f"{at}{{}}")


def _outcomes(kind: msgspec.inspect.Type, at: str) -> Iterator[str]:
    """Yield what a Choice reads: an execution under way goes by the Choices of its day."""
    if isinstance(kind, msgspec.inspect.LiteralType):
        yield from (f"{at} = {value}" for value in kind.values)


def attributes_written() -> Iterator[str]:
    """Yield every attribute that somebody writes by ``items.note`` or ``items.swap``."""
    for path in sorted((SOURCES / "tuning").rglob("*.py")):
        name = ".".join(path.relative_to(SOURCES).with_suffix("").parts)
        yield from attributes_written_by(path.read_text(), name)


def attributes_written_by(source: str, module: str) -> Iterator[str]:
    """Yield the attributes that one module writes; constants mean what they do in it."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        if called == "items.note":
            for keyword in node.keywords:
                if keyword.arg is not None:
                    yield keyword.arg
                else:
                    yield from _keys(keyword.value, module)
        elif called == "items.swap":
            yield _value(node.args[1], module)


def _keys(node: ast.expr, module: str) -> Iterator[str]:
    if not isinstance(node, ast.Dict):
        raise TypeError(f"{module}: write {ast.unparse(node)!r} as a dict that shows its keys")
    for key in node.keys:
        assert key is not None, f"{module}: {ast.unparse(node)!r} hides some of its keys"
        yield _value(key, module)


def _value(node: ast.expr, module: str) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    assert isinstance(node, ast.Name), f"{module}: name the attribute by a constant"
    constants: Mapping[str, Any] = vars(import_module(module))
    return str(constants[node.id])
