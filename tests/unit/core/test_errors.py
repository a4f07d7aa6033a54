import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from tuning.errors import (
    QuotaExceeded,
    ServiceRefused,
    Transient,
    TuningError,
    translated,
)


def client_error(code: str, status: int = 400) -> ClientError:
    return ClientError(
        {
            "Error": {"Code": code, "Message": "why"},
            "ResponseMetadata": {
                "HTTPStatusCode": status,
                "RequestId": "1",
                "HostId": "",
                "HTTPHeaders": {},
                "RetryAttempts": 0,
            },
        },
        "CreateModelCustomizationJob",
    )


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (client_error("ThrottlingException"), Transient),
        (client_error("SlowDown", 503), Transient),
        (client_error("NeverHeardOf", 500), Transient),
        (EndpointConnectionError(endpoint_url="x"), Transient),
        (client_error("ServiceQuotaExceededException"), QuotaExceeded),
        (client_error("ValidationException"), ServiceRefused),
        (client_error("AccessDeniedException", 403), ServiceRefused),
        (client_error("ConflictException", 409), ServiceRefused),
    ],
)
def test_each_error_becomes_the_kind_that_decides_whether_to_try_again(
    error: Exception, kind: type[TuningError]
) -> None:
    with pytest.raises(TuningError) as caught, translated():
        raise error

    assert type(caught.value) is kind
    assert str(error) in str(caught.value)


def test_what_is_not_the_services_passes_unchanged() -> None:
    with pytest.raises(KeyError), translated():
        raise KeyError("a mistake of ours")
