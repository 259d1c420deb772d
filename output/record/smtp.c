#include "smtp.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "keys.h"
#include "writer.h"

const char *const smtp_status_words[SMTP_STATUS_COUNT] = {
    [SMTP_STATUS_OK] = "OK",
    [SMTP_STATUS_CERTIFICATE_ONLY] = "CERTIFICATE_ONLY",
    [SMTP_STATUS_TIMEOUT] = "TIMEOUT",
    [SMTP_STATUS_REFUSED_CONN] = "REFUSED_CONN",
    [SMTP_STATUS_BANNER_TIMEOUT] = "BANNER_TIMEOUT",
    [SMTP_STATUS_BANNER_REFUSED] = "BANNER_REFUSED",
    [SMTP_STATUS_EHLO_REFUSED] = "EHLO_REFUSED",
    [SMTP_STATUS_NO_STARTTLS] = "NO_STARTTLS",
    [SMTP_STATUS_STARTTLS_REFUSED] = "STARTTLS_REFUSED",
    [SMTP_STATUS_TLS_FAILED] = "TLS_FAILED",
    [SMTP_STATUS_TLS_SESSION_LOST] = "TLS_SESSION_LOST",
    [SMTP_STATUS_SESSION_TIMEOUT] = "SESSION_TIMEOUT",
    [SMTP_STATUS_CLOSED] = "CLOSED",
    [SMTP_STATUS_RESET] = "RESET",
    [SMTP_STATUS_BAD_REPLY] = "BAD_REPLY",
    [SMTP_STATUS_BLOCKED] = "BLOCKED",
    [SMTP_STATUS_NO_ROUTE] = "NO_ROUTE",
    [SMTP_STATUS_NOT_ASKED] = "NOT_ASKED",
    [SMTP_STATUS_NO_ADDRESS] = "NO_ADDRESS",
    [SMTP_STATUS_OPEN] = "OPEN",
};

static const char *const steps[SMTP_STEP_COUNT] = {
    [SMTP_STEP_CONNECT] = "connect",
    [SMTP_STEP_BANNER] = "banner",
    [SMTP_STEP_EHLO] = "ehlo",
    [SMTP_STEP_STARTTLS] = "starttls",
    [SMTP_STEP_TLS] = "tls",
    [SMTP_STEP_TLS_EHLO] = "tls_ehlo",
    [SMTP_STEP_QUIT] = "quit",
};

static const char *const offers[SMTP_OFFER_COUNT] = {
    [SMTP_OFFER_UNKNOWN] = NULL,
    [SMTP_OFFER_OFFERED] = "offered",
    [SMTP_OFFER_MASKED] = "masked",
    [SMTP_OFFER_ABSENT] = "absent",
};

static void
add_bytes(struct json *j, const char *key, const struct record_bytes *b)
{
	if (b->len == 0)
		return;
	json_add_key(j, key);
	json_add_bytes(j, b->at, b->len);
}

static void
add_lines(struct json *j, const char *key, const struct record_bytes *b)
{
	const char *text = b->at;
	if (b->len == 0)
		return;
	json_add_key(j, key);
	json_open_array(j);
	for (size_t at = 0; at < b->len;) {
		const char *line = text + at;
		const char *end = memchr(line, '\n', b->len - at);
		size_t len = end != NULL ? (size_t)(end - line) : b->len - at;
		at += len + 1;
		if (len > 0 && line[len - 1] == '\r')
			len--;
		json_add_bytes(j, line, len);
	}
	json_close_array(j);
}

static void
add_tls(struct json *j, const struct smtp_record *r)
{
	json_add_key(j, KEY_TLS);
	json_open_object(j);
	json_add_key(j, KEY_VERSION);
	json_add_string(j, r->version);
	json_add_key(j, KEY_CIPHER);
	json_add_string(j, r->cipher);
	if (r->group != NULL && r->group[0] != '\0') {
		json_add_key(j, KEY_GROUP);
		json_add_string(j, r->group);
	}
	record_add_name(j, KEY_SNI, r->sni);
	json_close_object(j);
}

static void
add_chain(struct json *j, const struct smtp_record *r)
{
	json_add_key(j, KEY_CHAIN);
	json_open_array(j);
	for (size_t i = 0; i < r->chain_count; i++)
		json_add_hex(j, r->chain[i], sizeof(r->chain[i]));
	json_close_array(j);
}

enum { TIMING_KEY_BYTES = 32 };

/* "connect_us" */
static const char *
timing_key(unsigned step, char key[TIMING_KEY_BYTES])
{
	snprintf(key, TIMING_KEY_BYTES, "%s_us", steps[step]);
	return key;
}

static void
add_timing(struct json *j, const struct smtp_record *r)
{
	bool open = false;
	for (unsigned i = 0; i < SMTP_STEP_QUIT; i++) {
		char key[TIMING_KEY_BYTES];
		if (r->took_us[i] < 0)
			continue;
		if (!open) {
			json_add_key(j, KEY_TIMING);
			json_open_object(j);
		}
		open = true;
		json_add_key(j, timing_key(i, key));
		json_add_int(j, r->took_us[i]);
	}
	if (open)
		json_close_object(j);
}

static void
add_session(struct json *j, const struct smtp_record *r)
{
	if (r->rtt_us >= 0) {
		json_add_key(j, KEY_RTT_US);
		json_add_int(j, r->rtt_us);
	}
	add_bytes(j, KEY_BANNER, &r->banner);
	add_lines(j, KEY_EHLO, &r->ehlo);
	if (offers[r->offer] != NULL) {
		json_add_key(j, KEY_STARTTLS);
		json_add_string(j, offers[r->offer]);
	}
	if (r->tls)
		add_tls(j, r);
	if (r->chain_count > 0)
		add_chain(j, r);
	if (r->chain_cut) {
		json_add_key(j, KEY_CHAIN_CUT);
		json_add_bool(j, true);
	}
	add_bytes(j, KEY_ERROR, &r->error);
	add_timing(j, r);
}

void
smtp_record_add(struct text *line, const struct smtp_record *r)
{
	struct json json = json_over(line), *j = &json;
	json_open_object(j);
	record_add_name(j, KEY_HOST, r->host);
	if (r->ip != NULL) {
		json_add_key(j, KEY_IP);
		json_add_addr(j, r->ip);
	}
	json_add_key(j, KEY_PORT);
	json_add_int(j, r->port);
	json_add_key(j, KEY_STATUS);
	json_add_string(j, smtp_status_words[r->status]);
	if (r->reason != NOT_ASKED_UNSAID)
		json_add_key_string(j, KEY_REASON, not_asked_words[r->reason]);
	json_add_key(j, KEY_STAGE);
	json_add_string(j, steps[r->step]);
	json_add_key(j, KEY_ATTEMPTS);
	json_add_int(j, r->attempts);
	record_add_name(j, KEY_SAME_AS, r->same_as);
	if (r->again) {
		json_add_key(j, KEY_AGAIN);
		json_add_bool(j, true);
	}
	if (r->unfit) {
		json_add_key(j, KEY_UNFIT);
		json_add_bool(j, true);
	}
	if (r->twin != LEAF_KEY_ANY)
		json_add_key_string(j, KEY_TWIN, leaf_key_words[r->twin]);
	if (r->twin_due != LEAF_KEY_ANY)
		json_add_key_string(
		    j, KEY_TWIN_DUE, leaf_key_words[r->twin_due]);
	json_add_key(j, KEY_RX_TS);
	json_add_time(j, r->rx_ts_ns);
	add_session(j, r);
	json_close_object(j);
	text_add_char(line, '\n');
}

static bool
read_lines(struct record_reader *r, const struct json_value *list,
    struct record_bytes *out)
{
	size_t count = json_value_count(list), len = 0;
	struct record_bytes *lines = record_alloc(r, count, sizeof(*lines));
	const struct json_value *v = json_value_first(list);
	for (size_t i = 0; lines != NULL && i < count;
	     i++, v = json_value_next(v)) {
		if (!record_value_bytes(r, v, &lines[i]))
			return record_wrong(r, KEY_EHLO, "a list of lines");
		len += lines[i].len + 2;
	}
	char *all = lines != NULL ? record_alloc(r, len, 1) : NULL;
	if (all == NULL)
		return false;
	*out = (struct record_bytes){all, len};
	for (size_t i = 0; i < count; i++) {
		memcpy(all, lines[i].at, lines[i].len);
		all += lines[i].len;
		*all++ = '\r';
		*all++ = '\n';
	}
	return true;
}

static bool
read_chain(struct record_reader *r, const struct json_value *list,
    struct smtp_record *out)
{
	size_t count = json_value_count(list);
	smtp_record_digest *chain = record_alloc(r, count, sizeof(*chain));
	if (chain == NULL)
		return false;
	const struct json_value *v = json_value_first(list);
	for (size_t i = 0; i < count; i++, v = json_value_next(v)) {
		if (!record_value_digest(v, chain[i], sizeof(chain[i])))
			return record_wrong(
			    r, KEY_CHAIN, "a list of SHA-256 digests");
	}
	out->chain = (const smtp_record_digest *)chain;
	out->chain_count = count;
	return true;
}

static bool
read_tls(struct record_reader *r, const struct json_value *tls,
    struct smtp_record *out)
{
	if (tls == NULL)
		return true;
	out->tls = true;
	out->version = out->cipher = "";
	return record_get_text(r, tls, KEY_VERSION, &out->version) &&
	       record_get_text(r, tls, KEY_CIPHER, &out->cipher) &&
	       record_get_text(r, tls, KEY_GROUP, &out->group) &&
	       record_get_name(r, tls, KEY_SNI, &out->sni);
}

static bool
read_timing(struct record_reader *r, const struct json_value *timing,
    struct smtp_record *out)
{
	for (unsigned i = 0; i < SMTP_STEP_QUIT; i++) {
		char key[TIMING_KEY_BYTES];
		if (!record_get_int(
			r, timing, timing_key(i, key), &out->took_us[i]))
			return false;
	}
	return true;
}

/* What came of it, all of which may be missing. */
static bool
read_session(struct record_reader *r, struct smtp_record *out)
{
	const struct json_value *ehlo, *chain, *tls, *timing;
	unsigned offer = SMTP_OFFER_UNKNOWN;
	if (!record_get_int(r, r->root, KEY_RTT_US, &out->rtt_us) ||
	    !record_get_bytes(r, r->root, KEY_BANNER, &out->banner) ||
	    !record_get_list(r, r->root, KEY_EHLO, "a list of lines", &ehlo) ||
	    !read_lines(r, ehlo, &out->ehlo) ||
	    !record_get_word(r, r->root, KEY_STARTTLS, offers, SMTP_OFFER_COUNT,
		"an offer of STARTTLS", &offer) ||
	    !record_get_object(r, r->root, KEY_TLS, &tls) ||
	    !read_tls(r, tls, out) ||
	    !record_get_list(
		r, r->root, KEY_CHAIN, "a list of SHA-256 digests", &chain) ||
	    !read_chain(r, chain, out) ||
	    !record_get_bool(r, r->root, KEY_CHAIN_CUT, &out->chain_cut) ||
	    !record_get_bytes(r, r->root, KEY_ERROR, &out->error) ||
	    !record_get_object(r, r->root, KEY_TIMING, &timing) ||
	    !read_timing(r, timing, out))
		return false;
	out->offer = (enum smtp_offer)offer;
	return true;
}

/* The repeated session, and that of the other certificate. */
static bool
read_repeats(struct record_reader *r, struct smtp_record *out)
{
	unsigned twin = LEAF_KEY_ANY, due = LEAF_KEY_ANY;
	if (!record_get_bool(r, r->root, KEY_AGAIN, &out->again) ||
	    !record_get_bool(r, r->root, KEY_UNFIT, &out->unfit) ||
	    !record_get_word(r, r->root, KEY_TWIN, leaf_key_words,
		LEAF_KEY_COUNT, "a kind of key", &twin) ||
	    !record_get_word(r, r->root, KEY_TWIN_DUE, leaf_key_words,
		LEAF_KEY_COUNT, "a kind of key", &due))
		return false;
	out->twin = (enum leaf_key)twin;
	out->twin_due = (enum leaf_key)due;
	return true;
}

/* A status must be there; it is SMTP_STATUS_COUNT before. */
static bool
read_end(struct record_reader *r, struct smtp_record *out)
{
	unsigned status = SMTP_STATUS_COUNT, step = SMTP_STEP_CONNECT;
	unsigned reason = NOT_ASKED_UNSAID;
	uint64_t port = 0, attempts = 0;
	if (!record_get_addr(r, r->root, KEY_IP, &out->ip) ||
	    !record_get_u64(r, r->root, KEY_PORT, UINT16_MAX, &port) ||
	    !record_get_word(r, r->root, KEY_STATUS, smtp_status_words,
		SMTP_STATUS_COUNT, "the status of a session", &status) ||
	    !record_get_word(r, r->root, KEY_REASON, not_asked_words,
		NOT_ASKED_COUNT, "a reason not to ask", &reason) ||
	    !record_get_word(r, r->root, KEY_STAGE, steps, SMTP_STEP_COUNT,
		"the stage of a session", &step) ||
	    !record_get_u64(r, r->root, KEY_ATTEMPTS, UINT_MAX, &attempts) ||
	    !record_get_name(r, r->root, KEY_SAME_AS, &out->same_as) ||
	    !read_repeats(r, out))
		return false;
	if (status == SMTP_STATUS_COUNT)
		return record_wrong(r, KEY_STATUS, "the status of a session");
	if (out->ip == NULL && status != SMTP_STATUS_NO_ADDRESS &&
	    status != SMTP_STATUS_NOT_ASKED)
		return record_wrong(r, KEY_IP, "an address");
	if (out->host == NULL && out->ip == NULL)
		return record_wrong(r, KEY_HOST, "a name");
	out->port = (uint16_t)port;
	out->status = (enum smtp_status)status;
	out->reason = (enum not_asked)reason;
	out->step = (enum smtp_step)step;
	out->attempts = (unsigned)attempts;
	return true;
}

bool
smtp_record_read(struct record_reader *r, const char *line, size_t len,
    struct smtp_record *out)
{
	*out = (struct smtp_record){.rtt_us = -1};
	for (unsigned i = 0; i < SMTP_STEP_QUIT; i++)
		out->took_us[i] = -1;
	return record_begin(r, line, len) &&
	       record_get_name(r, r->root, KEY_HOST, &out->host) &&
	       read_end(r, out) &&
	       record_need_time(r, r->root, KEY_RX_TS, &out->rx_ts_ns) &&
	       read_session(r, out);
}
