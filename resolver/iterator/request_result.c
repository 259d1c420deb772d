#include "request_result.h"

#include "iterator_io.h"
#include "question_reply.h"
#include "recent_replies.h"
#include "request.h"

static void
tell(const struct request *r, const struct question_end *end,
    const struct dns_message *m, bool more,
    const struct recent_replies *replies, const struct iterator_io *io)
{
	const struct question *q = &r->question;
	const struct question_servers *asked = &q->visit.servers;
	const struct cut *cut = q->visit.cut;
	struct dns_observation servers[DNS_OBSERVATIONS_MAX];
	struct recent_reply reply = {0};
	struct dns_name ns, zone;
	unsigned count = question_visit_observations(
	    &q->visit, q->end.status, m, &end->server, servers);

	if (end->ns != NULL)
		cut_host_name(end->ns, &ns);
	if (cut != NULL)
		cut_name(cut, &zone);
	if (m != NULL)
		question_reply_zone(m, &q->asked, &zone);
	if (m != NULL && !end->tcp)
		reply = recent_replies_find(replies, &end->server, m);
	io->done(io->ctx,
	    &(struct iterator_result){
		.question = &q->asked,
		.tag = r->tag,
		.status = end->status,
		.message = end->message,
		.message_len = end->message_len,
		.server = end->ns != NULL ? &end->server : NULL,
		.ns = end->ns != NULL ? &ns : NULL,
		.zone = cut != NULL ? &zone : NULL,
		.tcp = end->tcp,
		.attempts = q->attempts,
		.servers = count > 0 ? servers : NULL,
		.server_count = count,
		.spared = end->spared,
		.servers_left = count > 0 ? asked->left + asked->unlisted : 0,
		.for_itself = q->visit.for_itself,
		.more = more,
		.reply = reply.number,
		.conflict = reply.conflict,
	    },
	    r->internal);
}

/* What other servers said, if all were asked. */
static void
tell_others(const struct request *r, const struct recent_replies *replies,
    const struct iterator_io *io)
{
	const struct question *q = &r->question;

	for (unsigned i = 0; i < q->different.count; i++) {
		const struct kept_reply *k = &q->different.at[i];
		const struct question_end end = question_end_with_kept(k);
		struct dns_message m;
		/* The end itself may have come over UDP and over TCP. */
		if (!kept_reply_equals(k, q->end.message, q->end.message_len) &&
		    dns_message_parse(k->bytes, k->len, &m))
			tell(r, &end, &m, true, replies, io);
	}
}

void
request_tell(const struct request *r, const struct dns_message *m,
    const struct recent_replies *replies, const struct iterator_io *io)
{
	tell_others(r, replies, io);
	tell(r, &r->question.end, m, false, replies, io);
}
