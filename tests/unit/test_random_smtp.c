/* Random smtp records, there and back. */
#include "output/record/smtp.h"

#include "record_random.h"

/* Lines without LF; each ends in one CRLF, or LF where `lf`. */
static struct record_bytes
join(struct rnd *r, const struct record_bytes *lines, size_t count, bool lf)
{
	struct text t;
	text_init(&t);
	for (size_t i = 0; i < count; i++) {
		const char *at = lines[i].at;
		size_t len = lines[i].len;
		bool keep = !lf || (len > 0 && at[len - 1] == '\r');
		text_add_bytes(&t, at, len);
		text_add(&t, keep ? "\r\n" : "\n");
	}
	char *all = rnd_alloc(r, t.len);
	if (t.len > 0)
		memcpy(all, t.bytes, t.len);
	struct record_bytes out = {all, t.len};
	text_fini(&t);
	return out;
}

/* As it came, and as it is read: with CRLF at each line's end. */
static void
random_ehlo(struct rnd *r, struct smtp_record *s, struct record_bytes *read)
{
	struct record_bytes lines[30];
	size_t count = 1 + rnd_len(r, ARRAY_LEN(lines) - 1);
	for (size_t i = 0; i < count; i++) {
		lines[i] = rnd_bytes(r, 500);
		for (size_t k = 0; k < lines[i].len; k++) {
			char *at = (char *)(uintptr_t)lines[i].at + k;
			*at = *at == '\n' ? ' ' : *at;
		}
	}
	*read = join(r, lines, count, false);
	s->ehlo = join(r, lines, count, rnd_one_in(r, 4));
}

static void
random_tls(struct rnd *r, struct smtp_record *s)
{
	static const char *const versions[] = {
	    "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"};
	s->tls = true;
	s->version = versions[rnd_below(r, ARRAY_LEN(versions))];
	s->cipher = rnd_one_in(r, 2) ? "TLS_AES_256_GCM_SHA384" : "x";
	s->group = rnd_one_in(r, 2) ? "x25519" : NULL;
	s->sni = rnd_one_in(r, 2) ? rnd_name(r) : NULL;
}

static void
random_chain(struct rnd *r, struct smtp_record *s, size_t count)
{
	smtp_record_digest *chain = rnd_alloc(r, count * sizeof(*chain));
	rnd_fill(r, chain, count * sizeof(*chain));
	s->chain = (const smtp_record_digest *)chain;
	s->chain_count = count;
	s->chain_cut = count == 32;
}

static bool
is_silent(enum smtp_status s)
{
	return s == SMTP_STATUS_TIMEOUT || s == SMTP_STATUS_REFUSED_CONN ||
	       s == SMTP_STATUS_BLOCKED || s == SMTP_STATUS_NO_ROUTE ||
	       s == SMTP_STATUS_NOT_ASKED || s == SMTP_STATUS_NO_ADDRESS ||
	       s == SMTP_STATUS_OPEN;
}

/* What a peer said, if it said something; all of it with OK. */
static void
random_talk(struct rnd *r, struct smtp_record *s, struct record_bytes *ehlo)
{
	bool whole = s->status == SMTP_STATUS_OK ||
		     s->status == SMTP_STATUS_TLS_SESSION_LOST;
	while (s->status == SMTP_STATUS_TLS_SESSION_LOST && s->error.len == 0)
		s->error = rnd_bytes(r, 2000);
	if (whole || rnd_one_in(r, 2))
		do
			s->banner = rnd_bytes(r, 2000);
		while (s->banner.len == 0);
	if (whole || rnd_one_in(r, 2))
		random_ehlo(r, s, ehlo);
	s->offer = whole ? SMTP_OFFER_OFFERED
			 : (enum smtp_offer)rnd_below(r, SMTP_OFFER_COUNT);
	if (whole || rnd_one_in(r, 2))
		random_tls(r, s);
	if (whole || rnd_one_in(r, 2))
		random_chain(
		    r, s, whole ? 1 + rnd_below(r, 32) : rnd_len(r, 32));
}

/* What the session of another host at the address came to. */
static void
random_same(struct rnd *r, struct smtp_record *s)
{
	s->attempts = 0;
	s->same_as = rnd_name(r);
	s->unfit = false;
}

/* Somebody was asked, for this host or for another. */
static bool
may_be_same(const struct smtp_record *s)
{
	return s->status != SMTP_STATUS_OK &&
	       s->status != SMTP_STATUS_CERTIFICATE_ONLY &&
	       s->status != SMTP_STATUS_TLS_SESSION_LOST &&
	       s->status != SMTP_STATUS_BLOCKED &&
	       s->status != SMTP_STATUS_NO_ROUTE &&
	       s->status != SMTP_STATUS_NOT_ASKED &&
	       s->status != SMTP_STATUS_NO_ADDRESS;
}

static bool
same_tls(const struct smtp_record *a, const struct smtp_record *b)
{
	return a->tls == b->tls &&
	       (!a->tls || (same_text(a->version, b->version) &&
			       same_text(a->cipher, b->cipher) &&
			       same_text(a->group, b->group) &&
			       same_name(a->sni, b->sni)));
}

static bool
same(const struct smtp_record *a, const struct smtp_record *b)
{
	return same_name(a->host, b->host) && same_addr(a->ip, b->ip) &&
	       a->port == b->port && a->status == b->status &&
	       a->reason == b->reason && a->step == b->step &&
	       a->attempts == b->attempts &&
	       same_name(a->same_as, b->same_as) && a->again == b->again &&
	       a->unfit == b->unfit && a->twin == b->twin &&
	       a->twin_due == b->twin_due && a->rx_ts_ns == b->rx_ts_ns &&
	       a->rtt_us == b->rtt_us && same_bytes(&a->banner, &b->banner) &&
	       same_bytes(&a->ehlo, &b->ehlo) && a->offer == b->offer &&
	       same_tls(a, b) && a->chain_count == b->chain_count &&
	       (a->chain_count == 0 ||
		   memcmp(a->chain, b->chain,
		       a->chain_count * sizeof(*a->chain)) == 0) &&
	       a->chain_cut == b->chain_cut &&
	       same_bytes(&a->error, &b->error) &&
	       memcmp(a->took_us, b->took_us, sizeof(a->took_us)) == 0;
}

static bool
trial(struct rnd *r, struct record_reader *reader, struct text *line)
{
	struct record_bytes ehlo = {0};
	struct smtp_record s = {
	    .host = rnd_name(r),
	    .port = (uint16_t)(1 + rnd_below(r, UINT16_MAX)),
	    .status = (enum smtp_status)rnd_below(r, SMTP_STATUS_COUNT),
	    .step = (enum smtp_step)rnd_below(r, SMTP_STEP_COUNT),
	    .attempts = 1 + (unsigned)(rnd_u64(r) >> 33),
	    .rx_ts_ns = rnd_time_ns(r),
	    .rtt_us = rnd_one_in(r, 2) ? -1 : (int64_t)(rnd_u64(r) >> 1),
	    .error = rnd_bytes(r, 2000),
	};
	struct smtp_record back;
	bool left_out = s.status == SMTP_STATUS_NOT_ASKED;
	if (left_out)
		s.reason = (enum not_asked)rnd_below(r, NOT_ASKED_COUNT);
	if (s.status != SMTP_STATUS_NO_ADDRESS &&
	    (!left_out || rnd_one_in(r, 2))) {
		s.ip = rnd_addr(r);
		s.host = rnd_one_in(r, 4) ? NULL : s.host;
		s.again = rnd_one_in(r, 4);
		s.unfit = rnd_one_in(r, 4);
	}
	if (s.ip != NULL && !s.again && !s.unfit)
		s.twin = (enum leaf_key)rnd_below(r, LEAF_KEY_COUNT);
	if (may_be_same(&s) && rnd_one_in(r, 4))
		random_same(r, &s);
	else if (!is_silent(s.status))
		random_talk(r, &s, &ehlo);
	else if (!may_be_same(&s) && rnd_one_in(r, 2))
		s.attempts = 0;
	if (s.status == SMTP_STATUS_OK && s.twin == LEAF_KEY_ANY)
		s.twin_due = (enum leaf_key)rnd_below(r, LEAF_KEY_COUNT);
	for (unsigned i = 0; i < SMTP_STEP_QUIT; i++)
		s.took_us[i] =
		    rnd_one_in(r, 2) ? -1 : (int64_t)(rnd_u64(r) >> 1);
	smtp_record_add(line, &s);
	s.ehlo = ehlo;
	return smtp_record_read(reader, line->bytes, line->len, &back) &&
	       same(&s, &back);
}

int
main(int argc, char *argv[])
{
	return record_trials(argc, argv, 3000, trial);
}
