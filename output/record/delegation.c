#include "delegation.h"

#include "output/json.h"

enum { ADDRESSES_MAX = 256 }; /* of one host; real ones have a handful */

static void
add_name(struct json *j, const struct dns_name *name)
{
	json_begin_string(j);
	dns_name_add_text(j->text, name);
	json_end_string(j);
}

static void
add_ns(
    struct json *j, const struct delegations *d, const struct delegation *self)
{
	struct dns_name name;
	json_add_key(j, "ns");
	json_open_array(j);
	for (uint32_t i = 0; i < self->ns_count; i++) {
		delegations_host_name(d, self->ns[i], &name);
		add_name(j, &name);
	}
	json_close_array(j);
}

/* Appends the n-th text of some list, as delegations_ds_text() does. */
typedef bool text_at(
    const struct delegations *d, uint32_t index, unsigned n, struct text *out);

/* What a list looked like before something was added to it. */
struct mark {
	struct json json;
	size_t len;
};

static struct mark
mark(const struct json *j)
{
	return (struct mark){*j, j->text->len};
}

static void
undo(struct json *j, const struct mark *to)
{
	text_truncate(j->text, to->len);
	*j = to->json;
}

static bool
add_text(struct json *j, text_at *at, const struct delegations *d,
    uint32_t index, unsigned n)
{
	struct mark before = mark(j);
	json_begin_string(j);
	if (!at(d, index, n, j->text)) {
		undo(j, &before);
		return false;
	}
	json_end_string(j);
	return true;
}

/* A list that would be empty is left out. */
static void
add_texts(struct json *j, const char *key, text_at *at,
    const struct delegations *d, uint32_t index)
{
	struct mark before = mark(j);
	unsigned n = 0;
	json_add_key(j, key);
	json_open_array(j);
	while (add_text(j, at, d, index, n))
		n++;
	if (n == 0)
		undo(j, &before);
	else
		json_close_array(j);
}

/* Gives how many addresses of the host are glue. */
static unsigned
add_glue_of(struct json *j, const struct delegations *d, uint32_t host)
{
	struct delegation_address at[ADDRESSES_MAX];
	unsigned total = delegations_addresses(d, host, at, ADDRESSES_MAX);
	unsigned glue = 0;
	struct dns_name name;

	delegations_host_name(d, host, &name);
	for (unsigned i = 0; i < total && i < ADDRESSES_MAX; i++) {
		if (!at[i].glue)
			continue;
		json_open_object(j);
		json_add_key(j, "name");
		add_name(j, &name);
		json_add_key(j, "ip");
		json_add_addr(j, &at[i].addr);
		json_close_object(j);
		glue++;
	}
	return glue;
}

static void
add_glue(
    struct json *j, const struct delegations *d, const struct delegation *self)
{
	struct mark before = mark(j);
	unsigned glue = 0;
	json_add_key(j, "glue");
	json_open_array(j);
	for (uint32_t i = 0; i < self->ns_count; i++)
		glue += add_glue_of(j, d, self->ns[i]);
	if (glue == 0)
		undo(j, &before);
	else
		json_close_array(j);
}

void
delegation_record_add(
    struct text *line, const struct delegations *d, uint32_t index)
{
	struct delegation self;
	struct delegation_zone zone;
	delegations_get(d, index, &self);
	delegations_zone(d, self.zone, &zone);

	struct json j = json_over(line);
	json_open_object(&j);
	json_add_key(&j, "domain");
	add_name(&j, &self.name);
	json_add_key(&j, "zone");
	add_name(&j, &zone.name);
	add_ns(&j, d, &self);
	if (self.has_ds) {
		add_texts(&j, "ds", delegations_ds_text, d, index);
		add_texts(&j, "ds_rrsig", delegations_ds_rrsig_text, d, index);
	}
	add_glue(&j, d, &self);
	json_close_object(&j);
	text_add_char(line, '\n');
}
