/* Records as lines: what is taken, what is refused, which of two is kept. */
#include "analysis/evidence/evidence.h"
#include "base/time_text.h"

#include <string.h>

#include "base/macros.h"
#include "tap.h"

#define RX "\"rx_ts\":\"2026-11-23T09:00:00.000000Z\""

#define ANSWER(type, data)                                                     \
	"{\"name\":\"b.se\",\"type\":\"A\",\"status\":\"NOERROR\"," RX         \
	",\"data\":{\"answers\":[{\"name\":\"b.se\",\"type\":\"" type          \
	"\",\"data\":\"" data "\"}],\"authorities\":[]}}"

static const struct {
	const char *name;
	enum evidence_kind kind;
	const char *line;
	bool good;
} lines[] = {
    {"an empty line", EVIDENCE_DNS, "", false},
    {"not JSON", EVIDENCE_DNS, "{\"name\":", false},
    {"an array", EVIDENCE_DNS, "[]", false},
    {"a failure without data", EVIDENCE_DNS,
	"{\"name\":\"a.se\",\"type\":\"MX\",\"status\":\"TIMEOUT\"," RX "}",
	true},
    {"a status that is none", EVIDENCE_DNS,
	"{\"name\":\"a.se\",\"type\":\"MX\",\"status\":\"LATE\"," RX "}",
	false},
    {"a status of some rcode", EVIDENCE_DNS,
	"{\"name\":\"a.se\",\"type\":\"MX\",\"status\":\"RCODE_23\"," RX
	",\"rcode\":23}",
	true},
    {"another rcode than that of the status", EVIDENCE_DNS,
	"{\"name\":\"a.se\",\"type\":\"MX\",\"status\":\"RCODE_23\"," RX
	",\"rcode\":22}",
	false},
    {"a stage that is none", EVIDENCE_DNS,
	"{\"name\":\"a.se\",\"type\":\"MX\",\"status\":\"TIMEOUT\"," RX
	",\"stage\":\"later\"}",
	false},
    {"NOERROR without data", EVIDENCE_DNS,
	"{\"name\":\"a.se\",\"type\":\"MX\",\"status\":\"NOERROR\"," RX "}",
	false},
    {"RDATA that does not parse", EVIDENCE_DNS,
	"{\"name\":\"a.se\",\"type\":\"A\",\"status\":\"NOERROR\"," RX
	",\"data\":{\"answers\":[{\"name\":\"a.se\",\"type\":\"A\","
	"\"data\":\"one\"}],\"authorities\":[]}}",
	false},
    {"generic RDATA that no type would have", EVIDENCE_DNS,
	"{\"name\":\"b.se\",\"type\":\"TLSA\",\"status\":\"NOERROR\"," RX
	",\"data\":{\"answers\":[{\"name\":\"b.se\",\"type\":\"TLSA\","
	"\"data\":\"\\\\# 2 0301\"}],\"authorities\":[]}}",
	true},
    {"generic RDATA, too short", EVIDENCE_DNS,
	"{\"name\":\"b.se\",\"type\":\"TLSA\",\"status\":\"NOERROR\"," RX
	",\"data\":{\"answers\":[{\"name\":\"b.se\",\"type\":\"TLSA\","
	"\"data\":\"\\\\# 3 0301\"}],\"authorities\":[]}}",
	false},
    {"a question for a type that we write as a number", EVIDENCE_DNS,
	"{\"name\":\"b.se\",\"type\":\"NXNAME\",\"status\":\"NOERROR\"," RX
	",\"data\":{\"answers\":[],\"authorities\":[]}}",
	true},
    {"a type that libldns knows", EVIDENCE_DNS, ANSWER("RT", "10 a.se."), true},
    {"PX", EVIDENCE_DNS, ANSWER("PX", "10 a.se. b.se."), true},
    {"A6", EVIDENCE_DNS, ANSWER("A6", "0 2001:db8::1"), true},
    {"NULL", EVIDENCE_DNS, ANSWER("NULL", "\\\\# 2 0102"), true},
    {"ANY", EVIDENCE_DNS, ANSWER("ANY", ""), true},
    {"an NSEC with a mnemonic that libldns does not know", EVIDENCE_DNS,
	ANSWER("NSEC", "c.se. A RRSIG NSEC NXNAME NULL RT"), true},
    {"an RRSIG without signature", EVIDENCE_DNS,
	ANSWER("RRSIG", "A 8 2 300 20261201000000 20261101000000 1 se."), true},
    {"a session", EVIDENCE_SMTP,
	"{\"host\":\"mx.a.se\",\"ip\":\"192.0.2.1\",\"status\":\"OK\"," RX
	",\"banner\":\"220 \\u0000\\u00ff\",\"chain\":[]}",
	true},
    {"a banner of no bytes", EVIDENCE_SMTP,
	"{\"host\":\"mx.a.se\",\"ip\":\"192.0.2.1\",\"status\":\"OK\"," RX
	",\"banner\":\"\\u0100\"}",
	false},
    {"a session of an unknown status", EVIDENCE_SMTP,
	"{\"host\":\"mx.a.se\",\"ip\":\"192.0.2.1\",\"status\":\"FINE\"," RX
	"}",
	false},
    {"a session without address", EVIDENCE_SMTP,
	"{\"host\":\"mx.a.se\",\"status\":\"OK\"," RX "}", false},
    {"NOT_ASKED, not even for an address", EVIDENCE_SMTP,
	"{\"host\":\"mx.a.se\",\"status\":\"NOT_ASKED\","
	"\"reason\":\"opt_out_mx\"," RX "}",
	true},
    {"a reason of no kind", EVIDENCE_SMTP,
	"{\"host\":\"mx.a.se\",\"status\":\"NOT_ASKED\","
	"\"reason\":\"opt_out\"," RX "}",
	false},
    {"NO_ADDRESS", EVIDENCE_SMTP,
	"{\"host\":\"mx.a.se\",\"status\":\"NO_ADDRESS\"," RX "}", true},
    {"a certificate of a short digest", EVIDENCE_CERT,
	"{\"sha256\":\"00ff\",\"der\":\"\"}", false},
    {"a delegation without DS", EVIDENCE_DELEGATION,
	"{\"domain\":\"a.se\",\"zone\":\"se\"}", true},
    {"a DS list that is no list", EVIDENCE_DELEGATION,
	"{\"domain\":\"a.se\",\"zone\":\"se\",\"ds\":\"1 13 2 00\"}", false},
    {"a DS that is none", EVIDENCE_DELEGATION,
	"{\"domain\":\"a.se\",\"zone\":\"se\",\"ds\":[\"1 13\"]}", false},
};

static const struct {
	const char *text;
	bool good;
	int64_t ns;
} times[] = {
    {"1970-01-01", true, 0},
    {"1970-01-01T00:00:01.5Z", true, 1500000000},
    {"2026-11-23T09:00:00.000001Z", true, 1795424400000001000},
    {"2026-02-30T00:00:00Z", false, 0},
    {"2026-11-23T09:00:00", false, 0},
    {"2026-11-23T09:00:00Zz", false, 0},
    {"26-11-23", false, 0},
    {"", false, 0},
};

static void
reply(struct evidence *e, const char *status, const char *stage, int minute)
{
	char line[512];
	snprintf(line, sizeof(line),
	    "{\"name\":\"c.se\",\"type\":\"A\",\"status\":\"%s\",\"stage\":"
	    "\"%s\",\"rx_ts\":\"2026-11-23T09:%02d:00Z\",\"data\":"
	    "{\"answers\":[],\"authorities\":[]}}",
	    status, stage, minute);
	ok(evidence_add(e, EVIDENCE_DNS, line, strlen(line)) == NULL, line);
}

/* Of the first `count` replies, in this order, the one that is kept. */
static const char *
kept_status(size_t count)
{
	static const struct {
		const char *status, *stage;
		int minute;
	} replies[] = {
	    {"TIMEOUT", "hosts", 9},
	    {"NOERROR", "servers", 5},
	    {"NXDOMAIN", "hosts", 1},
	    {"NOERROR", "hosts", 2},
	};
	struct evidence e;
	struct dns_name name;
	const char *status = "";
	evidence_init(&e);
	for (size_t i = 0; i < count; i++)
		reply(
		    &e, replies[i].status, replies[i].stage, replies[i].minute);
	evidence_seal(&e);
	if (dns_name_from_text("c.se", 4, &name))
		status = evidence_reply(&e, &name, DNS_A)->status;
	evidence_fini(&e);
	return status; /* a usual one, which outlives the evidence */
}

static void
better_replies(void)
{
	ok(strcmp(kept_status(1), "TIMEOUT") == 0, "a failure alone");
	ok(strcmp(kept_status(2), "NOERROR") == 0,
	    "a usable reply before a later failure");
	ok(strcmp(kept_status(3), "NXDOMAIN") == 0, "any stage before servers");
	ok(strcmp(kept_status(4), "NOERROR") == 0, "then the latest");
}

/* RFC 4035 5.3.1: what is of another class is no evidence, and counted. */
static void
other_class(void)
{
	static const char *const records[] = {
	    "{\"name\":\"c.se\",\"type\":\"TXT\",\"class\":\"IN\"," RX
	    ",\"status\":\"NXDOMAIN\",\"data\":{\"answers\":[],"
	    "\"authorities\":[]}}",
	    "{\"name\":\"c.se\",\"type\":\"TXT\",\"class\":\"CLASS3\"," RX
	    ",\"status\":\"NOERROR\",\"data\":{\"answers\":[],"
	    "\"authorities\":[]}}",
	    "{\"name\":\"d.se\",\"type\":\"TXT\"," RX
	    ",\"status\":\"NOERROR\",\"data\":{\"answers\":["
	    "{\"name\":\"d.se\",\"type\":\"TXT\",\"class\":\"CLASS3\","
	    "\"data\":\"x\"},{\"name\":\"d.se\",\"type\":\"RRSIG\",\"class\":"
	    "\"CLASS3\",\"data\":\"x\"}],\"authorities\":[]}}",
	};
	struct evidence e;
	struct dns_name name;
	evidence_init(&e);
	for (size_t i = 0; i < ARRAY_LEN(records); i++)
		ok(evidence_add(&e, EVIDENCE_DNS, records[i],
		       strlen(records[i])) == NULL,
		    records[i]);
	evidence_seal(&e);
	const struct reply *r = dns_name_from_text("c.se", 4, &name)
				    ? evidence_reply(&e, &name, DNS_TXT)
				    : NULL;
	ok(r != NULL && r->nxdomain && r->other == NULL,
	    "a question of another class is none of this one");
	ok(evidence_other_class(&e) == 3, "... it is counted, as records are");
	evidence_fini(&e);
}

/* What is told of a line is told of that line alone. */
static void
faults(void)
{
	static const struct {
		enum evidence_kind kind;
		const char *line, *fault;
	} wrong[] = {
	    {EVIDENCE_DNS,
		"{\"name\":\"a.se\",\"type\":\"A\",\"status\":\"NOERROR\"," RX
		",\"data\":{\"answers\":[{\"name\":\"a.se\",\"type\":\"A\","
		"\"data\":\"one\"}],\"authorities\":[]}}",
		"\"data\" is not the data of a record of type A"},
	    {EVIDENCE_DNS,
		"{\"name\":\"a.se\",\"type\":\"MX\",\"status\":\"NOERROR\"," RX
		"}",
		"\"data\" is not that of a reply"},
	    {EVIDENCE_DELEGATION,
		"{\"domain\":\"a.se\",\"zone\":\"se\",\"ds\":[\"1 13\"]}",
		"\"ds\" is not a list of DS records"},
	};
	struct evidence e;
	evidence_init(&e);
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		const char *fault = evidence_add(
		    &e, wrong[i].kind, wrong[i].line, strlen(wrong[i].line));
		bool same = fault != NULL && strcmp(fault, wrong[i].fault) == 0;
		if (!same)
			printf("# %s\n", fault != NULL ? fault : "none");
		ok(same, wrong[i].fault);
	}
	evidence_fini(&e);
}

int
main(void)
{
	struct evidence e;
	evidence_init(&e);
	for (size_t i = 0; i < ARRAY_LEN(lines); i++)
		ok((evidence_add(&e, lines[i].kind, lines[i].line,
			strlen(lines[i].line)) == NULL) == lines[i].good,
		    lines[i].name);
	evidence_seal(&e);
	evidence_fini(&e);
	better_replies();
	other_class();
	faults();
	for (size_t i = 0; i < ARRAY_LEN(times); i++) {
		int64_t ns = 0;
		bool good = time_text_parse(times[i].text, &ns);
		ok(good == times[i].good && (!good || ns == times[i].ns),
		    times[i].text);
	}
	return tap_end();
}
