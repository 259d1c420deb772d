/* Lines of the study's hourly files. */
#include "analysis/history/study_line.h"

#include <string.h>

#include "base/macros.h"
#include "tap.h"

#define HEAD "{\"domain\":\"MX.example.com.\",\"port\":25,\"city\":\"oregon\","
#define TIME HEAD "\"time\":\"20191031 9\","
/* Two TLSA records of mx.dane, in the other order, one of them twice. */
#define ANSWER                                                                 \
	"EjSEAAABAAMAAAAAAm14BGRhbmUAADQAAcAMADQAAQAAAA4ABQMBAf8AwAwANAAB"     \
	"AAAADgAFAgEBAQLADAA0AAEAAAAPAAUDAQH/AA=="

struct row {
	const char *name, *line;
	bool good;
	int64_t hour;
	enum security security;
	enum reason reason;
	size_t records;
	uint64_t ttl_s;
	bool session;
	enum smtp_status status;
};

static const struct row rows[] = {
    {"nothing but a time", TIME "\"tlsa\":null}", true, 436809,
	SECURITY_INDETERMINATE, REASON_NONE, 0, 0, false, SMTP_STATUS_OK},
    {"records: each once, the largest TTL",
	TIME "\"tlsa\":{\"dnssec\":\"Secure\",\"record_raw\":\"" ANSWER "\"}}",
	true, 436809, SECURITY_SECURE, REASON_NONE, 2, 15, false,
	SMTP_STATUS_OK},
    {"insecure", TIME "\"tlsa\":{\"dnssec\":\"Insecure\"}}", true, 436809,
	SECURITY_INSECURE, REASON_NONE, 0, 0, false, SMTP_STATUS_OK},
    {"bogus, and why",
	TIME "\"tlsa\":{\"dnssec\":\"Bogus\",\"why_bogus\":\"validation "
	     "failure: signature expired\"}}",
	true, 436809, SECURITY_BOGUS, REASON_RRSIG_EXPIRED, 0, 0, false,
	SMTP_STATUS_OK},
    {"bogus, for whatever reason", TIME "\"tlsa\":{\"dnssec\":\"Bogus\"}}",
	true, 436809, SECURITY_BOGUS, REASON_RRSIG_WRONG, 0, 0, false,
	SMTP_STATUS_OK},
    {"no STARTTLS",
	TIME "\"starttls\":{\"why_fail\":\"STARTTLS extension not supported "
	     "by server.\"}}",
	true, 436809, SECURITY_INDETERMINATE, REASON_NONE, 0, 0, true,
	SMTP_STATUS_NO_STARTTLS},
    {"a session that ended somehow", TIME "\"starttls\":{}}", true, 436809,
	SECURITY_INDETERMINATE, REASON_NONE, 0, 0, true, SMTP_STATUS_CLOSED},
    {"hour 24", HEAD "\"time\":\"20191031 24\"}", false, 0, 0, 0, 0, 0, 0, 0},
    {"something behind the hour", HEAD "\"time\":\"20191031 9 x\"}", false, 0,
	0, 0, 0, 0, 0, 0},
    {"no time", HEAD "\"tlsa\":null}", false, 0, 0, 0, 0, 0, 0, 0},
    {"no host", "{\"time\":\"20191031 9\"}", false, 0, 0, 0, 0, 0, 0, 0},
    {"a state of no such name", TIME "\"tlsa\":{\"dnssec\":\"Fine\"}}", false,
	0, 0, 0, 0, 0, 0, 0},
    {"what is no message",
	TIME "\"tlsa\":{\"dnssec\":\"Secure\",\"record_raw\":\"AAAA\"}}", false,
	0, 0, 0, 0, 0, 0, 0},
    {"what is no certificate", TIME "\"starttls\":{\"certs\":\"bm9uZQ==\"}}",
	false, 0, 0, 0, 0, 0, 0, 0},
    {"no JSON", "domain,time", false, 0, 0, 0, 0, 0, 0, 0},
};

int
main(void)
{
	static struct study_line l;
	struct record_reader r;
	record_reader_init(&r);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct row *w = &rows[i];
		bool good = study_line_read(&r, w->line, strlen(w->line), &l);
		bool same = good == w->good;
		if (good && same) {
			const struct verdict_host_record *h = &l.host;
			same = l.hour == w->hour &&
			       strcmp(l.city, "oregon") == 0 &&
			       h->tlsa.state.security == w->security &&
			       h->tlsa.state.reason == w->reason &&
			       h->record_count == w->records &&
			       h->ttl_s == w->ttl_s &&
			       (h->address_count == 1) == w->session &&
			       l.address.status == w->status;
		}
		ok(same, w->name);
		if (!same)
			printf("# %s\n", record_reader_fault(&r));
	}
	record_reader_fini(&r);
	return tap_end();
}
