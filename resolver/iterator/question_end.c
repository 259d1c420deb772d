#include "question_end.h"

#include "cut.h"
#include "dns/message.h"
#include "kept_reply.h"
#include "question_evidence.h"
#include "question_servers.h"

struct question_end
question_end_without(
    enum dns_status status, const struct question_server *last, bool tcp)
{
	struct question_end end = {.status = status, .tcp = tcp};

	if (last != NULL) {
		end.server = last->addr;
		end.ns = last->ns;
	}
	return end;
}

struct question_end
question_end_with(
    const struct dns_message *m, const struct question_server *last, bool tcp)
{
	struct question_end end =
	    question_end_without(DNS_STATUS_REPLY, last, tcp);

	end.message = m->whole.at;
	end.message_len = wire_left(&m->whole);
	return end;
}

struct question_end
question_end_with_kept(const struct kept_reply *kept)
{
	return (struct question_end){
	    .status = DNS_STATUS_REPLY,
	    .message = kept->bytes,
	    .message_len = kept->len,
	    .server = kept->server,
	    .ns = kept->ns,
	    .tcp = kept->tcp,
	};
}

/* Addresses are known, but none of a family that we have. */
static bool
lacks_route(const struct question_servers *servers, const struct cut *cut)
{
	if (question_servers_count(servers) > 0)
		return false;
	for (unsigned i = 0; i < cut_host_count(cut); i++) {
		unsigned count;
		const struct cut_host *host = cut_host_at(cut, i);
		(void)cut_host_addresses(cut_host_follow(host), &count);
		if (count > 0)
			return true;
	}
	return false;
}

/* Who is silent beside one that is spared is not all that there is. */
static enum dns_status
why_nothing(const struct question_servers *servers, const struct cut *cut,
    const struct question_server *last)
{
	if (last != NULL)
		return servers->spared != 0 ? DNS_STATUS_NOT_ASKED
					    : DNS_STATUS_TIMEOUT;
	for (unsigned i = 0; i < question_servers_count(servers); i++)
		if (question_servers_at(servers, i)->blocked)
			return DNS_STATUS_BLOCKED;
	if (servers->spared != 0)
		return DNS_STATUS_NOT_ASKED;
	return lacks_route(servers, cut) ? DNS_STATUS_NO_ROUTE
					 : DNS_STATUS_NO_SERVERS;
}

struct question_end
question_end_with_best(const struct question_evidence *evidence,
    const struct question_servers *servers, const struct cut *cut,
    const struct question_server *last, bool tcp)
{
	enum dns_status status = DNS_STATUS_TIMEOUT; /* no heap for `best` */

	switch (evidence->rank) {
	case QUESTION_RANK_NOTHING:
		status = why_nothing(servers, cut, last);
		break;
	case QUESTION_RANK_BAD_REPLY:
		status = DNS_STATUS_BAD_REPLY;
		break;
	case QUESTION_RANK_LAME:
		status = DNS_STATUS_LAME;
		break;
	case QUESTION_RANK_TCP_FAILED:
		status = DNS_STATUS_TCP_FAILED;
		break;
	case QUESTION_RANK_CHILD:
	case QUESTION_RANK_ERROR:
	case QUESTION_RANK_REFUSED:
	case QUESTION_RANK_SERVFAIL:
	case QUESTION_RANK_UNSURE:
	case QUESTION_RANK_UNPROVED:
		if (evidence->best.bytes != NULL)
			return question_end_with_kept(&evidence->best);
	}
	struct question_end end = question_end_without(status, last, tcp);
	end.spared = status == DNS_STATUS_NOT_ASKED ? servers->spared : 0;
	return end;
}
