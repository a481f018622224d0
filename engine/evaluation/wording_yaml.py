"""Sentences about the YAML of a document."""

from typing import Final

YAML_WORDS: Final = {
    "too_large": (
        "the file has {size} MB; at most {limit} MB are read",
        "文件有 {size} MB，最多读取 {limit} MB",
    ),
    "tab": (
        "a tab stands here; indent with spaces, and write \\t in double quotes where text holds a tab",
        "此处有制表符；请用空格缩进，文本中的制表符请在双引号内写成 \\t",
    ),
    "byte_order_mark": (
        "the file begins with a byte order mark; save it as UTF-8 without one",
        "文件开头有字节顺序标记（BOM）；请另存为不带 BOM 的 UTF-8",
    ),
    "control_character": (
        "the character {code} cannot stand in a rule file; remove it, or write it escaped in double quotes",
        "规则文件中不能有字符 {code}；请删除，或在双引号内写成转义形式",
    ),
    "yaml_syntax": (
        "this is not YAML: {problem}; check indentation, colons, brackets and quotes around here",
        "不是合法的 YAML：{problem}；请检查附近的缩进、冒号、括号和引号",
    ),
    "quote_first": (
        "text cannot begin with {char} unless it is in quotes; put the whole text in double quotes",
        "以 {char} 开头的文本必须加引号；请把整段文本放在双引号内",
    ),
    "too_deep": (
        "nested more than {limit} levels deep; write it flatter",
        "嵌套超过 {limit} 层；请减少层级",
    ),
    "several_documents": (
        "a second document begins here; a file holds one document, remove the `---`",
        "此处开始了第二个文档；一个文件只能有一个文档，请删除 `---`",
    ),
    "directive": (
        "YAML directives (%YAML, %TAG) are not used; remove the line",
        "不使用 YAML 指令（%YAML、%TAG）；请删除该行",
    ),
    "alias": (
        "the alias `*{name}` is not allowed; write the value out, or use a param; quote text that begins with *",
        "不允许使用别名 `*{name}`；请直接写出内容或使用参数；以 * 开头的文本请加引号",
    ),
    "anchor": (
        "the anchor `&{name}` is not allowed; write the value out, or use a param; quote text that begins with &",
        "不允许使用锚点 `&{name}`；请直接写出内容或使用参数；以 & 开头的文本请加引号",
    ),
    "tag": (
        "the tag `{name}` is not allowed; types come from the vocabulary; quote text that begins with !",
        "不允许使用标签 `{name}`；类型由词汇表决定；以 ! 开头的文本请加引号",
    ),
    "text_too_long": (
        "this text is longer than {limit} bytes; shorten it",
        "文本超过 {limit} 字节；请缩短",
    ),
    "root_not_mapping": (
        "the file holds no mapping; begin with `format: 1`",
        "文件内容不是映射；请以 `format: 1` 开头",
    ),
    "key_not_text": (
        "a key must be text, not a list or mapping",
        "键必须是文本，不能是列表或映射",
    ),
    "merge_key": (
        "the merge key `<<` is not allowed; write the entries out",
        "不允许使用合并键 `<<`；请直接写出各项",
    ),
    "duplicate_key": (
        "`{key}` stands here a second time; the first is in line {line}",
        "`{key}` 重复出现；第一次在第 {line} 行",
    ),
    "empty_key": (
        "a key is missing before the colon",
        "冒号前缺少键",
    ),
    "more_findings": (
        "only the first {count} findings are listed; correct these, then look again",
        "只列出前 {count} 个问题；请先改正再重新检查",
    ),
}
