"""What can end a rehearsal early, as a tree; each message is one sentence for a person.

RehearsalError
├── Unusable        an argument or a file that nothing can be done with
├── NotInstalled    a tool that `make rehearse` would have brought is missing
├── DeployFailed    the CDK CLI failed; its last lines say why
├── MiniStackError  the embedded AWS did not start (rehearsal.ministack)
├── NotAnswered     the pipeline did not take the answer that was to be rehearsed
└── Overdue         something took longer than its bound
"""


class RehearsalError(Exception):
    """The root: everything that the rehearsal raises on purpose."""


class UnusableArgument(RehearsalError):
    """An argument, a file or a folder cannot be used."""


class NotInstalled(RehearsalError):
    """A tool is missing."""


class DeployFailed(RehearsalError):
    """The CDK CLI ended with an error; ``lines`` are the last ones of its log."""

    def __init__(self, message: str, *, lines: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.lines = lines


class NotAnswered(RehearsalError):
    """An answer to a run that waits for a person was not taken."""


class Overdue(RehearsalError):
    """A wait reached its bound; the message says for what and for how long."""
