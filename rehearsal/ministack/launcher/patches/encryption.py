"""Who reads or writes what is encrypted with a key of the account needs the key's permission too.

MiniStack's S3 and DynamoDB only remember which key was named, be it disabled or not there at all.
On AWS they use the key in the caller's name: S3 asks for kms:GenerateDataKey to write, for
kms:Decrypt to read and for both to upload in parts; DynamoDB asks for kms:Decrypt. (The source of a
CopyObject is not judged here.)
"""

import json
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, Final
from urllib.parse import unquote

from ministack.core import iam_evaluator
from ministack.core.responses import error_response_json, get_account_id, get_region
from ministack.services import dynamodb, kms, s3

from .authorization import decide, refusal

KEY_HEADER: Final = "x-amz-server-side-encryption-aws-kms-key-id"

IN_PARTS: Final = frozenset({"uploads", "uploadId", "partNumber"})
"""What the queries of a multipart upload name."""

WHOLE: Final = frozenset({"x-id"})
"""What the query of a plain PutObject may name; any other names a property of the object."""

ITEMS: Final = frozenset(
    f"DynamoDB_20120810.{operation}"
    for operation in ("GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan")
)

Answer = tuple[int, dict[str, str], Any]
Service = Callable[..., Awaitable[Answer]]


def apply() -> None:
    """Ask the key before a write and before a read is answered."""
    s3.handle_request = _with_keys_of_objects(s3.handle_request)
    dynamodb.handle_request = _with_keys_of_tables(dynamodb.handle_request)


def _with_keys_of_objects(serve: Service) -> Service:
    @wraps(serve)
    async def handle_request(
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes,
        query: dict[str, Any],
        **more: Any,
    ) -> Answer:
        bucket, _, name = unquote(path).lstrip("/").partition("/")
        actions = _to_write(method, set(query)) if name else ()
        if actions:
            encryption = s3._resolve_sse_write_headers(headers, bucket)[0] or {}
            if refused := _refused(encryption.get(KEY_HEADER, ""), actions, "s3"):
                return _s3_error(*refused)
        answer = await serve(method, path, headers, body, query, **more)
        key = answer[1].get(KEY_HEADER, "") if method == "GET" and name else ""
        if refused := _refused(key, ("kms:Decrypt",), "s3"):
            return _s3_error(*refused)
        return answer

    return handle_request


def _to_write(method: str, query: set[str]) -> tuple[str, ...]:
    if query & IN_PARTS and method in ("PUT", "POST"):
        return ("kms:GenerateDataKey", "kms:Decrypt")
    if method == "PUT" and query <= WHOLE:
        return ("kms:GenerateDataKey",)
    return ()


def _with_keys_of_tables(serve: Service) -> Service:
    @wraps(serve)
    async def handle_request(
        method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]
    ) -> Answer:
        if headers.get("x-amz-target") in ITEMS:
            table = dynamodb._tables.get(json.loads(body or b"{}").get("TableName", "")) or {}
            key = (table.get("SSEDescription") or {}).get("KMSMasterKeyArn", "")
            if refused := _refused(key, ("kms:Decrypt",), "dynamodb"):
                answer: Answer = error_response_json("AccessDeniedException", refused[1], 400)
                return answer
        return await serve(method, path, headers, body, query)

    return handle_request


def _refused(key: str, actions: tuple[str, ...], service: str) -> tuple[str, str] | None:
    """Return the error's code and message when the caller may not use the key like this."""
    if not key:
        return None
    known = kms._resolve_key(key)
    if known is None:
        return "KMS.NotFoundException", f"Key '{key}' does not exist"
    if known["KeyState"] != "Enabled":
        return "KMS.DisabledException", f"{known['Arn']} is {known['KeyState'].lower()}."
    context = {
        "kms:ViaService": f"{service}.{get_region()}.amazonaws.com",
        "kms:CallerAccount": get_account_id(),
    }
    caller = iam_evaluator.caller_arn()
    for action in actions:
        decision = decide(caller, action, known["Arn"], context)
        if decision != "Allow":
            return "AccessDenied", refusal(caller, action, known["Arn"], decision)
    return None


def _s3_error(code: str, message: str) -> Answer:
    status = 403 if code == "AccessDenied" else 400
    answer: Answer = s3._error(code, message, status)
    return answer
