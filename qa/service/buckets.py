"""Buckets: how many requests one address may still make.

A token bucket a client: it holds `burst` tokens and gains `rate` a minute. Clients are
told apart by address, an IPv6 household by its /64. The least recently seen is
forgotten once too many are known, so that memory is bounded whatever addresses come.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable

KNOWN = 50_000
"""Clients remembered."""


class Buckets:
    """The buckets of all clients for one kind of request."""

    def __init__(
        self, rate: float, burst: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Let each client make `burst` requests at once and `rate` a minute after that."""
        self._per_second = rate / 60
        self._burst = burst
        self._clock = clock
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._levels)

    def take(self, client: str) -> int:
        """Take a token of `client`; return 0, or in how many seconds to come again."""
        now = self._clock()
        level, seen = self._levels.get(client, (float(self._burst), now))
        level = min(self._burst, level + (now - seen) * self._per_second)
        allowed = level >= 1
        self._levels[client] = (level - 1 if allowed else level, now)
        self._levels.move_to_end(client)
        if len(self._levels) > KNOWN:
            self._levels.popitem(last=False)
        return 0 if allowed else math.ceil((1 - level) / self._per_second)


def address_to_client(address: str) -> str:
    """Return what counts as one client: an IPv4 address, the /64 of an IPv6 one.

    >>> address_to_client("2001:db8:1:2:3:4:5:6")
    '2001:db8:1:2::/64'
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if found.version == 6:
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
