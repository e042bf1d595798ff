"""What servers, proxies and load balancers do to a request when they do not simply answer it."""

import asyncio

from tests.integration.http_peer import Connection


async def silent(connection: Connection) -> None:
    """Take the request and never answer."""
    await connection.request()
    await connection.reader.read()


async def resets_before_reading(connection: Connection) -> None:
    """End the connection as soon as it is there."""
    connection.reset()


async def resets_after_reading(connection: Connection) -> None:
    """Take the request, and end the connection without an answer."""
    await connection.request()
    connection.reset()


async def resets_inside_the_head(connection: Connection) -> None:
    """Break off within the headers."""
    await connection.request()
    await connection.send(b"HTTP/1.1 200 OK\r\nContent-Le")
    connection.reset()


async def drips_its_head(connection: Connection) -> None:
    """Send a byte of the head now and then, for ever."""
    await connection.request()
    for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 1000:
        await connection.send(bytes([byte]))
        await asyncio.sleep(0.02)


async def drips_its_body(connection: Connection) -> None:
    """Send the head at once and the body for ever."""
    await connection.request()
    await connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    for _ in range(100_000):
        await connection.send(b"x")
        await asyncio.sleep(0.02)


async def answers_100_mb(connection: Connection) -> None:
    """Send far more than anybody wants to read."""
    await connection.request()
    await connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
    for _ in range(1600):
        await connection.send(b"x" * 62_500)


async def refuses_before_reading(connection: Connection) -> None:
    """Answer when the head has come, read nothing of the body, and end."""
    await connection.reader.readuntil(b"\r\n\r\n")
    await connection.send(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


async def refuses_and_goes_on_without_reading(connection: Connection) -> None:
    """Answer when the head has come, read nothing of the body, and keep the connection."""
    await connection.reader.readuntil(b"\r\n\r\n")
    await connection.send(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")
    await asyncio.Event().wait()
