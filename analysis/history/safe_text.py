"""safe_text.py: what strangers have written, for eyes, spreadsheets, pages and letters, so that it stays text."""

import html
import re
import unicodedata

FORMULA = "=+-@\uff1d\uff0b\uff0d\uff20"  # what a spreadsheet computes, at the beginning of a cell; and their wide forms
ATOM = r"[A-Za-z0-9_](?:[A-Za-z0-9_+=-]*[A-Za-z0-9_])?"  # less than RFC 5322 3.2.3 has: nothing that a shell or a mailer obeys
LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?"
DOMAIN = re.compile(rf"(?=.{{1,253}}\Z){LABEL}(?:\.{LABEL})+", re.ASCII)
LOCAL = re.compile(rf"(?=.{{1,64}}\Z){ATOM}(?:\.{ATOM})*", re.ASCII)
NOBODY = {"invalid", "localhost", "localdomain", "test", "example", "local"}  # no mail is delivered there
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # control, direction of writing, line ends


def line(value):
    """One line without anything that a terminal or a mail program acts on; the rest as it is."""
    text = "" if value is None else str(value)
    return "".join(f"\\u{{{ord(c):x}}}" if unicodedata.category(c) in HIDDEN else c for c in text)


def cell(value):
    """Of a CSV file: what would be a formula begins with an apostrophe."""
    text = line(value)
    return "'" + text if text.strip()[:1] and text.strip()[0] in FORMULA else text


def markup(value):
    """Of HTML and SVG: between tags, and in quoted attributes."""
    return html.escape(line(value), quote=True)


def labels(name):
    """The labels of a name as it is written (RFC 1035 5.1), without escapes; None if it is none."""
    found, label, i = [], "", 0
    while i < len(name):
        c = name[i]
        if c == "\\":
            digits = re.match(r"[0-9]{3}", name[i + 1:], re.ASCII)
            if digits and int(digits.group()) > 255 or i + 1 == len(name):
                return None
            c = chr(int(digits.group())) if digits else name[i + 1]
            i += 3 if digits else 1
        elif c == ".":
            found.append(label)
            label, c = "", ""
        label += c
        i += 1
    found += [label] if label else []
    return found if all(found) else None


def is_domain(name):
    """Whether mail can go there by name: a name of hosts, and none of those that nobody has."""
    return DOMAIN.fullmatch(name) is not None and name.lower().rsplit(".", 1)[1] not in NOBODY


def mail_address(rname):
    """The address that an SOA record's RNAME means: its first label is the mailbox.  None: it is none for mail."""
    parts = labels(rname or "")
    if not parts or len(parts) < 2 or any("." in label for label in parts[1:]):
        return None
    local, domain = parts[0], ".".join(parts[1:])
    return f"{local}@{domain}" if LOCAL.fullmatch(local) and is_domain(domain) else None
