"""Knows that requests reach what is public and nothing else, and end in bounded time and memory."""

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from ipaddress import ip_address, ip_network

import pytest

from messaging.networks import Reach
from messaging.web import NoAnswer, NotAsked, WebAnswer, WebClient, WebRequest

LOOPBACK = (ip_network("127.0.0.0/8"),)
SOON = timedelta(seconds=0.3)

OUT_OF_REACH = [
    "http://127.1/",
    "http://0177.0.0.1/",
    "http://0x7f.1/",
    "http://2130706433/",
    "http://0/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:169.254.169.254]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[::127.0.0.1]/",
    "http://[2002:7f00:1::]/",
    "http://[fe80::1%25eth0]/",
    "http://[::]/",
    "http://localhost./",
    "http://intranet/",
    "http://db.internal/",
    "http://user@10.0.0.1/",
    "http://10.0.0.1/",
    "http://100.64.0.1/",
    "http://192.0.0.192/",
    "http://169.254.169.254/latest/meta-data",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://①②⑦.0.0.1/",
    "http://127。0。0。1/",
    "http://user@example.com/",
    "http://example.com:5038/",
    "http://example.com:7233/",
    "http://exa mple.com/",
    "file:///etc/passwd",
    "gopher://example.com/",
    "http:///nowhere",
    "//example.com/",
    "",
    "http://example.com/" + "a" * 2_000,
]


@pytest.mark.parametrize("url", OUT_OF_REACH)
async def test_a_url_that_is_not_public_is_never_asked(url: str):
    assert await WebClient().ask(WebRequest("GET", url)) == NotAsked("url_not_public", final=True)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com",
        "https://xn--w-uga1v8h.example:8443/x?y=z",
        "https://żółw.example/",
        "http://8.8.8.8:8080/",
        "http://[2606:4700::1]/",
        "http://[::ffff:8.8.8.8]/",
    ],
)
def test_a_public_url_may_be_asked(url: str):
    assert not Reach().refuses(url)


def test_a_network_that_is_opened_is_reached_on_any_port_and_no_other():
    reach = Reach((ip_network("10.1.0.0/16"),))
    assert reach.allows(ip_address("10.1.2.3"), 9_000)
    assert reach.allows(ip_address("::ffff:10.1.2.3"), 9_000)
    assert not reach.allows(ip_address("10.2.2.3"), 80)
    assert not reach.allows(ip_address("8.8.8.8"), 9_000)


def answers_of(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """The resolver says these addresses; who was asked for is remembered."""
    asked: list[str] = []

    async def resolve(_loop: object, host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(asyncio.get_running_loop().__class__, "getaddrinfo", resolve)
    return asked


@pytest.mark.parametrize("addresses", [("10.0.0.1",), ("8.8.8.8", "10.0.0.1"), ("127.0.0.1", "8.8.8.8")])
async def test_a_public_name_that_leads_inside_is_not_asked(
    monkeypatch: pytest.MonkeyPatch, addresses: tuple[str, ...]
):
    asked = answers_of(monkeypatch, *addresses)
    answer = await WebClient().ask(WebRequest("GET", "http://example.com/"))
    assert answer == NotAsked("url_not_public", final=True)
    assert asked == ["example.com"]


async def test_a_name_is_resolved_once_and_its_checked_address_is_used(monkeypatch: pytest.MonkeyPatch):
    async with serving(ANSWER) as (port, heard):
        asked = answers_of(monkeypatch, "127.0.0.1")
        answer = await WebClient(LOOPBACK).ask(WebRequest("GET", f"http://rebinding.example:{port}/"))
        assert isinstance(answer, WebAnswer)
        assert asked == ["rebinding.example"]
        assert f"Host: rebinding.example:{port}\r\n".encode() in heard[0]


ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Kind: test\r\n\r\nok"


@asynccontextmanager
async def serving(script: bytes, *, stays: bool = False) -> AsyncIterator[tuple[int, list[bytes]]]:
    """The port of a server that answers everything with these bytes, and what it heard; `stays`: says no more."""
    heard: list[bytes] = []
    begun, over, tasks = asyncio.Event(), asyncio.Event(), set[asyncio.Task[None]]()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            heard.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(script)
            await writer.drain()
            if stays:
                await over.wait()
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        begun.set()
        tasks.add(asyncio.ensure_future(serve(reader, writer)))

    async with await asyncio.start_server(accept, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1], heard
        over.set()
        await begun.wait()
        await asyncio.gather(*tasks)


async def ending(script: bytes, *, stays: bool = False) -> WebAnswer | NotAsked | NoAnswer:
    async with serving(script, stays=stays) as (port, _):
        return await WebClient(LOOPBACK).ask(
            WebRequest("POST", f"http://127.0.0.1:{port}/x", content=b"y"), SOON
        )


async def test_an_answer_comes_with_its_status_headers_and_body():
    answer = await ending(ANSWER)
    assert answer == WebAnswer(200, {"content-length": "2", "x-kind": "test"}, b"ok")


async def test_a_redirect_is_an_answer_and_nobody_follows_it():
    answer = await ending(b"HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\nContent-Length: 0\r\n\r\n")
    assert isinstance(answer, WebAnswer)
    assert answer.status == 302


async def test_a_compressed_answer_is_not_blown_up():
    body = gzip.compress(b"0" * 10_000_000)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    answer = await ending(head + body)
    assert isinstance(answer, WebAnswer)
    assert answer.body == body


@pytest.mark.parametrize(
    ("script", "stays", "expected"),
    [
        (b"", True, NoAnswer("timeout")),
        (b"", False, NoAnswer("response_invalid")),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab", True, NoAnswer("timeout", 200)),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab", False, NoAnswer("response_invalid", 200)),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", False, NoAnswer("response_invalid")),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"0" * 1_000_001, True, NoAnswer("response_too_large", 200)),
        (b"HTTP/1.1 200 OK\r\n" + b"X: 0\r\n" * 100_000, True, NoAnswer("response_invalid")),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", True, NoAnswer("response_invalid")),
    ],
)  # fmt: skip
async def test_a_server_that_does_not_answer_properly_leaves_doubt(
    script: bytes, stays: bool, expected: NoAnswer
):
    assert await ending(script, stays=stays) == expected


async def test_a_server_that_is_not_there_was_not_asked():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    answer = await WebClient(LOOPBACK).ask(WebRequest("GET", f"http://127.0.0.1:{port}/"))
    assert answer == NotAsked("connection_failed")


async def test_a_server_whose_tls_fails_was_not_asked():
    async with serving(ANSWER) as (port, heard):
        answer = await WebClient(LOOPBACK).ask(WebRequest("GET", f"https://127.0.0.1:{port}/"), SOON)
        assert isinstance(answer, NotAsked)
        assert not answer.final
        assert heard == []


async def test_a_header_with_a_line_break_is_not_sent():
    async with serving(ANSWER) as (port, heard):
        request = WebRequest("GET", f"http://127.0.0.1:{port}/", {"X-Name": "a\r\nX-Other: b"})
        assert await WebClient(LOOPBACK).ask(request) == NotAsked("request_invalid", final=True)
        assert heard == []
