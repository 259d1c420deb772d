#include "blocklist.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What files and options came to, once: nothing changes in it. */
struct block_rules {
	struct prefix_set blocked;
	struct prefix_set allowed; /* empty: all that is not blocked */
	struct opt_out *opt_out;   /* NULL: none */
	struct block_rules *before;
};

enum { FILE_BLOCK, FILE_ALLOW, FILE_OPT_OUT, FILE_COUNT };

struct blocklist {
	struct blocklist_rules said; /* its paths are those below */
	char *path[FILE_COUNT];
	_Atomic(struct block_rules *) now;
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
block_special(struct block_rules *b)
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
open_special(struct block_rules *b, const char *text, struct text *why)
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

static void
free_rules(struct block_rules *b)
{
	prefix_set_fini(&b->blocked);
	prefix_set_fini(&b->allowed);
	opt_out_free(b->opt_out);
	free(b);
}

static int
apply(struct block_rules *b, const struct blocklist_rules *r, struct text *why)
{
	int rc = block_special(b);
	for (size_t i = 0; i < r->special_count && rc == 0; i++)
		rc = open_special(b, r->special_allowed[i], why);
	if (rc == 0 && r->block_path != NULL)
		rc = prefix_set_read(&b->blocked, r->block_path, why);
	if (rc == 0 && r->allow_path != NULL)
		rc = prefix_set_read(&b->allowed, r->allow_path, why);
	if (rc == 0 && r->opt_out_path != NULL)
		rc = opt_out_read(
		    r->opt_out_path, &b->blocked, &b->opt_out, why);
	prefix_set_seal(&b->blocked);
	prefix_set_seal(&b->allowed);
	return rc;
}

static int
read_rules(const struct blocklist_rules *said, struct block_rules **out,
    struct text *why)
{
	struct block_rules *b = calloc(1, sizeof(*b));
	if (b == NULL)
		return -ENOMEM;
	int rc = apply(b, said, why);
	if (rc < 0) {
		free_rules(b);
		return rc;
	}
	*out = b;
	return 0;
}

/*
 * A scan goes to its run directory: what a path means must not change.  A link
 * in it is followed when it is opened, as whoever moves it wants.
 */
static char *
absolute(const char *path)
{
	char *here = NULL, *all = NULL;
	if (path[0] == '/' || strcmp(path, "-") == 0)
		return strdup(path);
	here = getcwd(NULL, 0);
	if (here != NULL && asprintf(&all, "%s/%s", here, path) < 0)
		all = NULL;
	free(here);
	return all;
}

static int
keep_path(struct blocklist *b, int file, const char **path)
{
	if (*path == NULL)
		return 0;
	*path = b->path[file] = absolute(*path);
	return *path != NULL ? 0 : -ENOMEM;
}

static int
keep_paths(struct blocklist *b)
{
	int rc = keep_path(b, FILE_BLOCK, &b->said.block_path);
	if (rc == 0)
		rc = keep_path(b, FILE_ALLOW, &b->said.allow_path);
	if (rc == 0)
		rc = keep_path(b, FILE_OPT_OUT, &b->said.opt_out_path);
	return rc;
}

int
blocklist_new(const struct blocklist_rules *rules, struct blocklist **out,
    struct text *why)
{
	struct block_rules *now = NULL;
	struct blocklist *b = calloc(1, sizeof(*b));
	if (b == NULL)
		return -ENOMEM;
	b->said = *rules;
	int rc = read_rules(rules, &now, why);
	if (rc == 0)
		rc = keep_paths(b);
	atomic_init(&b->now, now);
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
	struct block_rules *rules = atomic_load(&b->now);
	while (rules != NULL) {
		struct block_rules *before = rules->before;
		free_rules(rules);
		rules = before;
	}
	for (size_t i = 0; i < FILE_COUNT; i++)
		free(b->path[i]);
	free(b);
}

const struct block_rules *
blocklist_now(const struct blocklist *b)
{
	return atomic_load_explicit(&b->now, memory_order_acquire);
}

static bool
is_used_up(const struct blocklist *b)
{
	for (size_t i = 0; i < FILE_COUNT; i++)
		if (b->path[i] != NULL && strcmp(b->path[i], "-") == 0)
			return true;
	return false;
}

int
blocklist_reload(struct blocklist *b, struct text *why)
{
	struct block_rules *rules;
	if (is_used_up(b)) {
		text_add(why, "a list came from standard input, which cannot "
			      "be read anew");
		return -EINVAL;
	}
	int rc = read_rules(&b->said, &rules, why);
	if (rc < 0)
		return rc;
	rules->before = atomic_load(&b->now);
	atomic_store_explicit(&b->now, rules, memory_order_release);
	return 0;
}

bool
block_rules_have(const struct block_rules *r, const struct addr *a)
{
	if (prefix_set_count(&r->allowed) > 0 &&
	    !prefix_set_has(&r->allowed, a))
		return true;
	return prefix_set_has(&r->blocked, a);
}

const struct opt_out *
block_rules_opt_out(const struct block_rules *r)
{
	return r->opt_out;
}

bool
blocklist_has(const struct blocklist *b, const struct addr *a)
{
	return block_rules_have(blocklist_now(b), a);
}

const struct opt_out *
blocklist_opt_out(const struct blocklist *b)
{
	return block_rules_opt_out(blocklist_now(b));
}

const struct prefix_set *
blocklist_blocked(const struct blocklist *b)
{
	return &blocklist_now(b)->blocked;
}

const struct prefix_set *
blocklist_allowed(const struct blocklist *b)
{
	return &blocklist_now(b)->allowed;
}
