#include "status.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "output/json.h"
#include "state_line.h"

enum { LOOKS_MISSED = 3, FAILURES = 3, DAY_S = 86400 };

const char *
rollover_status_fault(
    const struct rollover *r, const struct rollover_policy *p, int64_t now_s)
{
	int64_t renewal = rollover_renew_before_s(r, p);
	int64_t due = r->look_at_s > r->aged_at_s ? r->look_at_s : r->aged_at_s;
	if (r->fault[0] != '\0' &&
	    (r->failures >= FAILURES || r->phase == ROLLOVER_IDLE))
		return r->fault;
	if (r->not_after_s != 0 && now_s >= r->not_after_s)
		return "the certificate has ended";
	if (r->not_after_s != 0 && now_s >= r->not_after_s - renewal / 2)
		return "the certificate is not renewed";
	if (now_s > r->stepped_at_s + LOOKS_MISSED * p->look_s &&
	    now_s > due + LOOKS_MISSED * p->look_s)
		return "nobody runs it: is the timer on?";
	return NULL;
}

/* To the minute: people read it. */
static void
add_time(struct text *out, int64_t at_s)
{
	struct tm tm;
	time_t t = at_s;
	if (gmtime_r(&t, &tm) != NULL)
		text_addf(out, "%04d-%02d-%02d %02d:%02d UTC",
		    tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
		    tm.tm_min);
}

static void
add_row(struct text *out, const char *what, int64_t at_s, const char *then)
{
	if (at_s == 0)
		return;
	text_addf(out, "%-12s", what);
	add_time(out, at_s);
	text_addf(out, "%s\n", then);
}

static void
add_key(struct text *out, const char *what, const struct spki_digest *key,
    const char *is)
{
	if (spki_digest_is_none(key))
		return;
	text_addf(out, "%-12s3 1 1 ", what);
	text_add_hex(out, key->bytes, sizeof(key->bytes));
	text_addf(out, "\n%-12s%s\n", "", is);
}

void
rollover_status_add(struct text *out, const char *host,
    const struct rollover *r, const struct rollover_policy *p, int64_t now_s)
{
	const char *fault = rollover_status_fault(r, p, now_s);
	text_addf(out, "%s: %s\n", host, fault != NULL ? fault : "all is well");
	text_addf(out, "%-12s%s", "phase", rollover_phase_words[r->phase]);
	if (r->phase != ROLLOVER_IDLE)
		text_addf(out, ", to %s", rollover_purpose_words[r->purpose]);
	text_add(out, ", since ");
	add_time(out, r->phase_since_s);
	text_add_char(out, '\n');
	if (fault == NULL && r->fault[0] != '\0')
		text_addf(out, "%-12s%s (tried %u times)\n", "waits for",
		    r->fault, r->failures);
	add_key(out, "active", &r->active, "is served");
	add_key(out, "standby", &r->standby, "has a record, to be served next");
	add_key(out, "next", &r->next, "will be standby");
	if (r->phase == ROLLOVER_AGE)
		add_row(out, "caches", r->aged_at_s,
		    ": by then they know the standby key");
	add_row(out, "certificate", r->not_after_s, ": its end");
	add_row(out, "renewal", rollover_renew_at_s(r, p),
	    p->roll_s == 0 ? ", with a new key" : ", with the same key");
	add_row(out, "roll", rollover_roll_at_s(r, p), "");
	add_row(out, "last step", r->stepped_at_s, "");
}

void
rollover_status_add_json(struct text *out, const char *host,
    const struct rollover *r, const struct rollover_policy *p, int64_t now_s)
{
	struct json json = json_over(out), *j = &json;
	const char *fault = rollover_status_fault(r, p, now_s);
	int64_t renew = rollover_renew_at_s(r, p),
		roll = rollover_roll_at_s(r, p);
	json_open_object(j);
	json_add_key_string(j, "host", host);
	json_add_key(j, "good");
	json_add_bool(j, fault == NULL);
	json_add_key(j, "attention");
	if (fault != NULL)
		json_add_bytes(j, fault, strlen(fault));
	else
		json_add_null(j);
	state_line_add_time(j, "renew_at", renew);
	state_line_add_time(j, "roll_at", roll);
	state_line_add_members(j, r);
	json_close_object(j);
	text_add_char(out, '\n');
}

/* What is left to be done in the phase at hand, until it rests. */
static void
add_phases(
    struct text *out, const struct rollover *r, const struct rollover_policy *p)
{
	bool rolls = r->purpose == ROLLOVER_ROLL ||
		     r->purpose == ROLLOVER_FIRST ||
		     r->purpose == ROLLOVER_AHEAD;
	if (r->phase == ROLLOVER_IDLE)
		return;
	text_addf(out, "  now: %s, from %s on:\n",
	    rollover_purpose_words[r->purpose], rollover_phase_words[r->phase]);
	if (rolls && r->phase <= ROLLOVER_INSTALL)
		text_add(out, "    a certificate; every server is looked at; "
			      "the install program;\n"
			      "    every address is looked at\n");
	if (r->purpose != ROLLOVER_RENEW)
		text_addf(out,
		    "    the TLSA set is updated, and is left alone for W, "
		    "%" PRId64 " s\n",
		    rollover_wait_s(p, r->hold_s));
}

void
rollover_plan_add(struct text *out, const char *host, const struct rollover *r,
    const struct rollover_policy *p, int64_t now_s)
{
	int64_t renew = rollover_renew_at_s(r, p);
	int64_t roll = rollover_roll_at_s(r, p);
	int64_t wait = rollover_wait_s(p, r->hold_s);
	if (p->roll_s == 0 || (renew != 0 && renew > roll && roll < now_s))
		roll = renew > now_s ? renew : now_s;
	text_addf(out, "%s\n", host);
	add_phases(out, r, p);
	if (renew != 0 && p->roll_s != 0) {
		text_add(out, "  ");
		add_time(out, renew > now_s ? renew : now_s);
		text_add(out, "  renewal: the key and DNS stay as they are\n");
	}
	if (roll == 0)
		return;
	text_add(out, "  ");
	add_time(out, roll);
	text_add(out, "  roll: the standby key gets a certificate and is "
		      "served;\n"
		      "                        then its old record goes and a "
		      "new standby one comes\n  ");
	add_time(out, roll + wait);
	text_addf(out,
	    "  every cache knows the new standby key (W is %" PRId64 " s)\n",
	    wait);
}
