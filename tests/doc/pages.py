"""pages.py: what the pages hold that can be tried: commands, links, names of files and options.

A block of a page in Markdown is what stands between fences, or is indented by four spaces.  What begins with a program's
name in it is a command, and is run.  A fence says why not: "sh WORD", WORD being one of WHY_NOT.  In a manual that is a
comment before the block, as .\\" doc: WORD.
"""

import os
import re

WHY_NOT = {"network": "it asks the Internet", "root": "it changes the machine", "long": "it has a target of its own",
           "setup": "it installs packages", "data": "it wants the study's own files"}
PROGRAMS = {"danesweep", "build/danesweep", "sudo", "make", "scripts", "build-analysis", "zcat", "jq", "duckdb", "openssl",
            "tests", "dpkg-buildpackage"}


class Block:
    """Commands of one page, and why they are not run, if they are not."""

    def __init__(self, page, line, why, text):
        self.page, self.line, self.why = page, line, why
        joined = re.sub(r"\\\n\s*", "", "\n".join(text))
        joined = re.sub(r"\|\n\s*", "| ", joined)
        self.commands = [line for line in map(str.strip, joined.split("\n")) if is_command(line)]

    def __str__(self):
        return f"{self.page}:{self.line}"


def is_command(line):
    words = line.split()
    return bool(words) and (words[0] in PROGRAMS or words[0].split("/")[0] in PROGRAMS and "/" in words[0])


def markdown_blocks(page, text):
    """[Block], and faults."""
    blocks, faults, held, begun, info = [], [], [], 0, None

    def end():
        if held:
            words = (info or "").split()
            why = words[1] if len(words) > 1 and words[0] == "sh" else None
            if why is not None and why not in WHY_NOT:
                faults.append(f"{page}:{begun}: no such reason: {why}")
            blocks.append(Block(page, begun, why, held))
        held.clear()

    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("```"):
            end()
            info = None if info is not None else line[3:] or "text"
            begun = number
        elif info is not None or line.startswith("    "):
            begun = begun if held else number
            held.append(line if info is not None else line[4:])
        else:
            end()
    end()
    return [block for block in blocks if block.commands], faults


def manual_blocks(page, text):
    """The same of a manual's EXAMPLES."""
    part = re.search(r"^\.Sh EXAMPLES\n(.*?)(?=^\.Sh )", text, re.M | re.S)
    if not part:
        return [], []
    blocks, faults, why, held = [], [], None, None
    begun = text[:part.start(1)].count("\n") + 1
    for number, line in enumerate(part[1].split("\n"), begun):
        line = line.replace("\\e", "\\").replace("\\&", "").replace("\\-", "-")
        if line.startswith('.\\" doc: '):
            why = line.split()[2]
            if why not in WHY_NOT:
                faults.append(f"{page}:{number}: no such reason: {why}")
        elif line.startswith(".Bd"):
            held = []
        elif line.startswith(".Ed"):
            blocks.append(Block(page, number, why, held))
            why = held = None
        elif line.startswith(".Dl "):
            blocks.append(Block(page, number, why, [line[4:]]))
        elif held is not None:
            held.append(line)
    return [block for block in blocks if block.commands], faults


def anchors(text):
    """What a link into this page may name."""
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in re.findall(r"^#+ (.*)$", text, re.M)}


def without_blocks(text):
    text = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    return re.sub(r"^    .*$", "", text, flags=re.M)


def spans(text):
    """What stands between backquotes, outside of blocks."""
    return re.findall(r"`([^`\n]+)`", without_blocks(text))


def links(text):
    return re.findall(r"\]\(([^)\s]+)\)", without_blocks(text))


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def all_pages(files):
    """{path: text} of what is documentation, from the files of the tree."""
    return {path: read(path) for path in files
            if re.fullmatch(r"[A-Z]+\.md|doc/(sql/)?[\w-]+\.md|doc/man/.*\.8", path) and os.path.exists(path)}
