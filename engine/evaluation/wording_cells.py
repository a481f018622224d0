"""Sentences about condition cells and values."""

from typing import Final

CELL_WORDS: Final = {
    "null_cell": (
        "the cell is null; write `-` for anything, or `missing` where the fact must be missing",
        "条件为 null；任意值请写 `-`，要求缺失请写 `missing`",
    ),
    "cell_form": (
        "a condition is text, a number, a list of values, or {{any: [..], all: [..], none: [..]}}",
        "条件应为文本、数字、值的列表，或 {{any: [..], all: [..], none: [..]}}",
    ),
    "empty_cell": (
        'the condition is empty; write `-` for anything, or `"\\"\\""` for text of no length',
        '条件为空；任意值请写 `-`，空文本请写 `"\\"\\""`',
    ),
    "empty_list_cell": (
        "the list is empty, so that nothing matches; write `-` for anything",
        "列表为空，什么都不会匹配；任意值请写 `-`",
    ),
    "empty_item": (
        "an item of the list is empty; remove it, or write `'\"\"'` for text of no length",
        "列表中有空项；请删除，空文本请写 `'\"\"'`",
    ),
    "test_in_list": (
        "`{item}` is a test, and a list holds values; write the tests as one text with commas, or quote the text",
        "`{item}` 是判断而列表中只能写值；请把多个判断写成一个用逗号分隔的文本，或给文本加引号",
    ),
    "tags_part": (
        "`{name}` is none of any, all, none",
        "`{name}` 不是 any、all、none 之一",
    ),
    "tags_list": (
        "`{name}` needs a list: {{{name}: [a, b]}}",
        "`{name}` 需要列表：{{{name}: [a, b]}}",
    ),
    "tags_empty": (
        "the mapping is empty; write at least one of any, all, none",
        "映射为空；请至少写 any、all、none 之一",
    ),
    "left_over": (
        "`{rest}` is left over; put commas between tests, and text with brackets or commas in quotes",
        "多出 `{rest}`；判断之间用逗号分隔，含括号或逗号的文本请加引号",
    ),
    "test_missing": (
        "a test is missing in `{text}`, at the beginning, the end or between two commas",
        "`{text}` 的开头、结尾或两个逗号之间缺少判断",
    ),
    "mistaken_operator": (
        "`{found}` is no operator; write `{instead}`",
        "`{found}` 不是运算符；请写 `{instead}`",
    ),
    "thousands": (
        "`{text}`: a comma means or; write the number without commas, or put a space after the comma for or",
        "`{text}`：逗号表示“或”；数字请不要写千位分隔符，若确实是“或”请在逗号后加空格",
    ),
    "not_a_range": (
        "`{text}` is no range; write it like [1..5], [1..5), (1..5] or [1..), and a list of values like a, b",
        "`{text}` 不是区间；请写成 [1..5]、[1..5)、(1..5] 或 [1..)，多个值请写成 a, b",
    ),
    "range_without_ends": (
        "the range is open at both ends; write `present` where any value will do",
        "区间两端都开放；若任意值均可请写 `present`",
    ),
    "not_unclosed": (
        "`)` is missing in `{text}`; write not(a, b)",
        "`{text}` 缺少 `)`；请写成 not(a, b)",
    ),
    "not_too_deep": (
        "more than {limit} not() inside each other",
        "not() 嵌套超过 {limit} 层",
    ),
    "like_form": (
        '`{text}`: `like` looks at how text begins; write like "text*" with one * at the end',
        '`{text}`：`like` 只匹配开头；请写成 like "文本*"，星号只能有一个且在末尾',
    ),
    "quote_unclosed": (
        'a quote is not closed in `{text}`; inside quotes write \\" for a quote and \\\\ for a backslash',
        '`{text}` 的引号没有闭合；引号内的引号写成 \\"，反斜杠写成 \\\\',
    ),
    "operand_missing": (
        "a value is missing in `{text}`",
        "`{text}` 缺少值",
    ),
    "needs_quotes": (
        '`{text}`: text with brackets or quotes must itself be in quotes: "text"',
        '`{text}`：含括号或引号的文本必须加引号："文本"',
    ),
    "list_name_missing": ("the name of a list is missing after @", "@ 之后缺少名单名称"),
    "param_name_missing": ("the name of a param is missing after $", "$ 之后缺少参数名称"),
    "dash_among_tests": (
        "`-` means anything and stands alone",
        "`-` 表示任意值，只能单独出现",
    ),
    "not_an_integer": ("`{text}` is not a whole number; write it like 12", "`{text}` 不是整数；请写成 12 这样的形式"),
    "not_a_number": (
        "`{text}` is not a number; write it like 12 or 1.5",
        "`{text}` 不是数字；请写成 12 或 1.5 这样的形式",
    ),
    "not_an_amount": (
        "`{text}` is not an amount of money; write it like 19.90",
        "`{text}` 不是金额；请写成 19.90 这样的形式",
    ),
    "too_many_decimals": (
        "`{text}` has more decimals than {currency} has ({decimals})",
        "`{text}` 的小数位多于 {currency} 的小数位（{decimals}）",
    ),
    "not_a_boolean": ("`{text}` is not true or false", "`{text}` 不是 true 或 false"),
    "not_a_date": (
        "`{text}` is not a date; write it like 2026-11-01",
        "`{text}` 不是日期；请写成 2026-11-01 这样的形式",
    ),
    "not_an_instant": (
        "`{text}` is not a time; write it like 2026-11-01T00:00:00+08:00",
        "`{text}` 不是时间；请写成 2026-11-01T00:00:00+08:00 这样的形式",
    ),
    "no_zone": (
        "`{text}` has no zone; write it like 2026-11-01T00:00:00+08:00",
        "`{text}` 没有时区；请写成 2026-11-01T00:00:00+08:00 这样的形式",
    ),
    "not_a_duration": (
        "`{text}` is not a duration; write it like 30m, 2h or 1d12h",
        "`{text}` 不是时长；请写成 30m、2h 或 1d12h 这样的形式",
    ),
    "not_a_list": ("`{text}` is not a list; write it like [a, b]", "`{text}` 不是列表；请写成 [a, b] 这样的形式"),
    "facts_form": ("write facts as a mapping from path to value", "事实应写成从路径到值的映射"),
    "given_twice": ("`{path}` is given twice", "`{path}` 给出了两次"),
    "elements_form": ("`{name}` is a list of mappings", "`{name}` 应为映射的列表"),
    "value_form": ("{text} is not {type}", "{text} 不是{type_zh}"),
    "unknown_region": ("there is no region `{text}`", "没有名为 `{text}` 的地区"),
    "ambiguous_region": (
        "`{text}` may be several regions; write the whole path",
        "`{text}` 可能指多个地区；请写完整路径",
    ),
    "quoted_is_text": (
        '"{text}" is text, and {path} is {type}; write it without quotes',
        '"{text}" 是文本，而 {path} 的类型是{type_zh}；请去掉引号',
    ),
    "fact_type": (
        "{other} is {other_type}, and {path} is {type}; only facts of one type can be compared",
        "{other} 的类型是{other_type_zh}，而 {path} 是{type_zh}；只有同类型的事实可以比较",
    ),
    "dotted_text": (
        "`{text}` has a dot and is no fact; put it in quotes where text is meant",
        "`{text}` 含有点号但不是事实；若是文本请加引号",
    ),
    "unknown_value": (
        "`{text}` is none of the values that {path} can have",
        "`{text}` 不是 {path} 的可选值",
    ),
    "below_minimum": (
        "{text} can never be: {path} is at least {minimum}",
        "不可能为 {text}：{path} 最小为 {minimum}",
    ),
    "no_order": (
        "{path} is {type}, which has no order; only = and != can be used",
        "{path} 的类型是{type_zh}，没有大小之分；只能用 = 和 !=",
    ),
    "text_order": (
        'text has no order of its own; to compare letter by letter put it in quotes: {op} "{text}"',
        '文本没有大小之分；如需逐字比较请加引号：{op} "{text}"',
    ),
    "empty_range": (
        "nothing lies in {text}; its ends are the wrong way round or exclude each other",
        "{text} 中没有任何值；两端颠倒或互相排除",
    ),
    "like_on": (
        "{path} is {type}; `like` is for text",
        "{path} 的类型是{type_zh}；`like` 只用于文本",
    ),
    "list_type": (
        "@{list} is a list of {list_type}, and {path} is {type}",
        "@{list} 是{list_type_zh}名单，而 {path} 的类型是{type_zh}",
    ),
    "tags_needed": (
        "{path} is a list; write {{any: [..]}}, {{all: [..]}} or {{none: [..]}}",
        "{path} 是列表；请写 {{any: [..]}}、{{all: [..]}} 或 {{none: [..]}}",
    ),
    "tags_on": (
        "{path} is {type}, not a list; write [a, b] for one of them, not(a, b) for none of them",
        "{path} 的类型是{type_zh}，不是列表；其中之一请写 [a, b]，都不是请写 not(a, b)",
    ),
    "tag_fact": (
        "`{text}` is a fact; a list of tags holds text, put it in quotes where text is meant",
        "`{text}` 是事实；标签列表中只能写文本，若是文本请加引号",
    ),
    "write_range": (
        "`{text}` looks like a range; write [{low}..{high}]",
        "`{text}` 像是区间；请写成 [{low}..{high}]",
    ),
}
