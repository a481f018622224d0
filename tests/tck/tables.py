"""A DMN decision table as a decision: its hit policy, columns, rows and default."""

from collections.abc import Mapping
from typing import Final

import msgspec

from engine.evaluation.kind import Hit
from tests.tck.cells import TYPES, cell_of, fact_value, texts_of
from tests.tck.document import document, name_of, slug
from tests.tck.feel import Literal, Name, Outside, Sort, sum_of, unary_tests
from tests.tck.ranks import ranked
from tests.tck.source import Input, Model, Row, Table

_POLICIES: Final = {
    "UNIQUE": Hit.UNIQUE,
    "ANY": Hit.ANY,
    "FIRST": Hit.FIRST,
    "PRIORITY": Hit.PRIORITY,
    "RULE ORDER": Hit.COLLECT,
    "OUTPUT ORDER": Hit.COLLECT,
    "COLLECT": Hit.COLLECT,
}
_AGGREGATES: Final = {"SUM": Hit.SUM, "MIN": Hit.MIN, "MAX": Hit.MAX, "COUNT": Hit.COUNT}
_SORTS: Final = {
    **{str(sort): sort for sort in Sort},
    "dateTime": Sort.DATE_AND_TIME,
    "dayTimeDuration": Sort.DAYS_AND_TIME,
    "yearMonthDuration": Sort.YEARS_AND_MONTHS,
}
ONLY: Final = "said"  # the output of a table that says one thing


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """An input as a fact of the rule set. `values`: the only ones it can have."""

    name: str
    sort: Sort
    values: tuple[str, ...] = ()


class Converted(msgspec.Struct, frozen=True, kw_only=True):
    """A table as a rule set. `facts` are the inputs that it tests, by path; among the values of `lists` it looks."""

    yaml: str
    hit: Hit
    facts: Mapping[str, Fact]
    lists: tuple[str, ...]


def convert(model: Model, table: Table) -> Converted:
    """Return the rule set of a table. Raises Outside."""
    conversion = _Conversion(model)
    hit = _AGGREGATES[table.aggregation] if table.aggregation else _POLICIES[table.hit_policy]
    step = conversion.step(table, hit)
    facts = {path: _declared(fact) for path, fact in conversion.facts.items()}
    return Converted(
        yaml=document(f"{model.id} {table.decision}", facts=facts, step=step),
        hit=hit,
        facts=conversion.facts,
        lists=tuple(conversion.lists),
    )


class _Conversion:
    """One table on its way, with the inputs that it was seen to use."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self.facts: dict[str, Fact] = {}
        self.lists: dict[str, None] = {}

    def step(self, table: Table, hit: Hit) -> Mapping[str, object]:
        columns = [self._column(column) for column in table.inputs]
        rows = [self._row(row, number) for number, row in enumerate(table.rules, start=1)]
        names = [name_of(output.name or ONLY) for output in table.outputs]
        step: dict[str, object] = {"hit": str(hit), "table": {"in": columns, "out": names, "rows": ranked(table, rows)}}
        if hit in {Hit.UNIQUE, Hit.ANY}:  # the format wants one; DMN's own, or null, which it answers without
            defaults = [self._said(output.default) if output.default else None for output in table.outputs]
            step["default"] = dict(zip(names, defaults, strict=True))
        return step

    def _column(self, column: Input) -> str:
        path = self._place(Name(column.expr))
        if column.allowed is not None and self.facts[path].sort is Sort.STRING:
            self.facts[path] = msgspec.structs.replace(self.facts[path], values=texts_of(column.allowed))
        return path

    def _row(self, row: Row, number: int) -> list[object]:
        cells = [cell_of(unary_tests(text), self._place) for text in row.tests]
        return [f"rule-{number}", *cells, *(self._said(text) for text in row.says)]

    def _place(self, name: Name) -> str:
        """Return how a cell names an input: by its path; one that is a list of text by the list."""
        type_ = self._type(name)
        defined = self._model.types.get(type_)
        if defined is not None and defined.collection:
            self.lists[name.text] = None
            return f"@{slug(name.text)}"
        if type_ not in _SORTS:
            raise Outside(f"`{name.text}` is of the type {type_}")
        path = name_of(name.text)
        self.facts.setdefault(path, Fact(name=name.text, sort=_SORTS[type_]))
        return path

    def _type(self, name: Name) -> str:
        whole, _, field = name.text.partition(".")
        type_ = {one.name: one.type for one in self._model.input_data}.get(whole)
        if type_ is None:
            raise Outside(f"`{whole}` is no input: something else decides it")
        if not field:
            return type_
        fields = self._model.types[type_].fields if type_ in self._model.types else {}
        if field not in fields:
            raise Outside(f"`{name.text}` is of a type that stands elsewhere")
        return fields[field].type or ""

    def _said(self, text: str) -> object:
        terms = sum_of(text)
        if len(terms) == 1 and isinstance(terms[0], Literal):
            return fact_value(terms[0])
        return "".join(self._part(term, text) for term in terms)

    def _part(self, term: Literal | Name, whole: str) -> str:
        """Return a term as part of a text: a fact of it stands in braces."""
        if isinstance(term, Literal):
            return term.text.replace("{", "{{").replace("}", "}}")
        path = self._place(term)
        if path not in self.facts or self.facts[path].sort is not Sort.STRING:
            raise Outside(f"`{whole}` computes: an output holds a value, or text with facts in it")
        return f"{{{path}}}"


def _declared(fact: Fact) -> Mapping[str, object]:
    return {"type": str(TYPES[fact.sort]), **({"values": list(fact.values)} if fact.values else {})}
