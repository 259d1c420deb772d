#include "runner.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/exit_code.h"
#include "base/log.h"
#include "child_program.h"
#include "journal.h"

enum { PATIENCE_S = 300 }; /* of one that was started for once */

struct rollover_runner {
	const struct rollover_config *c;
	struct journal journal;
	struct rollover r;
	struct rollover_look look; /* the last one */
	struct text owner;         /* where the TLSA set stands */
	struct text why;
};

static int64_t
now_s(void)
{
	return clock_realtime_ns() / NS_PER_S;
}

static void
default_owner(const struct rollover_config *c, struct text *owner)
{
	text_clear(owner);
	text_addf(owner, "_25._tcp.%s.", c->host);
}

static struct rollover_event
failed(struct rollover_runner *u, int rc)
{
	if (u->why.len == 0)
		text_add(&u->why, strerror(-rc));
	log_line("rollover: %s: %s", u->c->host,
	    text_ok(&u->why) ? u->why.bytes : "no memory");
	return (struct rollover_event){.kind = ROLLOVER_FAILED,
	    .fault = text_ok(&u->why) ? u->why.bytes : "no memory"};
}

static struct rollover_event
done(void)
{
	return (struct rollover_event){.kind = ROLLOVER_DONE};
}

static struct rollover_event
take_look(struct rollover_runner *u)
{
	text_clear(&u->owner);
	int rc = u->c->look(u->c->look_ctx, &u->look, &u->owner);
	if (u->owner.len == 0)
		default_owner(u->c, &u->owner);
	if (rc < 0) {
		text_addf(&u->why, "the look failed: %s", strerror(-rc));
		return failed(u, rc);
	}
	if (u->look.fault[0] != '\0')
		log_line("rollover: %s: seen: %s", u->c->host, u->look.fault);
	return (struct rollover_event){
	    .kind = ROLLOVER_LOOKED, .look = &u->look};
}

static struct rollover_event
make_key(struct rollover_runner *u)
{
	struct rollover_event e = done();
	int rc = key_store_make(u->c->dir, u->c->rsa, &e.key, &u->why);
	return rc < 0 ? failed(u, rc) : e;
}

static struct rollover_event
issue(struct rollover_runner *u, const struct spki_digest *key)
{
	const struct rollover_config *c = u->c;
	struct rollover_event e = done();
	char csr[KEY_STORE_PATH], issued[KEY_STORE_PATH];
	const char *const more[] = {csr, issued, NULL};
	key_store_path(csr, c->dir, key, KEY_STORE_CSR);
	key_store_path(issued, c->dir, key, KEY_STORE_ISSUED);
	int rc = key_store_request(c->dir, key, &c->names, &u->why);
	if (rc == 0)
		rc = child_program_run(
		    c->issue, more, c->program_limit_s, &u->why);
	if (rc == 0)
		rc = key_store_take(c->dir, key, &c->names, now_s(),
		    &e.not_before_s, &e.not_after_s, &u->why);
	return rc < 0 ? failed(u, rc) : e;
}

static struct rollover_event
install(struct rollover_runner *u, const struct spki_digest *digest)
{
	const struct rollover_config *c = u->c;
	char key[KEY_STORE_PATH], chain[KEY_STORE_PATH];
	const char *const more[] = {key, chain, NULL};
	key_store_path(key, c->dir, digest, KEY_STORE_KEY);
	key_store_path(chain, c->dir, digest, KEY_STORE_CHAIN);
	int rc =
	    access(key, R_OK) == 0 && access(chain, R_OK) == 0 ? 0 : -errno;
	if (rc < 0)
		text_addf(&u->why, "%s: %s", chain, strerror(-rc));
	else
		rc = child_program_run(
		    c->install, more, c->program_limit_s, &u->why);
	return rc < 0 ? failed(u, rc) : done();
}

/* What `a` has and `b` has not. */
static int
tell_hook(struct rollover_runner *u, const char *verb, const struct tlsa_set *a,
    const struct tlsa_set *b)
{
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < a->count; i++) {
		struct text rdata;
		if (tlsa_set_has(b, &a->at[i]))
			continue;
		text_init(&rdata);
		tlsa_set_record_add_text(&rdata, &a->at[i]);
		const char *const more[] = {
		    verb, u->owner.bytes, rdata.bytes, NULL};
		if (!text_ok(&rdata) || !text_ok(&u->owner))
			rc = -ENOMEM;
		else if (a->at[i].is_cut)
			rc = -EINVAL;
		else
			rc = child_program_run(
			    u->c->hook, more, u->c->program_limit_s, &u->why);
		text_fini(&rdata);
	}
	return rc;
}

static struct rollover_event
update(struct rollover_runner *u, const struct rollover_act *act)
{
	int rc;
	if (u->c->dns.server != NULL) {
		rc = dns_update_send(
		    &u->c->dns, u->owner.bytes, &act->from, &act->to, &u->why);
	} else { /* What comes is there before anything goes. */
		rc = tell_hook(u, "publish", &act->to, &act->from);
		if (rc == 0)
			rc = tell_hook(u, "withdraw", &act->from, &act->to);
	}
	return rc < 0 ? failed(u, rc) : done();
}

static struct rollover_event
carry_out(struct rollover_runner *u, const struct rollover_act *act)
{
	text_clear(&u->why);
	switch (act->kind) {
	case ROLLOVER_LOOK:
		return take_look(u);
	case ROLLOVER_MAKE_KEY:
		return make_key(u);
	case ROLLOVER_ISSUE_FOR:
		return issue(u, &act->key);
	case ROLLOVER_INSTALL_OF:
		return install(u, &act->key);
	case ROLLOVER_UPDATE:
		return update(u, act);
	case ROLLOVER_SLEEP:
	case ROLLOVER_ACTS:
		break;
	}
	return (struct rollover_event){.kind = ROLLOVER_WOKEN};
}

/* Who rests or ages is left alone until the next start. */
static bool
is_over(const struct rollover_runner *u, const struct rollover_act *act,
    bool stays, int64_t patience_at_s)
{
	return !stays && act->kind == ROLLOVER_SLEEP &&
	       (u->r.phase == ROLLOVER_IDLE || act->until_s > patience_at_s);
}

static void
sleep_until(int64_t until_s)
{
	int64_t left_s = until_s - now_s();
	if (left_s > 0)
		clock_sleep(left_s * NS_PER_S);
}

/* Only what changes something is told. */
static void
tell(const struct rollover_runner *u, const struct rollover_act *act)
{
	char key[KEY_STORE_PATH];
	if (act->kind == ROLLOVER_SLEEP || act->kind == ROLLOVER_LOOK)
		return;
	key_store_path(key, u->c->dir, rollover_target(&u->r), KEY_STORE_KEY);
	log_line("rollover: %s: %s: %s (%s)", u->c->host,
	    rollover_purpose_words[u->r.purpose], rollover_act_words[act->kind],
	    key);
}

/* A key that nothing needs any more goes when its roll is over. */
static void
forget(const struct rollover_runner *u, const struct spki_digest *retired)
{
	if (!spki_digest_is_none(retired) &&
	    spki_digest_is_none(&u->r.retired) &&
	    !spki_digest_is(retired, &u->r.active))
		key_store_remove(u->c->dir, retired);
}

/* Who was killed between a line and an act may have left some. */
static void
forget_others(const struct rollover_runner *u)
{
	const struct spki_digest *const kept[] = {
	    &u->r.active, &u->r.standby, &u->r.next, &u->r.retired};
	key_store_remove_others(u->c->dir, kept, ARRAY_LEN(kept));
}

static int
turn(struct rollover_runner *u, bool stays)
{
	struct rollover_event e = {.kind = ROLLOVER_WOKEN};
	int64_t patience_at_s = now_s() + PATIENCE_S;
	for (;;) {
		struct spki_digest retired = u->r.retired;
		struct rollover_act act =
		    rollover_step(&u->r, &u->c->policy, &e, now_s());
		int rc = journal_add(&u->journal, &u->r, act.kind, now_s());
		if (rc < 0) {
			log_line("rollover: %s: the journal: %s", u->c->host,
			    strerror(-rc));
			return EXIT_CODE_EARLY;
		}
		forget(u, &retired);
		if (is_over(u, &act, stays, patience_at_s))
			return u->r.fault[0] == '\0' ? EXIT_CODE_GOOD
						     : EXIT_CODE_NO;
		tell(u, &act);
		if (act.kind == ROLLOVER_SLEEP)
			sleep_until(act.until_s);
		e = carry_out(u, &act);
	}
}

static bool
begin_wish(struct rollover *r, enum rollover_wish wish)
{
	switch (wish) {
	case ROLLOVER_WISH_NONE:
		return true;
	case ROLLOVER_WISH_RENEW:
		return rollover_begin_renewal(r, now_s());
	case ROLLOVER_WISH_ROLL:
		return rollover_begin_roll(r, now_s());
	case ROLLOVER_WISH_EMERGENCY:
		return rollover_begin_emergency(r, now_s());
	}
	return false;
}

/* Whoever starts us wants to know now. */
static void
wake(struct rollover *r)
{
	r->look_at_s = 0;
	r->retry_at_s = 0;
}

int
rollover_run(
    const struct rollover_config *c, enum rollover_wish wish, bool stays)
{
	struct rollover_runner u = {.c = c};
	int code = EXIT_CODE_NOT_BEGUN;
	text_init(&u.owner);
	text_init(&u.why);
	default_owner(c, &u.owner);
	if (journal_open(&u.journal, c->dir, true, &u.r, &u.why) < 0) {
		log_line("rollover: %s", u.why.bytes);
	} else if (!begin_wish(&u.r, wish)) {
		log_line("rollover: %s: not now: it is at %s (%s)", c->host,
		    rollover_phase_words[u.r.phase],
		    rollover_purpose_words[u.r.purpose]);
	} else {
		wake(&u.r);
		forget_others(&u);
		code = turn(&u, stays);
	}
	journal_close(&u.journal);
	text_fini(&u.why);
	text_fini(&u.owner);
	return code;
}

int
rollover_create(
    const struct rollover_config *c, const char *adopt, struct text *why)
{
	struct journal journal;
	struct rollover r;
	struct spki_digest active, standby;
	int rc = journal_create(&journal, c->dir, why);
	if (rc == 0)
		rc = adopt != NULL
			 ? key_store_adopt(c->dir, adopt, &active, why)
			 : key_store_make(c->dir, c->rsa, &active, why);
	if (rc == 0)
		rc = key_store_make(c->dir, c->rsa, &standby, why);
	if (rc == 0) {
		rollover_init(&r, &active, &standby, adopt != NULL, now_s());
		rc = journal_add(&journal, &r, ROLLOVER_LOOK, now_s());
		if (rc < 0)
			text_addf(why, "%s: %s", c->dir, strerror(-rc));
	}
	journal_close(&journal);
	return rc;
}
