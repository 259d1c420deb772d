"""Two namespaces and a veth between them, for the benchmarks of packets."""
import os
import resource
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
BUILD = os.path.abspath(os.environ.get("BUILD", os.path.join(ROOT, "build")))
OWN, TARGETS = "198.18.0.2", "198.18.0.0/15"
NOBODY = "02:00:00:00:00:99"  # a MAC for a peer that drops all


def run(*words):
    subprocess.run(words, check=True)


def output(*words):
    return subprocess.run(words, check=True, capture_output=True,
                          text=True).stdout.strip()


def await_ready(child):
    """Until it says so, in a line of its own; its output is read as text."""
    if child.stdout.readline() != "ready\n":
        raise RuntimeError(f"{child.args} does not come up")


class Pair:
    """near0 is the scanner's, with the address OWN; far0 is the peer's."""

    def __init__(self):
        self.near = f"dsbench-near-{os.getpid()}"
        self.far = f"dsbench-far-{os.getpid()}"

    def __enter__(self):
        try:
            self.make()
        except BaseException:
            self.__exit__()
            raise
        return self

    def make(self):
        for name in (self.near, self.far):
            run("ip", "netns", "add", name)
            run("ip", "-n", name, "link", "set", "lo", "up")
            run("ip", "netns", "exec", name, "sysctl", "-qw",
                "net.ipv6.conf.all.disable_ipv6=1")  # it would speak too
        run("ip", "link", "add", "near0", "netns", self.near, "type", "veth",
            "peer", "name", "far0", "netns", self.far)
        run("ip", "-n", self.near, "address", "add", OWN + "/15", "dev",
            "near0")
        run("ip", "-n", self.near, "link", "set", "near0", "up")
        run("ip", "-n", self.far, "link", "set", "far0", "up")

    def __exit__(self, *_):
        for name in (self.near, self.far):
            subprocess.run(["ip", "netns", "del", name],
                           stderr=subprocess.DEVNULL, check=False)

    def on_near(self, *words):
        return ["ip", "netns", "exec", self.near, *words]

    def on_far(self, *words):
        return ["ip", "netns", "exec", self.far, *words]

    def drop_all(self, drops):
        """By an XDP program, which also makes a veth take live frames."""
        what = ["off"]
        if drops:
            what = ["obj", os.path.join(BUILD, "tests/bench/drop.bpf.o"),
                    "sec", "xdp"]
        run("ip", "-n", self.far, "link", "set", "dev", "far0", "xdp", *what)

    def mac(self, side):
        name = self.near if side == "near0" else self.far
        return output("ip", "netns", "exec", name, "cat",
                      f"/sys/class/net/{side}/address")

    def far_packets(self):
        return int(output(*self.on_far(
            "cat", "/sys/class/net/far0/statistics/rx_packets")))

    @staticmethod
    def cpu_seconds():
        """Of all children so far."""
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    def probe_words(self, *words, mac=NOBODY):
        return [os.path.join(BUILD, "danesweep"), "probe", "--allow-special",
                "198.18.0.0/15", "--i-am-allowed-to-scan", "--contact",
                "bench@scan.example", "-q", "-i", "near0", "-G", mac, "-S",
                OWN, *words]

    def probe(self, *words, mac=NOBODY):
        return output(*self.on_near(*self.probe_words(*words, mac=mac)))
