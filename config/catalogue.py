"""Every setting by name: its default, and what it is for."""

from typing import Final

import msgspec

DEVELOPMENT_SECRET: Final = "development-only-do-not-use-in-production"  # noqa: S105 - production refuses it


class SettingError(Exception):
    """A setting that cannot be used. The message is one line: its name, what is wrong, and what is allowed."""

    def __init__(self, name: str, message: str) -> None:
        self.name = name
        super().__init__(f"{name}: {message}")


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """One setting as people meet it. A secret is masked whole; a password inside an address by itself."""

    name: str
    default: str = ""
    zh: str
    en: str
    is_secret: bool = False


SETTINGS: Final = (
    Setting(name="OMS_ENV", default="development", zh="运行环境", en="development or production"),
    Setting(name="OMS_DATA_DIR", default="var", zh="数据目录", en="folder of the embedded database"),
    Setting(
        name="OMS_DATABASE_URL", zh="主数据库", en="sqlite:///FILE or postgresql://…; empty: SQLite in the data folder"
    ),
    Setting(
        name="OMS_DURABILITY",
        default="normal",
        zh="落盘方式（SQLite）",
        en="of SQLite: normal keeps all when the process dies; full also when the power fails, and is slower",
    ),
    Setting(name="OMS_DATABASE_REPLICA_URL", zh="只读副本", en="postgresql://… for searches and reports; empty: none"),
    Setting(name="OMS_REDIS_URL", zh="Redis", en="redis://… for stock, propagation and limits; empty: none"),
    Setting(name="OMS_MATCHER", default="dual", zh="匹配引擎", en="dual (one checks the other), durable or compiled"),
    Setting(
        name="OMS_SECRET_KEY",
        default=DEVELOPMENT_SECRET,
        zh="签名与散列密钥",
        en="signs sessions, hashes personal values",
        is_secret=True,
    ),
    Setting(name="OMS_TIMEZONE", default="Asia/Shanghai", zh="业务时区", en="zone of business days, rules and reports"),
    Setting(name="OMS_LOG", default="info", zh="日志", en="LEVEL or LEVEL/FORMAT: info/json, debug/console"),
    Setting(
        name="OMS_PLATFORM_CHANNELS",
        zh="可信平台渠道",
        en="channels whose prices and discounts are taken as given, with commas between; empty: those that are shipped",
    ),
    Setting(
        name="OMS_APPORTIONMENT",
        default="largest_remainder",
        zh="金额分摊方式",
        en="how amounts are shared out to lines: largest_remainder, last_absorbs or first_absorbs",
    ),
    Setting(
        name="OMS_APPROVAL",
        zh="发布是否须他人批准",
        en="required or optional: whether rule sets are published from approved drafts only; required in production",
    ),
    Setting(
        name="OMS_BOOTSTRAP_KEY", zh="初始 API 密钥", en="API key with every scope, made on first start", is_secret=True
    ),
    Setting(name="OMS_ADMIN_PASSWORD", zh="初始管理员密码", en="password of the first administrator", is_secret=True),
)

SETTING_NAMES: Final = tuple(setting.name for setting in SETTINGS)
DEFAULTS: Final = {setting.name: setting.default for setting in SETTINGS}
