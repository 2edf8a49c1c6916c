"""The REST document as a promise: answers that it does not tell of fail the test that got them."""

import json
import re
from typing import Any, Final

import httpx

from autoservice.api.documents import PROBLEM

Operation = dict[str, Any]
ANSWERS_TO_ANYTHING: Final = 405


class Document:
    """What an OpenAPI document says of answers."""

    def __init__(self, document: dict[str, Any]) -> None:
        # Those without a parameter come first: one may have the form of another's with one.
        paths = sorted(document["paths"].items(), key=lambda path: "{" in path[0])
        self._paths = [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), found) for path, found in paths]

    async def check(self, response: httpx.Response) -> None:
        """Fail if the operation may not answer like this: a hook of httpx."""
        operation = self._operation_of(response.request)
        if operation is None or response.status_code == ANSWERS_TO_ANYTHING:
            return
        await response.aread()
        where = f"{response.request.method} {response.request.url.path}: {response.status_code}"
        answers = operation["responses"]
        assert str(response.status_code) in answers, f"{where} is not documented: {response.text}"
        documented = answers[str(response.status_code)].get("content", {})
        self._check_content(response, documented, where)

    def _check_content(self, response: httpx.Response, documented: dict[str, Any], where: str) -> None:
        kind = response.headers.get("content-type", "").partition(";")[0]
        if not kind:
            assert not response.content, where
            return
        assert kind in documented, f"{where} of type {kind} is not documented"
        if kind == PROBLEM:
            kinds = documented[kind]["schema"]["allOf"][1]["properties"]["title"]["enum"]
            assert json.loads(response.content)["title"] in kinds, f"{where} is undocumented: {response.text}"

    def _operation_of(self, request: httpx.Request) -> Operation | None:
        for pattern, operations in self._paths:
            if pattern.fullmatch(request.url.path):
                operation: Operation | None = operations.get(request.method.lower())
                return operation
        return None
