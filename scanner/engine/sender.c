#include "sender.h"

#include <errno.h>
#include <stdlib.h>

#include "server_budget.h"
#include "throttle.h"

enum {
	SERVER_BURST = 10, /* questions to one server at once */
};

struct sender {
	struct sender_config config;
	struct link_tx *tx;
	struct server_budget *budget;
	struct throttle throttle;
	uint64_t own_sent, own_bytes;       /* by this sender */
	uint64_t others_sent, others_bytes; /* by others, charged already */
};

int
sender_new(const struct sender_config *config, struct sender **out)
{
	struct sender *s = calloc(1, sizeof(*s));
	if (s == NULL)
		return -ENOMEM;
	s->config = *config;
	int rc = server_budget_new(
	    (double)config->server_rate_qps, SERVER_BURST, &s->budget);
	if (rc < 0)
		goto free_sender;
	server_budget_set_rates(s->budget, config->rates);
	rc = link_tx_open(config->link, LINK_BULK, &s->tx);
	if (rc < 0)
		goto free_budget;

	throttle_init(&s->throttle, config->rate_pps, config->bandwidth_bps, 0);
	*out = s;
	return 0;

free_budget:
	server_budget_free(s->budget);
free_sender:
	free(s);
	return rc;
}

void
sender_free(struct sender *s)
{
	if (s == NULL)
		return;
	link_tx_close(s->tx);
	server_budget_free(s->budget);
	free(s);
}

bool
sender_has_room(struct sender *s, int64_t now_ns)
{
	return throttle_allows(&s->throttle, FRAME_MAX, now_ns) > 0;
}

static void
commit(struct sender *s, size_t len, int64_t now_ns)
{
	link_commit(s->tx, len);
	s->own_sent++;
	s->own_bytes += len;
	throttle_take(&s->throttle, 1, len, now_ns);
}

static const struct frame_templates *
templates_for(const struct sender *s, const struct addr *a)
{
	return addr_is_v4(a) ? s->config.ipv4 : s->config.ipv6;
}

int
sender_note_server(struct sender *s, const struct addr *server,
    const struct dns_name *ns, int64_t now_ns)
{
	if (s->config.rates == NULL)
		return 0;
	return server_budget_note_name(s->budget, server, ns, now_ns);
}

enum sent
sender_question(struct sender *s, const struct frame_udp *what, int64_t now_ns)
{
	if (!sender_has_room(s, now_ns))
		return SENT_LATER;
	enum sent sent = sender_take_budget(s, &what->dst, now_ns);
	if (sent != SENT)
		return sent;
	uint8_t *frame = link_reserve(s->tx);
	commit(s, frame_build_udp(templates_for(s, &what->dst), what, frame),
	    now_ns);
	return SENT;
}

enum sent
sender_segment(struct sender *s, const struct frame_tcp *what, int64_t now_ns)
{
	if (!address_policy_allows(&s->config.policy, &what->dst))
		return SENT_NEVER;
	if (!sender_has_room(s, now_ns))
		return SENT_LATER;
	uint8_t *frame = link_reserve(s->tx);
	commit(s, frame_build_tcp(templates_for(s, &what->dst), what, frame),
	    now_ns);
	return SENT;
}

enum sent
sender_take_budget(struct sender *s, const struct addr *server, int64_t now_ns)
{
	if (!address_policy_allows(&s->config.policy, server))
		return SENT_NEVER;
	if (!server_budget_take(s->budget, server, now_ns))
		return SENT_BUSY;
	return SENT;
}

void
sender_flush(struct sender *s, int64_t now_ns)
{
	link_flush(s->tx);
	struct link_sent sent = link_sent(s->config.link);
	uint64_t frames =
	    sent.frames > s->own_sent ? sent.frames - s->own_sent : 0;
	uint64_t bytes =
	    sent.bytes > s->own_bytes ? sent.bytes - s->own_bytes : 0;
	if (frames <= s->others_sent)
		return;
	throttle_take(&s->throttle, frames - s->others_sent,
	    bytes > s->others_bytes ? bytes - s->others_bytes : 0, now_ns);
	s->others_sent = frames;
	s->others_bytes = bytes;
}
