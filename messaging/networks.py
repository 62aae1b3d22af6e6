"""Knows which addresses and URLs of the outside our requests may reach."""

import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

import httpx2

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

PORTS: Final = frozenset({80, 443, 8000, 8080, 8443})
_UNICAST: Final = IPv6Network("2000::/3")
_NAT64: Final = IPv6Network("64:ff9b::/96")
_COMPATIBLE: Final = IPv6Network("::/96")
_SPECIAL: Final = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))
"""Protocol assignments and the old 6to4 relays: Python calls parts of them global, clouds answer there."""
_NAME: Final = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})+")
_OURS: Final = ("localhost", "localdomain", "local", "internal", "intranet", "lan", "home.arpa")
_LONGEST_URL: Final = 2_000


@dataclass(frozen=True, slots=True)
class Reach:
    """What may be reached: public addresses on usual ports, and whatever lies in `networks` on any port."""

    networks: Sequence[Network] = ()

    def allows(self, address: Address, port: int) -> bool:
        """Whether a connection may be made there."""
        inner = _unmapped(address)
        if any(one in network for one in (address, inner) for network in self.networks):
            return True
        return port in PORTS and _is_public(address) and _is_public(inner)

    def refuses(self, text: str) -> bool:
        """Whether the URL is certainly out of reach; a name is judged again when it is resolved (H26)."""
        try:
            url = httpx2.URL(text) if len(text) <= _LONGEST_URL else None
        except (httpx2.InvalidURL, UnicodeError):
            return True
        if url is None or url.scheme not in ("http", "https") or url.userinfo or not url.host:
            return True
        return not self._may_reach(url.raw_host.decode().rstrip(".").lower(), port_of(url))

    def _may_reach(self, host: str, port: int) -> bool:
        address = _written_address(host)
        if address is not None:
            return self.allows(address, port)
        if self.networks:
            return True
        return port in PORTS and _is_public_name(host)


def port_of(url: httpx2.URL) -> int:
    """The port that a request to this URL goes to."""
    return url.port or (443 if url.scheme == "https" else 80)


def _is_public_name(host: str) -> bool:
    return _NAME.fullmatch(host) is not None and not host.endswith(tuple(f".{name}" for name in _OURS))


def _written_address(host: str) -> Address | None:
    """The address that a host is, also as the resolver reads it (127.1, 0177.0.0.1, 2130706433, 0)."""
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None


def _unmapped(address: Address) -> Address:
    """The IPv4 address that an IPv6 address leads to, if it does."""
    if isinstance(address, IPv4Address):
        return address
    inner = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
    if inner is not None:
        return inner
    if address in _NAT64 or address in _COMPATIBLE:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _is_public(address: Address) -> bool:
    # `is_global` alone is true of multicast, and of 64:ff9b::/96, behind which the whole of IPv4 lies.
    if isinstance(address, IPv6Address) and address not in _UNICAST:
        return address.ipv4_mapped is not None or address in _NAT64
    special = address.is_multicast or address.is_reserved or any(address in network for network in _SPECIAL)
    return address.is_global and not special
