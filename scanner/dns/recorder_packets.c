#include "recorder_packets.h"

#include <errno.h>

#include "base/clock.h"
#include "held_record.h"
#include "recorder_answers.h"
#include "recorder_state.h"
#include "resolver/iterator/question_reply.h"
#include "scanner/engine/cookie.h"
#include "spray_reply.h"

/* A reply to a question of the spray, and all that is known of that. */
struct sprayed_reply {
	const struct packet_item *item;
	const struct dns_message *message;
	uint64_t i;
	int64_t server; /* servers_heard() */
	uint32_t index; /* of the delegation */
	struct delegation delegation;
	struct dns_name zone; /* that the answer is from */
};

static void
hold_answer(struct recorder *r, const struct sprayed_reply *reply)
{
	struct dns_name ns;
	struct dns_record record = {
	    .question = &reply->message->question,
	    .status = DNS_STATUS_REPLY,
	    .server = &reply->item->packet.src,
	    .ns = reply->server >= 0 ? &ns : NULL,
	    .zone = &reply->zone,
	    .stage = r->stage,
	    .attempts = spray_sent(r->spray, reply->i),
	    .rx_ts_ns = reply->item->rx_ts_ns,
	    .message = reply->item->packet.payload.at,
	    .message_len = wire_left(&reply->item->packet.payload),
	};

	int rc;

	if (reply->server >= 0)
		servers_name(r->servers, reply->server, &ns);
	recorder_make_room(r);
	while ((rc = held_record_add(r->held, reply->i, &record, reply->message,
		    &r->line, r->now_ns)) == -ENOSPC)
		recorder_write_oldest(r, true);
	halt_fail(r->config.halt, rc);
}

/*
 * What a sprayed question got is noted at once, and recorded when a second
 * answer had time to come (held_answers.h).
 */
static void
take_final(struct recorder *r, struct sprayed_reply *reply)
{
	const struct dns_message *m = reply->message;
	struct dns_name target;

	if (!spray_take_record(r->spray, reply->i))
		return;
	dns_name_copy(&reply->delegation.name, &reply->zone);
	question_reply_zone(m, &m->question, &reply->zone);
	hold_answer(r, reply);
	recorder_note(r, &(struct finding){.stage = r->stage,
			     .question = &m->question,
			     .message = m,
			     .zone = &reply->zone,
			     .delegation = &reply->delegation,
			     .index = reply->index});
	if (question_reply_leaves(m, &m->question, &reply->zone, &target))
		recorder_ask_once(r,
		    &(struct dns_question){.name = target,
			.type = m->question.type,
			.class = DNS_CLASS_IN},
		    true);
}

/* The cookie proves that the reply is to a question of ours. */
static bool
is_ours(const struct recorder *r, const struct packet_item *item,
    const struct dns_message *m)
{
	struct dns_cookie want =
	    cookie_dns(r->config.key, &item->packet.src, &m->question.name,
		m->question.type, r->config.port_first, r->config.port_last);
	return want.id == m->id && want.src_port == item->packet.dst_port &&
	       item->packet.src_port == 53;
}

/*
 * A server that is asked again, as all others have been asked, and answers
 * now: what was lost before was lost on the way, if not on our side.
 */
static void
count_answer(struct recorder *r, uint64_t i, uint32_t delegation)
{
	struct addr servers[SERVERS_PER_DELEGATION];
	unsigned sent = spray_sent_in_passes(r->spray, i);
	count(&r->config.counters->answers);
	if (sent > 1 && sent > servers_of(r->servers, delegation, servers))
		count(&r->config.counters->answers_late);
}

/* What did not end its question; NULL: what is no message. */
static void
observe(struct recorder *r, const struct packet_item *item, uint64_t i,
    const struct dns_message *m)
{
	spray_observations_note(r->observations, i, &item->packet.src, m);
}

/* It is closed: the same once more, or what another server says late. */
static void
take_second(struct recorder *r, const struct packet_item *item, uint64_t i,
    const struct dns_message *m)
{
	count(&r->config.counters->replies_duplicate);
	(void)held_answers_compare(r->held, i, &item->packet.src, m);
	if (spray_sent(r->spray, i) > 1)
		observe(r, item, i, m);
}

static void
take_reply(struct recorder *r, struct sprayed_reply *reply)
{
	const struct packet_item *item = reply->item;
	const struct dns_message *m = reply->message;
	uint64_t i = reply->i;

	reply->index = spray_delegation(r->spray, i);
	delegations_get(r->config.findings->domains->delegations, reply->index,
	    &reply->delegation);
	enum spray_reply verdict = spray_reply_judge(m,
	    &(struct spray_reply_zone){.name = &reply->delegation.name,
		.has_ds = reply->delegation.has_ds},
	    (uint32_t)(item->rx_ts_ns / NS_PER_S));
	if (verdict == SPRAY_REPLY_NEXT) { /* the next pass asks another one */
		observe(r, item, i, m);
		return;
	}
	if (!spray_close(r->spray, i)) {
		take_second(r, item, i, m);
		return;
	}
	count_answer(r, i, reply->index);
	if (verdict == SPRAY_REPLY_RESOLVER) {
		observe(r, item, i, m);
		recorder_ask(r,
		    &(struct dns_question){.name = m->question.name,
			.type = m->question.type,
			.class = DNS_CLASS_IN},
		    false);
	} else {
		take_final(r, reply);
	}
}

/* It cannot be read; but the question in front may be whole. */
static void
take_garbage(struct recorder *r, const struct packet_item *item)
{
	const struct wire *all = &item->packet.payload;
	struct dns_message m;
	uint64_t i;

	count(&r->config.counters->replies_malformed);
	if (dns_message_parse_head(all->at, wire_left(all), &m) && m.qr &&
	    spray_find(r->spray, &m.question, &i) && is_ours(r, item, &m))
		observe(r, item, i, NULL);
}

/*
 * Until it names a question of this stage and fits its cookie, a packet may be
 * anybody's: it is counted, and nothing that it says is believed.  A forged
 * error without a question makes a server count as heard; all that follows is
 * whether and how the resolver asks it, and that nobody calls it silent.
 */
void
recorder_take_packet(struct recorder *r, const struct packet_item *item)
{
	struct counters *c = r->config.counters;
	struct dns_message m;
	uint64_t i;

	if (r->spray == NULL) {
		count(&c->replies_unmatched);
		return;
	}
	if (!dns_message_parse(item->packet.payload.at,
		wire_left(&item->packet.payload), &m)) {
		take_garbage(r, item);
		return;
	}
	if (!m.qr)
		return;
	/* Some servers' FORMERR has no question: the resolver will know. */
	if (!m.has_question && m.rcode != DNS_NOERROR) {
		servers_heard(r->servers, &item->packet.src, m.has_edns);
		servers_note_bare_error(r->servers, &item->packet.src);
	}
	if (!m.has_question || !spray_find(r->spray, &m.question, &i) ||
	    !is_ours(r, item, &m)) {
		count(&c->replies_unmatched);
		return;
	}
	struct sprayed_reply reply;
	reply.item = item;
	reply.message = &m;
	reply.i = i;
	reply.server = servers_heard(r->servers, &item->packet.src, m.has_edns);
	take_reply(r, &reply);
}
