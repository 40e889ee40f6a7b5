"""Zendesk's refusals, word for word where they were recorded; the wording of those about Talk itself is assumed.

They come in five shapes (an error word, an error object, validation details, text, nothing), and clients meet them all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import PlainTextResponse, Response

JSON = "application/json; charset=utf-8"

Problems = Mapping[str, str]
"""What is wrong with a record: field, or "base" for all of it → a sentence."""


@dataclass
class Refused(Exception):
    """Raised anywhere while answering: the answer is `response`, and nothing was changed."""

    response: Response


def unauthenticated() -> Refused:
    """401 for missing or wrong Basic credentials."""
    return Refused(
        _json(
            {"error": "Couldn't authenticate you"},
            status=401,
            headers={"WWW-Authenticate": 'Basic realm="Web Password"'},
        )
    )


def invalid_token() -> Refused:
    """401 for a bearer token that is unknown or expired."""
    return Refused(
        _json(
            {
                "error": "invalid_token",
                "error_description": "The access token provided is expired, revoked, malformed or invalid for other "
                "reasons.",
            },
            status=401,
            headers={"WWW-Authenticate": 'Bearer realm="Zendesk", error="invalid_token"'},
        )
    )


def missing_scope(scope: str) -> Refused:
    """403 for an OAuth token that may not do this."""
    description = f"You are missing the following required scopes: {scope}"
    return Refused(_json({"error": "Forbidden", "description": description}, status=403))


def forbidden() -> Refused:
    """403 for a role, plan or trial that may not do this: the error is an object."""
    message = (
        "You do not have access to this page. Please contact the account owner of this help desk for further help."
    )
    return Refused(_json({"error": {"title": "Forbidden", "message": message}}, status=403))


def restricted() -> Refused:
    """403 for what the account's plan does not have."""
    words = "Access to this resource is restricted. Please contact the account administrator for assistance."
    return Refused(_json({"error": {"title": "Forbidden", "message": words}}, status=403))


def not_found() -> Refused:
    """404 for a record."""
    return Refused(_json({"error": "RecordNotFound", "description": "Not found"}, status=404))


def no_such_endpoint() -> Refused:
    """404 for an address or a method the API does not have."""
    return Refused(_json({"error": "InvalidEndpoint", "description": "Not found"}, status=404))


def missing_parameter(name: str) -> Refused:
    """400 in text/html, as for a body without its record."""
    return Refused(Response(f"Required parameter missing: {name}", status_code=400, media_type="text/html"))


def unparsable() -> Refused:
    """400 with nothing in it, as for a body that is no JSON."""
    return Refused(Response(status_code=400))


def invalid_attribute(name: str, problem: str) -> Refused:
    """400 for a parameter of the wrong type: the error is an object."""
    message = f"You passed an invalid value for the {name} attribute. Invalid parameter: {name} {problem}"
    return Refused(_json({"error": {"title": "Invalid attribute", "message": message}}, status=400))


def invalid_record(problems: Problems) -> Refused:
    """422 with a map of lists, one entry per problem."""
    details = {field: [{"description": words}] for field, words in problems.items()}
    body = {"error": "RecordInvalid", "description": "Record validation errors", "details": details}
    return Refused(_json(body, status=422))


def throttled(limit: int, retry_after: int) -> Refused:
    """429 in text/plain. retry_after: seconds."""
    return Refused(
        PlainTextResponse(
            "Number of allowed API requests per minute exceeded",
            status_code=429,
            headers={"Retry-After": str(retry_after), "X-Rate-Limit": str(limit), "X-Rate-Limit-Remaining": "0"},
        )
    )


def unavailable(retry_after: int | None) -> Refused:
    """503, with or without Retry-After in seconds."""
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    page = "<html><body><h1>Service Unavailable</h1></body></html>"
    return Refused(Response(page, status_code=503, media_type="text/html", headers=headers))


def _json(content: Mapping[str, Any], *, status: int, headers: Mapping[str, str] | None = None) -> Response:
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Response(body, status, headers, media_type=JSON)
