"""judges.py: delv and unbound-host, asked through a server of ours; getdns, given the replies."""

import os
import re
import subprocess

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype

from records import answered
from server import once
from zone import NOT_FOLLOWED, alias_target

TIME_LIMIT_S = 30  # for one question


def _run(argv, text=None, questions=1):
    try:
        done = subprocess.run(argv, input=text, capture_output=True, text=True, timeout=TIME_LIMIT_S * questions, check=False)
    except subprocess.TimeoutExpired:
        return "it did not end"
    return done.stdout + done.stderr


class Delv:
    name = "delv"

    def __init__(self, folder, port, world, _build):
        self.anchor, self.port = os.path.join(folder, "delv.key"), str(port)
        self.anchored = world.anchors().keys()
        with open(self.anchor, "w", encoding="ascii") as f:
            for line in world.anchor_lines():
                origin, _, _, flags, protocol, algorithm, key = line.split(maxsplit=6)
                f.write(f'trust-anchors {{ {origin} static-key {flags} {protocol} {algorithm} "{key}"; }};\n')

    def root(self, q):
        """It takes one anchor; the closest."""
        above = q.name.parent() if q.type == "DS" else q.name
        return max((origin for origin in self.anchored if above.is_subdomain(origin)), key=len)

    def state(self, q):
        text = _run(["delv", "@127.0.0.1", "-p", self.port, "-a", self.anchor, f"+root={self.root(q)}", str(q.name), q.type])
        failed = re.search(r"resolution failed: (?!ncache)(.*)", text)  # ncache: there is no such record
        if failed:
            return "timed out" if failed[1] == "timed out" else "bogus"
        if "unsigned answer" in text:
            return "insecure"
        if "pending validation" in text:
            return "pending"
        return "secure" if "fully validated" in text else "unclear"


class Unbound:
    name = "unbound"

    def __init__(self, folder, port, world, _build):
        anchor_file, self.config = (os.path.join(folder, f) for f in ("anchor", "unbound.conf"))
        with open(anchor_file, "w", encoding="ascii") as f:
            f.writelines(line + "\n" for line in world.anchor_lines())
        with open(self.config, "w", encoding="ascii") as f:
            f.write(f'server:\n do-not-query-localhost: no\n trust-anchor-file: "{anchor_file}"\n'
                    ' local-zone: "test." nodefault\n'
                    f'forward-zone:\n name: "."\n forward-addr: 127.0.0.1@{port}\n')

    def state(self, q):
        text = _run(["unbound-host", "-C", self.config, "-v", "-t", q.type, str(q.name)])
        found = {word.lower() for word in re.findall(r"\((secure|insecure|BOGUS)\b", text)}
        for state in ("bogus", "insecure", "secure"):
            if state in found:
                return state
        return "unclear"


class Getdns:
    """getdns_validate_dnssec2(), offline: one message as a resolver would give it, and the chain of all its zones."""
    name = "getdns"

    def __init__(self, _folder, _port, world, build):
        self.world, self.program = world, os.path.join(build, "tests", "vectors", "getdns_judge")

    def state(self, q):
        return self.states([(q.name, q.rdtype)])[0]

    def states(self, questions):
        """Of each (name, type), by one process."""
        lines = ["anchor " + line for line in self.world.anchor_lines()]
        for name, rdtype in questions:
            replies = list(self.followed(name, rdtype))
            lines += ["support " + message for message in self.chain(owner for owner, _ in replies)]
            lines += ["ask " + _message(name, rdtype, [reply for _, reply in replies]), "forget"]
        said = _run([self.program], "\n".join(lines) + "\n", max(len(questions), 1)).splitlines()
        return said if len(said) == len(questions) else said + ["unclear"] * len(questions)

    def followed(self, name, rdtype):
        """The reply, and those of the names that aliases lead to, out of the zone."""
        seen = set()
        while name not in seen:
            seen.add(name)
            _, reply = self.world.ask(name, rdtype)
            yield name, reply
            target = alias_target(reply, name)
            if rdtype in NOT_FOLLOWED or target == name or answered(reply, target, rdtype):
                return
            name = target

    def chain(self, names):
        origins = {}
        for name in names:
            while name != dns.name.root:
                origins[name] = name in self.world.zones or self.world.zone_of(name, dns.rdatatype.DS).is_cut(name)
                name = name.parent()
        for origin in [dns.name.root] + [name for name, is_zone in origins.items() if is_zone]:
            for rdtype in (dns.rdatatype.DNSKEY, dns.rdatatype.DS)[:1 if len(origin) == 1 else 2]:
                yield _message(origin, rdtype, [self.world.ask(origin, rdtype)[1]])


def _message(name, rdtype, replies):
    """In hex."""
    message = dns.message.make_response(dns.message.make_query(name, rdtype, want_dnssec=True))
    message.flags |= dns.flags.AA
    message.set_rcode(dns.rcode.from_text(replies[-1].rcode))
    message.answer = [rrset for reply in replies for rrset in reply.answers]
    message.authority = once(rrset for reply in replies for rrset in reply.authorities)
    return message.to_wire(max_size=65535).hex()


ALL = (Delv, Unbound, Getdns)
