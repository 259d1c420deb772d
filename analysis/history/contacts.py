"""contacts.py: whom to write to of those whose mail hosts fail, as CSV and as letters."""

import csv
import datetime
import glob
import gzip
import hashlib
import json
import os
import re
import sys
import textwrap

from safe_text import cell, is_domain, line, mail_address

HERE = os.path.dirname(os.path.abspath(__file__))
RUNNERS = os.path.join(HERE, "..", "..", "scripts", "sql")
COLUMNS = 72
HEX_COLUMNS = 32
HEADER = ("operator", "operator_domains", "write_to", "host", "domains", "first_seen", "last_seen", "cause", "wrong", "fix",
          "zone", "issuer", "publish")


def causes():
    """{cause: (what is wrong, the fix)}: the one place of these sentences."""
    with open(os.path.join(HERE, "causes.csv"), encoding="ascii", newline="") as f:
        return {row["cause"]: (row["wrong"], row["fix"]) for row in csv.DictReader(f)}


def time_text(hour):
    """The hour in which a run began, in UTC."""
    if hour is None:
        return ""
    return datetime.datetime.fromtimestamp(hour * 3600, datetime.timezone.utc).strftime("%Y-%m-%d %H:00 UTC")


def write_to(operator, rows, rnames):
    """Who the SOA record of a host's zone names, the first that can be written to; else postmaster (RFC 5321 4.5.1); or ''."""
    for row in rows:
        for zone in zones_of(row["host"], operator):
            address = mail_address(rnames.get(zone))
            if address:
                return address
    return "postmaster@" + operator if is_domain(operator) else ""


def zones_of(host, operator):
    """The names that may be the zone of a host, the nearest first, up to its operator's domain."""
    labels = re.findall(r"(?:\\.|[^.\\])+", host)
    names = [".".join(labels[i:]) for i in range(len(labels))]
    return names[:names.index(operator) + 1] if operator in names else [host]


def soa_records(run):
    """{zone: RNAME} of what the replies of a run say in passing; of a server that was asked for that zone or one above."""
    found, paths = {}, sorted(glob.glob(os.path.join(glob.escape(run), "dns", "*.ndjson.gz")))
    if not paths:
        raise ValueError(f"{line(run)} has no dns records")
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8", errors="replace") as lines:
            for text in lines:
                if '"SOA"' in text:
                    found |= dict(soa_of(json.loads(text)))
    return found


def stored(db):
    """{zone: RNAME} as the runs of a store saw it last."""
    return dict(db.execute("SELECT zone, rname FROM zone_contact ORDER BY l_day, f_day, rname").fetchall())


def soa_of(record):
    """(zone, RNAME) of each SOA record in a dns record."""
    data, asked = record.get("data") or {}, record.get("zone")
    for rr in (*data.get("answers", ()), *data.get("authorities", ())):
        words = rr["data"].split() if rr["type"] == "SOA" else ()
        owner = rr["name"].lower().rstrip(".")
        if len(words) == 7 and asked is not None and (asked == "." or f".{owner}".endswith("." + asked)):
            yield owner, words[1]


def records(host, spki):
    """TLSA records of the keys that are served: what makes the host valid."""
    return [f"_25._tcp.{host}. IN TLSA 3 1 1 {key}" for key in spki.split()]


def found(db):
    """{operator: [row as a dict]} in their order."""
    with open(os.path.join(HERE, "contacts.sql"), encoding="ascii") as f:
        answer = db.execute(f.read())
    names = [column[0] for column in answer.description]
    operators = {}
    for row in answer.fetchall():
        operators.setdefault(row[0], []).append(dict(zip(names, row)))
    return operators


def table(operators, rnames):
    """A row a host and cause, cells as they are written."""
    said = causes()
    yield HEADER
    for operator, rows in operators.items():
        for row in rows:
            wrong, fix = said.get(row["cause"], (row["cause"], ""))
            yield [cell(value) for value in (
                operator, row["operator_domains"], write_to(operator, rows, rnames), row["host"],
                row["domains"], time_text(row["first_hour"]), time_text(row["last_hour"]), row["cause"], wrong, fix,
                row["zone"], row["issuer"], " | ".join(records(row["host"], row["spki"])))]


def write_csv(path, rows):
    """Whole, or as it was."""
    with open(path + ".tmp", "w", encoding="utf-8", newline="") as f:
        csv.writer(f, lineterminator="\n").writerows(rows)
    os.replace(path + ".tmp", path)


# Letters.


def paragraph(text, indent=""):
    return textwrap.wrap(line(text), COLUMNS, initial_indent=indent, subsequent_indent=indent, break_long_words=False,
                         break_on_hyphens=False)


def record_lines(record):
    """A record as a zone file has it, over several lines."""
    head, data = line(record).rsplit(" ", 1)
    cut = [data[i:i + HEX_COLUMNS] for i in range(0, len(data), HEX_COLUMNS)]
    return [f"    {head} (", *(f"        {part}" for part in cut), "        )"]


def host_lines(rows):
    """What there is to say of one host."""
    said = causes()
    uses = rows[0]["domains"]
    lines = paragraph(f"{line(rows[0]['host'])}: {uses} {'domain uses' if uses == 1 else 'domains use'} it for mail")
    for row in rows:
        wrong, fix = said.get(row["cause"], (row["cause"], ""))
        since = time_text(row["first_hour"])
        lines += ["", *paragraph(wrong, "  ")]
        if row["zone"]:
            lines += paragraph(f"Zone: {line(row['zone'])}", "  ")
        if row["issuer"]:
            lines += paragraph(f"The certificate that is served was issued by {line(row['issuer'])}.", "  ")
        lines += paragraph(f"Seen since {since}, and last at {time_text(row['last_hour'])}.", "  ") if since else []
        lines += ["", *paragraph(f"What helps: {fix}", "  ")]
        for record in records(row["host"], row["spki"]):
            lines += ["", *record_lines(record)]
    return lines


def letter(operator, address, rows):
    """The text of a message to one operator, headers first."""
    hosts = {}
    for row in rows:
        hosts.setdefault(row["host"], []).append(row)
    first, domains = next(iter(hosts)), rows[0]["operator_domains"]
    name = line(first) if len(hosts) == 1 else f"{len(hosts)} mail hosts of {line(operator)}"
    lines = [f"To: {line(address)}", f"Subject: TLSA records of {name}", "MIME-Version: 1.0",
             "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "",
             *paragraph(f"Of the mail hosts that you run some have TLSA records (DANE, RFC 7672) that do not do what they "
                        f"are for. Senders that check such records do not deliver to these hosts, or deliver without "
                        f"knowing to whom. {domains} {'domain is' if domains == 1 else 'domains are'} affected."), ""]
    for rows_of_host in hosts.values():
        lines += [*host_lines(rows_of_host), ""]
    lines += paragraph("All times are those of the runs that saw it. Records are looked up again by each sender only after "
                       "their TTL: until then the old ones count.")
    return "\n".join(lines) + "\n"


def file_name(operator):
    """A name that leaves no folder and hides nothing; two operators never share one."""
    if re.fullmatch(r"[a-z0-9][a-z0-9.-]{0,200}", operator, re.ASCII):
        return operator + ".txt"
    plain = re.sub(r"[^a-z0-9.-]", "_", operator)[:100]
    return f"_{plain}-{hashlib.sha256(operator.encode()).hexdigest()[:12]}.txt"


def write_letters(folder, operators, rnames):
    """A file for each operator that can be written to."""
    for operator, rows in operators.items():
        address = write_to(operator, rows, rnames)
        if address:
            with open(os.path.join(folder, file_name(operator)), "x", encoding="utf-8", newline="\n") as f:
                f.write(letter(operator, address, rows))


def until(day):
    """The last hour of a day, YYYY-MM-DD; None for none."""
    import store_tables  # pylint: disable=import-outside-toplevel,import-error
    return store_tables.hours_since_1970(datetime.date.fromisoformat(day)) + 23 if day else None


def write(path, wish):
    """What `wish` names, {"contacts": file, "letters": folder, "soa": run, "at": day}, the last three or None; lines for a person."""
    sys.path.insert(0, RUNNERS)
    import duckdb_tables  # pylint: disable=import-outside-toplevel,import-error
    import store_tables  # pylint: disable=import-outside-toplevel,import-error
    folder = wish.get("letters")
    if folder:
        os.makedirs(folder, exist_ok=True)
        if os.listdir(folder):
            raise ValueError(f"{line(folder)} has files in it already; letters want a folder of their own")
    db = duckdb_tables.session(store_tables.arguments([path]), until(wish.get("at")))
    operators = found(db)
    hosts = {row["host"] for rows in operators.values() for row in rows}
    rnames = stored(db) | (soa_records(wish["soa"]) if wish.get("soa") else {})
    write_csv(wish["contacts"], table(operators, rnames))
    lines = [f"{line(wish['contacts'])}: {len(operators)} operators, {len(hosts)} hosts that fail"]
    if folder:
        write_letters(folder, operators, rnames)
        lines.append(f"{line(folder)}: {len(os.listdir(folder))} letters")
    return lines
