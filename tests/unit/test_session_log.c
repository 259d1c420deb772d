/* Which sessions have their records, as the parts of a run say. */
#include "scanner/run/session_log.h"

#include <errno.h>
#include <string.h>

#include "output/part.h"
#include "output/record/smtp.h"
#include "small_world.h"
#include "tap.h"
#include "test_folder.h"

static struct part_writer *part;

/* `ip` NULL: the host has no address. */
static void
session(const char *host, const char *ip, bool again, bool unfit)
{
	struct dns_name name = name_of(host);
	struct addr at = addr_of(ip != NULL ? ip : "::");
	struct text line;
	text_init(&line);
	smtp_record_add(&line,
	    &(struct smtp_record){
		.host = &name,
		.ip = ip != NULL ? &at : NULL,
		.port = 25,
		.status = ip != NULL ? SMTP_STATUS_OK : SMTP_STATUS_NO_ADDRESS,
		.step = again ? SMTP_STEP_QUIT : SMTP_STEP_CONNECT,
		.again = again,
		.unfit = unfit,
		.attempts = 1,
	    });
	if (part_add_line(part, line.bytes, line.len) < 0)
		abort();
	text_fini(&line);
}

/* A session that took a leaf of this kind alone, or that is followed by one. */
static void
twin_session(const char *host, const char *ip, enum leaf_key twin,
    enum leaf_key due, bool again)
{
	struct dns_name name = name_of(host);
	struct addr at = addr_of(ip);
	struct text line;
	text_init(&line);
	smtp_record_add(
	    &line, &(struct smtp_record){
		       .host = &name,
		       .ip = &at,
		       .port = 25,
		       .status = due != LEAF_KEY_ANY ? SMTP_STATUS_OK
						     : SMTP_STATUS_TLS_FAILED,
		       .step = SMTP_STEP_QUIT,
		       .again = again,
		       .twin = twin,
		       .twin_due = due,
		       .attempts = 1,
		   });
	if (part_add_line(part, line.bytes, line.len) < 0)
		abort();
	text_fini(&line);
}

static enum leaf_key
twin(const struct session_log *l, const char *host, const char *ip)
{
	struct dns_name name = name_of(host);
	struct addr at = addr_of(ip);
	return session_log_twin(l, &name, &at);
}

static bool
has(const struct session_log *l, const char *host, const char *ip)
{
	struct dns_name name = name_of(host);
	struct addr at = addr_of(ip != NULL ? ip : "::");
	return session_log_has(l, &name, ip != NULL ? &at : NULL);
}

/* `ip`: where the repeated session is due. */
static bool
repeats(const struct session_log *l, const char *host, enum session_repeat want,
    const char *ip)
{
	struct dns_name name = name_of(host);
	struct addr at, is = addr_of(ip);
	return session_log_repeat(l, &name, &at) == want &&
	       (want != SESSION_REPEAT_DUE || addr_equal(&at, &is));
}

static void
test_targets(const struct session_log *l)
{
	ok(has(l, "a.se", "192.0.2.1") && has(l, "a.se", "2001:db8::1"),
	    "who has a record has it");
	ok(!has(l, "a.se", "192.0.2.2") && !has(l, "b.se", "192.0.2.1"),
	    "another address has none, nor another host of the same");
	ok(has(l, "none.se", NULL) && !has(l, "a.se", NULL),
	    "nor does a host without an address count for one that has some");
	ok(!has(l, "c.se", "192.0.2.9"),
	    "a repeated session is none of its target's own");
}

static int
count_record(void *ctx, const struct smtp_record *r)
{
	unsigned *left = ctx;
	return r->host == NULL || (*left)-- == 0 ? -ECANCELED : 0;
}

static void
test_told(const struct session_log *l)
{
	unsigned many = 1000, few = 2;
	ok(session_log_tell(l, count_record, &many) == 0 && many < 1000 - 5,
	    "its records are told once more");
	ok(session_log_tell(l, count_record, &few) == -ECANCELED,
	    "until somebody has enough");
}

static void
test_repeats(struct session_log *l)
{
	ok(repeats(l, "a.se", SESSION_REPEAT_NONE, "::"), "a good chain");
	ok(repeats(l, "b.se", SESSION_REPEAT_DUE, "192.0.2.3"),
	    "the first unfit chain is to be seen again");
	ok(repeats(l, "c.se", SESSION_REPEAT_DONE, "::"), "or was");
	session_log_settle(l);
	ok(repeats(l, "b.se", SESSION_REPEAT_NONE, "::") &&
		repeats(l, "c.se", SESSION_REPEAT_NONE, "::") &&
		has(l, "b.se", "192.0.2.3"),
	    "and once that is settled nothing is due");
}

static void
test_twins(const struct session_log *l)
{
	ok(twin(l, "d.se", "192.0.2.6") == LEAF_KEY_RSA &&
		twin(l, "d.se", "192.0.2.7") == LEAF_KEY_ECDSA,
	    "the session for the other certificate is due");
	ok(has(l, "d.se", "192.0.2.6"), "the target has its record");
	ok(twin(l, "e.se", "192.0.2.6") == LEAF_KEY_ANY, "or was held");
	ok(twin(l, "f.se", "192.0.2.6") == LEAF_KEY_RSA,
	    "a repeated one tells of it, too");
	ok(twin(l, "a.se", "192.0.2.1") == LEAF_KEY_ANY, "of others none is");
	ok(!has(l, "g.se", "192.0.2.6"), "it is none of its target's own");
}

static void
test_bad_line(void)
{
	struct session_log *l;
	if (part_add_line(part, "{\"host\":1}\n", 11) < 0 ||
	    part_finish(part) < 0)
		abort();
	ok(session_log_read(test_folder, &l) == -EBADMSG,
	    "a line that is no record");
}

static void
test_read(void)
{
	struct session_log *l;
	session("a.se", "192.0.2.1", false, false);
	session("a.se", "2001:db8::1", false, false);
	session("none.se", NULL, false, false);
	session("b.se", "192.0.2.3", false, true);
	session("b.se", "192.0.2.4", false, true);
	session("c.se", "192.0.2.5", false, true);
	session("c.se", "192.0.2.9", true, false);
	twin_session("d.se", "192.0.2.6", LEAF_KEY_ANY, LEAF_KEY_RSA, false);
	twin_session("d.se", "192.0.2.7", LEAF_KEY_ANY, LEAF_KEY_ECDSA, false);
	twin_session("e.se", "192.0.2.6", LEAF_KEY_ANY, LEAF_KEY_RSA, false);
	twin_session("e.se", "192.0.2.6", LEAF_KEY_RSA, LEAF_KEY_ANY, false);
	twin_session("f.se", "192.0.2.6", LEAF_KEY_ANY, LEAF_KEY_RSA, true);
	twin_session("g.se", "192.0.2.6", LEAF_KEY_RSA, LEAF_KEY_ANY, false);
	if (part_finish(part) < 0 || session_log_read(test_folder, &l) < 0)
		abort();
	test_targets(l);
	test_told(l);
	test_twins(l);
	test_repeats(l);
	ok(session_log_met_somebody(l), "a session that came to QUIT");
	session_log_free(l);
}

static void
test_nothing(void)
{
	struct session_log *l;
	ok(session_log_read(test_folder, &l) == 0 &&
		!has(l, "a.se", "192.0.2.1") && !session_log_met_somebody(l),
	    "a run without sessions");
	session_log_free(l);
	session_log_free(NULL);
}

int
main(void)
{
	char command[64];
	if (mkdtemp(test_folder) == NULL ||
	    part_writer_open(
		&(struct part_config){.dir = test_folder, .kind = "smtp"},
		&part) < 0)
		return 1;
	test_nothing();
	test_read();
	test_bad_line();
	part_writer_close(part);
	snprintf(command, sizeof(command), "rm -r %s", test_folder);
	return system(command) != 0 || tap_end();
}
