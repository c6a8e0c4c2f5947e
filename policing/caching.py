"""The cache as it behaves when Valkey is away: it forgets, and says so in the log, and nobody's page fails for it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as Unreachable
from redis.exceptions import TimeoutError as TooSlow

logger = logging.getLogger(__name__)
T = TypeVar("T")


class ForgetfulCache(RedisCache):
    """Redis protocol cache that holds nothing while its server cannot be reached.

    ``get`` gives its default then, ``add`` and ``set`` keep nothing, and ``incr`` raises ValueError as for any missing key.
    """

    def _or_else(self, ask: Callable[[], T], otherwise: T) -> T:
        try:
            return ask()
        except (Unreachable, TooSlow, OSError):
            logger.warning("the cache is away", extra={"code": "cache_away"})
            return otherwise

    def add(self, *args: Any, **kwargs: Any) -> bool:
        """Keep a value that is not there yet; True also where it cannot be kept."""
        return self._or_else(lambda: super(ForgetfulCache, self).add(*args, **kwargs), True)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Give the value, or the default."""
        return self._or_else(lambda: super(ForgetfulCache, self).get(key, default, version), default)

    def set(self, *args: Any, **kwargs: Any) -> None:
        """Keep a value, where it can be kept."""
        self._or_else(lambda: super(ForgetfulCache, self).set(*args, **kwargs), None)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        """Keep a value longer; False where there is none."""
        return self._or_else(lambda: super(ForgetfulCache, self).touch(*args, **kwargs), False)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        """Forget a value."""
        return self._or_else(lambda: super(ForgetfulCache, self).delete(*args, **kwargs), False)

    def get_many(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        """Give the values that are there."""
        return self._or_else(lambda: super(ForgetfulCache, self).get_many(*args, **kwargs), {})

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        """Tell whether there is a value."""
        return self._or_else(lambda: super(ForgetfulCache, self).has_key(*args, **kwargs), False)

    def incr(self, key: Any, *args: Any, **kwargs: Any) -> int:
        """Count up. Raises ValueError where there is nothing to count, as any cache does."""
        found = self._or_else(lambda: super(ForgetfulCache, self).incr(key, *args, **kwargs), None)
        if found is None:
            raise ValueError(f"Key '{key}' not found")
        return int(found)

    def set_many(self, data: Any, *args: Any, **kwargs: Any) -> list[Any]:
        """Keep several values; give the keys that were not kept."""
        return self._or_else(lambda: super(ForgetfulCache, self).set_many(data, *args, **kwargs), list(data))

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        """Forget several values."""
        self._or_else(lambda: super(ForgetfulCache, self).delete_many(*args, **kwargs), None)
