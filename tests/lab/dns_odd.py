#!/usr/bin/python3
"""dns_odd.py CONFIG : name servers that behave badly.

CONFIG is JSON: {"upstream": ADDRESS, "servers": {BEHAVIOUR: [ADDRESS...]}}.  Each
stands in front of the real server at `upstream` and passes questions on to
it, but:

  tc       every answer over UDP is truncated; TCP works
  drop     questions for TLSA are dropped
  formerr  a question with EDNS gets FORMERR without a question section
  lame     knows nothing of any zone: REFUSED
"""

import asyncio
import json
import socket
import struct
import sys

TLSA = 52
QR, TC, FORMERR, REFUSED = 0x8000, 0x0200, 1, 5
TIMEOUT_S = 3


def question_end(query):
    """Where the question section ends."""
    at = 12
    while query[at]:
        at += query[at] + 1
    return at + 5


def header(query, flags, questions):
    return query[:2] + struct.pack(">HHHHH", QR | flags, questions, 0, 0, 0)


def has_edns(query):
    return struct.unpack(">H", query[10:12])[0] > 0


class Upstream(asyncio.DatagramProtocol):
    """Asks the real server one question over UDP."""

    def __init__(self, reply):
        self.reply = reply

    def datagram_received(self, data, addr):
        if not self.reply.done():
            self.reply.set_result(data)


async def ask_udp(upstream, query):
    loop = asyncio.get_running_loop()
    reply = loop.create_future()
    transport, _ = await loop.create_datagram_endpoint(
        lambda: Upstream(reply), remote_addr=(upstream, 53))
    try:
        transport.sendto(query)
        return await asyncio.wait_for(reply, TIMEOUT_S)
    except asyncio.TimeoutError:
        return None
    finally:
        transport.close()


class Odd(asyncio.DatagramProtocol):
    """One bad server at one address."""

    def __init__(self, behaviour, upstream):
        self.behaviour, self.upstream = behaviour, upstream
        self.transport, self.tasks = None, set()

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, addr):
        task = asyncio.ensure_future(self.answer(data, addr))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def answer(self, query, addr):
        reply = await self.reply_to(query)
        if reply:
            self.transport.sendto(reply, addr)

    async def reply_to(self, query):
        if len(query) < 17:
            return None
        end = question_end(query)
        if self.behaviour == "tc":
            return header(query, TC, 1) + query[12:end]
        if self.behaviour == "lame":
            return header(query, REFUSED, 1) + query[12:end]
        if self.behaviour == "formerr" and has_edns(query):
            return header(query, FORMERR, 0)
        if self.behaviour == "drop" and struct.unpack(">H", query[end - 4 : end - 2])[0] == TLSA:
            return None
        return await ask_udp(self.upstream, query)


async def pipe(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()


def tcp_proxy(upstream):
    async def serve(reader, writer):
        try:
            up_reader, up_writer = await asyncio.open_connection(upstream, 53)
        except OSError:
            writer.close()
            return
        await asyncio.gather(pipe(reader, up_writer), pipe(up_reader, writer))
    return serve


async def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        config = json.load(f)
    loop, upstream = asyncio.get_running_loop(), config["upstream"]
    servers = []
    for behaviour, addresses in config["servers"].items():
        for address in addresses:
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            await loop.create_datagram_endpoint(
                lambda b=behaviour: Odd(b, upstream), local_addr=(address, 53), family=family)
            if behaviour == "tc":
                servers.append(await asyncio.start_server(tcp_proxy(upstream), address, 53))
    print("ready", flush=True)
    await asyncio.gather(*(s.serve_forever() for s in servers))


if __name__ == "__main__":
    asyncio.run(main())
