"""Texts of the frame: rail, top bar, keys: key → (Chinese, English)."""

from typing import Final

WORDS: Final = {
    "app.name": ("订单中枢", "Order Desk"),
    "nav.today": ("今日", "Today"),
    "nav.rules": ("规则", "Rules"),
    "nav.orders": ("订单", "Orders"),
    "nav.reviews": ("审单", "Reviews"),
    "nav.fold": ("收起导航", "Fold navigation"),
    "nav.skip": ("跳到正文", "Skip to content"),
    "top.search": ("搜索订单号、规则…", "Search order number, rule…"),
    "top.search.none": ("没有找到“{text}”", "Nothing found for “{text}”"),
    "top.language": ("切换语言", "Switch language"),
    "top.theme": ("深色 / 浅色", "Dark / light"),
    "top.sign_out": ("退出登录", "Sign out"),
    "top.keys": ("快捷键", "Keyboard shortcuts"),
    "top.development": ("开发环境", "Development"),
    "keys.search": ("搜索", "Search"),
    "keys.today": ("到今日", "Go to Today"),
    "keys.rules": ("到规则", "Go to Rules"),
    "keys.orders": ("到订单", "Go to Orders"),
    "keys.reviews": ("到审单", "Go to Reviews"),
    "keys.help": ("本列表", "This list"),
}
