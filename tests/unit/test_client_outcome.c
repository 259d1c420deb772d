/* What senders do that read the rules in ways of their own. */
#include "analysis/verdict/client_outcome.h"

#include "base/macros.h"
#include "tap.h"

static const struct {
	const char *name;
	enum sender_action rfc, postfix, exim, microsoft;
	enum reason reason; /* of the first record */
	size_t records;
	enum security tlsa;
	bool unsent; /* the authority that matches was in the record alone */
} rows[] = {
    {"a match", SENDER_AUTHENTICATED, SENDER_AUTHENTICATED,
	SENDER_AUTHENTICATED, SENDER_AUTHENTICATED, REASON_NONE, 12,
	SECURITY_SECURE, false},
    {"a match among thirteen records", SENDER_AUTHENTICATED,
	SENDER_AUTHENTICATED, SENDER_AUTHENTICATED, SENDER_DEFER, REASON_NONE,
	13, SECURITY_SECURE, false},
    {"an authority that was not sent", SENDER_AUTHENTICATED,
	SENDER_AUTHENTICATED, SENDER_DEFER, SENDER_AUTHENTICATED, REASON_NONE,
	1, SECURITY_SECURE, true},
    {"a match that agility leaves out", SENDER_DEFER, SENDER_DEFER,
	SENDER_AUTHENTICATED, SENDER_DEFER, REASON_SUPERSEDED, 2,
	SECURITY_SECURE, false},
    {"the same, and TLSA is bogus", SENDER_DEFER, SENDER_DEFER, SENDER_DEFER,
	SENDER_DEFER, REASON_SUPERSEDED, 2, SECURITY_BOGUS, false},
    {"no match", SENDER_DEFER, SENDER_DEFER, SENDER_DEFER, SENDER_DEFER,
	REASON_MISMATCH, 2, SECURITY_SECURE, false},
};

int
main(void)
{
	static struct record_verdict records[13];
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const enum sender_action want[CLIENT_COUNT] = {
		    [CLIENT_POSTFIX] = rows[i].postfix,
		    [CLIENT_EXIM] = rows[i].exim,
		    [CLIENT_MICROSOFT] = rows[i].microsoft,
		};
		bool matched = rows[i].rfc == SENDER_AUTHENTICATED;
		struct address_verdict address = {
		    .matched = matched,
		    .has_cert = matched && !rows[i].unsent,
		};
		struct host_verdict h = {
		    .records = records,
		    .record_count = rows[i].records,
		    .addresses = &address,
		    .address_count = 1,
		    .matched = matched,
		    .tlsa = {.security = rows[i].tlsa},
		    .outcome = {.sender = rows[i].rfc},
		};
		const char *why;
		bool same = true;
		records[0].reason = rows[i].reason;
		for (unsigned k = 0; k < CLIENT_COUNT; k++) {
			enum sender_action have = client_outcome(k, &h, &why);
			same = same && have == want[k] &&
			       (why != NULL) == (have != rows[i].rfc);
		}
		ok(same, rows[i].name);
	}
	return tap_end();
}
