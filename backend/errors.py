"""Domain errors and their one translation to application/problem+json (RFC 9457)."""

from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from pymongo.errors import ConnectionFailure
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

MEDIA_TYPE = "application/problem+json"

log = structlog.get_logger()


class SegueError(Exception):
    """An error that the caller can understand; `detail` says what happened and what to do."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR

    def __init__(self, detail: str, *, headers: dict[str, str] | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.headers = headers or {}


class NotFoundError(SegueError):
    """What was asked for is not here."""

    status = HTTPStatus.NOT_FOUND


class ConflictError(SegueError):
    """The request does not fit the state of what it names."""

    status = HTTPStatus.CONFLICT


class BadRequestError(SegueError):
    """The request is well formed and still cannot be meant."""

    status = HTTPStatus.BAD_REQUEST


class UnauthorizedError(SegueError):
    """The request names no listener, or one that does not exist."""

    status = HTTPStatus.UNAUTHORIZED


class RangeError(SegueError):
    """The part that is asked for does not exist."""

    status = HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE


class UnavailableError(SegueError):
    """Something that Segue needs is not there at the moment."""

    status = HTTPStatus.SERVICE_UNAVAILABLE


class FieldProblem(BaseModel):
    """One thing wrong with a request: where it stands and what it is."""

    field: str
    message: str


class Problem(BaseModel):
    """An error as it is answered, after RFC 9457."""

    type: str = "about:blank"
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["There is no track 7."])
    errors: list[FieldProblem] | None = None


def problem_answers(*statuses: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    """Return the error answers of a route for its documentation, as FastAPI's `responses`."""
    return {status.value: {"model": Problem, "description": status.phrase} for status in statuses}


def document_problems(document: dict[str, Any]) -> dict[str, Any]:
    """Return an OpenAPI document whose error answers are problem documents; FastAPI takes them for plain JSON."""
    for methods in document["paths"].values():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                if int(status) >= HTTPStatus.BAD_REQUEST:
                    answer["content"] = {MEDIA_TYPE: answer["content"].popitem()[1]}
    return document


def install_error_handlers(app: FastAPI) -> None:
    """Make every error of `app` a problem document; what happened inside goes to the log only."""

    @app.exception_handler(SegueError)
    async def _answer_segue_error(_: Request, error: SegueError) -> Response:
        return answer_problem(error.status, error.detail, headers=error.headers)

    @app.exception_handler(HTTPException)
    async def _answer_http_error(_: Request, error: HTTPException) -> Response:
        status = HTTPStatus(error.status_code)
        detail = error.detail if error.detail != status.phrase else status.description or status.phrase
        return answer_problem(status, detail, headers=dict(error.headers or {}))

    @app.exception_handler(RequestValidationError)
    async def _answer_invalid_request(_: Request, error: RequestValidationError) -> Response:
        errors = [
            FieldProblem(field=".".join(str(part) for part in one["loc"]), message=_phrase(one))
            for one in error.errors()
        ]
        detail = "; ".join(f"{one.field}: {one.message}" for one in errors)
        return answer_problem(HTTPStatus.UNPROCESSABLE_ENTITY, detail, errors=errors)

    @app.exception_handler(ConnectionFailure)
    async def _answer_database_away(_: Request, error: ConnectionFailure) -> Response:
        log.error("database_away", error=str(error))
        detail = "The database does not answer at the moment. Try again; if it lasts, restart Segue."
        return answer_problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers={"Retry-After": "5"})

    @app.exception_handler(Exception)
    async def _answer_unexpected_error(_: Request, __: Exception) -> Response:
        return answer_problem(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong in Segue. Its log says more.")


_PHRASES = {
    "value_error": "{error}",
    "extra_forbidden": "There is no such parameter. The documentation at /docs lists those that there are.",
    "missing": "It is required.",
    "enum": "It is one of {expected}.",
    "literal_error": "It is one of {expected}.",
    "int_parsing": "It is a whole number.",
    "int_from_float": "It is a whole number.",
    "uuid_parsing": "It is a UUID, such as 3f2b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b.",
    "json_invalid": "The body is not JSON: {error}.",
    "model_attributes_type": "The body is a JSON object.",
}
"""What is wrong in words of the API's, by Pydantic's type of error; its own texts speak of its workings."""


def _phrase(error: dict[str, Any]) -> str:
    phrase = _PHRASES.get(error["type"])
    if phrase is None:
        return str(error["msg"]).replace("Input should", "It should")
    return phrase.format(**error.get("ctx", {}))


def answer_problem(
    status: HTTPStatus,
    detail: str,
    *,
    headers: dict[str, str] | None = None,
    errors: list[FieldProblem] | None = None,
) -> Response:
    """Return the answer of an error."""
    body = Problem(title=status.phrase, status=status, detail=detail, errors=errors)
    return JSONResponse(body.model_dump(exclude_none=True), status_code=status, headers=headers, media_type=MEDIA_TYPE)
