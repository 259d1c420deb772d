#include "question_observations.h"

#include "dns/message.h"
#include "question_servers.h"
#include "reply_digest.h"

void
question_observe(struct question_server *s, enum dns_status status, bool tcp,
    const struct dns_message *m, bool with_digest)
{
	s->seen.status = status;
	s->seen.tcp = tcp;
	s->seen.rcode = m != NULL ? m->rcode : 0;
	s->said = with_digest ? reply_digest(m) : 0;
}

void
question_observe_failure(
    struct question_server *s, enum dns_status status, bool tcp)
{
	if (s->seen.status == DNS_STATUS_NOT_ASKED)
		question_observe(s, status, tcp, NULL, false);
}

unsigned
question_observed(const struct question_servers *servers)
{
	unsigned asked = 0;

	for (unsigned i = 0; i < question_servers_count(servers); i++)
		asked += question_servers_at(servers, i)->seen.status !=
			 DNS_STATUS_NOT_ASKED;
	return asked;
}

unsigned
question_observations(const struct question_servers *servers,
    enum dns_status status, const struct dns_message *m, const struct addr *by,
    struct dns_observation out[DNS_OBSERVATIONS_MAX])
{
	uint64_t said = m != NULL ? reply_digest(m) : 0;

	for (unsigned i = 0; i < question_servers_count(servers); i++) {
		const struct question_server *s =
		    question_servers_at(servers, i);
		out[i] = s->seen;
		out[i].same = m != NULL ? s->said == said ||
					      addr_equal(&s->seen.server, by)
					: s->seen.status == status;
	}
	return question_servers_count(servers);
}
