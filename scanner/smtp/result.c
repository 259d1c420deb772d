#include "result.h"

#include <stdio.h>

enum { ERROR_MAX = 512 };

void
smtp_result_init(
    struct smtp_result *r, enum smtp_status status, int64_t rx_ts_ns)
{
	*r = (struct smtp_result){
	    .status = status, .rx_ts_ns = rx_ts_ns, .rtt_us = -1};
	for (unsigned i = 0; i < SMTP_STEP_COUNT; i++)
		r->took_us[i] = -1;
	text_init(&r->banner);
	text_init(&r->ehlo);
	text_init(&r->error);
}

void
smtp_result_fini(struct smtp_result *r)
{
	text_fini(&r->banner);
	text_fini(&r->ehlo);
	text_fini(&r->error);
}

void
smtp_result_move(struct smtp_result *to, struct smtp_result *from)
{
	*to = *from;
	text_init(&from->banner);
	text_init(&from->ehlo);
	text_init(&from->error);
}

void
smtp_result_note_error(struct smtp_result *r, const void *bytes, size_t len)
{
	struct text *error = &r->error;
	size_t room = error->len < ERROR_MAX ? ERROR_MAX - error->len : 0;
	text_add_bytes(error, bytes, len < room ? len : room);
}

void
smtp_result_note_ehlo(struct smtp_result *r, const struct smtp_reply *reply)
{
	text_clear(&r->ehlo);
	text_add_bytes(&r->ehlo, reply->raw, reply->len);
	if (smtp_reply_is_good(reply) && smtp_reply_offers_starttls(reply))
		r->offer = SMTP_OFFER_OFFERED;
	else
		r->offer = smtp_reply_is_masked(reply) ? SMTP_OFFER_MASKED
						       : SMTP_OFFER_ABSENT;
}

void
smtp_result_note_handshake(struct smtp_result *r, const struct tls_client *tls)
{
	r->tls = true;
	snprintf(r->version, sizeof(r->version), "%s", tls_client_version(tls));
	snprintf(r->cipher, sizeof(r->cipher), "%s", tls_client_cipher(tls));
	snprintf(r->group, sizeof(r->group), "%s", tls_client_group(tls));
}

bool
smtp_result_ok(const struct smtp_result *r)
{
	return text_ok(&r->banner) && text_ok(&r->ehlo) && text_ok(&r->error);
}

static struct record_bytes
bytes_of(const struct text *t)
{
	return (struct record_bytes){t->bytes, t->len};
}

void
smtp_result_record(const struct smtp_result *r, struct smtp_record *out)
{
	out->status = r->status;
	out->reason = r->reason;
	out->step = r->step;
	out->rx_ts_ns = r->rx_ts_ns;
	out->rtt_us = r->rtt_us;
	out->banner = bytes_of(&r->banner);
	out->ehlo = bytes_of(&r->ehlo);
	out->offer = r->offer;
	out->tls = r->tls;
	out->version = r->version;
	out->cipher = r->cipher;
	out->group = r->group;
	out->chain = r->chain;
	out->chain_count = r->chain_count;
	out->chain_cut = r->chain_cut;
	out->twin_due = r->twin_due;
	out->error = bytes_of(&r->error);
	for (unsigned i = 0; i < SMTP_STEP_QUIT; i++)
		out->took_us[i] = r->took_us[i];
}
