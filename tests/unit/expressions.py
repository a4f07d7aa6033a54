"""What DynamoDB makes of an update, as far as the ledger speaks its expressions."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

Item = dict[str, Any]

CLAUSE: Final = re.compile(r"\b(SET|REMOVE|ADD|DELETE)\b")


class Expressions:
    """The expressions of one request, with the names and values that it gives them."""

    def __init__(self, names: Mapping[str, str] | None, values: Mapping[str, Any] | None) -> None:
        self._names = names or {}
        self._values = values or {}

    def hold(self, condition: str, item: Item) -> bool:
        """Say whether a condition holds: ANDs of comparisons, of which brackets hold ORs."""
        for each in filter(None, condition.split(" AND ")):
            some = each.strip().removeprefix("(").removesuffix(")") if " OR " in each else each
            if not any(self._holds(one.strip(), item) for one in some.split(" OR ")):
                return False
        return True

    def _holds(self, condition: str, item: Item) -> bool:
        if called := re.fullmatch(r"attribute_(not_)?exists\(([\w#.]+)\)", condition):
            return (self.at(called[2], item) is None) is bool(called[1])
        if called := re.fullmatch(r"contains\(([\w#.]+), (:\w+)\)", condition):
            members = next(iter((self.at(called[1], item) or {"SS": []}).values()))
            return next(iter(self._values[called[2]].values())) in members
        left, sign, right = condition.split(" ")
        found, value = self.at(left, item), self._values[right]
        if called := re.fullmatch(r"size\(([\w#.]+)\)", left):
            within = next(iter((self.at(called[1], item) or {"SS": []}).values()))
            return len(within) < int(value["N"])
        if sign == "=" or found is None:
            return bool(found == value)
        least, most = _least(found), _least(value)
        return bool(least < most or (sign == "<=" and least == most))

    def at(self, path: str, item: Item) -> Any:
        """Return what lies at a path; None where nothing does."""
        found: Any = {"M": item}
        for part in self._parts(path):
            found = (found or {}).get("M", {}).get(part)
        return found

    def _parts(self, path: str) -> list[str]:
        return [self._names.get(part, part) for part in path.split(".")]

    def apply(self, update: str, item: Item) -> None:
        """Change an item; every value is of the item as it was before.

        Raises:
            KeyError: a path leads through a map that is not there.
        """
        before = {name: _copy(value) for name, value in item.items()}
        _, *clauses = CLAUSE.split(update)
        for clause, of in zip(clauses[::2], clauses[1::2], strict=True):
            for each in _parted(of):
                self._change(clause, each, before, item)

    def _change(self, clause: str, change: str, before: Item, item: Item) -> None:
        path, _, value = change.partition(" = " if clause == "SET" else " ")
        *to, last = self._parts(path)
        place = item
        for part in to:
            place = place[part]["M"]
        match clause:
            case "SET":
                place[last] = self._value(value, before)
            case "REMOVE":
                place.pop(last, None)
            case "ADD" if "N" in self._values[value]:
                added = number(place.get(last, {"N": "0"})) + number(self._values[value])
                place[last] = {"N": str(added)}
            case "ADD":
                members = {*place.get(last, {"SS": []})["SS"], *self._values[value]["SS"]}
                place[last] = {"SS": sorted(members)}
            case _:
                left = set(place.get(last, {"SS": []})["SS"]) - set(self._values[value]["SS"])
                place.pop(last, None)
                if left:
                    place[last] = {"SS": sorted(left)}

    def _value(self, expression: str, before: Item) -> Any:
        first, *rest = re.split(r" ([+-]) ", expression)
        value = self._operand(first, before)
        if rest:
            sign, second = rest
            other = number(self._operand(second, before))
            return {"N": str(number(value) + (other if sign == "+" else -other))}
        return value

    def _operand(self, operand: str, before: Item) -> Any:
        if called := re.fullmatch(r"if_not_exists\(([\w#.]+), (:\w+)\)", operand):
            found = self.at(called[1], before)
            return _copy(self._values[called[2]] if found is None else found)
        return _copy(self._values[operand] if operand[0] == ":" else self.at(operand, before))


def number(value: Mapping[str, str]) -> Decimal:
    return Decimal(value["N"])


def _least(value: Mapping[str, str]) -> Any:
    return number(value) if "N" in value else value["S"]


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(each) for key, each in value.items()}
    return list(value) if isinstance(value, list) else value


def _parted(clause: str) -> Iterator[str]:
    """Yield the changes of a clause; a comma within brackets parts nothing."""
    yield from (each.strip() for each in re.split(r",(?![^(]*\))", clause))
