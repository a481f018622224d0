"""Texts of rule sets: key → (Chinese, English)."""

from typing import Final

WORDS: Final = {
    "rules.title": ("规则", "Rules"),
    "rules.name": ("名称", "Name"),
    "rules.id": ("编号", "Id"),
    "rules.kind": ("种类", "Kind"),
    "rules.version": ("全量版本", "In force"),
    "rules.one_version": ("版本", "Version"),
    "rules.rules": ("规则数", "Rules"),
    "rules.tests": ("测试数", "Tests"),
    "rules.published": ("发布时间", "Published"),
    "rules.by": ("发布人", "By"),
    "rules.reason": ("原因", "Reason"),
    "rules.versions": ("版本", "Versions"),
    "rules.in_force": ("生效中", "in force"),
    "rules.source": ("规则文本", "Text"),
    "rules.words": ("规则说明", "In words"),
    "rules.line": ("第 {line} 行", "line {line}"),
    "rules.run_tests": ("运行测试", "Run tests"),
    "rules.passed": ("通过 {passed} / {total}", "{passed} of {total} passed"),
    "rules.coverage": ("覆盖 {percent} % 的规则", "{percent} % of rules covered"),
    "rules.unfired": ("没有测试触发：{rules}", "No test fires: {rules}"),
    "rules.untested": ("点“运行测试”，在这里看每个测试的结果", "Press “Run tests” to see each test's result here"),
    "rules.test": ("测试", "Test"),
    "rules.result": ("结果", "Result"),
    "rules.fired": ("触发的规则", "Rules fired"),
    "rules.pass": ("通过", "passed"),
    "rules.fail": ("未通过", "failed"),
    "rules.empty": ("还没有规则集。用 oms rules import 导入。", "No rule sets yet. Import some with oms rules import."),
    "rules.search": ("按名称、编号或内容筛选", "Filter by name, id or content"),
}
