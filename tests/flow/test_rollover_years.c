/*
 * Twenty years of a mail host in a false world in which every call may fail,
 * take its time, do half of its work or be killed, beside all caches that
 * there can be: one that asks any server at any second, and keeps what it got
 * for its TTL.
 */
#include "operator/rollover.h"

#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "operator/state_line.h"
#include "tests/unit/tap.h"

enum {
	DAY = 86400,
	YEAR = 365 * DAY,
	SERVERS = 3,
	ADDRESSES = 2,
	SHOWN_MAX = 64, /* sets that some cache may hold at one time */
};

/* A set that a server shows, from and to; a cache may have it for `ttl`. */
struct shown {
	struct tlsa_set set;
	int64_t from, to; /* `to` is INT64_MAX while it is shown */
	uint32_t ttl;
};

struct years {
	struct rollover r;
	struct rollover_policy p;
	struct text line; /* what is on the disk */
	int64_t now;
	uint64_t random;
	unsigned trouble; /* of 100 calls, so many */
	uint32_t ttl;     /* of what is published next */
	bool ttl_changes;
	int64_t life; /* of a certificate */
	struct shown shown[SERVERS][SHOWN_MAX];
	size_t shown_count[SERVERS];
	struct spki_digest served[ADDRESSES];
	int64_t not_before, not_after, issued_at;
	uint64_t keys_made;
	size_t renewals, rolls, updates, kills, meddled, mismatches;
	int64_t expired_s; /* time with an expired certificate */
};

static uint64_t
draw(struct years *w, uint64_t below)
{
	w->random ^= w->random << 13;
	w->random ^= w->random >> 7;
	w->random ^= w->random << 17;
	return w->random % below;
}

static bool
trouble(struct years *w)
{
	return draw(w, 100) < w->trouble;
}

static struct spki_digest
key(uint64_t number)
{
	struct spki_digest d = {{0}};
	memcpy(d.bytes, &number, sizeof(number));
	d.bytes[31] = 1;
	return d;
}

/* A sender with this set delivers to that key, or knows no TLSA. */
static bool
fits(const struct tlsa_set *s, const struct spki_digest *served)
{
	return s->count == 0 || spki_digest_is_none(served) ||
	       (tlsa_set_has_key(s, served) && !tlsa_set_hides_keys(s));
}

/* Whatever some cache holds, or will, against what is served from now on. */
static void
judge(struct years *w)
{
	for (size_t s = 0; s < SERVERS; s++)
		for (size_t i = 0; i < w->shown_count[s]; i++) {
			const struct shown *at = &w->shown[s][i];
			bool over =
			    at->to != INT64_MAX && at->to + at->ttl <= w->now;
			for (size_t a = 0; !over && a < ADDRESSES; a++)
				if (!fits(&at->set, &w->served[a]))
					w->mismatches++;
		}
}

static void
forget(struct years *w, size_t server)
{
	size_t kept = 0;
	for (size_t i = 0; i < w->shown_count[server]; i++) {
		const struct shown *at = &w->shown[server][i];
		if (at->to == INT64_MAX || at->to + at->ttl > w->now)
			w->shown[server][kept++] = *at;
	}
	w->shown_count[server] = kept;
}

/* The first server shows it at once, the others within the propagation. */
static void
show(struct years *w, const struct tlsa_set *set)
{
	for (size_t s = 0; s < SERVERS; s++) {
		int64_t from = w->now;
		forget(w, s);
		if (s > 0)
			from += (int64_t)draw(w, (uint64_t)w->p.propagation_s);
		size_t n = w->shown_count[s];
		if (n == SHOWN_MAX)
			abort();
		if (n > 0 && w->shown[s][n - 1].from >= from)
			from = w->shown[s][n - 1].from + 1;
		if (n > 0)
			w->shown[s][n - 1].to = from;
		w->shown[s][n] = (struct shown){*set, from, INT64_MAX, w->ttl};
		w->shown_count[s]++;
	}
	judge(w);
}

static const struct shown *
shown_by(const struct years *w, size_t server)
{
	size_t n = w->shown_count[server];
	while (n > 0 && w->shown[server][n - 1].from > w->now)
		n--;
	return n > 0 ? &w->shown[server][n - 1] : NULL;
}

static void
note_served(const struct years *w, struct rollover_look *l)
{
	l->address_count = ADDRESSES;
	for (size_t a = 0; a < ADDRESSES; a++) {
		if (spki_digest_is_none(&w->served[a]))
			l->unserved_count++;
		else if (l->served_count == 0 ||
			 !spki_digest_is(&l->served[0], &w->served[a]))
			l->served[l->served_count++] = w->served[a];
	}
}

static struct rollover_look
look(struct years *w)
{
	struct rollover_look l = {.is_whole = !trouble(w),
	    .is_secure = !trouble(w),
	    .servers_agree = true,
	    .signed_until_s = w->now + 14 * DAY,
	    .is_authenticated = true};
	const struct shown *first = NULL;
	for (size_t s = 0; s < SERVERS; s++) {
		const struct shown *at = shown_by(w, s);
		if (at == NULL || (!l.is_whole && s == 0))
			continue;
		if (first == NULL)
			l.common = at->set;
		else if (!tlsa_set_is(&first->set, &at->set))
			l.servers_agree = false;
		first = first != NULL ? first : at;
		tlsa_set_add_all(&l.all, &at->set);
		l.ttl_s = at->ttl > l.ttl_s ? at->ttl : l.ttl_s;
	}
	if (w->issued_at == 0) { /* somebody else's certificate */
		l.not_before_s = 1800000000 - 10 * DAY;
		l.not_after_s = l.not_before_s + w->life;
	}
	if (!l.servers_agree)
		l.common = (struct tlsa_set){0};
	note_served(w, &l);
	return l;
}

static struct rollover_event
failed(const char *fault)
{
	return (struct rollover_event){.kind = ROLLOVER_FAILED, .fault = fault};
}

static struct rollover_event
issue(struct years *w)
{
	w->now += 10 + (int64_t)draw(w, 600);
	if (trouble(w))
		return failed("the CA is away");
	w->issued_at = w->now;
	return (struct rollover_event){.kind = ROLLOVER_DONE,
	    .not_before_s = w->now - 3600,
	    .not_after_s = w->now + w->life};
}

/* Address after address; it may end between two of them. */
static struct rollover_event
install(struct years *w, const struct spki_digest *k)
{
	for (size_t a = 0; a < ADDRESSES; a++) {
		if (trouble(w))
			return failed("no reload");
		w->now += 1 + (int64_t)draw(w, 30);
		w->served[a] = *k;
		judge(w);
	}
	w->not_after = w->issued_at + w->life;
	/* It says so, and did; or it says no, and did. */
	return trouble(w) ? failed("exit 1")
			  : (struct rollover_event){.kind = ROLLOVER_DONE};
}

static struct rollover_event
update(struct years *w, const struct rollover_act *act)
{
	const struct shown *present = shown_by(w, 0);
	w->now += 1 + (int64_t)draw(w, 5);
	if (trouble(w)) /* NOERROR, and nothing */
		return (struct rollover_event){.kind = ROLLOVER_DONE};
	/* A prerequisite: it is as it was seen. */
	if (present != NULL && !tlsa_set_is(&present->set, &act->from))
		return failed("NXRRSET");
	if (w->ttl_changes)
		w->ttl = 60 + (uint32_t)draw(w, DAY);
	show(w, &act->to);
	w->updates++;
	return trouble(w) ? failed("no reply")
			  : (struct rollover_event){.kind = ROLLOVER_DONE};
}

static struct rollover_event
carry_out(
    struct years *w, const struct rollover_act *act, struct rollover_look *l)
{
	switch (act->kind) {
	case ROLLOVER_SLEEP:
		w->now = act->until_s > w->now ? act->until_s : w->now;
		break;
	case ROLLOVER_LOOK:
		*l = look(w);
		w->now += (int64_t)draw(w, 3);
		return (struct rollover_event){
		    .kind = ROLLOVER_LOOKED, .look = l};
	case ROLLOVER_MAKE_KEY:
		if (trouble(w))
			return failed("the disk is full");
		return (struct rollover_event){
		    .kind = ROLLOVER_DONE, .key = key(++w->keys_made)};
	case ROLLOVER_ISSUE_FOR:
		return issue(w);
	case ROLLOVER_INSTALL_OF:
		return install(w, &act->key);
	case ROLLOVER_UPDATE:
		return update(w, act);
	case ROLLOVER_ACTS:
		break;
	}
	return (struct rollover_event){.kind = ROLLOVER_WOKEN};
}

static bool
is_served(const struct years *w, const struct spki_digest *k)
{
	for (size_t a = 0; a < ADDRESSES; a++)
		if (spki_digest_is(&w->served[a], k))
			return true;
	return false;
}

/* Somebody else takes a record away that nobody needs today. */
static void
meddle(struct years *w)
{
	const struct shown *present = shown_by(w, 0);
	struct tlsa_set set = {0}, gone = {0};
	if (present == NULL || is_served(w, &w->r.standby))
		return;
	tlsa_set_add_key(&gone, &w->r.standby);
	for (size_t i = 0; i < present->set.count; i++)
		if (!tlsa_set_has(&gone, &present->set.at[i]))
			set.at[set.count++] = present->set.at[i];
	if (set.count == present->set.count)
		return;
	w->meddled++;
	show(w, &set);
}

/* Killed: what was in memory is gone, what is on the disk is read. */
static void
kill_it(struct years *w, struct rollover_event *e)
{
	w->kills++;
	if (draw(w, 4) == 0)
		w->now += (int64_t)draw(/* nobody noticed */
		    w, (uint64_t)w->life / 30);
	if (state_line_read(w->line.bytes, w->line.len - 1, &w->r) < 0)
		abort();
	if (w->r.purpose != ROLLOVER_RENEW && draw(w, 20) == 0)
		meddle(w);
	*e = (struct rollover_event){.kind = ROLLOVER_WOKEN};
}

static void
count(struct years *w, const struct rollover *before)
{
	if (before->phase != ROLLOVER_IDLE && w->r.phase == ROLLOVER_IDLE) {
		w->renewals += before->purpose == ROLLOVER_RENEW;
		w->rolls += before->purpose == ROLLOVER_ROLL;
	}
}

static void
live(struct years *w, int64_t until)
{
	struct rollover_event e = {.kind = ROLLOVER_WOKEN};
	static struct rollover_look l;
	while (w->now < until) {
		struct rollover before = w->r;
		int64_t begun = w->now;
		struct rollover_act act =
		    rollover_step(&w->r, &w->p, &e, w->now);
		if (trouble(w)) { /* before the journal has it */
			kill_it(w, &e);
			continue;
		}
		text_clear(&w->line);
		state_line_add(&w->line, &w->r, act.kind, w->now);
		count(w, &before);
		e = carry_out(w, &act, &l);
		if (w->not_after != 0 && w->now > w->not_after)
			w->expired_s +=
			    w->now -
			    (begun > w->not_after ? begun : w->not_after);
		if (act.kind != ROLLOVER_SLEEP && trouble(w))
			kill_it(w, &e); /* what it did is forgotten */
	}
}

static void
begin(struct years *w, uint64_t seed, bool adopted)
{
	*w = (struct years){
	    .p =
		{
		    .roll_s = 180 * (int64_t)DAY,
		    .propagation_s = 300,
		    .look_s = 6 * 3600,
		    .retry_s = 60,
		},
	    .now = 1800000000,
	    .random = seed * 2654435761u + 88172645463325252u,
	    .ttl = 3600,
	    .life = 90 * (int64_t)DAY,
	    .keys_made = 2,
	};
	struct spki_digest a = key(1), s = key(2);
	text_init(&w->line);
	rollover_init(&w->r, &a, &s, adopted, w->now);
	state_line_add(&w->line, &w->r, ROLLOVER_LOOK, w->now);
}

static void
tell(const struct years *w, const char *what)
{
	printf("# %s: %zu renewals, %zu rolls, %zu updates, %zu kills, "
	       "%zu by others, %zu mismatches\n",
	    what, w->renewals, w->rolls, w->updates, w->kills, w->meddled,
	    w->mismatches);
}

/* Rows of TTL, policy and trouble; each from nothing, adopted, and ahead. */
static const struct {
	const char *name;
	uint32_t ttl;
	int64_t roll_s, life_days;
	unsigned trouble;
	bool ttl_changes;
	size_t renewals, rolls; /* at least, in 20 years */
} rows[] = {
    {"an hour, nothing fails", 3600, 180 * DAY, 90, 0, false, 78, 40},
    {"an hour, one call of ten fails", 3600, 180 * DAY, 90, 10, false, 70, 39},
    {"an hour, four calls of ten fail", 3600, 180 * DAY, 90, 40, false, 60, 10},
    {"a day, one call of ten fails", DAY, 180 * DAY, 90, 10, false, 70, 39},
    {"a day, each renewal rolls", DAY, 0, 45, 10, false, 0, 150},
    {"six days, each renewal rolls", 1800, 0, 6, 10, false, 0, 900},
    {"an hour, as often as caches allow", 3600, 1, 90, 10, false, 0, 3000},
    {"a day, as often as caches allow", DAY, 1, 90, 10, false, 0, 1500},
    {"TTLs that change, as often as caches allow", DAY, 1, 90, 10, true, 0,
	2000},
    {"TTLs that change", 3600, 60 * DAY, 90, 10, true, 0, 100},
    {"TTLs that change, four of ten fail", 3600, 60 * DAY, 90, 40, true, 0, 12},
};

enum start { NOTHING, ADOPTED, AHEAD };

/* A host that serves a key of somebody else's making, with its record. */
static void
serve_before(struct years *w, enum start start)
{
	struct tlsa_set set = {0};
	struct spki_digest k = key(start == ADOPTED ? 1 : 1000000);
	tlsa_set_add_key(&set, &k);
	if (start == NOTHING)
		set.count = 0;
	for (size_t a = 0; start != NOTHING && a < ADDRESSES; a++)
		w->served[a] = k;
	show(w, &set);
}

static void
twenty_years(size_t row, enum start start, uint64_t seed)
{
	static struct years w;
	begin(&w, seed, start == ADOPTED);
	w.ttl = rows[row].ttl;
	w.trouble = rows[row].trouble;
	w.ttl_changes = rows[row].ttl_changes;
	w.p.roll_s = rows[row].roll_s;
	w.life = rows[row].life_days * DAY;
	serve_before(&w, start);
	w.now += w.p.propagation_s;
	live(&w, w.now + 20 * (int64_t)YEAR);
	tell(&w, rows[row].name);
	ok(w.mismatches == 0, rows[row].name);
	ok(w.rolls >= rows[row].rolls && w.renewals >= rows[row].renewals,
	    "and it renewed and rolled");
	/* Where four of ten calls fail, some installation takes weeks. */
	ok(w.expired_s == 0 || w.trouble > 10, "no certificate had ended");
	text_fini(&w.line);
}

int
main(void)
{
	for (size_t row = 0; row < ARRAY_LEN(rows); row++)
		for (int start = NOTHING; start <= AHEAD; start++)
			twenty_years(row, (enum start)start,
			    row * 3 + (uint64_t)start + 1);
	return tap_end();
}
