"""What the checks say, in English and Chinese: what was found, and what to do about it."""

from typing import Final

from engine.evaluation.wording import Words

_SENTENCES: Final = {
    "impossible_cell": (
        "`{cell}` can never hold; correct or remove it",
        "条件“{cell}”不可能成立；请修改或删除",
    ),
    "impossible_list": (
        "@{list} has no members now, so that `{cell}` never holds",
        "名单 @{list} 目前没有成员，条件“{cell}”不会成立",
    ),
    "impossible_pair": (
        "`{cell}` and `{other}` can never hold together, so that {rule} never fires",
        "“{cell}”与“{other}”不可能同时成立，规则 {rule} 永远不会触发",
    ),
    "impossible_rule": (
        "the conditions of {rule} can never hold together, so that it never fires",
        "规则 {rule} 的各项条件不可能同时成立，它永远不会触发",
    ),
    "impossible_dates": (
        "{rule} is never in force: its dates lie outside those of the set",
        "规则 {rule} 从不生效：其起止时间在规则集的有效期之外",
    ),
    "always_cell": (
        "`{cell}` is always true; write `-` or leave it out",
        "条件“{cell}”总是成立；请写 `-` 或删除",
    ),
    "always_present": (
        "`{cell}` is true of every value; write `present` if the fact must only be there",
        "条件“{cell}”对任何值都成立；若只要求有值请写 `present`",
    ),
    "overlap": (
        "{one} and {other} both match where {where}; under unique only one rule may",
        "{where}时，{one} 与 {other} 同时命中；unique 只允许命中一条",
    ),
    "conflict": (
        "{one} and {other} both match where {where} and say different things; under any they must agree",
        "{where}时，{one} 与 {other} 同时命中但结论不同；any 要求结论一致",
    ),
    "tie": (
        "{one} and {other} both match where {where}, and neither is more specific; add a condition to one of them",
        "{where}时，{one} 与 {other} 同时命中且一样具体，无法分出先后；请给其中一条增加条件",
    ),
    "collision": (
        (
            "the sets {one} and {other} both apply where {where}, and neither is more specific; "
            "add a condition to `applies` of one of them"
        ),
        "{where}时，规则集 {one} 与 {other} 同时适用且一样具体；请在其中一个的 applies 中增加条件",
    ),
    "masked": (
        "{rule} never decides: wherever it matches, {others} comes first",
        "规则 {rule} 永远不起作用：凡是它命中的情况，{others} 都先命中",
    ),
    "misleading": (
        (
            "the order of rules decides: {one} and {other} both match where {where} and say different things; "
            "{one} wins as it stands first{more}"
        ),
        "规则的先后顺序决定结果：{where}时，{one} 与 {other} 同时命中但结论不同，{one} 因排在前面而生效{more}",
    ),
    "misleading_more": ("; so it is in {count} pairs of rules", "；共有 {count} 对规则如此"),
    "misleading_none": (
        (
            "`none: {cell}` is true when {path} is missing, which `not(..)` would not be; "
            "add `{path}: present` where it must be known"
        ),
        "{label}缺失时 `none: {cell}` 成立，而 `not(..)` 不成立；若要求有值请增加 `{path}: present`",
    ),
    "subsumed": (
        "{rule} can be left out: wherever it decides, {others} would say the same",
        "规则 {rule} 可以删除：凡是它起作用的情况，{others} 的结论相同",
    ),
    "contraction": (
        "{rules} say the same and differ in {path} only; they could be one row",
        "{rules} 结论相同，只有{label}不同，可以合并为一行",
    ),
    "gap": (
        "there is no rule where {where}; add one, or a default",
        "{where}没有规则；请补充规则或默认值",
    ),
    "unused_param": ("the param ${name} is used nowhere; remove it", "参数 ${name} 没有被使用；请删除"),
    "unused_output": (
        "nothing reads the output `{name}` of the step {step}: no later step tests it, and it is not in the answer",
        "步骤 {step} 的输出 `{name}` 没有被使用：后续步骤没有用到，也不在结果中",
    ),
    "unused_list": ("no rule set uses the list @{name}", "没有规则集使用名单 @{name}"),
    "untested": (
        "no test fires {rule}; add one that shows what it is for",
        "没有测试触发规则 {rule}；请增加一个说明其用途的测试",
    ),
    "untested_set": ("the set has no tests; add one for every rule", "规则集没有测试；请为每条规则增加测试"),
    "test": ("the test `{name}` fails: {why}", "测试“{name}”未通过：{why}"),
    "expired_set": ("the set ended at {ends}; it decides nothing any more", "规则集已于 {ends} 到期，不再起作用"),
    "expired_rule": ("{rule} ended at {ends}; remove it", "规则 {rule} 已于 {ends} 到期；请删除"),
    "expired_members": (
        "{count} members of @{list} have expired, such as {member}; remove them",
        "名单 @{list} 有 {count} 个成员已过期，例如 {member}；请清理",
    ),
    "unchecked_time": (
        "the time was up before everything was looked at in the step {step}; not checked: {what}; give it more time",
        "时间已到，步骤 {step} 没有查完；未检查：{what}；请给更多时间",
    ),
    "unchecked_sets": (
        "the time was up before the sets of kind {kind} that tie could be looked for",
        "时间已到，未能查完 {kind} 规则集之间的并列",
    ),
    "unchecked_rank": (
        (
            "how specific {rule} is depends on a list that may change or on another fact; "
            "ties and masked rules were not looked for"
        ),
        "规则 {rule} 的具体程度取决于可变名单或其他事实，未检查并列与不起作用的规则",
    ),
    "unchecked_pair": (
        "whether {one} and {other} match together cannot be told: they test what no sample of facts settles here",
        "无法判断 {one} 与 {other} 是否会同时命中：其条件无法用样例确定",
    ),
    "unchecked_gap": (
        "whether some rule matches where {where} cannot be told; a default would settle it",
        "{where}是否有规则命中无法判断；增加默认值即可消除疑问",
    ),
    "compiled_alone": (
        "step {step} is served by the compiled matcher alone: {reason}",
        "步骤 {step} 只由编译匹配器执行，不做双引擎核对：{reason}",
    ),
    "unchecked_certificate": (
        "step {step}: all evaluators were compared on {turns} of {rules} rules; there was no time for the others",
        "步骤 {step}：共 {rules} 条规则，只对其中 {turns} 条核对了全部引擎；其余因时间所限未核对",
    ),
    "certificate": (
        "the evaluators disagree; keep the set as it is and report this: {what}",
        "各引擎结论不一致；请保留规则集原样并上报：{what}",
    ),
    "more": (
        "there are more findings of this kind in the step {step}; the first {count} are listed",
        "步骤 {step} 还有更多同类问题，只列出前 {count} 个",
    ),
}


def say(key: str, **found: object) -> Words:
    """Return a sentence with what was found put in; a part that is Words comes in its own language."""
    en, zh = _SENTENCES[key]
    return Words(
        en.format(**{name: part.en if isinstance(part, Words) else part for name, part in found.items()}),
        zh.format(**{name: part.zh if isinstance(part, Words) else part for name, part in found.items()}),
    )


def listed(names: list[str], most: int = 5) -> Words:
    """Return names one after the other, the first few of many."""
    shown, left = names[:most], len(names) - most
    if left <= 0:
        return Words(", ".join(shown), "、".join(shown))
    return Words(f"{', '.join(shown)} and {left} more", f"{'、'.join(shown)} 等 {len(names)} 条")
