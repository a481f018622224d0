"""Sentences about rollouts."""

from typing import Final

ROLLOUT_WORDS: Final = {
    "not_a_rollout": ("this is no rollout; write kind: rollout", "这不是灰度发布；请写 kind: rollout"),
    "audience_form": (
        "an audience is `all`, or a list of blocks like [{{channel: app}}]",
        "受众应为 `all`，或条件块列表，如 [{{channel: app}}]",
    ),
    "version_form": ("`{key}` must be the number of a version, from 1", "`{key}` 必须是版本号，从 1 开始"),
    "same_version": (
        "the candidate is the baseline itself; name two versions",
        "候选版本与基线版本相同；请写两个不同的版本",
    ),
    "percent_form": (
        "`{text}` is no percentage; write a number above 0 and up to 100 with at most two decimals",
        "`{text}` 不是百分比；请写大于 0、不超过 100、最多两位小数的数字",
    ),
    "narrower_percent": (
        "{percent} % is less than the {before} % of the step before it; a rollout only widens",
        "{percent} % 小于上一步的 {before} %；灰度只能放大",
    ),
    "narrower_audience": (
        "the audience leaves out blocks of the step before it; a rollout only widens: repeat them, or write all",
        "受众缺少上一步的条件块；灰度只能放大：请保留它们或写 all",
    ),
    "duration_positive": ("`{key}` must be longer than nothing: 30m, 2h, 7d", "`{key}` 必须大于零：30m、2h、7d"),
    "deadline_before_hold": ("the deadline comes before the hold is over", "截止时间早于停留时间结束"),
    "negative": ("`{key}` must not be below 0", "`{key}` 不能小于 0"),
    "sticky_type": (
        "`{path}` is {type}: what keeps a side is one text or number",
        "`{path}` 的类型是{type_zh}：用于固定分组的必须是单个文本或数字",
    ),
    "slots_form": (
        "slots are [from, to), whole numbers from 0 to 10000, the first below the second",
        "slots 应为 [起, 止)，取 0 到 10000 的整数，且起小于止",
    ),
    "slots_without_layer": (
        "slots belong to a layer; name it: layer: freight",
        "slots 属于某个 layer；请写 layer: freight",
    ),
    "unknown_metric": ("there is no metric `{name}`", "没有指标 `{name}`"),
    "guardrail_bound": (
        "a guardrail has exactly one of rise, rise_percent and max",
        "每条护栏必须且只能有 rise、rise_percent、max 之一",
    ),
    "guardrail_samples": (
        "an absolute limit needs min_samples: before so many orders it says nothing",
        "绝对上限需要 min_samples：订单数不足时不作判断",
    ),
    "above_ms_missing": ("slow_rate needs above_ms: what is slow", "slow_rate 需要 above_ms：多少毫秒算慢"),
    "above_ms_not_here": ("above_ms belongs to slow_rate only", "above_ms 只能用于 slow_rate"),
    "bound_form": (
        "`{key}` must be a number above 0; rates are shares of one: 0.03 is three points",
        "`{key}` 必须大于 0；比率以 1 为整体：0.03 表示三个百分点",
    ),
    "rate_bound": (
        "`{key}` of a rate is a share of one, so at most 1: three points are 0.03",
        "比率的 `{key}` 以 1 为整体，最多为 1：三个百分点写 0.03",
    ),
    "unknown_in_flight": ("orders in flight cannot be treated by `{name}`", "在途订单没有处理方式 `{name}`"),
    "alarm_rate": (
        "the false-alarm rate lies above 0 and at most 0.2: 0.01 is one rollout in a hundred",
        "误报率应大于 0 且不超过 0.2：0.01 表示一百次灰度中一次",
    ),
    "steps_and_percent": ("give either steps or percent", "steps 与 percent 只能写其一"),
}
