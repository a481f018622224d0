"""Sentences about the parts of rule sets and lists."""

from typing import Final

SET_WORDS: Final = {
    "format": ("the format `{text}` is not known; write format: 1", "不认识格式 `{text}`；请写 format: 1"),
    "unknown_kind": ("there is no kind `{name}`", "没有类型 `{name}`"),
    "unknown_key": ("`{name}` means nothing here", "此处不能有 `{name}`"),
    "key_missing": ("`{key}` is missing", "缺少 `{key}`"),
    "not_a_mapping": ("`{key}` must be a mapping, names with values", "`{key}` 必须是映射（名称与值）"),
    "not_a_sequence": ("`{key}` must be a list", "`{key}` 必须是列表"),
    "not_text": ("`{key}` must be a single value", "`{key}` 必须是单个值"),
    "empty": ("`{key}` is empty", "`{key}` 为空"),
    "id_form": (
        "`{text}` is no id; use small letters, digits and single hyphens, at most 64: freight-standard",
        "`{text}` 不能作为 id；请用小写字母、数字和单个连字符，最多 64 个字符：freight-standard",
    ),
    "list_id_form": (
        "`{text}` is no id of a list; use small letters, digits, dots and hyphens, at most 64: region.remote",
        "`{text}` 不能作为名单 id；请用小写字母、数字、点和连字符，最多 64 个字符：region.remote",
    ),
    "rule_id_form": (
        "`{text}` is no id of a rule; use small letters, digits, hyphens and underscores, at most 64: near_cold",
        "`{text}` 不能作为规则 id；请用小写字母、数字、连字符和下划线，最多 64 个字符：near_cold",
    ),
    "name_form": (
        "`{text}` is no name; begin with a small letter, then small letters, digits and underscores: free_over",
        "`{text}` 不能作为名称；请以小写字母开头，其后为小写字母、数字和下划线：free_over",
    ),
    "path_form": (
        "`{text}` is no path of a fact; write it in small letters like ticket.amount, not all, any, none, some, every",
        "`{text}` 不能作为事实路径；请写成 ticket.amount 这样的小写形式，且不能是 all、any、none、some、every",
    ),
    "title_too_long": ("the title is longer than {limit} characters; shorten it", "标题超过 {limit} 个字符；请缩短"),
    "currency_form": ("`{text}` is no currency; write its three letters: CNY", "`{text}` 不是币种；请写三个字母：CNY"),
    "reason_too_short": (
        "`{text}` says too little; give the reason of this change in at least {limit} characters",
        "`{text}` 太短；请用至少 {limit} 个字符说明修改原因",
    ),
    "dates_reversed": (
        "`to` {ends} is not after `from` {starts}, so that it never applies; swap or correct them",
        "`to` {ends} 不晚于 `from` {starts}，永远不会生效；请对调或改正",
    ),
    "param_form": (
        "the param `{key}` must be a number, text, true or false",
        "参数 `{key}` 必须是数字、文本、true 或 false",
    ),
    "unknown_type": ("there is no type `{name}`", "没有类型 `{name}`"),
    "unknown_list_type": ("a list cannot be of type `{name}`", "名单不能是类型 `{name}`"),
    "unknown_path": ("there is no fact `{name}`", "没有事实 `{name}`"),
    "unknown_placeholder": (
        "there is no fact `{path}` for the placeholder; write {{{{ and }}}} where braces are meant",
        "占位符中的事实 `{path}` 不存在；若要写花括号本身请写 {{{{ 和 }}}}",
    ),
    "element_path": (
        "`{path}` is of each of {list}; write some: {{in: {list}, where: {{{path}: ..}}}}, or every",
        "`{path}` 属于 {list} 的每一项；请写 some: {{in: {list}, where: {{{path}: ..}}}} 或 every",
    ),
    "unknown_elements": ("there is no list of elements `{name}`", "没有元素列表 `{name}`"),
    "unknown_param": ("there is no param `${name}`", "没有参数 `${name}`"),
    "unknown_list": ("there is no list `@{name}`", "没有名单 `@{name}`"),
    "unknown_step": ("the kind has no step `{name}`", "该类型没有步骤 `{name}`"),
    "step_missing": ("a set of kind {kind} needs the step `{key}`", "类型 {kind} 的规则集需要步骤 `{key}`"),
    "unknown_hit": (
        "the hit policy `{name}` is not one that this step can have",
        "此步骤不能使用命中策略 `{name}`",
    ),
    "rules_or_table": (
        "the step `{key}` needs either `rules` or `table`, and only one of them",
        "步骤 `{key}` 需要 `rules` 或 `table`，且只能有其一",
    ),
    "default_missing": (
        "under `{hit}` the step `{key}` needs a `default`, for when two rules or none hit",
        "步骤 `{key}` 使用 `{hit}`，必须有 `default`，用于多条命中或无命中",
    ),
    "by_not_here": ("the step `{key}` cannot have `by`", "步骤 `{key}` 不能有 `by`"),
    "too_many_rules": (
        "{count} rules; at most {limit} are possible in a step",
        "共 {count} 条规则；每个步骤最多 {limit} 条",
    ),
    "duplicate_rule": (
        "the id `{id}` is already that of a rule in line {line}; ids are unique in the whole set",
        "规则 id `{id}` 已在第 {line} 行使用；id 在整个规则集中必须唯一",
    ),
    "row_form": (
        "a row is a list [id, ..] or a mapping {{id, in: [..], out: [..]}}",
        "行应为列表 [id, ..] 或映射 {{id, in: [..], out: [..]}}",
    ),
    "row_length": (
        "the row has {found} items instead of {count}: {columns}",
        "该行有 {found} 项，应为 {count} 项：{columns}",
    ),
    "row_part_length": (
        "`{key}` has {found} items instead of {count}: {columns}",
        "`{key}` 有 {found} 项，应为 {count} 项：{columns}",
    ),
    "duplicate_column": ("the column `{name}` stands here a second time", "列 `{name}` 重复"),
    "unknown_output": ("the step has no output `{name}`", "该步骤没有输出 `{name}`"),
    "output_missing": (
        "the output `{key}` is missing; every rule of this step must set it",
        "缺少输出 `{key}`；此步骤的每条规则都必须给出",
    ),
    "output_form": ("the output `{key}` is {type}: a single value", "输出 `{key}` 的类型是{type_zh}，应为单个值"),
    "free_output_form": (
        "the output `{key}` must be a value or a list of texts",
        "输出 `{key}` 必须是单个值或文本列表",
    ),
    "texts_output": ("write a list of texts, like [a, b]", "请写文本列表，如 [a, b]"),
    "placeholder_type": (
        "a placeholder gives text, and the output `{key}` is {type}",
        "占位符得到的是文本，而输出 `{key}` 的类型是{type_zh}",
    ),
    "two_types": (
        "the output `{key}` is {type} here and {other} elsewhere; write it in the same way everywhere",
        "输出 `{key}` 在此处是{type_zh}，在别处是{other_zh}；请统一写法",
    ),
    "aggregate_type": (
        "`{hit}` needs numbers, and its first output `{key}` is {type}",
        "`{hit}` 需要数字，而第一个输出 `{key}` 的类型是{type_zh}",
    ),
    "aggregate_missing": (
        "`{hit}` needs a value of its first output `{key}` in every rule",
        "`{hit}` 要求每条规则都给出第一个输出 `{key}`",
    ),
    "setting": ("`{key}` is not right: {problem}", "`{key}` 不正确：{problem}"),
    "at_missing": (
        "the set has dates, so that the test `{key}` needs `at`, the time of its decision",
        "规则集有生效日期，测试 `{key}` 需要 `at`（决策时间）",
    ),
    "unknown_answer": ("the answer has no field `{name}`", "答案没有字段 `{name}`"),
    "unknown_rule": ("there is no rule `{name}`", "没有规则 `{name}`"),
    "not_a_list_document": ("this is no list; write kind: list", "这不是名单；请写 kind: list"),
    "duplicate_member": (
        "`{text}` stands in the list a second time; the first is in line {line}",
        "`{text}` 在名单中重复；第一次在第 {line} 行",
    ),
}
