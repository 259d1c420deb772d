#!/usr/bin/python3
"""odd_servers.py DIR : mail servers that answer oddly, one an address.

The server of row N of ROWS listens on port 25 of 198.18.5.N.  A name server
at 198.18.1.1 is the root and all else: NAME.odd has the address of the row
NAME, and everything is unsigned.  Writes DIR/cert.pem, DIR/hints and
DIR/hosts.  tests/lab/check_odd runs it in a network namespace.
"""

import os
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time

GOOD = b"250-mx.odd\r\n250-SIZE 1000\r\n250-STARTTLS\r\n250 8BITMIME\r\n"
IN_TLS = b"250-mx.odd\r\n250 8BITMIME\r\n"
LONG = b"".join(b"250-X%05d\r\n" % i for i in range(1000)) + b"250 STARTTLS\r\n"
# Without its CR, and the last LF, what stands before STARTTLS has 2,041 bytes and those of one line more.
NEARLY_2_KB = b"250-mx\r\n" + b"".join(b"250-X%05d\r\n" % i for i in range(185))


def row(**what):
    """What it says at each step; None: nothing.  `then` is what it does behind
    that step: close, reset, or silent; in_tls the same behind the handshake."""
    return {"banner": b"220 mx.odd ESMTP\r\n", "ehlo": GOOD, "helo": b"250 mx.odd\r\n",
            "starttls": b"220 go ahead\r\n", "tls_ehlo": IN_TLS, "then": {}, "in_tls": None,
            "newest": None, "oldest": None, "wants": False, "greets": None, **what}


ROWS = {
    "good": row(),
    "banner-250": row(banner=b"250 mx ready\r\n"),
    "banner-299": row(banner=b"299 mx\r\n"),
    "banner-354": row(banner=b"354 mx\r\n"),
    "banner-421": row(banner=b"421 busy\r\n"),
    "banner-421-close": row(banner=b"421 busy\r\n", then={"banner": "close"}),
    "banner-450": row(banner=b"450 later\r\n"),
    "banner-521": row(banner=b"521 no mail here\r\n"),
    "banner-554": row(banner=b"554 no\r\n"),
    "banner-199": row(banner=b"199 mx\r\n"),
    "banner-600": row(banner=b"600 mx\r\n"),
    "banner-4-digits": row(banner=b"2200 mx\r\n"),
    "banner-4-digits-220": row(banner=b"2200 mx\r\n220 mx\r\n"),
    "banner-junk-220": row(banner=b"hello\r\n220 mx\r\n"),
    "banner-empty-220": row(banner=b"\r\n220 mx\r\n"),
    "banner-code-alone": row(banner=b"220\r\n"),
    "banner-stars": row(banner=b"220 ****2**0*\r\n"),
    "banner-lines": row(banner=b"220-wait\r\n220-more\r\n220 mx\r\n"),
    "banner-554-220": row(banner=b"554-no\r\n220 yes\r\n"),
    "banner-220-554": row(banner=b"220-yes\r\n554 no\r\n"),
    "banner-lf": row(banner=b"220 mx\n"),
    "banner-tab": row(banner=b"220\tmx\r\n"),
    "banner-nul": row(banner=b"220 m\0x\xff\r\n"),
    "banner-ssh": row(banner=b"SSH-2.0-OpenSSH_9.2\r\n", then={"banner": "silent"}),
    "banner-http": row(banner=b"HTTP/1.1 400 Bad Request\r\n\r\n", then={"banner": "close"}),
    "banner-silent": row(banner=None, then={"banner": "silent"}),
    "banner-closed": row(banner=None, then={"banner": "close"}),
    "banner-reset": row(banner=None, then={"banner": "reset"}),
    "banner-cut": row(banner=b"220-wait\r\n", then={"banner": "close"}),
    "ehlo-502-helo": row(ehlo=b"502 what\r\n"),
    "ehlo-502-helo-502": row(ehlo=b"502 what\r\n", helo=b"502 what\r\n"),
    "ehlo-550-helo-450": row(ehlo=b"550 no\r\n", helo=b"450 later\r\n"),
    "ehlo-421": row(ehlo=b"421 busy\r\n"),
    "ehlo-450-helo": row(ehlo=b"450 later\r\n"),
    "ehlo-354-helo": row(ehlo=b"354 what\r\n"),
    "ehlo-220": row(ehlo=b"220-mx\r\n220-STARTTLS\r\n220 ok\r\n"),
    "ehlo-first-line": row(ehlo=b"250 STARTTLS\r\n"),
    "ehlo-first-and-later": row(ehlo=b"250-STARTTLS\r\n250 STARTTLS\r\n"),
    "ehlo-lower": row(ehlo=b"250-mx\r\n250 starttls\r\n"),
    "ehlo-parameter": row(ehlo=b"250-mx\r\n250 STARTTLS now\r\n"),
    "ehlo-equals": row(ehlo=b"250-mx\r\n250 STARTTLS=now\r\n"),
    "ehlo-tab": row(ehlo=b"250-mx\r\n250 STARTTLS\t\r\n"),
    "ehlo-blanks": row(ehlo=b"250-mx\r\n250   STARTTLS\r\n"),
    "ehlo-xstarttls": row(ehlo=b"250-mx\r\n250 XSTARTTLS\r\n"),
    "ehlo-second-word": row(ehlo=b"250-mx\r\n250 AUTH STARTTLS\r\n"),
    "ehlo-masked": row(ehlo=b"250-mx\r\n250 XXXXXXXA\r\n"),
    "ehlo-junk": row(ehlo=b"250-mx\r\nhm\r\n250 STARTTLS\r\n"),
    "ehlo-other-codes": row(ehlo=b"250-mx\r\n220-STARTTLS\r\n250 ok\r\n"),
    "ehlo-2047": row(ehlo=NEARLY_2_KB + b"250-x\r\n250 STARTTLS\r\n"),
    "ehlo-2048": row(ehlo=NEARLY_2_KB + b"250-xy\r\n250 STARTTLS\r\n"),
    "ehlo-10-kb": row(ehlo=b"250-mx\r\n" + LONG),
    "ehlo-long-line": row(ehlo=b"250-mx\r\n250-" + b"x" * 3000 + b"\r\n250 STARTTLS\r\n"),
    "ehlo-close": row(ehlo=None, then={"ehlo": "close"}),
    "starttls-250": row(starttls=b"250 ok\r\n"),
    "starttls-354": row(starttls=b"354 ok\r\n"),
    "starttls-454": row(starttls=b"454 later\r\n"),
    "starttls-502": row(starttls=b"502 what\r\n"),
    "starttls-junk-220": row(starttls=b"hm\r\n220 go\r\n"),
    "starttls-text": row(starttls=b"220 go\r\n250 EVIL\r\n"),
    "starttls-close": row(then={"starttls": "close"}),
    "tls-1.0": row(oldest=ssl.TLSVersion.TLSv1, newest=ssl.TLSVersion.TLSv1),
    "tls-1.2-wants-client": row(newest=ssl.TLSVersion.TLSv1_2, wants=True),
    "tls-1.3-wants-client": row(wants=True),
    "tls-then-reset": row(in_tls="reset"),
    "tls-then-closed": row(in_tls="close"),
    "tls-then-notify": row(in_tls="notify"),
    "tls-then-silent": row(in_tls="silent"),
    "tls-greets-again": row(greets=b"220 mx.odd ESMTP\r\n"),
    "tls-ehlo-454": row(tls_ehlo=b"454 later\r\n"),
    "tls-ehlo-421": row(tls_ehlo=b"421 later\r\n"),
    "tls-ehlo-454-helo-454": row(tls_ehlo=b"454 later\r\n", helo=b"454 later\r\n"),
    "tls-ehlo-502-helo": row(tls_ehlo=b"502 what\r\n"),
    "tls-ehlo-502-helo-502": row(tls_ehlo=b"502 what\r\n", helo=b"502 what\r\n"),
    "tls-ehlo-junk": row(tls_ehlo=b"hm\r\n" + IN_TLS),
    "tls-ehlo-starttls": row(tls_ehlo=GOOD),
}


def address(name):
    return f"198.18.5.{list(ROWS).index(name) + 1}"


class Over(Exception):
    """The server ends the connection."""


def stop(c, how):
    if how == "silent":
        time.sleep(120)
    if how == "close":  # a FIN, and no reset, whatever is on its way to it
        c.shutdown(socket.SHUT_WR)
        c.settimeout(1)
        while c.recv(4096):
            pass
    if how == "reset":
        time.sleep(0.2)  # or the client is not yet told that it is connected
        c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raise Over


def say(c, what, step):
    if what[step] is not None:
        c.sendall(what[step])
    if step in what["then"]:
        stop(c, what["then"][step])


def commands(c):
    f = c.makefile("rb")
    while line := f.readline(4096):
        yield line.strip().upper()


def take_mail(t, verb, body):
    """In TLS all mail is welcome: a sender is to go as far as it would."""
    if body:
        if verb == b".":
            t.sendall(b"250 ok\r\n")
        return verb != b"."
    t.sendall(b"354 go\r\n" if verb == b"DATA" else b"250 ok\r\n")
    return verb == b"DATA"


def talk_in_tls(t, what):
    body = False
    for verb in commands(t):
        if verb.startswith(b"EHLO"):
            t.sendall(what["tls_ehlo"])
        elif verb.startswith(b"HELO"):
            t.sendall(what["helo"])
        elif verb == b"QUIT":
            t.sendall(b"221 bye\r\n")
            raise Over
        else:
            body = take_mail(t, verb, body)


def secure(c, what, pem):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = what["oldest"] or ssl.TLSVersion.MINIMUM_SUPPORTED
    context.maximum_version = what["newest"] or ssl.TLSVersion.MAXIMUM_SUPPORTED
    if what["wants"]:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(pem)
    t = context.wrap_socket(c, server_side=True)
    try:
        if what["in_tls"] == "notify":
            t.settimeout(0.5)
            t.unwrap()
        if what["in_tls"] is not None:
            stop(t, what["in_tls"])
        if what["greets"] is not None:
            t.sendall(what["greets"])
        talk_in_tls(t, what)
    finally:
        t.close()


def talk(c, what, pem):
    say(c, what, "banner")
    for verb in commands(c):
        if verb.startswith(b"EHLO"):
            say(c, what, "ehlo")
        elif verb.startswith(b"HELO"):
            say(c, what, "helo")
        elif verb == b"STARTTLS":
            say(c, what, "starttls")
            if what["starttls"][:1] == b"2" or b"\n2" in what["starttls"]:
                secure(c, what, pem)
                return
        elif verb == b"QUIT":
            c.sendall(b"221 bye\r\n")
            return
        else:
            c.sendall(b"502 what\r\n")


def serve_mail(name, pem):
    def one(c):
        with c:
            c.settimeout(60)
            try:
                talk(c, ROWS[name], pem)
            except (Over, OSError, ssl.SSLError):
                pass  # clients leave as they like

    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind((address(name), 25))
    s.listen(16)
    while True:
        threading.Thread(target=one, args=(s.accept()[0],), daemon=True).start()


def dns_reply(query):
    """The address of a row, or nothing: NOERROR with a SOA."""
    end = 12
    labels = []
    while query[end]:
        labels.append(query[end + 1:end + 1 + query[end]].decode("ascii").lower())
        end += query[end] + 1
    question = query[12:end + 5]
    rrtype = struct.unpack("!H", query[end + 1:end + 3])[0]
    name = ".".join(labels)
    answer, count = b"", 0
    if rrtype == 1 and name.endswith(".odd") and name[:-4] in ROWS:
        answer, count = b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 60, 4) + socket.inet_aton(address(name[:-4])), 1
    elif rrtype == 1 and name == "a.root":
        answer, count = b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 60, 4) + socket.inet_aton("198.18.1.1"), 1
    elif rrtype == 2 and name == "":
        answer, count = b"\0" + struct.pack("!HHIH", 2, 1, 60, 8) + b"\1a\4root\0", 1
    soa = b"\0" + struct.pack("!HHIH", 6, 1, 60, 22) + b"\0\0" + struct.pack("!IIIII", 1, 60, 60, 60, 60)
    none = b"" if count else soa
    opt = b"\0" + struct.pack("!HHIH", 41, 1232, 0, 0)
    head = query[:2] + struct.pack("!HHHHH", 0x8400, 1, count, 0 if count else 1, 1)
    return head + question + answer + none + opt


def serve_dns():
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(("198.18.1.1", 53))
    while True:
        query, peer = s.recvfrom(4096)
        s.sendto(dns_reply(query), peer)


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    pem = f"{folder}/cert.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=mx.odd", "-days", "30",
                    "-sha1", "-keyout", pem, "-out", f"{folder}/only.pem"], check=True, capture_output=True)
    with open(pem, "a", encoding="ascii") as f, open(f"{folder}/only.pem", encoding="ascii") as only:
        f.write(only.read())
    with open(f"{folder}/hints", "w", encoding="ascii") as f:
        f.write(". 3600000 NS a.root.\na.root. 3600000 A 198.18.1.1\n")
    with open(f"{folder}/hosts", "w", encoding="ascii") as f:
        f.writelines(f"{name}.odd\n" for name in ROWS)
    for name in ROWS:
        threading.Thread(target=serve_mail, args=(name, pem), daemon=True).start()
    threading.Thread(target=serve_dns, daemon=True).start()
    print("ready", flush=True)
    time.sleep(1000)


if __name__ == "__main__":
    main()
