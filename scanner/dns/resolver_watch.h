/* resolver_watch.h - what the resolver tells of its way to an answer. */
#ifndef RESOLVER_WATCH_H
#define RESOLVER_WATCH_H

struct dns_message;
struct dns_name;
struct iterator_result;

/* All of it lives for the call only. */
struct resolver_watch {
	void *ctx;
	/* As iterator_io.h has it. */
	void (*referral)(void *ctx, const struct dns_message *m,
	    const struct dns_name *from, const struct dns_name *zone);
	/* Each question that ends, those of the resolver's own among them. */
	void (*ended)(void *ctx, const struct iterator_result *r);
};

#endif
