"""Who may come in: one administrator with a password, and a lock after failures."""

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Final

ADMINISTRATOR: Final = "admin"
_TRIES: Final = 5
_LOCK: Final = timedelta(minutes=10)


class Access:
    """Checks passwords. Keeps a slow hash (scrypt, RFC 7914) with a random salt, never the password."""

    def __init__(self, password: str, salt: bytes) -> None:
        self._salt = salt
        self._hash = self._slow_hash(password)
        self._failures: list[datetime] = []

    def locked_for(self, now: datetime) -> timedelta:
        """Return how long nobody can sign in, zero where somebody can."""
        recent = [at for at in self._failures if now - at < _LOCK]
        self._failures = recent
        return recent[-1] + _LOCK - now if len(recent) >= _TRIES else timedelta(0)

    def admits(self, user: str, password: str, now: datetime) -> bool:
        """Tell whether user and password are right; a failure counts towards the lock."""
        right = hmac.compare_digest(self._slow_hash(password), self._hash)
        if user == ADMINISTRATOR and right and not self.locked_for(now):
            self._failures.clear()
            return True
        self._failures.append(now)
        return False

    def _slow_hash(self, password: str) -> bytes:
        return hashlib.scrypt(password.encode(), salt=self._salt, n=2**14, r=8, p=1)
