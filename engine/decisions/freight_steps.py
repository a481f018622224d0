"""The steps of freight: what each may test and say."""

from typing import Final

from engine.decisions.adjustments import OPERATIONS
from engine.decisions.declare import by_name, fact, output
from engine.decisions.line_vocabulary import LINE_FACTS
from engine.decisions.tariff import CHARGES, COMBINATIONS, ROUNDINGS
from engine.evaluation.facts import FactType, Label, Vocabulary, by_path
from engine.evaluation.kind import Hit, SettingKind, StepKind


def read_combination(given: object) -> str:
    """Return how templates are combined. Raises ValueError with what is allowed."""
    if given not in COMBINATIONS:
        raise ValueError(f"combine is {given!r}; allowed: {', '.join(COMBINATIONS)}")
    return str(given)


_TEMPLATE_FACTS: Final = by_path(
    fact("template.name", FactType.TEXT, "运费模板", "Freight template"),
    fact("template.quantity", FactType.INTEGER, "模板内件数", "Units under the template", unit="pcs"),
    fact("template.weight_grams", FactType.INTEGER, "模板内实重", "Weight under the template", unit="g"),
    fact("template.volume_cm3", FactType.INTEGER, "模板内体积", "Volume under the template", unit="cm3"),
    fact("template.amount", FactType.MONEY, "模板内金额", "Amount under the template"),
)

FREIGHT_STEPS: Final = (
    StepKind(
        name="zone",
        label=Label("分区", "Zone"),
        hits=(Hit.SPECIFIC, Hit.FIRST),
        outputs=by_name(
            output("zone", FactType.TEXT, "运费分区", "Zone", required=True),
            output("deliverable", FactType.BOOLEAN, "可配送", "Is deliverable"),
        ),
    ),
    StepKind(
        name="template",
        label=Label("运费模板", "Template"),
        hits=(Hit.FIRST,),
        outputs=by_name(output("name", FactType.TEXT, "模板名称", "Name of the template", required=True)),
        scope=Vocabulary(facts=LINE_FACTS),
    ),
    StepKind(
        name="base",
        label=Label("基础运费", "Base"),
        hits=(Hit.UNIQUE,),
        outputs=by_name(
            output("charge_by", FactType.TEXT, "计费方式", "Charged by", values=CHARGES),
            output("first", FactType.INTEGER, "首重/首件/首体积", "First unit", unit="g, pcs or cm3", minimum=0),
            output("first_fee", FactType.MONEY, "首费", "First fee", required=True, minimum=0),
            output("step", FactType.INTEGER, "续重/续件/续体积", "Additional unit", unit="g, pcs or cm3", minimum=1),
            output("step_fee", FactType.MONEY, "续费", "Fee of an additional unit", minimum=0),
            output("round", FactType.TEXT, "续费取整", "Rounding of additional units", values=ROUNDINGS),
            output(
                "volumetric_divisor", FactType.INTEGER, "体积重除数", "Volumetric divisor", unit="cm3/kg", minimum=1
            ),
        ),
        scope=Vocabulary(facts=_TEMPLATE_FACTS),
    ),
    SettingKind(name="combine", label=Label("组合方式", "How templates combine"), read=read_combination, default="sum"),
    StepKind(
        name="adjust",
        label=Label("调整", "Adjust"),
        hits=(Hit.COLLECT,),
        outputs=by_name(
            output("op", FactType.TEXT, "操作", "Operation", required=True, values=OPERATIONS),
            output("amount", FactType.MONEY, "金额", "Amount"),
            output("percent", FactType.DECIMAL, "付费比例", "Share that is paid", unit="%", minimum=0),
            output("reason", FactType.TEXT, "原因", "Reason"),
        ),
        optional=True,
    ),
)
