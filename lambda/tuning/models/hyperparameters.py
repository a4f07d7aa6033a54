"""Hyperparameters: the model's defaults, what the recipe changes, and the model's own ranges."""

from collections.abc import Mapping
from decimal import Decimal
from difflib import get_close_matches

from tuning.errors import TuningError
from tuning.models.catalogue import BaseModel, Hyperparameter


class BadHyperparameter(TuningError):
    """A hyperparameter is unknown or out of range; the message says what is valid."""


def resolve(model: BaseModel, chosen: Mapping[str, float]) -> dict[str, str]:
    """Return every hyperparameter of ``model`` as the strings that the API takes.

    Args:
        model: the base model, whose ranges and defaults apply.
        chosen: what the recipe or the environment sets, by the API's own names.

    Raises:
        BadHyperparameter: a name that the model does not have, or a value outside its range.
    """
    known = {parameter.name: parameter for parameter in model.hyperparameters}
    for name in chosen:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}? " if near else ""
            raise BadHyperparameter(
                f"{model.id} has no hyperparameter {name!r}; {hint}it has: {', '.join(known)}"
            )
    return {
        name: _text(model, parameter, chosen.get(name, parameter.default))
        for name, parameter in known.items()
    }


def _text(model: BaseModel, parameter: Hyperparameter, value: float) -> str:
    whole = parameter.type == "integer"
    if not parameter.min <= value <= parameter.max or (whole and value != int(value)):
        kind = "a whole number " if whole else ""
        raise BadHyperparameter(
            f"{parameter.name} = {_short(value)} is not valid for {model.id}; "
            f"it must be {kind}from {_short(parameter.min)} to {_short(parameter.max)} "
            f"(default {_short(parameter.default)})"
        )
    return str(int(value)) if whole else plain(value)


def plain(value: float) -> str:
    """Write a float without an exponent, as every example of AWS does: 0.00001, never 1e-05.

    The digits are the shortest that read back as the same float.
    """
    return format(Decimal(repr(float(value))), "f")


def _short(value: float) -> str:
    return plain(value).removesuffix(".0")
