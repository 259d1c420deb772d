/* tcp_side.h - all TCP servers of the world: DNS and mail. */
#ifndef SIMNET_TCP_SIDE_H
#define SIMNET_TCP_SIDE_H

#include "connections.h"

struct simnet_tcp_side {
	const struct simnet_data *data;
	struct simnet_connections connections;
	SSL_CTX *tls;
	uint8_t was_busy[(0x10000 + SIMNET_PROVIDERS_MAX * 4) / 8];
	uint64_t accepted;
	void *ctx; /* what segments are sent with */
	void (*send)(void *ctx, const struct simnet_packet *p, int64_t at_ns);
};

/* All is borrowed for its life.  0 or -ENOMEM. */
MUST_USE int simnet_tcp_side_init(struct simnet_tcp_side *t,
    const struct simnet_data *data, void *ctx,
    void (*send)(void *ctx, const struct simnet_packet *p, int64_t at_ns));
void simnet_tcp_side_fini(struct simnet_tcp_side *t);

/* A TCP packet for any of them, or for nobody. */
void simnet_tcp_side_take(
    struct simnet_tcp_side *t, const struct simnet_packet *p, int64_t now_ns);

/* Does what is due by now. */
void simnet_tcp_side_tick(struct simnet_tcp_side *t, int64_t now_ns);
int64_t simnet_tcp_side_due_ns(const struct simnet_tcp_side *t);

#endif
