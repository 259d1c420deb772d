/* resolver_watch.h - what the resolver tells of its way to an answer. */
#ifndef RESOLVER_WATCH_H
#define RESOLVER_WATCH_H

#include <stddef.h>
#include <stdint.h>

struct dns_message;
struct dns_name;
struct dns_question;

/* A reply of a server of `zone` (NULL: not known) ended the question. */
struct resolver_end {
	const struct dns_question *question;
	const struct dns_name *zone;
	const uint8_t *reply;
	size_t reply_len;
};

/* All of it lives for the call only. */
struct resolver_watch {
	void *ctx;
	/* As iterator_io.h has it. */
	void (*referral)(void *ctx, const struct dns_message *m,
	    const struct dns_name *from, const struct dns_name *zone);
	/* Each question that a reply ends, the resolver's own, too. */
	void (*ended)(void *ctx, const struct resolver_end *end);
};

#endif
