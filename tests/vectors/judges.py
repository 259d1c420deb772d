"""judges.py: delv and unbound-host, asked through a server of ours."""

import os
import re
import subprocess

TIME_LIMIT_S = 30


def _run(argv):
    try:
        done = subprocess.run(argv, capture_output=True, text=True, timeout=TIME_LIMIT_S, check=False)
    except subprocess.TimeoutExpired:
        return "it did not end"
    return done.stdout + done.stderr


class Delv:
    name = "delv"

    def __init__(self, folder, port, anchor):
        self.anchor, self.port = os.path.join(folder, "delv.key"), str(port)
        flags, protocol, algorithm, key = anchor.split(maxsplit=6)[3:]
        with open(self.anchor, "w", encoding="ascii") as f:
            f.write(f'trust-anchors {{ . static-key {flags} {protocol} {algorithm} "{key}"; }};\n')

    def state(self, q):
        text = _run(["delv", "@127.0.0.1", "-p", self.port, "-a", self.anchor, "+root=.", str(q.name), q.type])
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

    def __init__(self, folder, port, anchor):
        anchor_file, self.config = (os.path.join(folder, f) for f in ("anchor", "unbound.conf"))
        with open(anchor_file, "w", encoding="ascii") as f:
            f.write(anchor + "\n")
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


ALL = (Delv, Unbound)
