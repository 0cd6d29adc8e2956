"""The OpenAPI document: complete, true of the server, and with examples that run."""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from served import NAME, REPORT, served

from bot.assembly import Wence, assemble
from bot.settings import Settings
from bot.web.operations import OPERATIONS
from bot.web.reply_forms import EXAMPLE_ID

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
_BOUNDED = settings(
    max_examples=20, deadline=None, derandomize=True, suppress_health_check=[*HealthCheck]
)


def _sent() -> Iterator[tuple[str, str, GenerationMode]]:
    for (method, path), operation in OPERATIONS.items():
        yield method, path, GenerationMode.POSITIVE
        if operation.example or "{page}" in path or path.endswith("/text"):
            yield method, path, GenerationMode.NEGATIVE  # with others nothing can be wrong


SENT = {f"{method} {path} {mode.value}": (method, path, mode) for method, path, mode in _sent()}


@pytest.fixture(scope="module")
def wence(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wence]:
    with assemble(Settings(data=tmp_path_factory.mktemp("data"), workers=1)) as product:
        yield product


@pytest.fixture(scope="module")
def address(wence: Wence) -> Iterator[str]:
    with served(wence) as at:
        yield at


@pytest.fixture(autouse=True)
def report(wence: Wence) -> None:
    """Have the document there that the examples ask, whatever a test before did to it."""
    wence.ingest(NAME, REPORT.encode())


@pytest.fixture(scope="module")
def document(address: str) -> dict[str, Any]:
    return httpx.get(f"{address}/api/openapi.json").json()


@pytest.fixture(scope="module")
def schema(address: str) -> schemathesis.schemas.BaseSchema:
    return schemathesis.openapi.from_url(f"{address}/api/openapi.json")


@pytest.mark.parametrize(("method", "path", "mode"), SENT.values(), ids=SENT)
def test_no_request_fails_the_server_or_is_answered_otherwise_than_described(
    schema: schemathesis.schemas.BaseSchema, method: str, path: str, mode: GenerationMode
) -> None:
    operation = schema[path][method.upper()]

    @_BOUNDED
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=CHECKS, timeout=60)

    send()


def described(part: Any, path: str = "") -> Iterator[str]:
    """Yield every property of a schema that has no description, or no example of a value."""
    if isinstance(part, dict):
        for name, each in part.get("properties", {}).items():
            if isinstance(each, dict) and "description" not in each:
                yield f"{path}.{name}: description"
            refers = "$ref" in str(each)
            if isinstance(each, dict) and not refers and "examples" not in each:
                yield f"{path}.{name}: example"
        for name, each in part.items():
            yield from described(each, f"{path}.{name}")
    elif isinstance(part, list):
        for each in part:
            yield from described(each, path)


def test_every_field_and_parameter_is_described_with_an_example(document: dict) -> None:
    lacking = [each for each in described(document) if ".files: example" not in each]
    parameters = [
        each
        for path in document["paths"].values()
        for operation in path.values()
        for each in operation.get("parameters", ())
    ]
    assert lacking == []
    assert all({"description", "example"} <= set(each) for each in parameters)


def test_every_address_has_words_and_its_failures(document: dict) -> None:
    there = {(method, path) for path, methods in document["paths"].items() for method in methods}
    assert there == set(OPERATIONS)
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"] == OPERATIONS[method, path].summary
            assert {"200", "401", "403", "429", "500", "503"} <= set(operation["responses"])


def test_every_reference_leads_somewhere_and_every_schema_is_used(document: dict) -> None:
    referred = set(re.findall(r"#/components/schemas/(\w+)", str(document)))
    assert referred == set(document["components"]["schemas"])
    assert not any(each.startswith("_") for each in referred)


def test_the_examples_ask_the_document_of_the_tests() -> None:
    assert hashlib.sha256(REPORT.encode()).hexdigest()[:16] == EXAMPLE_ID


BODIES = {
    f"{method} {path}": (path, each.example)
    for (method, path), each in OPERATIONS.items()
    if each.example
}


@pytest.mark.parametrize(("path", "body"), BODIES.values(), ids=BODIES)
def test_an_example_runs(address: str, path: str, body: dict) -> None:
    if path == "/api/feedback":  # only an answer that was given can be rated
        asked = httpx.post(f"{address}/api/ask", json=BODIES["post /api/ask"][1])
        body = {**body, "answer_id": asked.json()["answer_id"]}
    response = httpx.post(f"{address}{path}", json=body, timeout=60)
    assert response.status_code == 200, response.text


READ = [path for method, path in OPERATIONS if method == "get" and "/pages/" not in path]


@pytest.mark.parametrize("path", READ)
def test_an_address_with_the_examples_of_its_parameters_runs(
    address: str, document: dict, path: str
) -> None:
    parameters = document["paths"][path]["get"].get("parameters", ())
    within = {each["name"]: each["example"] for each in parameters if each["in"] == "path"}
    query = {each["name"]: each["example"] for each in parameters if each["in"] == "query"}
    response = httpx.get(f"{address}{path.format(**within)}", params=query)
    assert response.status_code == 200, response.text


def test_the_document_is_served_below_a_prefix_with_its_address(tmp_path) -> None:
    with (
        assemble(Settings(data=tmp_path, root_path="/wence", workers=1)) as product,
        served(product) as at,
    ):
        document = httpx.get(f"{at}/wence/api/openapi.json").json()
    assert document["servers"] == [{"url": "/wence"}]
