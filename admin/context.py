"""What every page is given: the application and a few settings. Pages call use cases; they compute nothing."""

from zoneinfo import ZoneInfo

import msgspec

from admin.access import Access
from engine.services.app import Oms


class AdminContext(msgspec.Struct, frozen=True, kw_only=True):
    """The application, who may come in, and where the person stands in time."""

    oms: Oms
    access: Access
    timezone: ZoneInfo
    is_production: bool
