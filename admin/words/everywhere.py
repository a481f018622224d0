"""Texts of what several pages say: key → (Chinese, English)."""

from typing import Final

WORDS: Final = {
    "common.all": ("全部", "All"),
    "common.clear": ("清除筛选", "Clear filters"),
    "common.filter": ("筛选", "Filter"),
    "common.next": ("下一页", "Next"),
    "common.previous": ("上一页", "Previous"),
    "common.retry": ("重试", "Retry"),
    "common.none": ("无", "none"),
    "common.missing": ("缺失", "missing"),
    "common.yes": ("是", "yes"),
    "common.no": ("否", "no"),
    "error.title": ("出错了", "Something went wrong"),
    "error.not_found": ("没有这个页面或记录", "There is no such page or record"),
    "error.next": (
        "可以重试；若仍出错，请把下面的信息交给管理员",
        "Try again; if it stays, give the line below to an administrator",
    ),
}
