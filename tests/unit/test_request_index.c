/* Requests by their question, and by the query that is on the wire. */
#include "resolver/iterator/request_index.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dns/type.h"
#include "resolver/iterator/request.h"
#include "tap.h"

enum { MANY = 3000 };

static struct request_work *work;

static struct dns_question
question_of(const char *name, uint16_t type)
{
	struct dns_question q = {.type = type, .class = DNS_CLASS_IN};
	if (!dns_name_from_text(name, strlen(name), &q.name))
		abort();
	return q;
}

static struct request *
add(struct request_index *x, const char *name, uint16_t type)
{
	struct dns_question q = question_of(name, type);
	struct request *e = request_new(&q, 1, work);
	if (e == NULL || request_index_add(x, e) < 0)
		abort();
	return e;
}

static struct request_query
query_of(const char *server, uint16_t id, uint16_t port)
{
	struct request_query q = {.id = id, .port = port};
	if (!addr_parse(server, &q.server))
		abort();
	return q;
}

static struct request *
find(const struct request_index *x, const char *name, uint16_t type)
{
	struct dns_question q = question_of(name, type);
	return request_index_find(x, &q);
}

static struct request *
find_query(const struct request_index *x, const char *server, uint16_t id,
    uint16_t port)
{
	struct request_query q = query_of(server, id, port);
	return request_index_find_query(x, &q);
}

static void
by_question(void)
{
	struct request_index x = {0};
	ok(request_index_count(&x) == 0 && find(&x, "a.se", DNS_A) == NULL,
	    "nothing is there at first");
	struct request *a = add(&x, "a.se", DNS_A);
	struct request *mx = add(&x, "a.se", DNS_MX);
	struct request *b = add(&x, "b.se", DNS_A);
	ok(request_index_count(&x) == 3 && find(&x, "a.se", DNS_A) == a &&
		find(&x, "a.se", DNS_MX) == mx && find(&x, "b.se", DNS_A) == b,
	    "each by its name and type");
	ok(find(&x, "b.se", DNS_MX) == NULL && find(&x, "se", DNS_A) == NULL,
	    "and by no other");
	request_index_remove(&x, mx);
	ok(request_index_count(&x) == 2 && find(&x, "a.se", DNS_MX) == NULL &&
		find(&x, "a.se", DNS_A) == a && find(&x, "b.se", DNS_A) == b,
	    "one is taken out, the others stay");
	struct request *c = add(&x, "c.se", DNS_A);
	ok(c->place == mx->place && find(&x, "c.se", DNS_A) == c &&
		x.requests.count == 3,
	    "its place is used again");
	request_free(mx);
	request_index_fini(&x);
}

/* Equal questions have equal hashes, here as in the request. */
static void
hashes(void)
{
	struct request_index x = {0};
	struct request *e = add(&x, "a.se", DNS_A);
	struct dns_question same = question_of("A.SE", DNS_A);
	struct dns_question type = question_of("a.se", DNS_AAAA);
	struct dns_question name = question_of("a.sf", DNS_A);
	ok(request_index_hash(&same) == e->question_hash, "the same question");
	ok(request_index_hash(&type) != e->question_hash &&
		request_index_hash(&name) != e->question_hash,
	    "another type, and another last letter");
	request_index_fini(&x);
}

static void
by_query(void)
{
	struct request_index x = {0};
	struct request *a = add(&x, "a.se", DNS_A);
	struct request *b = add(&x, "b.se", DNS_A);
	a->query = query_of("192.0.2.1", 7, 40000);
	b->query = query_of("192.0.2.1", 8, 40000);
	ok(find_query(&x, "192.0.2.1", 7, 40000) == NULL,
	    "what is not on the wire is not found");
	request_index_add_query(&x, a);
	request_index_add_query(&x, b);
	ok(find_query(&x, "192.0.2.1", 7, 40000) == a &&
		find_query(&x, "192.0.2.1", 8, 40000) == b,
	    "two queries to one server");
	ok(find_query(&x, "192.0.2.2", 7, 40000) == NULL, "another server");
	ok(find_query(&x, "192.0.2.1", 9, 40000) == NULL, "another ID");
	ok(find_query(&x, "192.0.2.1", 7, 40001) == NULL, "another port");
	ok(find_query(&x, "192.0.2.1", 7, 0) == NULL, "TCP");
	request_index_remove_query(&x, a);
	ok(find_query(&x, "192.0.2.1", 7, 40000) == NULL &&
		find_query(&x, "192.0.2.1", 8, 40000) == b &&
		find(&x, "a.se", DNS_A) == a,
	    "off the wire, and still there");
	request_index_fini(&x);
}

/* More than any first room: all are found, and taken out again. */
static void
many(void)
{
	static struct request *all[MANY];
	struct request_index x = {0};
	char name[32];
	bool found = true, gone = true;
	for (unsigned i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "n%u.se", i);
		all[i] = add(&x, name, DNS_A);
		all[i]->query = query_of("192.0.2.1", (uint16_t)i, 1);
		request_index_add_query(&x, all[i]);
	}
	for (unsigned i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "n%u.se", i);
		found = found && find(&x, name, DNS_A) == all[i] &&
			find_query(&x, "192.0.2.1", (uint16_t)i, 1) == all[i];
	}
	ok(found && request_index_count(&x) == MANY, "many are found");
	for (unsigned i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "n%u.se", i);
		request_index_remove_query(&x, all[i]);
		request_index_remove(&x, all[i]);
		request_free(all[i]);
		gone = gone && find(&x, name, DNS_A) == NULL;
	}
	ok(gone && request_index_count(&x) == 0, "... and taken out");
	add(&x, "again.se", DNS_A);
	ok(x.requests.count == MANY, "no place is lost");
	request_index_fini(&x);
}

int
main(void)
{
	work = request_work_new(1, 1);
	if (work == NULL)
		return 1;
	by_question();
	hashes();
	by_query();
	many();
	ok(work->refs == 1, "all requests are freed");
	request_work_drop(work);
	return tap_end();
}
