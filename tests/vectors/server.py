"""server.py: a name server on 127.0.0.1, over UDP and TCP, that answers for a whole world.

It acts as a cache does that validates nothing: it follows aliases, sets RA,
and gives the DNSSEC records to everybody.
"""

import socketserver
import struct
import threading

import dns.exception
import dns.flags
import dns.message
import dns.rcode

ADDRESS = "127.0.0.1"
PORTS_TRIED = 10
PAYLOAD_BYTES = 1232


def _response(world, query):
    response = dns.message.make_response(query, recursion_available=True)
    question = query.question[0]
    reply = world.resolve(question.name, question.rdtype)
    response.set_rcode(dns.rcode.from_text(reply.rcode))
    response.answer, response.authority = reply.answers, once(reply.authorities)
    return response


def once(rrsets):
    """The first of each."""
    seen = {}
    for rrset in rrsets:
        seen.setdefault((rrset.name, rrset.rdtype, rrset.covers), rrset)
    return list(seen.values())


class Answers:
    """Wire replies, made once for each question."""

    def __init__(self, world):
        self.world, self.made, self.lock = world, {}, threading.Lock()

    def reply(self, wire, limit):
        query = dns.message.from_wire(wire)
        question = query.question[0]
        key = question.name, question.rdtype, query.edns
        with self.lock:
            if key not in self.made:
                self.made[key] = _response(self.world, query).to_wire(max_size=65535, want_shuffle=False)
        made = self.made[key]
        flags = struct.unpack("!H", made[2:4])[0] | query.flags & (dns.flags.CD | dns.flags.RD)
        if len(made) > limit:
            cut = dns.message.make_response(query, recursion_available=True)
            cut.flags |= dns.flags.TC
            return cut.to_wire()
        return wire[:2] + struct.pack("!H", flags) + made[4:]


class Udp(socketserver.BaseRequestHandler):
    def handle(self):
        wire, sock = self.request
        try:
            sock.sendto(self.server.answers.reply(wire, PAYLOAD_BYTES), self.client_address)
        except dns.exception.DNSException:
            pass  # not a question


class Tcp(socketserver.StreamRequestHandler):
    def handle(self):
        while len(head := self.rfile.read(2)) == 2:
            wire = self.rfile.read(struct.unpack("!H", head)[0])
            reply = self.server.answers.reply(wire, 65535)
            self.wfile.write(struct.pack("!H", len(reply)) + reply)


class TcpServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


def _open_both():
    """UDP and TCP on one free port."""
    for _ in range(PORTS_TRIED):
        udp = socketserver.UDPServer((ADDRESS, 0), Udp)
        try:
            return udp, TcpServer(udp.server_address, Tcp)
        except OSError:  # another has this port for TCP
            udp.server_close()
    raise OSError(f"no port of {ADDRESS} is free")


class Server:
    """With Server(world) as s: it answers at 127.0.0.1, port s.port."""

    def __init__(self, world):
        answers = Answers(world)
        self.udp, self.tcp = _open_both()
        self.port = self.udp.server_address[1]
        for server in (self.udp, self.tcp):
            server.answers = answers

    def __enter__(self):
        for server in (self.udp, self.tcp):
            threading.Thread(target=server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        for server in (self.udp, self.tcp):
            server.shutdown()
            server.server_close()
