"""study_file.py: hourly files as the study's authors wrote them, of the plan in runs.py."""

import base64
import datetime
import json
import os

import dns.flags
import dns.message
import dns.rrset

import runs

BASE64 = "-----BEGIN CERTIFICATE-----\n{}-----END CERTIFICATE-----\n"


def answer(host, record):
    """A reply as it came, in base64."""
    message = dns.message.make_response(dns.message.make_query("_25._tcp." + host, "TLSA"))
    message.answer.append(dns.rrset.from_text(f"_25._tcp.{host}.", 3600, "IN", "TLSA", record, record))
    return base64.b64encode(message.to_wire()).decode()


def pem(cert):
    text = base64.encodebytes(cert.der).decode()
    return base64.b64encode(BASE64.format(text).encode()).decode()


def line(host, record, chain, certs, when, listed):
    said = {"domain": host + ".", "port": 25, "time": f"{when:%Y%m%d} {when.hour}", "city": "virginia"}
    if record in certs:
        said["tlsa"] = {"dnssec": "Secure", "record_raw": answer(host, certs[record].tlsa(None))}
    if chain in certs:
        said["starttls"] = {"certs": [pem(certs[chain])] if listed else pem(certs[chain])}
    else:
        said["starttls"] = {"why_fail": "timed out" if chain == "?" else "STARTTLS extension not supported by server."}
    return json.dumps(said)


def write(folder, certs):
    """Their paths, an hour each."""
    paths = []
    for hour in range(runs.HOURS):
        when = runs.BEGIN + datetime.timedelta(hours=hour)
        paths.append(os.path.join(folder, f"{when:%y%m%d}_{when.hour}.txt"))
        with open(paths[-1], "w", encoding="ascii") as f:
            for name, (records, chains) in runs.PLAN.items():
                f.write(line(f"mx-{name}.dane", records[hour], chains[hour], certs, when, hour % 2 == 0) + "\n")
    return paths
