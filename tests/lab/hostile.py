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
  wants_client   an alert behind its Certificate, in TLS 1.2

Those are in the lab's world; these meet a scan in tests/lab/check_hostile:

  talks_late     as postscreen: 220- at once, 220 after 6 seconds, and 554 to
                 whoever has said something before
  banner_lines   a greeting of four lines
  banner_554     554, and closes
  busy           421 to each connection
  no_esmtp       a greeting without the word, which a client may not go by
  helo           550 to an EHLO that is its own name or no full one, or that
                 is not the same as the last time
  substring      STARTTLS within words, and as the second one of a line
  injected       a reply in one segment with 220, before TLS
  closes         closes before it has said a byte
  garbage        noise for ever, from the first byte on
  drip           a byte of its greeting each second, and no end of it
  wide_line      a line without an end
  hello_retry    has P-521 alone: HelloRetryRequest
  long_chain     a chain of more than 16 kB, in two records
  wants_client13 an alert behind the handshake, in TLS 1.3
  reset_in_tls   RST in the midst of the handshake
  silent_in_tls  nothing to a ClientHello
  noise_in_tls   noise for ever in the place of TLS
  weak_key       RSA with 1,024 bits
  unordered      leaf, root, intermediate
  twins          RSA and ECDSA side by side
  never_ends     lines of its reply to EHLO in TLS for ever

"refused" and "filtered" need no server: nobody listens, or the kernel drops.
"""

import asyncio
import json
import os
import socket
import ssl
import struct
import sys
import time

IDLE_S = 120
FORGET_S = 60  # after this long without a connection a busy server is busy again
CUT = ("reset_in_tls", "silent_in_tls", "noise_in_tls")  # no handshake is tried
WORDS = {  # beside the usual ones, in the place of STARTTLS
    "masked": ["XXXXXXXA"], "no_starttls": [], "substring": ["XSTARTTLS", "STARTTLSNOW", "HELP STARTTLS"],
}


class Over(Exception):
    """The server ends the connection."""


def context_for(host):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    behaviour = host["behaviour"]
    if behaviour in ("tls10", "weak_key"):
        context.set_ciphers("ALL:@SECLEVEL=0")
    context.load_cert_chain(f"{host['certs']}/chain.pem", f"{host['certs']}/key.pem")
    if behaviour == "tls10":
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1
    if behaviour == "hello_retry":
        context.set_ecdh_curve("secp521r1")
    if behaviour == "twins":
        context.load_cert_chain(f"{host['certs']}/twin-chain.pem", f"{host['certs']}/twin-key.pem")
    if behaviour.startswith("wants_client"):
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(f"{host['certs']}/leaf.pem")
    if behaviour == "wants_client":
        context.maximum_version = ssl.TLSVersion.TLSv1_2
    return context


class Server:
    """One host."""

    def __init__(self, host):
        self.host = host
        self.name = host["host"]
        self.behaviour = host["behaviour"]
        self.context = context_for(host)
        self.seen = {}  # client and server address -> when last
        self.client = None  # the name that EHLO had

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

    async def noise(self, writer):
        while True:
            writer.write(os.urandom(4096))
            await writer.drain()

    async def wait_for_silence(self, reader, writer):
        """RFC 5321 4.3.1: a client waits for the greeting."""
        await self.say(writer, f"220-{self.name} wait")
        try:
            await asyncio.wait_for(reader.read(1), 6)
        except asyncio.TimeoutError:
            return
        await self.say(writer, "554 talked before its turn")
        raise Over

    async def greet_badly(self, reader, writer):
        """What goes before 220, or stands in its place."""
        if self.behaviour == "talks_late":
            await self.wait_for_silence(reader, writer)
        if self.behaviour == "banner_lines":
            await self.say(writer, f"220-{self.name} ESMTP", "220-no spam", "220-no relay")
        if self.behaviour in ("banner_554", "busy"):
            await self.say(writer, "554 no mail here" if self.behaviour == "banner_554" else "421 busy")
            raise Over
        if self.behaviour == "closes":
            raise Over
        if self.behaviour == "garbage":
            await self.noise(writer)
        while self.behaviour in ("drip", "wide_line"):
            writer.write(b"2" if self.behaviour == "drip" else b"220 " + b"x" * 4096)
            await writer.drain()
            await asyncio.sleep(1 if self.behaviour == "drip" else 0.01)

    async def greet(self, reader, writer):
        """True: go on with the dialogue."""
        await self.greet_badly(reader, writer)
        if self.behaviour == "tarpit":
            while True:
                await self.say(writer, f"220-{self.name} please wait")
                await asyncio.sleep(2.8)  # no line near the 30 s that a scan waits
        if self.behaviour == "late_greeting":
            await asyncio.sleep(12)
        if self.behaviour == "busy_once" and self.is_busy(writer):
            await self.say(writer, f"421 {self.name} too many connections, try again later")
            return False
        await self.say(writer, f"220 {self.name} ready" if self.behaviour == "no_esmtp" else f"220 {self.name} ESMTP")
        return True

    def capabilities(self, secure):
        lines = [self.name, "PIPELINING", "SIZE 10240000"]
        if not secure:
            lines += WORDS.get(self.behaviour, ["STARTTLS"])
        return [f"250-{line}" for line in lines] + ["250 8BITMIME"]

    async def take_ehlo(self, writer, name, secure):
        known = self.client in (None, name)
        self.client = name
        if self.behaviour == "helo" and (not known or name == self.name.upper() or "." not in name):
            await self.say(writer, "550 who are you?")
            return
        while self.behaviour == "never_ends" and secure:
            await self.say(writer, "250-and so on")
            await asyncio.sleep(1)
        await self.say(writer, *self.capabilities(secure))

    async def cut_tls(self, reader, writer):
        """The handshake that is none."""
        await reader.read(1)
        if self.behaviour == "silent_in_tls":
            await asyncio.sleep(IDLE_S)
        if self.behaviour == "noise_in_tls":
            await self.noise(writer)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise Over

    async def begin_tls(self, reader, writer):
        await self.say(writer, "220 Ready to start TLS" + ("\r\n250 EVIL" if self.behaviour == "injected" else ""))
        if self.behaviour in CUT:
            await self.cut_tls(reader, writer)
        if self.behaviour.startswith("wants_client"):
            await self.fail_in_tls(reader, writer)
        await writer.start_tls(self.context)

    async def fail_in_tls(self, reader, writer):
        """By hand: asyncio closes before it has sent the alert."""
        come, go = ssl.MemoryBIO(), ssl.MemoryBIO()
        tls = self.context.wrap_bio(come, go, server_side=True)
        while True:
            try:
                tls.do_handshake()
                tls.read(1)
            except ssl.SSLWantReadError:
                writer.write(go.read())
                await writer.drain()
                data = await asyncio.wait_for(reader.read(16384), IDLE_S)
                if not data:
                    raise Over from None
                come.write(data)
            except ssl.SSLError:
                writer.write(go.read())
                await writer.drain()
                raise Over from None

    async def talk(self, reader, writer):
        secure = False
        while line := await asyncio.wait_for(reader.readline(), IDLE_S):
            verb = line.decode("ascii", "replace").strip().upper()
            if verb.startswith("EHLO "):
                await self.take_ehlo(writer, verb[5:], secure)
            elif verb == "STARTTLS" and self.behaviour == "starttls_454":
                await self.say(writer, "454 TLS not available due to temporary reason")
            elif verb == "STARTTLS" and self.behaviour not in WORDS and not secure:
                await self.begin_tls(reader, writer)
                secure = True
            elif verb == "QUIT":
                await self.say(writer, f"221 {self.name} bye")
                return
            else:
                await self.say(writer, "502 command not implemented")

    async def serve(self, reader, writer):
        try:
            if await self.greet(reader, writer):
                await self.talk(reader, writer)
        except (Over, OSError, ssl.SSLError, asyncio.TimeoutError, asyncio.IncompleteReadError):
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
