#!/usr/bin/python3
"""hostile.py CONFIG : the lab's broken mail servers, all in one process.

CONFIG is a JSON list of {"host", "addresses", "behaviour", "certs"}; each host
listens on port 25 of its addresses and behaves badly in its own way.  To be
late is such a way: what sleeps here waits for nothing.

  no_starttls    does not offer it
  starttls_454   offers it, and refuses when it is asked
  masked         a firewall wrote XXXXXXXA over STARTTLS
  late_greeting  greets after 12 seconds
  busy_once      421 to the first connection from a client, then service
  tarpit         lines of greeting for ever, never the last one
  tls10          speaks TLS 1.0 only

"refused" and "filtered" need no server: nobody listens, or the kernel drops.
"""

import asyncio
import json
import ssl
import sys
import time

IDLE_S = 120
FORGET_S = 60  # after this long without a connection a busy server is busy again


def context_for(host):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{host['certs']}/chain.pem", f"{host['certs']}/key.pem")
    if host["behaviour"] == "tls10":
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1
    return context


class Server:
    """One host."""

    def __init__(self, host):
        self.host = host
        self.name = host["host"]
        self.behaviour = host["behaviour"]
        self.context = context_for(host)
        self.seen = {}  # client and server address -> when last

    def is_busy(self, writer):
        """The first connection of a client in a while is turned away."""
        pair = (writer.get_extra_info("peername")[0], writer.get_extra_info("sockname")[0])
        last, now = self.seen.get(pair), time.monotonic()
        self.seen[pair] = now
        return last is None or now - last > FORGET_S

    async def say(self, writer, *lines):
        for line in lines:
            writer.write(line.encode() + b"\r\n")
        await writer.drain()

    async def greet(self, writer):
        """True: go on with the dialogue."""
        if self.behaviour == "tarpit":
            while True:
                await self.say(writer, f"220-{self.name} please wait")
                await asyncio.sleep(2.8)  # no line near the 30 s that a scan waits
        if self.behaviour == "late_greeting":
            await asyncio.sleep(12)
        if self.behaviour == "busy_once" and self.is_busy(writer):
            await self.say(writer, f"421 {self.name} too many connections, try again later")
            return False
        await self.say(writer, f"220 {self.name} ESMTP")
        return True

    def capabilities(self, secure):
        lines = [self.name, "PIPELINING", "SIZE 10240000"]
        if self.behaviour == "masked":
            lines.append("XXXXXXXA")
        elif self.behaviour != "no_starttls" and not secure:
            lines.append("STARTTLS")
        return [f"250-{line}" for line in lines] + ["250 8BITMIME"]

    async def talk(self, reader, writer):
        secure = False
        while line := await asyncio.wait_for(reader.readline(), IDLE_S):
            verb = line.decode("ascii", "replace").strip().upper()
            if verb.startswith("EHLO "):
                await self.say(writer, *self.capabilities(secure))
            elif verb == "STARTTLS" and self.behaviour == "starttls_454":
                await self.say(writer, "454 TLS not available due to temporary reason")
            elif verb == "STARTTLS" and self.behaviour not in ("no_starttls", "masked") and not secure:
                await self.say(writer, "220 Ready to start TLS")
                await writer.start_tls(self.context)
                secure = True
            elif verb == "QUIT":
                await self.say(writer, f"221 {self.name} bye")
                return
            else:
                await self.say(writer, "502 command not implemented")

    async def serve(self, reader, writer):
        try:
            if await self.greet(writer):
                await self.talk(reader, writer)
        except (OSError, ssl.SSLError, asyncio.TimeoutError, asyncio.IncompleteReadError):
            pass  # clients of a hostile server leave as they like
        finally:
            writer.close()


async def main():
    with open(sys.argv[1], encoding="utf-8") as f:
        hosts = json.load(f)
    servers = []
    for host in hosts:
        server = Server(host)
        for address in host["addresses"]:
            servers.append(await asyncio.start_server(server.serve, address, 25, backlog=128))
    print("ready", flush=True)
    await asyncio.gather(*(server.serve_forever() for server in servers))


if __name__ == "__main__":
    asyncio.run(main())
