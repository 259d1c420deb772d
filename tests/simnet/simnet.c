#include "simnet.h"

#include <errno.h>
#include <stdlib.h>

#include "authority.h"
#include "departures.h"
#include "tcp_side.h"

struct simnet {
	struct simnet_data data;
	struct simnet_departures departures;
	struct simnet_tcp_side tcp;
	struct simnet_counts counts;
	uint64_t mail;       /* frames to port 25 */
	uint64_t mail_drawn; /* whether they, or answers, are lost */
	void *listener;      /* what `asked` is called with */
	void (*asked)(void *ctx, const struct addr *server,
	    const struct simnet_query *q, bool rolled);
};

void
simnet_free(struct simnet *s)
{
	if (s == NULL)
		return;
	simnet_tcp_side_fini(&s->tcp);
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
	out->sessions = s->tcp.accepted;
	out->dropped = s->departures.dropped;
}

void
simnet_listen(struct simnet *s, void *ctx,
    void (*asked)(void *ctx, const struct addr *server,
	const struct simnet_query *q, bool rolled))
{
	s->listener = ctx;
	s->asked = asked;
}

static void
tell_listener(const struct simnet *s, const struct simnet_packet *p)
{
	struct simnet_query q;
	if (s->asked != NULL &&
	    simnet_query_parse(p->payload, p->payload_len, &q))
		s->asked(s->listener, &p->dst, &q, s->data.world.rolled);
}

/* One frame, whichever way it goes. */
static bool
mail_is_lost(struct simnet *s)
{
	unsigned ppm = s->data.world.config.mail_lost_ppm;
	return ppm > 0 && simnet_draw(&s->data.world, "mail loss",
			      s->mail_drawn++, 1000000) < ppm;
}

static void
send_packet(void *ctx, const struct simnet_packet *p, int64_t at_ns)
{
	struct simnet *s = ctx;
	uint8_t frame[SIMNET_FRAME_MAX];
	if (p->src_port == 25 && mail_is_lost(s))
		return;
	size_t len = simnet_packet_build(p, frame);
	simnet_departures_put(&s->departures, frame, len, at_ns);
}

int
simnet_new(const struct simnet_config *config, struct simnet **out)
{
	struct simnet *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return -ENOMEM;
	if (simnet_departures_init(&s->departures) < 0)
		goto free_simnet;
	if (simnet_tcp_side_init(&s->tcp, &s->data, s, send_packet) < 0)
		goto fini_departures;
	simnet_data_init(&s->data, config);
	*out = s;
	return 0;

fini_departures:
	simnet_departures_fini(&s->departures);
free_simnet:
	free(s);
	return -ENOMEM;
}

static void
take_udp(struct simnet *s, const struct simnet_packet *p, int64_t now_ns)
{
	uint8_t reply[SIMNET_DNS_MAX];
	int64_t delay_ns;
	if (p->dst_port != 53)
		return;
	s->counts.udp++;
	tell_listener(s, p);
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
	if (!p.tcp) {
		take_udp(s, &p, now_ns);
		return;
	}
	s->counts.tcp++;
	if (p.dst_port == 25 &&
	    (s->mail++ < s->data.world.config.mail_lost || mail_is_lost(s)))
		return;
	s->data.world.rolled |= p.dst_port == 25;
	simnet_tcp_side_take(&s->tcp, &p, now_ns);
}

static size_t
peer_next(void *ctx, uint8_t *out, int64_t now_ns)
{
	struct simnet *s = ctx;
	simnet_tcp_side_tick(&s->tcp, now_ns);
	return simnet_departures_take(&s->departures, out, now_ns);
}

static int64_t
peer_due_ns(void *ctx)
{
	struct simnet *s = ctx;
	int64_t tcp = simnet_tcp_side_due_ns(&s->tcp);
	int64_t frame = simnet_departures_due_ns(&s->departures);
	return tcp < frame ? tcp : frame;
}

struct sim_peer
simnet_peer(struct simnet *s)
{
	return (struct sim_peer){s, peer_receive, peer_next, peer_due_ns};
}
