"""The JSON Schema of `workbook.yml` and `definitions.yml`, made from the keys that read them."""

from kpi_helpers.workbook import keys
from kpi_helpers.workbook.keys import ANY, Key

_SCALAR = {"type": ["string", "number", "boolean"]}
_DATE = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_TYPES: dict[str, dict] = {
    keys.TEXT: {"type": ["string", "number"]},
    keys.TEXTS: {"anyOf": [_SCALAR, {"type": "array", "items": _SCALAR}]},
    keys.NUMBER: {"type": "number"},
    keys.NUMBERS: {"type": "array", "items": {"type": "number"}},
    keys.SHARE: {"type": "number", "minimum": 0, "maximum": 1},
    keys.DATE: _DATE,
    keys.DATES: {"type": "array", "items": _DATE},
    keys.FLAG: {"type": "boolean"},
    keys.VALUE: _SCALAR,
}


def json_schema(known: tuple[Key, ...]) -> dict:
    """A JSON Schema (draft 2020-12) of a file with these keys.

    Examples
    --------
    >>> json_schema((Key("year", (keys.NUMBER,), "年", "the year"),))["properties"]
    {'year': {'description': '年 / the year', 'type': 'number'}}
    """
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_mapping(known)}


def _mapping(known: tuple[Key, ...]) -> dict:
    named = {key.name: _of(key) for key in known if key.name != ANY}
    any_name = next((_of(key) for key in known if key.name == ANY), False)
    required = [key.name for key in known if key.required]
    schema = {"type": "object", "properties": named, "additionalProperties": any_name}
    return {**schema, "required": required} if required else schema


def _of(key: Key) -> dict:
    choices = [_one(kind, key) for kind in key.types]
    described = {"description": f"{key.ja} / {key.en}"}
    return described | (choices[0] if len(choices) == 1 else {"anyOf": choices})


def _one(kind: str, key: Key) -> dict:
    if kind == keys.MAPPING:
        return _mapping(key.keys)
    if kind == keys.ITEMS:
        one = _mapping(key.keys)
        return {"anyOf": [one, {"type": "array", "items": one}]}
    chosen = {"enum": list(key.choices)}
    if key.choices and kind == keys.TEXTS:
        return {"anyOf": [chosen, {"type": "array", "items": chosen}]}
    return chosen if key.choices and kind == keys.TEXT else _TYPES[kind]
