/* The rollover of operator/, with looks by the scanner and the judge. */
#include "rollover.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/exit_code.h"
#include "base/log.h"
#include "operator/journal.h"
#include "operator/runner.h"
#include "operator/status.h"
#include "rollover_look.h"
#include "rollover_options.h"

enum { DAY_S = 86400 };

static int
look(void *ctx, struct rollover_look *out, struct text *owner)
{
	const struct rollover_options *o = ctx;
	struct rollover_look_config c = {
	    .host = &o->name,
	    .host_text = o->host,
	    .root_hints = o->root_hints,
	    .trust_anchor = o->trust_anchor,
	    .ehlo = o->ehlo,
	    .dir = o->dir,
	    .special = &o->special,
	    .no_ipv6 = o->no_ipv6,
	    .no_self_check = o->no_self_check,
	};
	struct dns_name name = {.len = 0};
	int rc = rollover_look_at(&c, out, &name);
	if (rc == 0 && name.len > 0)
		dns_name_add_text_dot(owner, &name);
	return rc;
}

static struct rollover_config
config_of(struct rollover_options *o)
{
	struct rollover_config c = {
	    .dir = o->dir,
	    .host = o->host,
	    .names = {.at = {o->host}, .count = 1},
	    .rsa = o->rsa,
	    .issue = o->issue,
	    .install = o->install,
	    .hook = o->hook,
	    .dns = {.server = o->server,
		.zone = o->zone,
		.key_file = o->tsig_key,
		.ttl_s = (uint32_t)o->ttl_s.value},
	    .program_limit_s = (int64_t)o->limit_s.value,
	    .policy = {.roll_s = (int64_t)o->roll_days.value * DAY_S,
		.renew_before_s = (int64_t)o->renew_days.value * DAY_S,
		.propagation_s = (int64_t)o->propagation_s.value,
		.look_s = (int64_t)o->look_s.value,
		.retry_s = (int64_t)o->retry_s.value},
	    .look = look,
	    .look_ctx = o,
	};
	for (size_t i = 0; i < o->names.count; i++)
		c.names.at[c.names.count++] = o->names.at[i];
	return c;
}

/* A key for one name and one type is all that is needed. */
static void
warn_of_rights(const struct rollover_config *c)
{
	struct text owner, why;
	text_init(&owner);
	text_init(&why);
	text_addf(&owner, "_25._tcp.%s.", c->host);
	if (c->dns.server != NULL && text_ok(&owner) &&
	    dns_update_may_too_much(&c->dns, owner.bytes, &why) == 1)
		log_line("rollover: %s: this key may change more than TLSA "
			 "records: give it one name and one type",
		    c->dns.key_file);
	text_fini(&owner);
	text_fini(&why);
}

static int
init(const struct rollover_config *c, const char *adopt)
{
	struct text why;
	text_init(&why);
	int rc = rollover_create(c, adopt, &why);
	if (rc < 0)
		log_line("rollover: %s", text_ok(&why) ? why.bytes : "no heap");
	else
		warn_of_rights(c);
	text_fini(&why);
	return rc < 0 ? EXIT_CODE_NOT_BEGUN : EXIT_CODE_GOOD;
}

typedef void tell_fn(struct text *out, const char *host,
    const struct rollover *r, const struct rollover_policy *p, int64_t now_s);

/* What the journal says, without a lock. */
static int
show(const struct rollover_config *c, tell_fn *tell)
{
	struct journal journal;
	struct rollover r;
	struct text out, why;
	int64_t now_s = clock_realtime_ns() / NS_PER_S;
	int code = EXIT_CODE_NOT_BEGUN;
	text_init(&out);
	text_init(&why);
	if (journal_open(&journal, c->dir, false, &r, &why) < 0) {
		log_line("rollover: %s", text_ok(&why) ? why.bytes : "no heap");
	} else {
		tell(&out, c->host, &r, &c->policy, now_s);
		code = rollover_status_fault(&r, &c->policy, now_s) == NULL
			   ? EXIT_CODE_GOOD
			   : EXIT_CODE_NO;
		if (!text_ok(&out) ||
		    fwrite(out.bytes, 1, out.len, stdout) != out.len ||
		    fflush(stdout) != 0)
			code = EXIT_CODE_NOT_BEGUN;
	}
	journal_close(&journal);
	text_fini(&why);
	text_fini(&out);
	return code;
}

static enum rollover_wish
wish_of(const struct rollover_options *o)
{
	if (o->emergency)
		return ROLLOVER_WISH_EMERGENCY;
	if (o->roll)
		return ROLLOVER_WISH_ROLL;
	return o->renew ? ROLLOVER_WISH_RENEW : ROLLOVER_WISH_NONE;
}

int
rollover_command(int argc, char *argv[])
{
	static struct rollover_options o;
	rollover_options_parse(argc, argv, &o);
	struct rollover_config c = config_of(&o);
	switch (o.verb) {
	case ROLLOVER_INIT:
		return init(&c, o.adopt);
	case ROLLOVER_STATUS:
		return show(&c,
		    o.json ? rollover_status_add_json : rollover_status_add);
	case ROLLOVER_RUN:
		break;
	}
	return o.dry_run ? show(&c, rollover_plan_add)
			 : rollover_run(&c, wish_of(&o), o.daemon);
}
