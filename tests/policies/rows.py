"""The domains of the test: where their policies are, how they are served, and what check must say of each."""

PLAIN = "text/plain"
CLOSED = "closed"  # nobody listens there


def policy(mode="enforce", *mx, age=1209600, version="version: STSv1\n"):
    return f"{version}mode: {mode}\n" + "".join(f"mx: {m}\n" for m in mx) + f"max_age: {age}\n"


class Row:
    """One domain: NAME.test, whose MX hosts are those of `mx`."""

    def __init__(self, name, status="ok", sender="as_before", faults=(), says=(), *, body=None, mx=("mx1", "mx2"), deed="whole",
                 certificate="good", content_type=PLAIN, address=None, record="v=STSv1; id=1a;"):
        self.name, self.status, self.sender, self.faults, self.says = name, status, sender, list(faults), says
        self.domain, self.host = f"{name}.test", f"mta-sts.{name}.test"
        self.mx = [f"{m}.{self.domain}" for m in mx]
        self.body = policy("enforce", f"*.{self.domain}") if body is None else body
        self.deed, self.certificate, self.content_type, self.record = deed, certificate, content_type, record
        self.address = address  # None: one of its own


ROWS = [
    Row("right", "ok", "enforcing", says=(
        "MTA-STS policy of id 1a, asked of 198.18.9.", "mode enforce, max_age 1209600 s (14 days)",
        "mx *.right.test: has mx1.right.test, mx2.right.test",
        "a sender that does MTA-STS delivers by TLS alone")),
    Row("alias", "ok", "enforcing", says=("mx *.alias.test: has mx1.alias.test",), mx=("mx1",)),
    Row("some", "ok", "some_hosts", ["mx_not_listed", "mx_unused"], (
        "not listed: mx2.some.test", "mx old.example: has no MX host", "List each MX host in the policy, and then write a new id",
        "does not deliver to the hosts that are not listed", "warning: some.test: its MTA-STS policy does not list 1 of 2 MX hosts"),
        body=policy("enforce", "mx1.some.test", "old.example")),
    Row("deep", "ok", "no_host", ["mx_not_listed", "mx_unused"], ("does not deliver: none of the hosts is listed",),
        body=policy("enforce", "*.deep.test"), mx=("a.mx1", "b.mx2")),
    Row("testing", "ok", "testing", ["mx_not_listed"], ("mode testing", "delivers whatever fails, and reports it (RFC 8460)"),
        body=policy("testing", "mx1.testing.test")),
    Row("none", "ok", "by_none", [], ("mode none", "delivers as if there was no policy"), body=policy("none", age=86400)),
    Row("short", "ok", "enforcing", ["short_max_age"], ("a max_age of less than a week", "Write a max_age of weeks"),
        body=policy("enforce", "*.short.test", age=3600)),
    Row("html", "ok", "enforcing", ["content_type"], ("not served as text/plain: text/html", "Serve it as text/plain"),
        content_type="text/html; charset=utf-8"),
    Row("page", "ok", "as_before", ["bad_line"], ("the file is no policy: a line that is no KEY: VALUE",
        "it begins with: <html>\\x1b[31m", "Write a key, a colon and a value on each line"), body="<html>\x1b[31m\n<body>\n"),
    Row("version", "ok", "as_before", ["no_version"], ("no version STSv1", "Begin the policy with version: STSv1."),
        body=policy("enforce", "*.version.test", version="")),
    Row("mode", "ok", "as_before", ["no_mode"], ("Write mode: enforce, testing or none",), body=policy("Enforce", "*.mode.test")),
    Row("redirect", "redirect", "as_before", ["redirect"], ("its host redirects; status 302, to https://mta-sts.right.test/",
        "Serve the policy itself"), deed="redirect"),
    Row("gone", "http_status", "as_before", ["http_status"], ("its host has no policy; status 404",
        "Put the policy at /.well-known/mta-sts.txt"), deed="404"),
    Row("name", "cert_other_name", "as_before", ["cert_other_name"], ("names others", "Get a certificate that names mta-sts."),
        certificate="other"),
    Row("expired", "cert_expired", "as_before", ["cert_expired"], ("has expired", "Renew the certificate"), certificate="expired"),
    Row("self", "cert_unknown_ca", "as_before", ["cert_unknown_ca"], ("no known authority", "of a public authority"),
        certificate="self"),
    Row("large", "too_large", "as_before", ["too_large"], ("it is larger than 64 kB", "Serve a policy of less than 64 kB"),
        body=policy("enforce", "*.large.test") + "x: y\n" * 14000),
    Row("endless", "too_large", "as_before", ["too_large"], ("it is larger than 64 kB",), deed="endless"),
    Row("silent", "timeout", "as_before", ["timeout"], ("it takes too long", "does not answer in time"), deed="silent"),
    Row("drip", "timeout", "as_before", ["timeout"], ("it takes too long",), deed="drip"),
    Row("cut", "broken", "as_before", ["broken"], ("what came is cut or no HTTP",), deed="cut"),
    Row("plain", "tls_failed", "as_before", ["tls_failed"], ("TLS fails", "Mend TLS in the web server"), deed="plain"),
    Row("closed", "no_connection", "as_before", ["no_connection"], ("no connection", "Start the web server"), deed=CLOSED),
    Row("lost", "no_address", "as_before", ["no_address"], ("its host has no address", "Publish an A or AAAA record"), address=""),
    Row("bogus", "lookup_failed", "as_before", ["lookup_failed"], ("cannot be looked up",), address="198.18.9.250"),
    Row("inside", "not_allowed", "as_before", ["not_allowed"], ("its addresses are not to be sent to",), address="127.0.0.1"),
    Row("blocked", "not_allowed", "as_before", ["not_allowed"], ("its addresses are not to be sent to",), address="198.18.10.1"),
    # No policy is asked for where no valid record says that there is one.
    Row("without", None, record=None),
    Row("noid", None, says=("It has no valid id",), record="v=STSv1;"),
]

# Nobody may connect to these.
FORBIDDEN = ("127.0.0.1", "198.18.10.1", "198.18.9.250")


def number():
    """Each has an address of its own, but who was given one."""
    for at, row in enumerate(ROWS, 1):
        if row.address is None:
            row.address = f"198.18.9.{at}"


number()
