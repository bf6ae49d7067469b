"""What drf-spectacular cannot read from the code: refusals, and the API's own part of the site."""

from typing import Any

PROBLEM = {"$ref": "#/components/schemas/Problem"}
REFUSALS = {
    "400": "A value cannot be used; `fields` says which.",
    "401": "Nobody is signed in.",
    "403": "The person may see this and may not do it.",
    "404": "It does not exist, or not for this person.",
    "406": "The answer cannot be given in the format asked for.",
    "409": "The state of things forbids it; `code` says how.",
    "415": "The request is not JSON.",
    "429": "Too many requests; `Retry-After` says when to come back.",
}

ENDS_THAT_MAY_BE_REFUSED = ("/outcome/", "/notice/", "/mark/", "/blocks/")


def only_the_api(endpoints: list[tuple[str, ...]], **_kwargs: Any) -> list[tuple[str, ...]]:
    """Drop what is not below /api/v1/, and the schema's own address."""
    return [
        endpoint
        for endpoint in endpoints
        if endpoint[0].startswith("/api/v1/") and not endpoint[0].startswith("/api/v1/schema")
    ]


def add_refusals(result: dict[str, Any], generator: Any, **_kwargs: Any) -> dict[str, Any]:
    """Write down which refusals each operation may answer with."""
    result["components"]["schemas"]["Problem"] = _problem()
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            operation["tags"] = [_tag(path)]
            for code in _possible(path, method, operation):
                operation["responses"][code] = {
                    "description": REFUSALS[code],
                    "content": {"application/json": {"schema": PROBLEM}},
                }
    return result


def _tag(path: str) -> str:
    """What the documentation groups an operation under: the thing that its address names."""
    parts = path.removeprefix("/api/v1/").strip("/").split("/")
    return parts[2] if parts[0] == "events" and len(parts) > 2 else parts[0]


def _possible(path: str, method: str, operation: dict[str, Any]) -> list[str]:
    codes = ["401", "406", "429"]
    inputs = [p["in"] for p in operation.get("parameters", ())]
    if "query" in inputs or "requestBody" in operation:
        codes.append("400")
    if "path" in inputs or "query" in inputs:
        codes.append("404")  # also of a page beyond the last
    if method != "get":
        codes += ["400", "403", "415"]
    if method != "get" and ("/requests/" in path or path.endswith(ENDS_THAT_MAY_BE_REFUSED)):
        codes.append("409")
    return sorted(set(codes))


def _problem() -> dict[str, Any]:
    return {
        "type": "object",
        "description": "A refusal: a sentence for a person and a code for a program.",
        "properties": {
            "detail": {"type": "string"},
            "code": {"type": "string"},
            "fields": {
                "type": "object",
                "additionalProperties": {},
                "description": "By the name of each field of the request: what is wrong with it.",
            },
        },
        "required": ["detail", "code"],
    }
