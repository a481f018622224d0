"""The signature of a webhook: whoever has the secret can tell that we sent this body, and when."""

import hashlib
import hmac
import re
from datetime import datetime, timedelta
from typing import Final

HEADER: Final = "OMS-Signature"
TOLERANCE: Final = timedelta(seconds=300)
_FORM: Final = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


def signature(secret: str, body: bytes, at: datetime) -> str:
    """Return what stands in the header: `t=` the Unix time, `v1=` the HMAC-SHA256 of `<t>.<body>` as hex digits."""
    seconds = int(at.timestamp())
    return f"t={seconds},v1={_digest(secret, body, seconds)}"


def is_genuine(secret: str, body: bytes, header: str, now: datetime) -> bool:
    """Tell whether a body was signed with this secret, at most 300 s before or after `now`."""
    found = _FORM.fullmatch(header)
    if found is None:
        return False
    seconds = int(found[1])
    is_recent = abs(now.timestamp() - seconds) <= TOLERANCE.total_seconds()
    return hmac.compare_digest(_digest(secret, body, seconds), found[2]) and is_recent


def _digest(secret: str, body: bytes, seconds: int) -> str:
    return hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
