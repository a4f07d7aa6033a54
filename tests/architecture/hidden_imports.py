"""Imports that do not stand at the top of a module: inside functions, for types, by name."""

import ast
from collections.abc import Iterator

OURS = ("tuning", "stacks", "rehearsal", "bedrock_finetune")


def hidden(source: str, module: str, *, package: bool = False) -> set[str]:
    """Return the modules of ours that a module's text imports where few would look.

    Args:
        source: the text.
        module: its name, by which relative imports are resolved.
        package: whether it is a package's own text.
    """
    tree = ast.parse(source)
    blocks = (node for node in ast.walk(tree) if _hides(node))
    inside = {name for block in blocks for name in _imported(block, module, package=package)}
    return {name for name in inside | set(_by_name(tree)) if name.split(".")[0] in OURS}


def _hides(node: ast.AST) -> bool:
    if isinstance(node, ast.If):
        return "TYPE_CHECKING" in ast.unparse(node.test)
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)


def _imported(block: ast.AST, module: str, *, package: bool) -> Iterator[str]:
    for node in ast.walk(block):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = module.split(".")
            base = above[: len(above) - node.level + package] if node.level else []
            yield ".".join([*base, *filter(None, [node.module])])


def _by_name(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = ast.unparse(node.func).split(".")[-1]
            if called in ("import_module", "__import__"):
                yield str(node.args[0].value)
