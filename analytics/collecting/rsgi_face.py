"""The collector as a process of its own, on granian's RSGI: no Django request, no database, one event loop."""

import asyncio
from datetime import UTC, datetime
from functools import lru_cache

from granian.rsgi import HTTPProtocol, ProtocolClosed, ProtocolError, Scope

from analytics.collecting.asking import Answered, Asked, Terms
from analytics.collecting.backlog import can_be_written
from analytics.collecting.capture import MOST_BYTES
from analytics.collecting.keeping import answer_on_the_loop
from analytics.collecting.loop_spool import LoopSpool

PATH = "/t/"
# Names that are longer are none that we ask for, and remembering them would fill the memory.
LONGEST_NAME = 64
SPELLED = {"dnt": "DNT", "sec-gpc": "Sec-GPC", "sec-ch-ua": "Sec-CH-UA"}
TEXT = {"Content-Type": "text/plain; charset=utf-8"}


class Collector:
    def __init__(self, terms: Terms, spool: LoopSpool):
        self.terms = terms
        self.spool = spool

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        if scope.proto != "http":
            protocol.close(403)
            return
        try:
            answered = await self._answer(scope, protocol)
        except (ProtocolClosed, ProtocolError):  # the sender went away, and hears no answer
            return
        headers = list(answered.headers.items())
        if answered.body:
            protocol.response_bytes(answered.status, headers, answered.body)
        else:
            protocol.response_empty(answered.status, headers)

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.run_until_complete(self.spool.close())

    async def _answer(self, scope: Scope, protocol: HTTPProtocol) -> Answered:
        if scope.path == PATH:
            return await answer_on_the_loop(await _asked(scope, protocol), terms=self.terms, spool=self.spool)
        if scope.path == "/healthz":
            return Answered(200, TEXT, b"ok\n")
        if scope.path == "/readyz":
            is_ready = await asyncio.to_thread(can_be_written, self.spool.segment.folder)
            return Answered(200, TEXT, b"ok\n") if is_ready else Answered(503, TEXT, b"the spool cannot be written\n")
        return Answered(404, TEXT, b"This process answers /t/, /healthz and /readyz only.\n")


@lru_cache(maxsize=1024)
def _spelled(name: str) -> str:
    """HTTP's servers write names small; the rest of the house writes them as the standards do."""
    return SPELLED.get(name) or name.title()


async def _asked(scope: Scope, protocol: HTTPProtocol) -> Asked:
    headers = _headers(scope)
    body = await _body(headers.get("Content-Length", ""), protocol) if scope.method == "POST" else b""
    return Asked(
        method=scope.method,
        host=headers.get("Host") or scope.authority or "",
        headers=headers,
        body=body,
        remote=scope.client.rpartition(":")[0].strip("[]"),
        at=datetime.now(UTC),
    )


def _headers(scope: Scope) -> dict[str, str]:
    """A header that stands several times is one list. By HTTP/2 a browser sends each of its cookies by itself."""
    headers: dict[str, str] = {}
    for name, value in scope.headers.items():
        if len(name) > LONGEST_NAME:
            continue
        name = _spelled(name)
        before = headers.get(name)
        headers[name] = value if before is None else f"{before}{';' if name == 'Cookie' else ','}{value}"
    return headers


async def _body(length: str, protocol: HTTPProtocol) -> bytes:
    """No more than shows that it is too much."""
    if length.isdecimal() and len(length) < 9 and int(length) <= MOST_BYTES:
        return await protocol()
    body = bytearray()
    async for chunk in protocol:
        body += chunk
        if len(body) > MOST_BYTES:
            break
    return bytes(body)
