"""zsh completes danesweep's commands, and each option of each: typed at a terminal of its own."""

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time

LIMIT = 20  # seconds for one answer
ROWS, COLUMNS = 400, 200  # a list that fits is shown without a question
CLEAR = b"\x15"


def help_of(*words):
    return subprocess.run(["danesweep", *words, "--help"], capture_output=True, text=True, check=True).stdout


def section(text, name):
    return re.search(rf"^{name}:\n(.*?)\n\n", text, re.M | re.S)[1]


def read_until(fd, want):
    """What the shell said, when `want` is in it; None: it did not come."""
    said, end = b"", time.monotonic() + LIMIT
    while want not in said:
        left = end - time.monotonic()
        if left <= 0 or not select.select([fd], [], [], left)[0]:
            print(f"no {want!r} in {said!r}")
            return None
        said += os.read(fd, 4096)
    return said


def types(fd, line, want):
    return os.write(fd, line) and read_until(fd, want) is not None


def offered(fd, line):
    """The options in the list that the shell shows for what is typed."""
    os.write(fd, CLEAR + line + b"\t" + CLEAR + b"echo be${:-hind}\r")
    said = read_until(fd, b"behind") or b""
    return set(re.findall(r"(?:^|\s)(--[a-z0-9-]+)(?=\s)", re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x07", " ", said.decode())))


def has_options(fd):
    """Each option of each command is offered, and nothing else."""
    good = True
    for command in re.findall(r"^  ([a-z]+) ", section(help_of(), "Commands"), re.M):
        want = set(re.findall(r"^  (?:-.,|   ) (--[a-z0-9-]+)", section(help_of(command), "Options"), re.M))
        got = offered(fd, f"danesweep {command} --".encode())
        if want != got:
            print(f"{command}: not offered {sorted(want - got)}, too many {sorted(got - want)}")
            good = False
    return good


def main():
    pid, fd = pty.fork()
    if pid == 0:
        os.environ.update(TERM="dumb", PS1="ready> ")
        os.execlp("zsh", "zsh", "-f", "-i")
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    typed = [
        (b"fpath=($PWD/scripts/completion $fpath); autoload -U compinit\r", b"ready"),
        (b"compinit -u -D; LISTMAX=0; echo is${:-there}\r", b"isthere"),
        (b"danesweep ver\t", b"verify"),
        (b"--trust-an\t", b"--trust-anchor"),
        (CLEAR + b"danesweep rollover st\t", b"status"),
        (CLEAR + b"danesweep zone get --max-b\t", b"--max-bytes"),
    ]
    good = all(types(fd, line, want) for line, want in typed) and has_options(fd)
    os.close(fd)
    os.waitpid(pid, 0)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
