"""sessions.py: the lines of a session in doc/analysis.md, typed in, with what they have to print."""

import doctest
import os
import sys

DOC = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "doc", "analysis.md")


def run(title, folder):
    """In a folder that has the store `planted`; exits if a line prints something else, or there is none."""
    with open(DOC, encoding="utf-8") as f:
        text = f.read().split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]
    session = doctest.DocTestParser().get_doctest(text, {}, title, DOC, 0)
    here = os.getcwd()
    os.chdir(folder)
    failed, tried = doctest.DocTestRunner().run(session)
    os.chdir(here)
    if failed or not tried:
        sys.exit(f"{title}: {failed} of {tried} lines")
