"""percentages.py: what each printed percentage is of, and whether it follows from the counts that stand beside it."""

import collections
import re

UNJUDGED = ("unknown", "no_data", "short_ttl")
KNOWN_HOSTS = ("hosts_invalid", "hosts - hosts_unknown", "known hosts")
SETS_INCORRECT = ("tlsa_sets_incorrect", "tlsa_sets", "TLSA sets")
SETS_INVALID = ("tlsa_sets_invalid", "tlsa_sets", "TLSA sets")
KNOWN_DOMAINS = ("domains_invalid", "domains - domains_unknown", "known domains")
ROLLED = {"early_percent": ("early", "hosts", "hosts"), "late_percent": ("late", "hosts", "hosts"),
          "none_percent": ("none", "hosts", "hosts"),
          "month_wrong_percent": ("month_wrong", "month_events", "the month's events")}
POLICIES = ("mta_sts", "tlsrpt", "dmarc", "spf", "caa")

# {table: {column: (part, whole, the whole in words)}}.  A whole is a column, a
# difference of two, `sum COLUMN by COLUMN...` over rows of the table, or `max`.
OF = {
    "headline": {
        "with_tlsa_percent": ("with_tlsa", "with_mx", "domains with MX"),
        "protected_percent": ("protected", "with_tlsa", "domains with TLSA"),
        "incorrect_percent": ("incorrect", "with_tlsa - unknown", "known domains"),
        "hosts_incorrect_percent": ("hosts_incorrect", "hosts - hosts_unknown", "known hosts"),
        "tlsa_sets_incorrect_percent": SETS_INCORRECT},
    "changes": {"domains_percent": ("domains", "sum domains by what", "all gained, all lost")},
    "operators": {"incorrect_percent": ("incorrect", "domains - unknown", "known domains")},
    "table1": {
        "with_tlsa_percent": ("with_tlsa", "with_mx", "domains with MX"),
        "incorrect_percent": ("incorrect", "with_tlsa - unknown", "known domains"),
        "hosts_incorrect_percent": ("hosts_incorrect", "hosts - hosts_unknown", "known hosts"),
        "tlsa_sets_incorrect_percent": SETS_INCORRECT},
    "figure2": {"domains_until_percent": ("domains_until", "max domains_until by verdict", "domains of the verdict")},
    "entities": {"domains_percent": ("domains", "sum domains by records", "domains with TLSA")},
    "thresholds": {"domains_outsourced_percent": ("domains_outsourced", "domains", "domains with TLSA")},
    "table2": {
        "hosts_invalid_percent": KNOWN_HOSTS,
        "hosts_invalid_beside_insecure_percent": ("hosts_invalid_beside_insecure", "hosts - hosts_unknown", "known hosts"),
        "tlsa_sets_invalid_percent": SETS_INVALID, "domains_invalid_percent": KNOWN_DOMAINS},
    "figure3": {"hosts_invalid_percent": KNOWN_HOSTS, "tlsa_sets_invalid_percent": SETS_INVALID,
                "domains_invalid_percent": KNOWN_DOMAINS},
    "figure4": {f"{flag}_percent": (flag, "invalid", "invalid hosts") for flag in ("dnssec", "tls", "mismatch")},
    "why_dnssec": {"hosts_percent": ("hosts", "sum hosts by category", "hosts of the entity")},
    "why_fields": {"records_percent": ("records", "sum records by category field", "records of the entity"),
                   "mismatched_percent": ("mismatched", "records", "these records")},
    "why_mismatch": {"hosts_percent": ("hosts", "sum hosts by category", "mismatched hosts of the entity")},
    "figure5": {"outdated_percent": ("outdated", "mismatched", "mismatched hosts"),
                "outdated_lately_percent": ("outdated_lately", "mismatched", "mismatched hosts")},
    "funnel": {"hosts_percent": ("hosts", "max hosts by", "all hosts")},
    "table3": {
        "domains_wrong_percent": ("domains_wrong", "domains", "domains judged"),
        "hosts_wrong_percent": ("hosts_wrong", "hosts", "hosts judged"),
        "tlsa_sets_wrong_percent": ("tlsa_sets_wrong", "tlsa_sets", "their TLSA sets"),
        **{f"{word}_percent": (word, "hosts_wrong", "wrong hosts")
           for word in ("early", "short", "swap", "late", "none", "open")}},
    "table3_events": {"of_judged_percent": ("judged", "sum judged by what", "judged events")},
    "never_changed": {"never_changed_of_none_percent": ("never_changed", "none", "hosts with none")},
    "issuers": {"hosts_percent": ("hosts", "sum hosts by", "hosts"), "leaves_percent": ("leaves", "sum leaves by", "leaves")},
    "figure7": ROLLED,
    "figure8": ROLLED,
    "figure8_issuers": {"hosts_percent": ("hosts", "sum hosts by hour", "hosts of the week")},
    "table4": {
        "incorrect_percent": ("incorrect", "hosts - no_session", "hosts with a session"),
        "tlsa_sets_incorrect_percent": ("tlsa_sets_incorrect", "tlsa_sets", "their TLSA sets"),
        **{f"{word}_percent": (word, "incorrect", "incorrect hosts")
           for word in ("insecure", "bogus", "wrong_fields", "mismatch")}},
    "renewals": {"renewals_percent": ("renewals", "sum renewals by", "all renewals"),
                 "broke_percent": ("broke", "renewals", "renewals of the row")},
    "exposure_operators": {"exposed_percent": ("exposed_hosts", "hosts", "hosts")},
    "exposure_classes": {"events_percent": ("events", "sum events by class", "events of the class")},
    "repair": {"open_percent": ("open", "episodes", "episodes")},
    "ttl": {"until_percent": ("hosts_until", "sum hosts by", "hosts")},
    "dns_operators": {"signed_percent": ("signed", "domains", "domains"),
                      "no_ds_of_signed_percent": ("no_ds", "signed", "signed domains")},
    "box": {"invalid_percent": ("invalid", "hosts - unknown", "known hosts"),
            "wrong_percent": ("wrong", "rolled", "rolled hosts")},
    "tls": {"addresses_percent": ("addresses", "sum addresses by", "addresses")},
    "twins": {"hosts_percent": ("hosts", "sum hosts by", "hosts")},
    "codeployment": {f"{word}_percent": (word, f"domains - {word}_unknown", "known domains") for word in POLICIES},
    "tomorrow": {"found_percent": ("found", "sum found by unit", "all of the unit")},
    "health": {"hours_with_run_percent": ("hours_with_run", "hours", "hours"),
               "holes_percent": ("holes", "looked", "runs that looked")},
}


def percent(a, b):
    """With one digit, half up, in whole numbers, as the SQL has it; None of nothing."""
    if b == 0:
        return None
    tenths = (a * 2000 + b) // (2 * b)
    return f"{tenths // 10}.{tenths % 10}"


def counted(table, rows):
    """The rows with counts that follow from others: none of them is printed."""
    until = 0
    for row in rows:
        more = dict(row)
        if table == "table3_events":
            more["judged"] = 0 if row["class"] in UNJUDGED else row["events"]
        if table == "ttl":
            until += row["hosts"]
            more["hosts_until"] = until
        yield more


def whole_of(whole, rows):
    """For each row, of how many."""
    over = re.fullmatch(r"(sum|max) (\w+) by ?(.*)", whole)
    if over is None:
        first, *less = whole.split(" - ")
        return [row[first] - sum(row[column] for column in less) for row in rows]
    what, column, by = over[1], over[2], over[3].split()
    groups = collections.defaultdict(list)
    for row in rows:
        groups[tuple(row[c] for c in by)].append(row[column])
    found = {key: sum(values) if what == "sum" else max(values) for key, values in groups.items()}
    return [found[tuple(row[c] for c in by)] for row in rows]


def faults(table, rows):
    """A text each: percentages that are said not to be what they are, or of which nobody said."""
    columns = [column for column in (rows[0] if rows else ()) if column.endswith("_percent")]
    rows = list(counted(table, rows))
    for column in columns:
        if column not in OF.get(table, {}):
            yield f"{table}.{column} is a percentage of nobody knows what"
            continue
        part, whole, _ = OF[table][column]
        for row, of in zip(rows, whole_of(whole, rows)):
            if row[column] != percent(row[part], of):
                yield f"{table}.{column}: {row[column]} is not {row[part]} of {of}"
                break
