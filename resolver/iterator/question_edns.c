#include "question_edns.h"

#include "dns/message.h"
#include "question_servers.h"
#include "server_memory.h"

enum { BADVERS = 16 }; /* RFC 6891 9 */

/* RFC 6891 7: FORMERR, or NOTIMP of those that know no opcode beside. */
static bool
refuses(const struct dns_message *m)
{
	return m->rcode == DNS_FORMERR || m->rcode == DNS_NOTIMP ||
	       m->rcode == BADVERS;
}

enum question_edns_next
question_edns_judge(const struct question_edns *asked,
    const struct dns_message *m, const struct question_server *server,
    struct server_memory *memory)
{
	if (m->has_edns && asked->on)
		server_memory_set_edns(
		    memory, &server->addr, SERVER_EDNS_WORKS);
	if (refuses(m) && asked->confirming)
		return QUESTION_EDNS_NEVER;
	if (refuses(m) && asked->on && !asked->for_proof)
		return QUESTION_EDNS_WITHOUT;
	if (asked->on)
		return QUESTION_EDNS_TAKE;
	if (asked->doubted) {
		if (!refuses(m))
			server_memory_set_edns(
			    memory, &server->addr, SERVER_EDNS_NONE);
		return QUESTION_EDNS_TAKE;
	}
	if (!asked->tcp && server->was_plain &&
	    server_memory_edns(memory, &server->addr) == SERVER_EDNS_UNKNOWN)
		return QUESTION_EDNS_CONFIRM;
	return QUESTION_EDNS_TAKE;
}
