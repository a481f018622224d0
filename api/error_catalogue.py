"""Every error code that a caller can meet: its HTTP status and what it means, in Chinese and English."""

from typing import Final

import msgspec

from engine.errors import OmsError

INTERNAL: Final = "internal_error"


class ErrorEntry(msgspec.Struct, frozen=True):
    """One code. The titles never change from one occurrence to the next; the help says what a caller can do."""

    code: str
    status: int
    title_zh: str
    title_en: str
    help_zh: str
    help_en: str


_ENTRIES: Final = (
    ErrorEntry(
        "bad_request",
        400,
        "请求无法处理",
        "Bad request",
        "请求头或网址不符合 HTTP 规范。检查 Host、Content-Length 等请求头。",
        "A header or the address breaks the rules of HTTP. Check Host, Content-Length and the like.",
    ),
    ErrorEntry(
        "malformed_json",
        400,
        "正文不是有效的 JSON",
        "The body is not valid JSON",
        "正文必须是 UTF-8 编码的 JSON。`detail` 指出出错的位置。",
        "The body must be JSON in UTF-8. `detail` says where it breaks.",
    ),
    ErrorEntry(
        "unauthenticated",
        401,
        "没有密钥，或密钥无效",
        "No key, or not one of ours",
        "请求头写 `Authorization: Bearer <密钥>`。密钥用 `oms user key` 生成。",
        "Send the header `Authorization: Bearer <key>`. A key is made with `oms user key`.",
    ),
    ErrorEntry(
        "forbidden",
        403,
        "密钥没有这个权限",
        "The key lacks a scope",
        "`detail` 写明缺少的权限；换一把有该权限的密钥。",
        "`detail` names the scope that is missing; use a key that has it.",
    ),
    ErrorEntry(
        "not_found",
        404,
        "找不到",
        "Not found",
        "网址、订单号、规则集或编号不存在。",
        "There is no such address, order, rule set or id.",
    ),
    ErrorEntry(
        "method_not_allowed",
        405,
        "不支持的方法",
        "Method not allowed",
        "这个网址不支持该方法；响应头 `Allow` 列出支持的方法。",
        "The address does not know this method; the header `Allow` lists those that it knows.",
    ),
    ErrorEntry(
        "conflict",
        409,
        "与现有数据冲突",
        "Conflict",
        "请求与已有数据矛盾；`detail` 写明冲突的内容。",
        "What is asked for clashes with what is there; `detail` says with what.",
    ),
    ErrorEntry(
        "idempotency_conflict",
        409,
        "幂等键已用于另一个请求",
        "The idempotency key was used with another body",
        "同一个 `Idempotency-Key`（或同一渠道的同一订单号）只能对应同一份正文。新的请求请用新的键。",
        "One `Idempotency-Key` (or one order id of a channel) stands for one body. A new request needs a new key.",
    ),
    ErrorEntry(
        "stale_write",
        409,
        "数据已被他人修改",
        "Changed by somebody else meanwhile",
        "重新读取后再提交。",
        "Read it again, then send your change again.",
    ),
    ErrorEntry(
        "edit_conflict",
        409,
        "同一处被两人改成了不同内容",
        "Two people changed the same place, each otherwise",
        "`errors` 逐处写明原值、你的值和对方的值。取最新草稿，决定每一处，再保存。",
        "`errors` names each place with what stood there, yours and theirs. Read the draft again, settle each, save.",
    ),
    ErrorEntry(
        "approval_needed",
        409,
        "需要先经他人批准",
        "Somebody else has to approve it first",
        "请建立草稿、提交审核，批准后再发布；紧急情况由两人紧急发布。",
        "Make a draft, request a review, and publish once it is approved; in an emergency two people break the glass.",
    ),
    ErrorEntry(
        "frozen",
        409,
        "封版期间不能发布",
        "Nothing is promoted during a freeze",
        "`detail` 写明封版原因和结束时间。回滚不受限制；紧急情况由两人紧急发布。",
        "`detail` says why and until when. Rolling back is always possible; in an emergency two break the glass.",
    ),
    ErrorEntry(
        "illegal_move",
        409,
        "当前状态不允许这个操作",
        "The status does not allow this",
        "`errors` 里的 `allowed` 列出当前可以做的操作。",
        "`allowed` in `errors` lists what is possible now.",
    ),
    ErrorEntry(
        "review_taken",
        409,
        "其他人正在审核",
        "Somebody else looks at it",
        "`detail` 写明谁在审核、到什么时候。等他处理完或释放后再试。",
        "`detail` says who, and until when. Try again when they have decided or let go of it.",
    ),
    ErrorEntry(
        "review_too_early",
        409,
        "还没有到审核时间",
        "The review has not begun yet",
        "该订单延迟审核，买家此时可以自行取消；`detail` 写明开始时间。",
        "The review is delayed so that the buyer can think again; `detail` says from when it is possible.",
    ),
    ErrorEntry(
        "second_reviewer_needed",
        409,
        "须由另一个人复核",
        "Another person has to agree",
        "该订单须多人复核，同一个人只能同意一次。请换一个人的密钥或账号。",
        "Several different people have to agree to this order. Somebody else has to, with their own key.",
    ),
    ErrorEntry(
        "payment_taken",
        409,
        "支付单号已用于另一个订单",
        "The payment belongs to another order",
        "同一支付方式的支付单号只能对应一个订单；核对 `payment_no`。",
        "One `payment_no` of a method stands for one order; check it.",
    ),
    ErrorEntry(
        "payload_too_large",
        413,
        "正文太大",
        "The body is too large",
        "正文上限 1 MB（规则集与试算 4 MB）。请分批发送。",
        "A body may have 1 MB (rule sets and evaluations 4 MB). Send it in parts.",
    ),
    ErrorEntry(
        "unsupported_media_type",
        415,
        "不支持的内容类型",
        "Unsupported media type",
        "正文须为 JSON，请求头写 `Content-Type: application/json`。",
        "The body is JSON: send the header `Content-Type: application/json`.",
    ),
    ErrorEntry(
        "invalid_input",
        422,
        "内容有误",
        "Some of what was sent is not allowed",
        "`errors` 逐项写明字段路径、问题和允许的值。没有写入任何数据。",
        "`errors` names each field, what is wrong with it and what is allowed. Nothing was written.",
    ),
    ErrorEntry(
        "rule_set_error",
        422,
        "规则集有错误",
        "The rule set has errors",
        "`errors` 写明行、列、问题和允许的写法。",
        "`errors` says the line, the column, what is wrong and what is allowed.",
    ),
    ErrorEntry(
        "refused",
        422,
        "业务上不能接受",
        "Refused for a business reason",
        "请求本身没有错误；`detail` 写明拒绝的原因。",
        "There is nothing wrong with the request itself; `detail` says why it was refused.",
    ),
    ErrorEntry(
        "out_of_stock",
        422,
        "库存不足",
        "Out of stock",
        "`errors` 写明商品、需要的数量和可售数量。没有占用库存。",
        "`errors` names the goods, how many were wanted and how many are left. Nothing was reserved.",
    ),
    ErrorEntry(
        "benefit_not_usable",
        422,
        "优惠券或积分不能使用",
        "The coupon or the points cannot be used",
        "`errors` 写明是哪张券或多少积分、为什么不能用。没有写入任何数据，券与积分没有动用。",
        "`errors` names the coupon or the points and says why. Nothing was written, and nothing was used up.",
    ),
    ErrorEntry(
        "order_not_accepted",
        422,
        "订单未被接受",
        "The order was not accepted",
        "订单未通过审核。有权限的人员可在后台查看该决策。",
        "The order did not pass the review. People with the right can look at the decision in the admin.",
    ),
    ErrorEntry(
        "undeliverable",
        422,
        "该地区不配送",
        "No delivery to this region",
        "收货地址在不配送地区。请更换地址。",
        "The address lies where nothing is delivered. Use another one.",
    ),
    ErrorEntry(
        "decision_failed",
        422,
        "规则无法给出结果",
        "The rules have no answer",
        "没有适用的规则集，或缺少规则需要的信息；`detail` 写明缺少什么。",
        "No rule set applies, or a fact that the rules need is missing; `detail` says which.",
    ),
    ErrorEntry(
        INTERNAL,
        500,
        "内部错误",
        "Internal error",
        "问题已记录；联系我们时请提供 `detail` 里的编号。",
        "It is in our log; tell us the number in `detail` when you ask about it.",
    ),
    ErrorEntry(
        "unavailable",
        503,
        "暂时不可用",
        "Unavailable for the moment",
        "请在 `Retry-After` 给出的秒数之后，用同一个 `Idempotency-Key` 重试。",
        "Try again after the seconds in `Retry-After`, with the same `Idempotency-Key`.",
    ),
)

ERRORS: Final = {entry.code: entry for entry in _ENTRIES}

# What the framework refuses by itself, by its status.
BY_STATUS: Final = {
    400: ERRORS["bad_request"],
    401: ERRORS["unauthenticated"],
    403: ERRORS["forbidden"],
    404: ERRORS["not_found"],
    405: ERRORS["method_not_allowed"],
    413: ERRORS["payload_too_large"],
    415: ERRORS["unsupported_media_type"],
    503: ERRORS["unavailable"],
}


def entry_of(error: OmsError) -> ErrorEntry:
    """Return the entry of an error: of its own code, else of the nearest error above it in the tree."""
    codes = (kind.code for kind in type(error).__mro__ if issubclass(kind, OmsError))
    return next((ERRORS[code] for code in codes if code in ERRORS), ERRORS[INTERNAL])
