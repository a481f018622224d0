"""Texts of the sign-in page: key → (Chinese, English)."""

from typing import Final

WORDS: Final = {
    "sign_in.title": ("登录", "Sign in"),
    "sign_in.user": ("用户名", "User name"),
    "sign_in.password": ("密码", "Password"),
    "sign_in.submit": ("登录", "Sign in"),
    "sign_in.wrong": ("用户名或密码不对", "Wrong user name or password"),
    "sign_in.locked": ("失败次数过多，请在 {minutes} 分钟后再试", "Too many failures; try again in {minutes} minutes"),
    "sign_in.hint": (
        "开发环境的一次性密码印在 oms serve 的启动输出里",
        "In development the one-time password stands in the start-up output of oms serve",
    ),
}
