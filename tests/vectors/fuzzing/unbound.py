"""unbound.py: libunbound, in this process: many questions at once, no cache."""

import ctypes
import select

from server import ADDRESS

from .responder import Responder

AT_ONCE = 100
WAIT_S = 60
OPTIONS = {
    "do-not-query-localhost:": "no", "qname-minimisation:": "no", "aggressive-nsec:": "no",
    "harden-below-nxdomain:": "no", "cache-max-ttl:": "0", "cache-max-negative-ttl:": "0", "val-bogus-ttl:": "0",
    "edns-buffer-size:": "65535", "max-udp-size:": "65535", "use-syslog:": "no", "outgoing-range:": "4096",
    "num-queries-per-thread:": "2048", "do-ip6:": "no",
}


class Result(ctypes.Structure):
    """struct ub_result of unbound.h."""

    _fields_ = [("qname", ctypes.c_char_p), ("qtype", ctypes.c_int), ("qclass", ctypes.c_int),
                ("data", ctypes.c_void_p), ("len", ctypes.c_void_p), ("canonname", ctypes.c_char_p),
                ("rcode", ctypes.c_int), ("answer_packet", ctypes.c_void_p), ("answer_len", ctypes.c_int),
                ("havedata", ctypes.c_int), ("nxdomain", ctypes.c_int), ("secure", ctypes.c_int),
                ("bogus", ctypes.c_int), ("why_bogus", ctypes.c_char_p), ("was_ratelimited", ctypes.c_int),
                ("ttl", ctypes.c_int)]


CALLBACK = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(Result))
LIBRARY = ctypes.CDLL("libunbound.so.8")
LIBRARY.ub_ctx_create.restype = ctypes.c_void_p
LIBRARY.ub_strerror.restype = LIBRARY.ub_version.restype = ctypes.c_char_p


def version():
    return LIBRARY.ub_version().decode()


def _state(err, result):
    if err:
        return f"error {err}", ""
    why = (result.why_bogus or b"").decode(errors="replace")
    if result.bogus:
        return "bogus", why
    if result.rcode not in (0, 3):
        return "failed", f"rcode {result.rcode}"
    return "secure" if result.secure else "insecure", why


class Unbound:
    """With Unbound(world) as u: u.states(questions) are their states and why, in order."""

    def __init__(self, world):
        self.responder = Responder(world)
        self.anchors = world.anchor_lines()

    def __enter__(self):
        self.context = ctypes.c_void_p(LIBRARY.ub_ctx_create())
        LIBRARY.ub_ctx_debugout(self.context, None)
        for name, value in OPTIONS.items():
            self._must(LIBRARY.ub_ctx_set_option, name.encode(), value.encode())
        self._must(LIBRARY.ub_ctx_set_fwd, f"{ADDRESS}@{self.responder.port}".encode())
        for anchor in self.anchors:
            self._must(LIBRARY.ub_ctx_add_ta, anchor.encode())
        self._must(LIBRARY.ub_ctx_async, 1)
        return self

    def __exit__(self, *_):
        LIBRARY.ub_ctx_delete(self.context)
        self.responder.close()

    def _must(self, function, *arguments):
        code = function(self.context, *arguments)
        if code:
            raise SystemExit(f"libunbound: {function.__name__}: {LIBRARY.ub_strerror(code).decode()}")

    def states(self, questions):
        questions, states = list(questions), {}

        def ended(number, err, result):
            states[number or 0] = _state(err, result.contents if result else None)
            if result:
                LIBRARY.ub_resolve_free(result)

        callback, begun = CALLBACK(ended), 0
        fd = LIBRARY.ub_fd(self.context)
        while len(states) < len(questions):
            while begun < len(questions) and begun - len(states) < AT_ONCE:
                name, rdtype = questions[begun]
                self._must(LIBRARY.ub_resolve_async, name.to_text().encode(), int(rdtype), 1,
                           ctypes.c_void_p(begun), callback, None)
                begun += 1
            ready = select.select([fd, self.responder.socket], [], [], WAIT_S)[0]
            if not ready:
                raise SystemExit("libunbound: no answer")
            if self.responder.socket in ready:
                self.responder.answer_all()
            if fd in ready:
                self._must(LIBRARY.ub_process)
        return [states[number] for number in range(len(questions))]
