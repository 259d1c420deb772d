#include "hints.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/addr.h"
#include "base/array.h"
#include "base/text_lines.h"
#include "dns/name.h"
#include "dns/type.h"
#include "iterator.h"

enum {
	RECORDS_MAX = 4096,
	FIELDS_MAX = 6, /* one more than a record has */
};

struct hint_ns {
	struct dns_name zone, name;
};

struct hint_address {
	struct dns_name name;
	struct addr addr;
};

struct hints {
	struct array ns;        /* struct hint_ns */
	struct array addresses; /* struct hint_address */
};

static bool
name_from(const char *text, struct dns_name *out)
{
	return dns_name_from_text(text, strlen(text), out);
}

/* NULL, or what is wrong. */
static const char *
add_ns(struct hints *h, const struct dns_name *zone, const char *data)
{
	struct dns_name name;
	if (!name_from(data, &name))
		return "the name server is not a domain name";
	struct hint_ns *new = array_push(&h->ns, 1, sizeof(*new));
	if (new == NULL)
		return "no memory";
	*new = (struct hint_ns){.zone = *zone, .name = name};
	return NULL;
}

static const char *
add_address(struct hints *h, const struct dns_name *name, const char *data,
    uint16_t type)
{
	struct addr addr;
	if (!addr_parse(data, &addr) || addr_is_v4(&addr) != (type == DNS_A))
		return type == DNS_A ? "not an IPv4 address"
				     : "not an IPv6 address";
	struct hint_address *new = array_push(&h->addresses, 1, sizeof(*new));
	if (new == NULL)
		return "no memory";
	*new = (struct hint_address){.name = *name, .addr = addr};
	return NULL;
}

static bool
is_ttl_or_class(const char *field)
{
	return field[strspn(field, "0123456789")] == 0 ||
	       strcasecmp(field, "IN") == 0 || strcasecmp(field, "CLASS1") == 0;
}

static const char *
take_record(struct hints *h, char *const *field, unsigned fields)
{
	struct dns_name owner;
	uint16_t type;
	unsigned at = 1;

	while (at < fields && at < 3 && is_ttl_or_class(field[at]))
		at++;
	if (at + 2 != fields)
		return "not OWNER [TTL] [IN] TYPE DATA";
	if (!name_from(field[0], &owner))
		return "the owner is not a domain name";
	if (h->ns.count + h->addresses.count >= RECORDS_MAX)
		return "too many records";
	if (!dns_type_from_text(field[at], strlen(field[at]), &type))
		return "unknown type";
	if (type == DNS_NS)
		return add_ns(h, &owner, field[at + 1]);
	if (type == DNS_A || type == DNS_AAAA)
		return add_address(h, &owner, field[at + 1], type);
	return "only NS, A and AAAA are hints";
}

static const char *
take_line(struct hints *h, char *line)
{
	char *field[FIELDS_MAX], *rest = NULL;
	unsigned fields = 0;
	bool has_owner = strchr(" \t", line[0]) == NULL;

	line[strcspn(line, ";")] = 0;
	for (char *f = strtok_r(line, " \t", &rest);
	     f != NULL && fields < FIELDS_MAX; f = strtok_r(NULL, " \t", &rest))
		field[fields++] = f;
	if (fields == 0)
		return NULL;
	if (!has_owner)
		return "a record without its owner";
	return take_record(h, field, fields);
}

static int
read_lines(struct text_lines *in, struct hints *h, struct text *why)
{
	const char *line;
	size_t len;
	int rc = 0;

	while (rc == 0 && text_lines_next(in, &line, &len, why)) {
		char *copy = strdup(line);
		const char *fault =
		    copy != NULL ? take_line(h, copy) : "no memory";
		free(copy);
		if (fault != NULL)
			rc = text_lines_fault(in, fault, why);
	}
	return rc < 0 ? rc : text_lines_error(in);
}

/* Gives the number of servers, or -ENOMEM. */
static int
give(const struct hints *h, struct iterator *it)
{
	const struct hint_ns *ns = h->ns.at;
	const struct hint_address *a = h->addresses.at;
	int given = 0;

	for (size_t i = 0; i < h->ns.count; i++) {
		for (size_t k = 0; k < h->addresses.count; k++) {
			if (!dns_name_equal(&a[k].name, &ns[i].name))
				continue;
			int rc = iterator_add_server(
			    it, &ns[i].zone, &ns[i].name, &a[k].addr);
			if (rc < 0)
				return rc;
			given++;
		}
	}
	return given;
}

int
hints_read(const char *path, struct iterator *it, struct text *why)
{
	struct hints h = {0};
	struct text_lines in;
	int rc = text_lines_open(&in, path, why);
	if (rc < 0)
		return rc;
	rc = read_lines(&in, &h, why);
	if (rc == 0) {
		rc = give(&h, it);
		if (rc < 0)
			text_addf(why, "%s: %s", path, strerror(-rc));
	}
	if (rc == 0) {
		text_addf(why, "%s: no name server with an address", path);
		rc = -EINVAL;
	}
	array_fini(&h.ns);
	array_fini(&h.addresses);
	text_lines_close(&in);
	return rc < 0 ? rc : 0;
}
