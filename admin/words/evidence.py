"""Texts of what the publish gate found of a version: key → (Chinese, English)."""

from typing import Final

WORDS: Final = {
    "evidence.title": ("发布门禁", "Publish gate"),
    "evidence.none": ("此版本没有保存门禁记录", "Nothing was kept of this version"),
    "evidence.agreed": ("{cases} 个边界用例，三个引擎结论一致", "All three evaluators agree on {cases} boundary cases"),
    "evidence.engines": ("引擎：{engines}", "Engines: {engines}"),
    "evidence.partly": (
        "步骤 {step}：{rules} 条规则中核对了 {turns} 条",
        "Step {step}: {turns} of {rules} rules were compared",
    ),
    "evidence.alone": (
        "步骤 {step} 只由编译匹配器执行：{reason}",
        "Step {step} is served by the compiled matcher alone: {reason}",
    ),
    "evidence.tests": (
        "测试 {count} 个通过，覆盖 {percent} % 的规则",
        "{count} tests passed, {percent} % of rules covered",
    ),
    "evidence.warnings": ("发布时接受的提醒：{count}", "Warnings that were meant: {count}"),
}
