#include "small_tally.h"

#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "base/siphash.h"
#include "line_field.h"

enum { DOMAINS_MAX = 16384, TEXT_MAX = 128 };

struct seen {
	const struct small_scan *scan;
	struct small_tally *t;
	uint8_t mx[DOMAINS_MAX];
	bool host[SMALL_HOSTS_MAX]; /* named by a domain's record */
	uint8_t a[SMALL_HOSTS_MAX], tlsa[SMALL_HOSTS_MAX];
	uint8_t session[SMALL_HOSTS_MAX];
};

static bool
names_host(const char *line, unsigned host)
{
	char mx[32];
	snprintf(mx, sizeof(mx), " mx.m%u.se", host);
	const char *at = strstr(line, mx);
	return at != NULL && strchr(".\"", at[strlen(mx)]) != NULL;
}

/* Is the MX record of this domain what its servers say? */
static bool
domain_is_right(const struct small_scan *s, unsigned domain, const char *line,
    const char *status)
{
	const struct small_world *w = &s->world;
	unsigned host = small_host(w, domain);
	bool none = strstr(line, " mx.m") == NULL;
	bool noerror = strcmp(status, "NOERROR") == 0;
	switch (small_domain(w, domain)) {
	case SMALL_TWO_MX:
		return noerror && names_host(line, host) &&
		       names_host(line, (host + 1) % w->hosts);
	case SMALL_MX:
	case SMALL_TRUNCATED:
	case SMALL_ONE_FAILS:
		return noerror && names_host(line, host);
	case SMALL_NO_DATA:
		return noerror && none;
	case SMALL_NO_NAME:
		return strcmp(status, "NXDOMAIN") == 0;
	case SMALL_REFUSED:
		return strcmp(status, "REFUSED") == 0;
	case SMALL_SILENT:
		return strcmp(status, "TIMEOUT") == 0;
	case SMALL_DOMAIN_KINDS:
		break;
	}
	return false;
}

/* What may be found where packets are lost, whatever is true. */
static bool
is_unheard(const char *status)
{
	static const char *const all[] = {"TIMEOUT", "DROPPED", "TCP_FAILED",
	    "SERVFAIL", "NO_SERVERS", "LIMIT", "NOT_ASKED", "BANNER_TIMEOUT",
	    "SESSION_TIMEOUT", "NO_ADDRESS"};
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (strcmp(status, all[i]) == 0)
			return true;
	return false;
}

static void
note_domain(struct seen *s, unsigned domain, const char *line)
{
	char status[TEXT_MAX];
	struct small_tally *t = s->t;
	line_field(line, "status", status, sizeof(status));
	t->domains += s->mx[domain] == 0;
	t->domains_again += s->mx[domain]++ > 0;
	if (domain_is_right(s->scan, domain, line, status))
		t->right++;
	else if (is_unheard(status))
		t->unheard++;
	else
		t->wrong++;
	for (unsigned h = 0; h < s->scan->world.hosts; h++)
		s->host[h] |= names_host(line, h);
}

static void
note_host(struct seen *s, unsigned host, const char *type, const char *line)
{
	struct small_tally *t = s->t;
	char answer[64];
	bool is_tlsa = strcmp(type, "TLSA") == 0;
	uint8_t *times = is_tlsa ? &s->tlsa[host] : &s->a[host];
	t->host_again += (*times)++ > 0;
	if (is_tlsa)
		snprintf(answer, sizeof(answer), "\"3 1 1 ");
	else
		snprintf(answer, sizeof(answer), "\"9.2.0.%u\"", host);
	bool there = strstr(line, answer) != NULL;
	bool meant = !is_tlsa || small_has_tlsa(host);
	t->tlsa += is_tlsa && there;
	t->addresses += !is_tlsa && there;
	char status[TEXT_MAX];
	bool unheard =
	    is_unheard(line_field(line, "status", status, sizeof(status)));
	t->host_wrong += there != meant && !unheard;
}

static void
take_delegation(void *ctx, const char *text, size_t len)
{
	struct seen *s = ctx;
	const char *first = strstr(text, "\"domain\":");
	(void)len;
	s->t->delegations++;
	s->t->delegation_wrong +=
	    first == NULL || strstr(first + 1, "\"domain\":") != NULL;
}

static void
take_dns(void *ctx, const char *text, size_t len)
{
	struct seen *s = ctx;
	char name[TEXT_MAX], type[TEXT_MAX];
	unsigned n;
	int used = 0;
	(void)len;
	line_field(text, "name", name, sizeof(name));
	line_field(text, "type", type, sizeof(type));
	if (strcmp(type, "MX") == 0 &&
	    sscanf(name, "d%u.se%n", &n, &used) == 1 && name[used] == '\0' &&
	    n < DOMAINS_MAX)
		note_domain(s, n, text);
	else if (strcmp(type, "A") == 0 && sscanf(name, "mx.m%u.se", &n) == 1)
		note_host(s, n, type, text);
	else if (strcmp(type, "TLSA") == 0 &&
		 sscanf(name, "_25._tcp.mx.m%u.se", &n) == 1)
		note_host(s, n, type, text);
}

static const char *
session_truth(const struct small_scan *s, unsigned host)
{
	switch (small_mail(&s->world, host)) {
	case SMALL_GOOD:
		return "OK";
	case SMALL_CLOSED:
		return "REFUSED_CONN";
	case SMALL_DEAF:
		return "TIMEOUT";
	case SMALL_NO_STARTTLS:
		return "NO_STARTTLS";
	case SMALL_BUSY:
		return "BANNER_REFUSED";
	case SMALL_MAIL_KINDS:
		break;
	}
	return "";
}

static void
take_smtp(void *ctx, const char *text, size_t len)
{
	struct seen *s = ctx;
	struct small_tally *t = s->t;
	char host[TEXT_MAX], status[TEXT_MAX];
	unsigned n;
	(void)len;
	if (sscanf(line_field(text, "host", host, sizeof(host)), "mx.m%u.se",
		&n) != 1 ||
	    n >= SMALL_HOSTS_MAX)
		return;
	line_field(text, "status", status, sizeof(status));
	t->sessions++;
	t->session_again += s->session[n]++ > 0;
	if (strcmp(status, session_truth(s->scan, n)) == 0)
		t->session_right++;
	else if (is_unheard(status))
		t->session_unheard++;
	else
		t->session_wrong++;
}

static void
take_cert(void *ctx, const char *text, size_t len)
{
	(void)text;
	(void)len;
	((struct seen *)ctx)->t->certificates++;
}

void
small_tally(const struct small_scan *scan, const struct small_outcome *o,
    struct small_tally *out)
{
	struct seen *s = calloc(1, sizeof(*s));
	if (s == NULL)
		abort();
	*out = (struct small_tally){0};
	s->scan = scan;
	s->t = out;
	small_scan_each(o, "delegation", take_delegation, s);
	small_scan_each(o, "dns", take_dns, s);
	small_scan_each(o, "smtp", take_smtp, s);
	small_scan_each(o, "cert", take_cert, s);
	for (unsigned h = 0; h < scan->world.hosts; h++) {
		out->hosts += s->host[h];
		out->wanted +=
		    s->host[h] && (scan->all_hosts || small_has_tlsa(h));
	}
	free(s);
}

static void
mix(void *ctx, const char *text, size_t len)
{
	uint64_t *sum = ctx;
	*sum = siphash(&(struct siphash_key){*sum, 1}, text, len);
}

uint64_t
small_tally_bytes(const struct small_outcome *o)
{
	static const char *const kinds[] = {
	    "delegation", "dns", "smtp", "cert", "verdict"};
	uint64_t sum = 0;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		small_scan_each(o, kinds[i], mix, &sum);
	return sum;
}
