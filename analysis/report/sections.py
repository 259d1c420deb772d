"""sections.py: what a report tells, section by section, each a list of tables; another one is one line more."""

import dataclasses

import charts
import percentages


@dataclasses.dataclass(frozen=True)
class Table:
    """A file of analysis/sql/, as a reader meets it.

    `columns` are those that are shown, in order, with what stands above them; without
    it all are, under their own names.  CSV has all.  `names`: what kind of name a column
    holds, for pseudonyms.  `last`: only rows of the last hour are shown.
    Of more rows than `limit` the first are shown; those that have `most` of a column, in
    their order; or the `latest`, the last ones.
    """
    name: str
    title: str
    columns: dict = None
    names: dict = dataclasses.field(default_factory=dict)
    last: bool = False
    limit: int = 60
    most: str = ""
    latest: bool = False
    chart: object = None    # of charts.py: rows -> specification, or None
    alt: str = ""           # what the chart shows, in a sentence
    open: bool = False      # its table is seen below its chart
    turned: bool = False    # rows are columns: there are few

    def of_now(self, rows):
        """The rows that are meant to be shown, however many."""
        if self.last and rows:
            latest = max(row["hour"] for row in rows)
            rows = [row for row in rows if row["hour"] == latest]
        return rows

    def shown(self, rows):
        """The rows of the page."""
        rows = self.of_now(rows)
        if self.latest:
            return rows[-self.limit:]
        if self.most and len(rows) > self.limit:
            largest = sorted(range(len(rows)), key=lambda i: -(rows[i][self.most] or 0))[:self.limit]
            rows = [rows[i] for i in sorted(largest)]
        return rows[:self.limit]

    def cut(self, rows):
        """What is said below, if there are more than are shown; else ''."""
        rows = self.of_now(rows)
        if len(rows) <= self.limit:
            return ""
        of = f"of {len(rows):,}"
        if self.most:
            return f"The {self.limit} {of} with the most {self.heading(self.most)}."
        return f"The {'last' if self.latest else 'first'} {self.limit} {of}."

    def heading(self, column):
        """What stands above a column: of a percentage, what it is of."""
        label = (self.columns or {}).get(column)
        if not column.endswith("_percent"):
            return spoken(column) if label is None else label
        part, _, words = percentages.OF[self.name][column]
        return f"{label or spoken(part)}, % of {words}"


def spoken(column):
    """The name of a column, as a person has it."""
    return " ".join(ABBREVIATIONS.get(word, word) for word in column.split("_"))


@dataclasses.dataclass(frozen=True)
class Section:
    title: str
    lead: str
    tables: tuple
    brief: bool = True  # told on a terminal, too


ABBREVIATIONS = {word.lower(): word for word in (
    "TLSA", "MX", "NS", "DS", "DNSSEC", "TLS", "TTL", "TLSRPT", "DMARC", "SPF", "CAA", "CA", "CAs", "STS", "MTA", "PKIX", "CN",
    "RFC")}
OPERATOR = {"operator": "operator"}
HOST = {"host": "host", "operator": "operator"}

SECTIONS = (
    Section("At a glance", "", (
        Table("headline", "Domains and mail hosts with DANE, now and before", {
            "moment": "", "hour": "day", "domains": "domains swept", "with_mx": "with MX", "with_tlsa": "with TLSA",
            "with_tlsa_percent": "with TLSA", "protected": "protected", "protected_percent": "protected", "unknown": "unknown",
            "incorrect": "incorrect", "incorrect_percent": "incorrect", "hosts": "MX hosts with TLSA",
            "hosts_unknown": "hosts unknown", "hosts_incorrect": "hosts incorrect",
            "hosts_incorrect_percent": "hosts incorrect", "tlsa_sets": "distinct TLSA sets of these hosts",
            "tlsa_sets_incorrect": "TLSA sets incorrect", "tlsa_sets_incorrect_percent": "TLSA sets incorrect"}, turned=True),
        Table("changes", "Why domains came and went within a month",
              {"what": "", "cause": "cause", "domains": "domains", "domains_percent": "domains", "protected": "protected"}),
        Table("changes_operators", "Whose domains came and went within a month", {
            "operator": "operator", "month_before": "domains a month before", "gained": "gained", "lost": "lost",
            "domains": "domains now", "protected": "protected now"}, OPERATOR),
    )),
    Section("By top-level domain", "A mail host counts in each zone whose domains use it.", (
        Table("table1", "Table 1: domains and mail hosts, by top-level domain", {
            "zone": "zone", "domains": "domains", "with_mx": "with MX", "with_tlsa": "with TLSA",
            "with_tlsa_percent": "with TLSA", "protected": "protected", "unknown": "unknown",
            "incorrect": "incorrect", "incorrect_percent": "incorrect", "hosts": "MX hosts with TLSA",
            "hosts_unknown": "hosts unknown", "hosts_incorrect": "hosts incorrect",
            "hosts_incorrect_percent": "hosts incorrect", "tlsa_sets": "distinct TLSA sets",
            "tlsa_sets_incorrect": "TLSA sets incorrect", "tlsa_sets_incorrect_percent": "TLSA sets incorrect"},
            last=True, open=True, most="with_tlsa", chart=charts.trend,
            alt="Domains with a TLSA-bearing MX host by week: all, protected, incorrect."),
    )),
    Section("The largest operators", "An operator is the registered domain of its mail hosts.", (
        Table("operators", "The twenty largest, now, a month and a year before", {
            "operator": "operator", "hosts": "MX hosts", "tlsa_sets": "distinct TLSA sets", "domains": "domains", "protected": "protected", "unknown": "unknown",
            "incorrect": "incorrect", "incorrect_percent": "incorrect", "domains_month_before": "domains a month before",
            "domains_year_before": "domains a year before"}, OPERATOR, open=True, chart=charts.operators,
            alt="Domains of the twenty largest operators, now and a year before."),
    )),
    Section("Who broke, and who mended", "Within the last 28 days. Who is unknown at either end is in neither.", (
        Table("broke_mended", "Operators of which hosts broke or were mended", {
            "what": "", "operator": "operator", "domains": "domains affected", "protected": "protected of these",
            "hosts": "MX hosts"}, OPERATOR),
    )),
    Section("Hosts that name a retired CA", "Their authority issues no more: the next certificate will not match.", (
        Table("retired_hosts", "Hosts that still name a CA that issues no more", {
            "host": "MX host", "operator": "operator", "ca": "CA", "retired_day": "retired on",
            "mismatched": "mismatched already", "domains": "domains affected", "protected": "protected of these"}, HOST),
    )),
    Section("What breaks in the next seven days", "Hosts that are valid today.", (
        Table("breaks_soon", "Hosts that are about to break", {
            "host": "MX host", "operator": "operator", "reason": "why", "at_hour": "when", "domains": "domains affected",
            "protected": "protected of these"}, HOST),
    )),
    Section("Who runs them", "By the study's categories: outsourced (SO), the mail hosts the domain's own and its name servers "
            "outsourced (SSDO), both its own (SSDS).", (
        Table("table2", "Table 2: managing entities"),
        Table("figure3", "Figure 3: incorrect hosts and domains over time", last=True, chart=charts.figure3,
              alt="Share of incorrect hosts and of incorrect domains by managing entity, by week; popularity of all swept domains, "
              "asked first."),
        Table("entities", "5.1: how domains were told to run their mail hosts and name servers"),
        Table("thresholds", "5.1: what popular means"),
        Table("figure2", "Figure 2: how many domains a host serves", most="hosts", chart=charts.figure2,
              alt="Cumulative share of domains by the number of domains that their host serves, of valid and of invalid hosts."),
    ), brief=False),
    Section("Why they fail", "", (
        Table("figure4", "Figure 4: three causes, which may overlap", last=True, chart=charts.figure4,
              alt="Share of invalid hosts that fail by DNSSEC, TLS and mismatch, by managing entity and week."),
        Table("why_dnssec", "5.2.2: what is wrong with DNSSEC"),
        Table("why_fields", "5.2.2: usage, selector and matching type", most="records"),
        Table("why_mismatch", "5.2.2: what explains a mismatch"),
        Table("figure5", "Figure 5: outdated records", last=True, chart=charts.figure5,
              alt="Share of mismatched hosts whose record fits an earlier certificate, by managing entity and week."),
    ), brief=False),
    Section("How keys are rolled", "", (
        Table("funnel", "6.1: from all hosts to those whose rollovers are judged"),
        Table("table3", "Table 3: rollovers, by managing entity"),
        Table("table3_events", "Rollovers one by one"),
        Table("figure7", "Figure 7: hosts with usage 3 that ever rolled wrong", latest=True, chart=charts.figure7,
              alt="Cumulative share of Let's Encrypt's hosts with usage 3 that rolled early, late or never, by month."),
        Table("figure8", "Figure 8: hosts with usage 2 that ever rolled wrong", latest=True, chart=charts.figure7,
              alt="Cumulative share of Let's Encrypt's hosts with usage 2 that rolled early, late or never, by month."),
        Table("figure8_issuers", "Figure 8: which intermediate issued", names={"issuer_cn": "intermediate"}, last=True, most="hosts",
              chart=charts.issuers, alt="Share of Let's Encrypt's hosts by the intermediate that issued, by week."),
        Table("renewals", "Renewals of certificates: what became of the records", {
            "way": "records", "leaf_key": "key", "renewals": "renewals", "renewals_percent": "renewals", "hosts": "MX hosts",
            "tlsa_sets": "distinct TLSA sets", "interval_days": "days between two, median", "broke": "broke DANE",
            "broke_percent": "broke DANE", "exposed_hours": "hours of exposure"}),
        Table("renewal_hosts", "Hosts whose renewals broke DANE, and when the next is expected", {
            "host": "MX host", "operator": "operator", "renewals": "renewals", "new_keys": "with a new key",
            "interval_days": "days between two, median", "next_day": "next expected", "ahead": "ahead", "at_once": "at once",
            "late": "late", "never": "never", "open": "not yet", "broke": "broke DANE", "exposed_hours": "hours of exposure",
            "domains": "domains affected", "protected": "protected of these"}, HOST),
        Table("never_changed", "6.3.1: late, and never"),
        Table("issuers", "6.3.2: who issued certificates of hosts with usage 3", names={"issuer": "issuer"}),
        Table("table4", "Table 4: first deployments"),
        Table("lateness", "Operators that are late by the same time each time", names=OPERATOR),
    ), brief=False),
    Section("What it costs", "Exposure: hours in which some resolver may have held records that the served chain did not "
            "match.", (
        Table("exposure", "Exposure by cause", chart=charts.exposure, alt="Hours of exposure, by cause."),
        Table("exposure_classes", "What one rollover of each class cost"),
        Table("exposure_operators", "Exposure by operator", names=OPERATOR),
        Table("repair", "How long until it was mended"),
    ), brief=False),
    Section("Around DANE", "", (
        Table("cas", "Authorities that records name"),
        Table("ttl", "4.1: TTLs", most="hosts"),
        Table("tls", "TLS versions"),
        Table("twins", "Hosts with an RSA and an ECDSA certificate: which of them their records match"),
        Table("dns_operators", "8.2: DNS operators", names=OPERATOR),
        Table("box", "8.2: hosts named box."),
        Table("tomorrow", "What could be secure tomorrow: zones that lack but a DS"),
        Table("codeployment", "What domains have beside DANE"),
        Table("differences", "Where the study's code and the RFCs differ"),
    ), brief=False),
    Section("Method, denominators, health of the runs", "", (
        Table("health", "Runs and holes, by month", {
            "month": "month", "hours": "hours", "hours_with_run": "with a run", "hours_with_run_percent": "with a run",
            "runs": "runs", "hours_incomplete": "incomplete", "looked": "runs that looked for a host", "holes": "not seen",
            "holes_percent": "not seen"}, latest=True, chart=charts.health, alt="Share of hours with a run, by month."),
    )),
)

METHOD = (
    "Mail hosts with TLSA records are asked for them, and met over SMTP with STARTTLS, by each run; domains are swept by the "
    "daily ones. What runs saw is kept as intervals. Every pair of a TLSA set and a certificate chain that one host ever had was "
    "judged once, by the RFCs (7672, 6698, 7671).",
    "Correct, incorrect and unknown add up to all. A host is unknown where no session came about, or DNSSEC is indeterminate; "
    "it leaves numerator and denominator of a share. A domain is incorrect where a sender that goes by MX preference does not "
    "deliver authenticated; it is protected where he does, and its MX RRset is secure.",
    "A change between two runs is not seen: a rollover that this leaves open is unknown, and counts as neither right nor "
    "wrong. A hole within a state is no end of it. What a run did not ask for is unknown, not absent.",
    "Each percentage follows from the counts beside it; that was checked when this page was made.",
)
WORDS = {
    "moment": {"now": "now", "month": "a month before", "year": "a year before"},
    "what": {"gained": "gained", "lost": "lost", "broke": "broke", "mended": "mended"},
    "reason": {"expires": "its certificate expires, and the match with it",
               "ca": "its record names a retired CA, and it is due to renew",
               "renewal": "it is due to renew, and its record came late or never the last time"},
    "mismatched": {0: "no", 1: "yes"},
}
# Columns whose words are told in another way on a page, by table: elsewhere they mean something else.
TOLD = {"headline": ("moment",), "breaks_soon": ("reason",), "retired_hosts": ("mismatched",)}
HOURS, DAYS, MOMENTS = ("hour",), ("retired_day", "next_day"), ("at_hour",)
