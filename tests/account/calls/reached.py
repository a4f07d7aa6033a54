"""What of the code is reached from where it is entered."""

from collections.abc import Collection

from tests.account.calls.code import Code


def reached(code: Code, *entries: str, without: Collection[str] = ()) -> set[str]:
    """Return every piece of the code that can be reached.

    A method is, once its class is referred to and an attribute of its name is used; when Python
    itself calls it, at once; a method of the class, where it is called by the class's name.

    Args:
        code: the package.
        entries: where it is entered.
        without: pieces that are known not to be reached from there.

    Raises:
        KeyError: there is no such entry.
    """
    found: set[str] = set()
    used: set[str] = set()
    waiting = [entry for entry in entries if code.pieces[entry]]
    while waiting:
        while waiting:
            name = waiting.pop()
            if name in found or name in without:
                continue
            found.add(name)
            pieces, attributes = code.refers(name)
            used |= attributes
            waiting += pieces - found
        waiting = [
            path
            for piece in (code.pieces[name] for name in found)
            for method, path in piece.methods.items()
            if method not in piece.of_class
            and (method in used or method.startswith("__"))
            and path not in found | set(without)
        ]
    return found
