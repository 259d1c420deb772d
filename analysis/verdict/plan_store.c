#include "plan_store.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/dnssec/alias_chain.h"
#include "base/progress.h"
#include "base/thread.h"
#include "dns/name_key.h"
#include "dns/tlsa_name.h"
#include "plan_uses.h"

enum { PLAN_PAGE_BYTES = 1 << 14, SCAN_THREADS_MAX = 64 };

/* What is said of a name, in the order in which it is to be known. */
enum name_word {
	NAME_MX_TARGET,   /* a CNAME of an MX answer leads to it */
	NAME_HOST_TARGET, /* the same of addresses and TLSA */
	NAME_DOMAIN,
	NAME_ASKED, /* its MX was: a domain, if no CNAME leads to it */
	NAME_TLSA,  /* it is that of a host's TLSA records */
};

/* The same of a host. */
enum host_word {
	HOST_LISTED,
	HOST_TARGET, /* only a CNAME leads to it, if nothing below is there */
	HOST_ASKED,
	HOST_IS_THERE,
	HOST_USED, /* by a domain */
};

/* What is found, by one thread. */
struct plan_scanner {
	struct thread thread;
	struct plan_scan *scan;
	struct evidence evidence;
	struct row_sort names, hosts;
	int error;
};

struct plan_scan {
	size_t pages, bytes;
	atomic_size_t next;
};

static size_t
name_bytes(const struct dns_name *name)
{
	return offsetof(struct dns_name, wire) + name->len;
}

struct plan_key {
	uint8_t bytes[2 * DNS_NAME_KEY_MAX + 2];
	size_t len;
};

static void
begin_key(struct plan_key *k, const struct dns_name *name, uint8_t word)
{
	k->len = dns_name_own_key(name, k->bytes);
	k->bytes[k->len++] = word;
}

static void
add_row(struct plan_scanner *s, struct row_sort *to, const struct plan_key *k,
    const void *value, size_t len)
{
	const struct key_row row = {k->bytes, k->len, value, len};
	if (s->error == 0)
		s->error = row_sort_add(to, &row);
}

static void
say_name(
    struct plan_scanner *s, const struct dns_name *name, enum name_word word)
{
	struct plan_key k;
	begin_key(&k, name, (uint8_t)word);
	add_row(s, &s->names, &k, name, name_bytes(name));
}

/* With a number, or the domain that uses it. */
static void
say_host(struct plan_scanner *s, const struct dns_name *host,
    enum host_word word, uint64_t number, const struct dns_name *domain)
{
	uint8_t value[sizeof(number) + 2 * sizeof(struct dns_name)];
	size_t len = sizeof(number);
	struct plan_key k;
	begin_key(&k, host, (uint8_t)word);
	memcpy(value, &number, sizeof(number));
	memcpy(value + len, host, name_bytes(host));
	len += name_bytes(host);
	if (domain != NULL) {
		k.len += dns_name_key(domain, k.bytes + k.len);
		memcpy(value + len, domain, name_bytes(domain));
		len += name_bytes(domain);
	} else {
		value[len++] = 0;
	}
	add_row(s, &s->hosts, &k, value, len);
}

static void
say_use(void *arg, const struct dns_name *host, const struct dns_name *domain)
{
	say_host(
	    arg, host, domain != NULL ? HOST_USED : HOST_IS_THERE, 0, domain);
}

static void
say_domain(struct plan_scanner *s, const struct dns_name *domain)
{
	say_name(s, domain, NAME_DOMAIN);
	plan_uses_of(&s->evidence, domain, say_use, s);
}

static void
say_mx_target(void *arg, const struct dns_name *target)
{
	say_name(arg, target, NAME_MX_TARGET);
}

static void
say_host_target(void *arg, const struct dns_name *target)
{
	say_name(arg, target, NAME_HOST_TARGET);
}

static void
scan_reply(struct plan_scanner *s, const struct evidence *page,
    const struct name_map_entry *q)
{
	struct dns_name host;
	if (q->type == DNS_MX) {
		plan_targets_of(q->value, say_mx_target, s);
		if (name_map_get(&page->delegations, q->name, 0) != NULL)
			return; /* said as that */
		if (plan_is_listed(q->value))
			say_domain(s, q->name);
		else
			say_name(s, q->name, NAME_ASKED);
	} else if (q->type == DNS_A || q->type == DNS_AAAA ||
		   q->type == DNS_TLSA) {
		plan_targets_of(q->value, say_host_target, s);
	}
	if (q->type == DNS_TLSA && tlsa_host(q->name, &host) && host.len > 1)
		say_name(s, q->name, NAME_TLSA);
}

static void
scan_page(struct plan_scanner *s, const struct evidence *page)
{
	for (size_t i = 0; i < name_map_count(&page->replies); i++)
		scan_reply(s, page, name_map_entry(&page->replies, i));
	for (size_t i = 0; i < name_map_count(&page->delegations); i++)
		say_domain(s, name_map_entry(&page->delegations, i)->name);
	for (size_t i = 0; i < name_map_count(&page->listed); i++) {
		const struct listed_host *h =
		    name_map_entry(&page->listed, i)->value;
		say_host(s, h->host, HOST_LISTED, h->domains, NULL);
	}
}

static void
scan(void *arg)
{
	struct plan_scanner *s = arg;
	size_t i;
	while (s->error == 0 &&
	       (i = atomic_fetch_add(&s->scan->next, 1)) < s->scan->pages) {
		scan_page(s, evidence_view_page(s->evidence.view, i));
		progress_add(s->evidence.progress, 1);
		(void)evidence_view_trim(s->evidence.view, s->scan->bytes);
	}
}

static int
scanner_init(struct plan_scanner *s, struct plan_scan *all,
    const struct evidence *e, unsigned threads)
{
	*s = (struct plan_scanner){.scan = all, .evidence = *e};
	row_sort_init(
	    &s->names, &e->store->file, e->limit.bytes / 16 / threads);
	row_sort_init(&s->hosts, &e->store->file, e->limit.bytes / 8 / threads);
	s->evidence.view = evidence_view_new(e);
	return s->evidence.view != NULL ? 0 : -ENOMEM;
}

static void
scanner_fini(struct plan_scanner *s)
{
	evidence_view_free(s->evidence.view);
	row_sort_fini(&s->names);
	row_sort_fini(&s->hosts);
}

/* All pages; what is found ends in the first of `all`. */
static int
scan_all(struct plan_scanner *all, unsigned threads, const struct evidence *e)
{
	struct plan_scan shared = {.pages = sorted_rows_pages(&e->store->names),
	    .bytes = e->limit.bytes / 4 / threads};
	unsigned begun = 0;
	int rc = 0;
	progress_phase(e->progress, "who uses which host", shared.pages);
	for (; rc == 0 && begun < threads; begun += rc == 0)
		rc = scanner_init(&all[begun], &shared, e, threads);
	for (unsigned i = 1; rc == 0 && i < begun; i++)
		if (thread_start(&all[i].thread, "plan", scan, &all[i]) < 0)
			break; /* then the others do it */
	if (rc == 0)
		scan(&all[0]);
	for (unsigned i = 1; i < begun; i++)
		thread_join(&all[i].thread);
	for (unsigned i = 0; rc == 0 && i < begun; i++)
		rc = all[i].error;
	for (unsigned i = 1; i < begun; i++) {
		if (rc == 0)
			rc = row_sort_take(&all[0].names, &all[i].names);
		if (rc == 0)
			rc = row_sort_take(&all[0].hosts, &all[i].hosts);
		scanner_fini(&all[i]);
	}
	return rc;
}

/* What is known of one name, while its rows come by. */
struct name_merge {
	struct plan_scanner *scanner;
	struct plan_store *store;
	size_t bytes; /* of pages */
	struct dns_name name;
	bool words[NAME_TLSA + 1];
};

static int
add_domain(struct name_merge *m, const struct key_row *row)
{
	struct key_row domain = *row;
	domain.key_len -= 2; /* the name alone */
	return sorted_rows_add(&m->store->domains, &domain, true);
}

static int
take_name(void *arg, const struct key_row *row)
{
	struct name_merge *m = arg;
	struct plan_scanner *s = m->scanner;
	const struct dns_name *name = (const void *)row->value;
	enum name_word word = (enum name_word)row->key[row->key_len - 1];
	struct dns_name host;
	if (m->name.len == 0 || !dns_name_equal(&m->name, name)) {
		dns_name_copy(name, &m->name);
		memset(m->words, 0, sizeof(m->words));
	}
	bool again = m->words[word];
	m->words[word] = true;
	if (again)
		return 0;
	if (word == NAME_DOMAIN)
		return add_domain(m, row);
	if (word == NAME_HOST_TARGET)
		say_host(s, name, HOST_TARGET, 0, NULL);
	if (word == NAME_TLSA && !m->words[NAME_HOST_TARGET] &&
	    tlsa_host(name, &host))
		say_host(s, &host, HOST_ASKED, 0, NULL);
	if (word == NAME_ASKED && !m->words[NAME_DOMAIN] &&
	    !m->words[NAME_MX_TARGET]) {
		plan_uses_of(&s->evidence, name, say_use, s);
		(void)evidence_view_trim(s->evidence.view, m->bytes);
		if (s->error == 0)
			s->error = add_domain(m, row);
	}
	return s->error;
}

/* One host, while its rows come by. */
struct host_merge {
	struct plan_store *store;
	struct plan_key key; /* of its name alone; 0 bytes: none yet */
	struct host_use use;
	struct dns_name host, domain;
	bool target, asked, is_there;
	struct plan_key last;
	struct text value;
};

static void
put_host(struct text *t, const struct host_use *use)
{
	uint64_t numbers[] = {use->domains, use->listed, use->tlsa};
	text_add_bytes(t, numbers, sizeof(numbers));
	text_add_bytes(t, &use->outcome, sizeof(use->outcome));
	text_add_bytes(t, &use->timeline.count, sizeof(use->timeline.count));
	text_add_bytes(t, use->timeline.at,
	    use->timeline.count * sizeof(use->timeline.at[0]));
	text_add_bytes(t, use->host, name_bytes(use->host));
	if (use->domain != NULL)
		text_add_bytes(t, use->domain, name_bytes(use->domain));
	else
		text_add_char(t, 0);
}

void
plan_store_host(const struct key_row *row, struct host_use *out)
{
	const uint8_t *at = row->value;
	uint64_t numbers[3];
	*out = (struct host_use){0};
	memcpy(numbers, at, sizeof(numbers));
	at += sizeof(numbers);
	out->domains = (size_t)numbers[0];
	out->listed = numbers[1];
	out->tlsa = numbers[2] != 0;
	memcpy(&out->outcome, at, sizeof(out->outcome));
	at += sizeof(out->outcome);
	memcpy(&out->timeline.count, at, sizeof(out->timeline.count));
	at += sizeof(out->timeline.count);
	size_t len = out->timeline.count * sizeof(out->timeline.at[0]);
	memcpy(out->timeline.at, at, len);
	at += len;
	out->host = (const void *)at;
	at += name_bytes(out->host);
	if (*at != 0)
		out->domain = (const void *)at;
}

static int
end_host(struct host_merge *m)
{
	bool is_there = m->is_there || (m->asked && !m->target);
	int rc = 0;
	if (m->key.len > 0 && is_there) {
		text_clear(&m->value);
		put_host(&m->value, &m->use);
		const struct key_row row = {m->key.bytes, m->key.len,
		    (const uint8_t *)m->value.bytes, m->value.len};
		rc = text_ok(&m->value)
			 ? sorted_rows_add(&m->store->hosts, &row, true)
			 : -ENOMEM;
	}
	m->use = (struct host_use){0};
	m->target = m->asked = m->is_there = false;
	return rc;
}

static int
take_host(void *arg, const struct key_row *row)
{
	struct host_merge *m = arg;
	uint64_t number;
	memcpy(&number, row->value, sizeof(number));
	const struct dns_name *host =
	    (const void *)(row->value + sizeof(number));
	const struct dns_name *domain =
	    (const void *)((const uint8_t *)host + name_bytes(host));
	if (row->key_len == m->last.len &&
	    memcmp(row->key, m->last.bytes, row->key_len) == 0)
		return 0;
	memcpy(m->last.bytes, row->key, row->key_len);
	m->last.len = row->key_len;
	int rc = 0;
	if (m->key.len == 0 || !dns_name_equal(&m->host, host)) {
		rc = end_host(m);
		dns_name_copy(host, &m->host);
		m->use.host = &m->host;
		m->key.len = dns_name_key(host, m->key.bytes);
	}
	switch ((enum host_word)row->key[m->key.len + 1]) {
	case HOST_LISTED:
		m->use.listed = number;
		m->is_there = true;
		break;
	case HOST_TARGET:
		m->target = true;
		break;
	case HOST_ASKED:
		m->asked = true;
		break;
	case HOST_IS_THERE:
		m->is_there = true;
		break;
	case HOST_USED:
		m->is_there = true;
		m->use.domains++;
		dns_name_copy(domain, &m->domain);
		m->use.domain = &m->domain;
		break;
	}
	return rc;
}

static int
merge(struct plan_store *p, struct plan_scanner *s, size_t bytes)
{
	struct name_merge names = {
	    .scanner = s, .store = p, .bytes = bytes / 4};
	struct host_merge hosts = {.store = p};
	text_init(&hosts.value);
	int rc = row_sort_finish(&s->names, take_name, &names);
	if (rc == 0)
		rc = sorted_rows_end(&p->domains);
	if (rc == 0)
		rc = row_sort_finish(&s->hosts, take_host, &hosts);
	if (rc == 0)
		rc = end_host(&hosts);
	if (rc == 0)
		rc = sorted_rows_end(&p->hosts);
	text_fini(&hosts.value);
	return rc;
}

int
plan_store_init(
    struct plan_store *p, const struct evidence *e, unsigned threads)
{
	if (threads > SCAN_THREADS_MAX)
		threads = SCAN_THREADS_MAX;
	struct spill_file *file = &e->store->file;
	struct plan_scanner *all = calloc(threads, sizeof(*all));
	sorted_rows_begin(&p->domains, file, PLAN_PAGE_BYTES);
	sorted_rows_begin(&p->hosts, file, PLAN_PAGE_BYTES);
	sorted_rows_begin(&p->judged, file, PLAN_PAGE_BYTES);
	row_sort_init(&p->outcomes, file, e->limit.bytes / 16);
	if (all == NULL)
		return -ENOMEM;
	int rc = scan_all(all, threads, e);
	if (rc == 0)
		rc = merge(p, &all[0], e->limit.bytes);
	scanner_fini(&all[0]);
	free(all);
	return rc;
}

void
plan_store_fini(struct plan_store *p)
{
	sorted_rows_fini(&p->domains);
	sorted_rows_fini(&p->hosts);
	sorted_rows_fini(&p->judged);
	row_sort_fini(&p->outcomes);
}

int
plan_store_keep(struct row_sort *sort, const struct host_use *use)
{
	uint8_t key[DNS_NAME_KEY_MAX];
	struct text value;
	text_init(&value);
	put_host(&value, use);
	const struct key_row row = {key, dns_name_key(use->host, key),
	    (const uint8_t *)value.bytes, value.len};
	int rc = text_ok(&value) ? row_sort_add(sort, &row) : -ENOMEM;
	text_fini(&value);
	return rc;
}

int
plan_store_take(struct plan_store *p, struct row_sort *sort)
{
	return row_sort_take(&p->outcomes, sort);
}

static int
add_judged(void *arg, const struct key_row *row)
{
	return sorted_rows_add(arg, row, true);
}

int
plan_store_settle(struct plan_store *p)
{
	int rc = row_sort_finish(&p->outcomes, add_judged, &p->judged);
	return rc < 0 ? rc : sorted_rows_end(&p->judged);
}
