"""The JSON Schema of rule sets and lists, made from the kinds: for editors, and for those who write rules elsewhere.

It says what a document looks like. What a schema cannot say (types of cells, params, intervals) the loader does.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from engine.evaluation.facts import Fact
from engine.evaluation.kind import Hit, Kind, Kinds, SettingKind, StepKind
from engine.evaluation.operands import TYPE_ZH
from engine.evaluation.reading.context import NAME
from engine.evaluation.reading.sets import SET_FIELDS, SET_REQUIRED
from engine.evaluation.schema_parts import LIST, PARTS, anchored, choice, mapping, reference, rule, table

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, object]


def rule_set_schema(kinds: Kinds) -> Schema:
    """Return the JSON Schema (draft 2020-12) of rule-set and list documents of format 1, as plain JSON."""
    definitions: Schema = {**PARTS, "list": LIST, "ruleset": _rule_set(kinds)}
    for kind in kinds.values():
        definitions[f"when.{kind.name}"] = _when(kind)
    return {
        "$schema": DIALECT,
        "title": "OMS rule set and list documents, format 1",
        "type": "object",
        "required": ["format", "kind", "id"],
        "if": {"properties": {"kind": {"const": "list"}}},
        "then": reference("list"),
        "else": reference("ruleset"),
        "$defs": definitions,
    }


def _rule_set(kinds: Kinds) -> Schema:
    parts: Schema = {
        "format": {"const": 1},
        "kind": choice(kinds),
        "id": reference("slug"),
        "title": reference("title"),
        "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
        "applies": reference("when"),
        "from": reference("instant"),
        "to": reference("instant"),
        "meta": reference("meta"),
        "facts": {
            "type": "object",
            "minProperties": 1,
            "propertyNames": reference("path"),
            "additionalProperties": reference("fact"),
        },
        "params": {
            "type": "object",
            "propertyNames": {"pattern": anchored(NAME)},
            "additionalProperties": {"type": ["number", "string", "boolean"]},
        },
        "steps": {"type": "object", "minProperties": 1},
        "tests": {"type": "array", "items": reference("test")},
    }
    properties = {name: parts[name] for name in (*SET_FIELDS, "facts")}
    dated = {
        "if": {"anyOf": [{"required": ["from"]}, {"required": ["to"]}]},
        "then": {"properties": {"tests": {"items": reference("test_at")}}},
    }
    return {
        **mapping(properties, SET_REQUIRED),
        "allOf": [*(_of_kind(kind) for kind in kinds.values()), dated],
    }


def _of_kind(kind: Kind) -> Schema:
    """Return what holds for the sets of one kind: their steps, and what those may test and say."""
    properties: Schema = {"applies": reference(f"when.{kind.name}"), "steps": _steps(kind)}
    then: Schema = {"properties": properties}
    if kind.open_steps:
        then["required"] = ["facts"]
    else:
        properties["facts"] = False
    return {"if": {"properties": {"kind": {"const": kind.name}}}, "then": then}


def _steps(kind: Kind) -> Schema:
    if kind.open_steps:
        return {
            "type": "object",
            "propertyNames": {"pattern": anchored(NAME)},
            "additionalProperties": _step(None, kind),
        }
    required = [step.name for step in kind.steps if isinstance(step, StepKind) and not step.optional]
    return mapping({step.name: _step(step, kind) for step in kind.steps}, required)


def _step(step: StepKind | SettingKind | None, kind: Kind) -> Schema:
    if isinstance(step, SettingKind):
        return {"title": step.label.zh, "description": step.label.en}
    hits = step.hits if step is not None else tuple(Hit)
    needs_default = {Hit.UNIQUE.value, Hit.ANY.value}
    then = _then(step)
    names = then["propertyNames"] if step is None or _is_free(step) else choice(step.outputs)
    properties: Schema = {
        "hit": choice(hit.value for hit in hits),
        "rules": {"type": "array", "minItems": 1, "items": rule(reference(f"when.{kind.name}"), then)},
        "table": table(_paths(kind), names),
        "default": then,
        "by": reference("paths") if step is not None and step.takes_by else False,
    }
    schema = mapping(properties, ())
    schema["oneOf"] = [{"required": ["rules"]}, {"required": ["table"]}]
    if {hit.value for hit in hits} <= needs_default:
        schema["required"] = ["default"]
    else:
        schema["if"] = {"properties": {"hit": choice(sorted(needs_default))}, "required": ["hit"]}
        schema["then"] = {"required": ["default"]}
    return schema


def _then(step: StepKind | None) -> Schema:
    """Return the schema of what a rule of the step says."""
    outputs = step.outputs if step is not None else {}
    known: Schema = {
        name: {**reference("output"), "title": output.label.zh, "description": output.label.en}
        for name, output in outputs.items()
    }
    schema: Schema = {"type": "object", "minProperties": 1, "properties": known}
    schema["required"] = [name for name, output in outputs.items() if output.required]
    if step is None or _is_free(step):
        return {**schema, "propertyNames": {"pattern": anchored(NAME)}, "additionalProperties": reference("output")}
    return {**schema, "propertyNames": choice(outputs), "additionalProperties": False}


def _is_free(step: StepKind) -> bool:
    return step.free_outputs or not step.outputs


def _when(kind: Kind) -> Schema:
    """Return the schema of conditions over the kind's facts, with what people call them."""
    inner = reference(f"when.{kind.name}")
    groups: Schema = {name: {"type": "array", "minItems": 1, "items": inner} for name in ("all", "any", "none")}
    lists = {"type": "string"} if kind.open_steps else choice(kind.vocabulary.lists)
    quantifier = mapping({"in": lists, "where": inner}, ("in", "where"))
    facts = {fact.path: _condition(fact) for fact in _facts(kind)}
    schema: Schema = {"type": "object", "properties": {**groups, "some": quantifier, "every": quantifier, **facts}}
    # Outputs of earlier steps are facts too; a kind with free outputs cannot say their names beforehand.
    earlier = "|".join(step.name for step in kind.steps if isinstance(step, StepKind))
    schema["patternProperties"] = {f"^({earlier})\\.[a-z0-9_]+$": reference("cell")} if earlier else {}
    schema["additionalProperties"] = reference("cell") if kind.open_steps else False
    return schema


def _condition(fact: Fact) -> Schema:
    unit = f", {fact.unit}" if fact.unit else ""
    description = f"{fact.label.en} · {fact.type} ({TYPE_ZH[fact.type]}){unit}"
    schema: Schema = {**reference("cell"), "title": fact.label.zh, "description": description}
    return {**schema, "examples": list(fact.values)} if fact.values else schema


def _facts(kind: Kind) -> Iterable[Fact]:
    found: dict[str, Fact] = dict(kind.vocabulary.facts)
    for elements in kind.vocabulary.lists.values():
        found |= elements.facts
    for step in kind.steps:
        if isinstance(step, StepKind) and step.scope is not None:
            found |= step.scope.facts
    return found.values()


def _paths(kind: Kind) -> Mapping[str, object]:
    if kind.open_steps:
        return reference("path")
    earlier = "|".join(step.name for step in kind.steps if isinstance(step, StepKind))
    return {"anyOf": [choice(fact.path for fact in _facts(kind)), {"pattern": f"^({earlier})\\.[a-z0-9_]+$"}]}
