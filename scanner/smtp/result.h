/* result.h - how one SMTP session went, while its record grows. */
#ifndef SMTP_RESULT_H
#define SMTP_RESULT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"
#include "mail/smtp_reply.h"
#include "output/record/smtp.h"
#include "tls/tls_client.h"

struct smtp_result {
	enum smtp_status status;
	enum not_asked reason; /* of NOT_ASKED */
	enum smtp_step step;   /* how far it came */
	bool needs_full;    /* the server gave no certificates in the clear */
	bool transient;     /* refused with a 4xx: worth another session */
	int64_t rx_ts_ns;   /* real time of its end */
	int64_t rtt_us;     /* SYN to SYN-ACK; -1: not known */
	struct text banner; /* as it came */
	struct text ehlo;   /* as it came, lines with CRLF */
	enum smtp_offer offer;
	bool tls; /* a handshake was finished: */
	char version[16], cipher[64], group[32];
	uint8_t chain[TLS_CHAIN_MAX][32]; /* SHA-256, leaf first */
	unsigned chain_count;
	bool chain_cut;         /* the server sent more than these */
	enum leaf_key twin_due; /* of whoever asks for both */
	struct text error;      /* the reply or the alert that ended it */
	int64_t took_us[SMTP_STEP_COUNT]; /* each step; -1: not reached */
};

void smtp_result_init(
    struct smtp_result *r, enum smtp_status status, int64_t rx_ts_ns);
void smtp_result_fini(struct smtp_result *r);

/* `to`, which holds none, has it now; `from` is without texts. */
void smtp_result_move(struct smtp_result *to, struct smtp_result *from);

/* Adds to what is told already, up to a bound. */
void smtp_result_note_error(
    struct smtp_result *r, const void *bytes, size_t len);

/* The reply to EHLO: its lines, and whether STARTTLS is among them. */
void smtp_result_note_ehlo(
    struct smtp_result *r, const struct smtp_reply *reply);

/* A handshake is done, or the chain was read. */
void smtp_result_note_handshake(
    struct smtp_result *r, const struct tls_client *tls);

/* There was memory for all of its texts. */
bool smtp_result_ok(const struct smtp_result *r);

/* Sets what the record holds of it: views, as long as `r` lives. */
void smtp_result_record(const struct smtp_result *r, struct smtp_record *out);

#endif
