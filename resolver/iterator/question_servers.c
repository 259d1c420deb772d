#include "question_servers.h"

#include <errno.h>

#include "base/siphash.h"

enum { LABEL_ORDER = 0x5e65 }; /* keeps this hash apart from others */

void
question_servers_fini(struct question_servers *s)
{
	array_fini(&s->rows);
}

void
question_servers_clear(struct question_servers *s)
{
	s->rows.count = 0;
	s->plain_tries = s->small_tries = s->checks = 0;
}

static bool
has(const struct question_servers *s, const struct addr *addr)
{
	for (unsigned i = 0; i < question_servers_count(s); i++)
		if (addr_equal(&question_servers_at(s, i)->addr, addr))
			return true;
	return false;
}

/* By the seed alone: the hash of tables differs from run to run. */
static uint64_t
order_of(const struct addr *addr, uint64_t salt)
{
	return siphash(&(struct siphash_key){salt, LABEL_ORDER}, addr->bytes,
	    sizeof(addr->bytes));
}

static int
add(struct question_servers *s, const struct addr *addr,
    const struct cut_host *ns, uint64_t salt)
{
	if (has(s, addr))
		return 0;
	if (question_servers_count(s) == DNS_OBSERVATIONS_MAX) {
		s->left++;
		return 0;
	}
	struct question_server *new = array_push(&s->rows, 1, sizeof(*new));
	if (new == NULL)
		return -ENOMEM;
	*new = (struct question_server){.addr = *addr,
	    .ns = ns,
	    .order = order_of(addr, salt),
	    .seen = {.server = *addr, .status = DNS_STATUS_NOT_ASKED}};
	return 0;
}

/*
 * It is called before each choice: addresses come while others are asked, and
 * what is there keeps its place and its history.
 */
int
question_servers_gather(struct question_servers *s, const struct cut *cut,
    bool ipv4, bool ipv6, uint64_t salt)
{
	int rc = 0;

	s->left = 0;
	for (unsigned i = 0; i < cut_host_count(cut); i++) {
		const struct cut_host *ns = cut_host_at(cut, i);
		unsigned count;
		const struct cut_address *a =
		    cut_host_addresses(cut_host_follow(ns), &count);
		for (unsigned k = 0; rc == 0 && k < count; k++)
			if (addr_is_v4(&a[k].addr) ? ipv4 : ipv6)
				rc = add(s, &a[k].addr, ns, salt);
	}
	return rc;
}
