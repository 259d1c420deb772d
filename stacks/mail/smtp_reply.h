/*
 * smtp_reply.h - reads SMTP replies from a stream of bytes (RFC 5321 4.2).
 *
 * Fed as bytes come; a reply is whole at the line with a space, or nothing,
 * behind its code: any three digits, of which a client believes the first
 * (RFC 5321 4.2.1).  A line that is none is passed over, as Postfix's client
 * does, up to a bound.  Memory is bounded: of a longer reply the end is lost,
 * and that is told.
 */
#ifndef SMTP_REPLY_H
#define SMTP_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/wire.h"

enum {
	SMTP_REPLY_MAX = 4096,    /* bytes of one reply that are kept */
	SMTP_REPLY_LIMIT = 65536, /* more than this is no reply */
	SMTP_LINE_START = 16,     /* code, sign, keyword, and what follows */
	SMTP_STRAY_MAX = 64,      /* lines that are passed over */
	SMTP_KEYWORDS_MAX =
	    2048, /* bytes of text before a keyword that counts */
};

struct smtp_reply {
	uint16_t code;         /* of the last line */
	unsigned lines;        /* so far, of a reply */
	size_t len;            /* of `raw` */
	size_t total;          /* bytes, kept or not */
	bool cut;              /* not all of them were kept */
	uint8_t *raw;          /* all lines as they came */
	size_t room;           /* of `raw`, which grows */
	bool no_memory;        /* some were not kept for want of it */
	bool starttls, masked; /* some line so far was this keyword */
	uint8_t line_start[SMTP_LINE_START]; /* of the line that is coming */
	size_t line_len, line_kept;
	bool line_cr;               /* the last byte of it is CR */
	size_t text_len;            /* of the lines so far, joined by LF */
	unsigned stray;             /* lines that are no reply */
	size_t stray_at, stray_len; /* in `raw`: the first of them */
};

enum smtp_parse {
	SMTP_PARSE_MORE,  /* not whole yet; all bytes were taken */
	SMTP_PARSE_WHOLE, /* a reply; what follows it stays in the wire */
	SMTP_PARSE_BAD,   /* too long, or too many lines that are none */
};

/* Begins a new reply, with the memory of that before; all zero is fine. */
void smtp_reply_init(struct smtp_reply *r);
void smtp_reply_fini(struct smtp_reply *r);

enum smtp_parse smtp_reply_feed(struct smtp_reply *r, struct wire *w);

/*
 * Some line of an EHLO reply but the first begins with the word STARTTLS (RFC
 * 3207 4), in any case of letters.  Blanks or an equals sign may stand before
 * and behind it, and 2,048 bytes are too many before its line, as Postfix's
 * client has it.
 */
bool smtp_reply_offers_starttls(const struct smtp_reply *r);

/* A firewall wrote XXXXXXXA over it (Cisco's ESMTP inspection). */
bool smtp_reply_is_masked(const struct smtp_reply *r);

/* 2xx: it was done (RFC 5321 4.2.1). */
bool smtp_reply_is_good(const struct smtp_reply *r);

/* 4xx, 421 among them: another session may do better (RFC 5321 4.2.1). */
bool smtp_reply_is_transient(const struct smtp_reply *r);

/* Something came, and no line of it is that of a reply. */
bool smtp_reply_is_stray(const struct smtp_reply *r);

/*
 * Line by line, without CRLF: starts with `*at` 0; false: no more.  The view
 * lives as long as the reply.
 */
bool smtp_reply_line(
    const struct smtp_reply *r, size_t *at, const uint8_t **line, size_t *len);

#endif
