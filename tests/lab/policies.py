"""What some of the lab's domains have beside DANE: TXT records of SPF, DMARC, TLSRPT and DKIM."""

TTL = 300
# owner before the domain -> text
RECORDS = {
    "bigmail.com": {
        "": "v=spf1 mx -all", "_dmarc.": "v=DMARC1; p=reject", "_smtp._tls.": "v=TLSRPTv1; rua=mailto:tls@bigmail.com",
        "2026._domainkey.": "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="},
    "two.com": {
        "": "v=spf1 ?all redirect=bigmail.com", "_dmarc.": "v=DMARC1; p=none", "_smtp._tls.": "v=TLSRPTv1; rua=nobody"},
}
# What check --json tells of them: policy -> (present, faults).
TRUTH = {
    "bigmail.com": {"mta_sts": (False, []), "tlsrpt": (True, []), "dmarc": (True, []), "spf": (True, []),
                    "caa": (False, []), "dkim": (True, None)},
    "plain.com": {"mta_sts": (False, []), "tlsrpt": (False, []), "dmarc": (False, []), "spf": (False, []),
                  "caa": (False, []), "dkim": (False, None)},
    "two.com": {"mta_sts": (False, []), "tlsrpt": (True, ["tlsrpt_no_rua"]), "dmarc": (True, ["dmarc_none"]),
                "spf": (True, ["spf_open", "spf_redirect_ignored"]), "caa": (False, []), "dkim": (False, None)},
}


def lines_of(domain):
    """Of this domain's zone file."""
    return [f'{owner}{domain}. {TTL} IN TXT "{text}"' for owner, text in RECORDS.get(domain, {}).items()]
