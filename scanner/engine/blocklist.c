#include "blocklist.h"

#include <errno.h>
#include <stdlib.h>

struct blocklist {
	struct prefix_set blocked;
	struct prefix_set allowed; /* empty: all that is not blocked */
};

/* RFC 6890 and the IANA registries of special-purpose addresses. */
static const char *const special[] = {
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.88.99.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
    "::/96",
    "64:ff9b::/96",
    "64:ff9b:1::/48",
    "100::/64",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "3fff::/20",
    "5f00::/16",
    "fc00::/7",
    "fe80::/10",
    "ff00::/8",
};

static int
block_special(struct blocklist *b)
{
	for (size_t i = 0; i < ARRAY_LEN(special); i++) {
		struct prefix p;
		if (!prefix_parse(special[i], &p) ||
		    prefix_set_add(&b->blocked, &p) < 0)
			return -ENOMEM;
	}
	return 0;
}

static int
open_special(struct blocklist *b, const char *text, struct text *why)
{
	struct prefix p;
	if (!prefix_parse(text, &p)) {
		text_addf(why,
		    "--allow-special %.64s: no prefix such as 198.18.0.0/15",
		    text);
		return -EINVAL;
	}
	int rc = prefix_set_take_out(&b->blocked, &p);
	if (rc == -ENOENT) {
		text_addf(why,
		    "--allow-special %.64s: lies in no special-purpose range, "
		    "and needs no permission",
		    text);
		rc = -EINVAL;
	}
	return rc;
}

static int
apply(struct blocklist *b, const struct blocklist_rules *r, struct text *why)
{
	int rc = block_special(b);
	for (size_t i = 0; i < r->special_count && rc == 0; i++)
		rc = open_special(b, r->special_allowed[i], why);
	if (rc == 0 && r->block_path != NULL)
		rc = prefix_set_read(&b->blocked, r->block_path, why);
	if (rc == 0 && r->allow_path != NULL)
		rc = prefix_set_read(&b->allowed, r->allow_path, why);
	prefix_set_seal(&b->blocked);
	prefix_set_seal(&b->allowed);
	return rc;
}

int
blocklist_new(const struct blocklist_rules *rules, struct blocklist **out,
    struct text *why)
{
	struct blocklist *b = calloc(1, sizeof(*b));
	if (b == NULL)
		return -ENOMEM;
	int rc = apply(b, rules, why);
	if (rc < 0) {
		blocklist_free(b);
		return rc;
	}
	*out = b;
	return 0;
}

void
blocklist_free(struct blocklist *b)
{
	if (b == NULL)
		return;
	prefix_set_fini(&b->blocked);
	prefix_set_fini(&b->allowed);
	free(b);
}

bool
blocklist_has(const struct blocklist *b, const struct addr *a)
{
	if (prefix_set_count(&b->allowed) > 0 &&
	    !prefix_set_has(&b->allowed, a))
		return true;
	return prefix_set_has(&b->blocked, a);
}

const struct prefix_set *
blocklist_blocked(const struct blocklist *b)
{
	return &b->blocked;
}

const struct prefix_set *
blocklist_allowed(const struct blocklist *b)
{
	return &b->allowed;
}
