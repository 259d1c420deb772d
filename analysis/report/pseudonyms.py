"""pseudonyms.py: other names for operators, hosts and domains, for publication.

A name becomes its kind and twelve digits of an HMAC-SHA-256 of both.  The key is
drawn once and lies in the store, in `pseudonym.key`, for its owner alone: so a name
has the same pseudonym in each report of the store, and without the key nobody can
try names.  Sizes are not hidden: who is the largest may be known by that.
"""

import hmac
import os
import re

KEY_BYTES = 32
# Certificates' issuers whose names are those of authorities, and of nobody's host.
INTERMEDIATE = re.compile(r"(Let's Encrypt Authority X\d|[A-Z]{1,2}\d{1,2})?")


def key_of(store):
    """That of the store, which is made if there is none."""
    path = os.path.join(store, "pseudonym.key")
    try:
        with open(path, "rb") as f:
            key = f.read()
    except FileNotFoundError:
        key = os.urandom(KEY_BYTES)
        fresh = path + ".tmp"
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as f:
            f.write(key)
            f.flush()
            os.fsync(f.fileno())
        os.rename(fresh, path)
    if len(key) != KEY_BYTES:
        raise ValueError(f"{path} has no {KEY_BYTES} bytes")
    return key


class Pseudonyms:
    """Those of one store."""

    def __init__(self, store):
        self.key = key_of(store)

    def name(self, kind, name):
        digest = hmac.new(self.key, f"{kind} {name}".encode("utf-8", "surrogatepass"), "sha256").hexdigest()
        return f"{kind}-{digest[:12]}"

    def row(self, kinds, row):
        """A row {column: value} with other names in the columns of `kinds`: {column: kind}."""
        changed = dict(row)
        for column, kind in kinds.items():
            value = row[column]
            if value is None or kind == "intermediate" and INTERMEDIATE.fullmatch(value) or \
                    kind == "issuer" and row["pkix"] in ("valid", "expired"):
                continue
            changed[column] = self.name(kind, value)
        return changed
