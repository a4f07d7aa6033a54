"""What a state of the walk is: a function from earlier results to its own.

A handler is a function whose parameters name the results that it needs and whose return type names
the result that it gives: ``def check_customization(registration: Registration, customization:
Customization) -> TrainingStatus`` reads ``$.registration`` and ``$.customization`` of the execution
and writes ``$.training_status``. The state's name and the Lambda handler's path follow from the
function, and the place of its result from its type (``KEYS``), so none of them can drift.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from inspect import Parameter, signature
from typing import Any, Final, Generic, TypeVar, get_args, get_type_hints

import msgspec
from aws_lambda_powertools import Logger

from tuning.errors import translated
from tuning.events import of_results
from tuning.ledger import items, reopening
from tuning.run.keys import KEYS

Result = TypeVar("Result")

OF_ANOTHER: Final = frozenset({"duplicate", "went_on"})
"""What a state says of a run that another execution owns: nothing is written of it."""

logger = Logger(service="tuning")


class State(Generic[Result]):
    """One state of the walk, callable as its Lambda handler."""

    def __init__(self, function: Callable[..., Result]) -> None:
        """Wrap a handler function; its module and name become the state's."""
        self.function = function
        self.__doc__ = function.__doc__

    @property
    def name(self) -> str:
        """The state's name: ``check_customization`` is ``CheckCustomization``."""
        return pascal_case(self.function.__name__)

    @property
    def handler(self) -> str:
        """The Lambda handler's path, from the source root."""
        return f"{self.function.__module__}.{self.function.__name__}"

    @cached_property
    def hints(self) -> dict[str, Any]:
        """The parameters' types by name; ``return`` holds the result's."""
        return get_type_hints(self.function)

    @property
    def needs(self) -> tuple[str, ...]:
        """The earlier results without which this state cannot run."""
        parameters = signature(self.function).parameters.values()
        return tuple(p.name for p in parameters if p.default is Parameter.empty)

    @property
    def gives(self) -> str:
        """Where in the execution's state the result goes, and in the ledger.

        Raises:
            KeyError: ``KEYS`` names no place for the result's type; the synthesis fails of it.
        """
        return KEYS[self.hints["return"]]

    def __call__(self, event: Mapping[str, Any], context: object) -> Any:
        """Run as a Lambda handler: read the event, call the function, record and return."""
        arguments = {
            name: msgspec.convert(event[name], self.hints[name], strict=False)
            for name in signature(self.function).parameters
            if name in event
        }
        logger.append_keys(state=self.name)
        with translated():
            started = items.now()
            result = self.function(**arguments)
            run = arguments.get("registration", result).run_id
            outcome = getattr(result, "outcome", None)
            # What is ignored has no run, nor has what waits to be.
            if run and outcome not in OF_ANOTHER:
                items.record(run, state=self.name, key=self.gives, result=result, started=started)
                of_results.tell_of(run, result)
        logger.info("done", run_id=run, outcome=outcome)
        return msgspec.to_builtins(result)

    @property
    def outcomes(self) -> frozenset[str]:
        """Every value that the result's ``outcome`` can have, for a Choice to be complete."""
        return literals(self.hints["return"], "outcome")


class Recall(State[Result]):
    """A state with which a run goes on: its result is the whole document, of the ledger."""

    def __call__(self, event: Mapping[str, Any], context: object) -> Any:
        """Run as any state, and return beside what it said all that earlier states said."""
        said = super().__call__(event, context)
        return {**reopening.document(said["run_id"]), self.gives: said}


def literals(result: type, field: str) -> frozenset[str]:
    """Return every value that a field of literals can have."""
    return frozenset(get_args(get_type_hints(result)[field]))


def pascal_case(name: str) -> str:
    """Return a snake-case name in Pascal case."""
    return "".join(word.capitalize() for word in name.split("_"))
