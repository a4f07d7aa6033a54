"""The service's own errors, as the answers that carry them."""


class ServiceError(Exception):
    """An error that the service answers with.

    Attributes:
        code: the error's name, for example ``ValidationException``.
        status: the HTTP status of an error that the operation's model does not list.
    """

    def __init__(self, code: str, message: str, *, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.status = status


def invalid(message: str) -> ServiceError:
    """Return the error for a request that the service cannot take."""
    return ServiceError("ValidationException", message)


def not_found(message: str) -> ServiceError:
    """Return the error for something that is not there."""
    return ServiceError("ResourceNotFoundException", message)


def conflict(message: str) -> ServiceError:
    """Return the error for a name in use, or for something that other things still need."""
    return ServiceError("ConflictException", message)


def over_quota(message: str) -> ServiceError:
    """Return the error for a quota of the account that is used up."""
    return ServiceError("ServiceQuotaExceededException", message)


def denied(message: str) -> ServiceError:
    """Return the error for a caller who may not do what was asked."""
    return ServiceError("AccessDeniedException", message)
