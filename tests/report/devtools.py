"""devtools.py: one tab of a headless Chromium, asked over a pipe: no port, no library."""

import json
import os
import subprocess
import tempfile

WORDS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--remote-debugging-pipe", "about:blank")


class Tab:
    """Sends commands, and keeps what the browser tells beside answers in `events`."""

    def __init__(self, chromium):
        self.folder = tempfile.TemporaryDirectory()  # pylint: disable=consider-using-with
        to_read, self.to = os.pipe()
        self.out, from_write = os.pipe()

        def fds():
            # Chromium reads from 3 and writes to 4, whatever these were.
            first, second = os.dup(to_read), os.dup(from_write)
            first, second = (os.dup(fd) if fd in (3, 4) else fd for fd in (first, second))
            os.dup2(first, 3)
            os.dup2(second, 4)
        self.process = subprocess.Popen(  # pylint: disable=consider-using-with,subprocess-popen-preexec-fn
            [chromium, f"--user-data-dir={self.folder.name}", *WORDS], preexec_fn=fds, close_fds=False,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_read)
        os.close(from_write)
        self.events, self.number, self.left, self.session = [], 0, b"", None
        target = next(t for t in self.ask("Target.getTargets")["targetInfos"] if t["type"] == "page")
        self.session = self.ask("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Security"):
            self.ask(domain + ".enable")

    def receive(self):
        while b"\0" not in self.left:
            more = os.read(self.out, 1 << 20)
            if not more:
                raise EOFError("the browser has ended")
            self.left += more
        message, self.left = self.left.split(b"\0", 1)
        return json.loads(message)

    def ask(self, method, **params):
        self.number += 1
        message = {"id": self.number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to, json.dumps(message).encode() + b"\0")
        while True:
            said = self.receive()
            if said.get("id") == self.number:
                if "error" in said:
                    raise OSError(f"{method}: {said['error']}")
                return said["result"]
            self.events.append(said)

    def value(self, expression):
        """Of JavaScript, which the page itself has none of."""
        return self.ask("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def open(self, path):
        self.ask("Page.navigate", url="file://" + path)
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(self.receive())

    def of(self, *methods):
        return [event["params"] for event in self.events if event.get("method") in methods]

    def close(self):
        os.close(self.to)
        self.process.kill()
        self.process.wait()
        os.close(self.out)
        self.folder.cleanup()
