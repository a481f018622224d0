"""Bodies that can be sent as they stand, over the goods of the demo; the description of the API shows them."""

from typing import Any, Final

ORDER: Final[dict[str, Any]] = {
    "channel": "app",
    "channel_order_id": "T-1001",
    "order_type": "normal",
    "placed_at": "2026-11-11T00:03:00+08:00",
    "currency": "CNY",
    "customer": {"id": "C-1", "level": "gold", "tags": ["VIP"]},
    "address": {"country": "CN", "province": "浙江省", "city": "杭州市", "district": "西湖区", "detail": "文三路 1 号"},
    "lines": [{"sku": "A-1", "quantity": 2, "unit_price": "19.90", "merchant_id": "M-1"}],
    "discounts": [{"kind": "coupon", "id": "CP-9", "amount": "10.00", "skus": ["A-1"]}],
    "shipping_method": "standard",
    "payment": {"method": "alipay"},
    "remark": "请勿送货上门",
}

RULE_SET: Final = """format: 1
kind: decision
id: fare
title: 票价
meta: {owner: 票务组, reason: 按年龄定价}
facts:
  age: {type: integer}
steps:
  fare:
    hit: first
    table:
      in: [age]
      out: [amount]
      rows:
        - [child, "< 12", "1.50"]
        - [adult, "-", "3.00"]
tests:
  - {name: 儿童, given: {age: 7}, expect: {amount: "1.50"}, fires: [child]}
  - {name: 成人, given: {age: 12}, expect: {amount: "3.00"}, fires: [adult]}
"""

EVALUATION: Final[dict[str, Any]] = {"ruleset": {"yaml": RULE_SET}, "facts": {"age": 7}, "explain": False}
BATCH: Final[dict[str, Any]] = {"ruleset": {"yaml": RULE_SET}, "facts": [{"age": 7}, {"age": 40}]}
CHECK: Final[dict[str, Any]] = {"yaml": RULE_SET}
PUBLICATION: Final[dict[str, Any]] = {"yaml": RULE_SET, "reason": "按年龄定价"}
PAYMENT: Final[dict[str, Any]] = {"payment_no": "2026111122001", "method": "alipay", "amount": "37.80"}
CANCELLATION: Final[dict[str, Any]] = {"reason": "买错了"}
VERDICT: Final[dict[str, Any]] = {"verdict": "clear", "reason": "电话核实过收货人"}
VERDICTS: Final[dict[str, Any]] = {"orders": ["2611110003ZH8S2K"], "verdict": "reject", "reason": "同一批刷单"}

_GRAY: Final = """format: 1
kind: rollout
id: freight-hangzhou
title: 杭州运费灰度
target: freight-standard
baseline: 1
candidate: 2
meta: {owner: 物流组, reason: 江浙首重下调}
audience:
  - {address.city: 浙江省/杭州市, channel: app}
steps:
  - {percent: 10, hold: 2h, min_decisions: 200}
  - {percent: 100, hold: 1d, approve: 物流组}
guardrails:
  - {metric: reject_rate, rise: 0.03}
"""
CANDIDATE: Final[dict[str, Any]] = {"yaml": RULE_SET, "reason": "先在杭州试"}
ROLLOUT: Final[dict[str, Any]] = {"yaml": _GRAY, "reason": "先在杭州试"}
DEED: Final[dict[str, Any]] = {"reason": "数据正常"}
WEBHOOK: Final[dict[str, Any]] = {
    "url": "https://example.com/oms",
    "events": ["Order*", "RolloutRolledBack"],
    "reason": "同步到仓储系统",
}
SHADOW: Final[dict[str, Any]] = {"target": "freight-standard", "version": 2, "reason": "上线前先看影子结果"}
ROLLOUT_PREVIEW: Final[dict[str, Any]] = {
    "rollout": {
        "target": "freight-standard",
        "salt": "freight-hangzhou",
        "audience": [{"address.city": "浙江省/杭州市", "channel": "app"}],
        "percent": 10,
    },
    "subjects": [{"customer.id": "C-1", "channel": "app", "address": {"city": "杭州市"}}],
}
REPLAY: Final[dict[str, Any]] = {"set": "freight-standard", "version": 1, "last": "30d"}
DRAFT: Final[dict[str, Any]] = {"subject": "freight-standard", "reason": "偏远地区续重上调"}
