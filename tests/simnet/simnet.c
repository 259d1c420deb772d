#include "simnet.h"

#include <errno.h>
#include <stdlib.h>

#include "authority.h"
#include "departures.h"
#include "ip_frame.h"

struct simnet {
	struct simnet_data data;
	struct simnet_departures departures;
	struct simnet_counts counts;
};

int
simnet_new(const struct simnet_config *config, struct simnet **out)
{
	struct simnet *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return -ENOMEM;
	if (simnet_departures_init(&s->departures) < 0) {
		free(s);
		return -ENOMEM;
	}
	simnet_data_init(&s->data, config);
	*out = s;
	return 0;
}

void
simnet_free(struct simnet *s)
{
	if (s == NULL)
		return;
	simnet_departures_fini(&s->departures);
	simnet_data_fini(&s->data);
	free(s);
}

const struct simnet_data *
simnet_data(const struct simnet *s)
{
	return &s->data;
}

void
simnet_count(const struct simnet *s, struct simnet_counts *out)
{
	*out = s->counts;
	out->dropped = s->departures.dropped;
}

static void
send_packet(void *ctx, const struct simnet_packet *p, int64_t at_ns)
{
	struct simnet *s = ctx;
	uint8_t frame[SIMNET_FRAME_MAX];
	size_t len = simnet_packet_build(p, frame);
	simnet_departures_put(&s->departures, frame, len, at_ns);
}

static void
take_udp(struct simnet *s, const struct simnet_packet *p, int64_t now_ns)
{
	uint8_t reply[SIMNET_DNS_MAX];
	int64_t delay_ns;
	if (p->dst_port != 53)
		return;
	s->counts.udp++;
	size_t len = simnet_authority_answer(&s->data, &p->dst, false,
	    p->payload, p->payload_len, reply, &delay_ns);
	if (len == 0)
		return;
	struct simnet_packet back = simnet_packet_back(p);
	back.payload = reply;
	back.payload_len = len;
	send_packet(s, &back, now_ns + delay_ns);
}

static void
peer_receive(void *ctx, const uint8_t *frame, size_t len, int64_t now_ns)
{
	struct simnet *s = ctx;
	struct simnet_packet p;
	bool sums = !s->data.world.config.ignore_checksums;
	s->counts.frames++;
	if (!simnet_packet_parse(frame, len, sums, &p)) {
		s->counts.ignored++;
		return;
	}
	if (!p.tcp)
		take_udp(s, &p, now_ns);
}

static size_t
peer_next(void *ctx, uint8_t *out, int64_t now_ns)
{
	struct simnet *s = ctx;
	return simnet_departures_take(&s->departures, out, now_ns);
}

static int64_t
peer_due_ns(void *ctx)
{
	struct simnet *s = ctx;
	return simnet_departures_due_ns(&s->departures);
}

struct sim_peer
simnet_peer(struct simnet *s)
{
	return (struct sim_peer){s, peer_receive, peer_next, peer_due_ns};
}
