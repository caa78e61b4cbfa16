"""The JSON schema of ``assignment.yaml``, with which editors complete and check it."""

from __future__ import annotations

from typing import Any

from grader.assignment.keys import ASSIGNMENT, TABLES, Key, KeyTable
from grader.sandbox.inside.arguments import ONE

_SCALAR = {"type": ["string", "number", "boolean"]}
_KIND = {"enum": list(ONE)}
_VALUE = {"anyOf": [_SCALAR, {"type": "object", "additionalProperties": _KIND}]}
_TYPES: dict[str, Any] = {
    "text": _SCALAR,
    "formula": {"type": "string"},
    "number": {"type": "number"},
    "flag": {"type": "boolean"},
    "parameters": {
        "anyOf": [
            {"type": "array", "items": {"type": "string"}},
            {
                "type": "object",
                "additionalProperties": {
                    "anyOf": [
                        _KIND,
                        {"type": "array", "items": _VALUE},
                        {"type": "object", "additionalProperties": _VALUE},
                    ]
                },
            },
        ]
    },
    "returns": {
        "anyOf": [
            {"type": "array", "items": {"anyOf": [_SCALAR, {"$ref": "#/$defs/part"}]}},
            {
                "type": "object",
                "additionalProperties": {"anyOf": [_SCALAR, {"$ref": "#/$defs/part"}]},
            },
        ]
    },
}

_RULES: dict[str, Any] = {
    "question": {
        "allOf": [
            {"oneOf": [{"required": ["function"]}, {"required": ["call"]}]},
            {
                "oneOf": [
                    {"required": ["step", "title", "formula", "points"]},
                    {"required": ["returns"]},
                ]
            },
        ]
    }
}
"""What keys of a mapping stand together: a question asks for one thing, or for parts."""


def json_schema() -> dict[str, Any]:
    """Return the schema, made of the tables that the reader uses."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "assignment.yaml",
        **_table(ASSIGNMENT),
        "$defs": {
            name: {**_table(table), **_RULES.get(name, {})} for name, table in TABLES.items()
        },
    }


def _table(table: KeyTable) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {key.name: _key(key) for key in table.keys},
        "required": list(table.required),
        "additionalProperties": False,
    }


def _key(key: Key) -> dict[str, Any]:
    shown: dict[str, Any] = {"description": key.words}
    if isinstance(key.default, bool | int | float):
        shown["default"] = key.default
    return {**shown, **_type(key.type, key.choices)}


def _type(name: str, choices: tuple[str, ...]) -> dict[str, Any]:
    """Return the schema of a type; ``choices`` are its values, or its keys if it is a mapping."""
    if name.startswith("["):
        return {"type": "array", "items": _type(name[1:-1], choices)}
    if name.startswith("{"):
        keys = {"propertyNames": {"enum": list(choices)}} if choices else {}
        return {"type": "object", "additionalProperties": _type(name[1:-1], ()), **keys}
    if choices:
        return {"enum": list(choices)}
    return dict(_TYPES[name]) if name in _TYPES else {"$ref": f"#/$defs/{name}"}
