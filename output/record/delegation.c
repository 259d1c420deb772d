#include "delegation.h"

#include "keys.h"
#include "writer.h"

static const char *const sources[DELEGATION_SOURCE_COUNT] = {
    [DELEGATION_REFERRAL] = "referral",
    [DELEGATION_CHILD] = "child",
};

static void
add_ns(struct json *j, const struct delegation_record *d)
{
	json_add_key(j, KEY_NS);
	json_open_array(j);
	for (size_t i = 0; i < d->ns_count; i++)
		record_add_name_value(j, d->ns[i]);
	json_close_array(j);
}

/* A list that would be empty is left out. */
static void
add_texts(
    struct json *j, const char *key, const char *const *texts, size_t count)
{
	if (count == 0)
		return;
	json_add_key(j, key);
	json_open_array(j);
	for (size_t i = 0; i < count; i++)
		json_add_string(j, texts[i]);
	json_close_array(j);
}

static void
add_glue(struct json *j, const struct delegation_record *d)
{
	if (d->glue_count == 0)
		return;
	json_add_key(j, KEY_GLUE);
	json_open_array(j);
	for (size_t i = 0; i < d->glue_count; i++) {
		json_open_object(j);
		record_add_name(j, KEY_NAME, d->glue[i].name);
		json_add_key(j, KEY_IP);
		json_add_addr(j, d->glue[i].ip);
		json_close_object(j);
	}
	json_close_array(j);
}

void
delegation_record_add(struct text *line, const struct delegation_record *d)
{
	struct json j = json_over(line);
	json_open_object(&j);
	record_add_name(&j, KEY_DOMAIN, d->domain);
	record_add_name(&j, KEY_ZONE, d->zone);
	if (d->source != DELEGATION_ZONE_FILE) {
		json_add_key(&j, KEY_SOURCE);
		json_add_string(&j, sources[d->source]);
	}
	add_ns(&j, d);
	add_texts(&j, KEY_DS, d->ds, d->ds_count);
	add_texts(&j, KEY_DS_RRSIG, d->ds_rrsig, d->ds_rrsig_count);
	add_glue(&j, d);
	json_close_object(&j);
	text_add_char(line, '\n');
}

static bool
read_ns(struct record_reader *r, struct delegation_record *out)
{
	static const char want[] = "a list of names";
	const struct json_value *list;
	if (!record_get_list(r, r->root, KEY_NS, want, &list))
		return false;
	size_t count = json_value_count(list);
	const struct dns_name **ns = record_alloc(r, count, sizeof(*ns));
	if (ns == NULL)
		return false;
	const struct json_value *v = json_value_first(list);
	for (size_t i = 0; i < count; i++, v = json_value_next(v)) {
		ns[i] = record_value_name(r, v);
		if (ns[i] == NULL)
			return record_wrong(r, KEY_NS, want);
	}
	out->ns = ns;
	out->ns_count = count;
	return true;
}

static bool
read_texts(struct record_reader *r, const char *key, const char *want,
    const char *const **out, size_t *out_count)
{
	const struct json_value *list;
	if (!record_get_list(r, r->root, key, want, &list))
		return false;
	size_t count = json_value_count(list);
	const char **texts = record_alloc(r, count, sizeof(*texts));
	if (texts == NULL)
		return false;
	const struct json_value *v = json_value_first(list);
	for (size_t i = 0; i < count; i++, v = json_value_next(v)) {
		texts[i] = record_value_text(v);
		if (texts[i] == NULL)
			return record_wrong(r, key, want);
	}
	*out = texts;
	*out_count = count;
	return true;
}

static bool
read_glue(struct record_reader *r, struct delegation_record *out)
{
	static const char want[] = "a list of names with addresses";
	const struct json_value *list;
	if (!record_get_list(r, r->root, KEY_GLUE, want, &list))
		return false;
	size_t count = json_value_count(list);
	struct delegation_record_glue *glue =
	    record_alloc(r, count, sizeof(*glue));
	if (glue == NULL)
		return false;
	const struct json_value *one = json_value_first(list);
	for (size_t i = 0; i < count; i++, one = json_value_next(one)) {
		if (!record_need_name(r, one, KEY_NAME, &glue[i].name) ||
		    !record_get_addr(r, one, KEY_IP, &glue[i].ip))
			return false;
		if (glue[i].ip == NULL)
			return record_wrong(r, KEY_IP, "an address");
	}
	out->glue = glue;
	out->glue_count = count;
	return true;
}

static bool
read_source(struct record_reader *r, struct delegation_record *out)
{
	unsigned source = DELEGATION_ZONE_FILE;
	if (!record_get_word(r, r->root, KEY_SOURCE, sources,
		DELEGATION_SOURCE_COUNT, "a source of delegations", &source))
		return false;
	out->source = (enum delegation_source)source;
	return true;
}

bool
delegation_record_read(struct record_reader *r, const char *line, size_t len,
    struct delegation_record *out)
{
	*out = (struct delegation_record){0};
	return record_begin(r, line, len) &&
	       record_need_name(r, r->root, KEY_DOMAIN, &out->domain) &&
	       record_need_name(r, r->root, KEY_ZONE, &out->zone) &&
	       read_source(r, out) && read_ns(r, out) &&
	       read_texts(r, KEY_DS, "a list of DS records", &out->ds,
		   &out->ds_count) &&
	       read_texts(r, KEY_DS_RRSIG, "a list of RRSIG records",
		   &out->ds_rrsig, &out->ds_rrsig_count) &&
	       read_glue(r, out);
}
