#include "dns.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "dns/rdata.h"
#include "keys.h"
#include "writer.h"

static const char class_in[] = "IN", class_other[] = "CLASS";

/* Of the classes only IN is ever asked; others come as RFC 3597 has them. */
static void
add_class(struct json *j, uint16_t class)
{
	if (class == DNS_CLASS_IN) {
		json_add_member(j, "\"" KEY_CLASS "\":\"IN\"");
		return;
	}
	json_add_key(j, KEY_CLASS);
	json_begin_string(j);
	text_addf(j->text, "%s%u", class_other, class);
	json_end_string(j);
}

#define RR_KEYS(type)                                                          \
	",\"" KEY_TYPE "\":\"" type "\",\"" KEY_CLASS "\":\"IN\",\"" KEY_TTL   \
	"\":"

/* What stands between owner and TTL; NULL: not one of the usual. */
static const char *
usual_keys(const struct dns_rr *rr)
{
	if (rr->class != DNS_CLASS_IN)
		return NULL;
	switch (rr->type) {
	case DNS_A:
		return RR_KEYS("A");
	case DNS_NS:
		return RR_KEYS("NS");
	case DNS_SOA:
		return RR_KEYS("SOA");
	case DNS_MX:
		return RR_KEYS("MX");
	case DNS_AAAA:
		return RR_KEYS("AAAA");
	case DNS_RRSIG:
		return RR_KEYS("RRSIG");
	case DNS_NSEC3:
		return RR_KEYS("NSEC3");
	}
	return NULL;
}

static void
add_rr(struct json *j, const struct dns_rr *rr, const struct wire *message)
{
	const char *keys = usual_keys(rr);
	json_open_object(j);
	record_add_name(j, KEY_NAME, &rr->owner);
	if (keys != NULL) {
		text_add(j->text, keys);
		j->comma = false;
	} else {
		record_add_type(j, rr->type);
		add_class(j, rr->class);
		json_add_key(j, KEY_TTL);
	}
	json_add_u64(j, rr->ttl_s);
	json_add_key(j, KEY_DATA);
	json_begin_string(j);
	dns_rdata_add_text(j->text, rr->type, rr->rdata, message);
	json_end_string(j);
	json_close_object(j);
}

static const char *const section_keys[] = {
    [DNS_ANSWER] = "answers",
    [DNS_AUTHORITY] = "authorities",
    [DNS_ADDITIONAL] = "additionals",
};

/* All three sections, each a list, empty ones as well. */
static void
add_data(struct json *j, const struct dns_message *m)
{
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_rr rr;
	bool more = dns_rr_next(&it, &rr);

	json_add_key(j, KEY_DATA);
	json_open_object(j);
	for (unsigned s = DNS_ANSWER; s <= DNS_ADDITIONAL; s++) {
		json_add_key(j, section_keys[s]);
		json_open_array(j);
		for (; more && rr.section == s; more = dns_rr_next(&it, &rr))
			if (rr.type != DNS_OPT)
				add_rr(j, &rr, &m->whole);
		json_close_array(j);
	}
	json_close_object(j);
}

#define FLAGS(aa, tc, ad, ra)                                                  \
	"\"" KEY_FLAGS "\":{\"" KEY_AA "\":" #aa ",\"" KEY_TC "\":" #tc        \
	",\"" KEY_AD "\":" #ad ",\"" KEY_RA "\":" #ra "}"

/* By aa, tc, ad and ra, the last one first. */
static const char *const flag_members[16] = {
    FLAGS(false, false, false, false),
    FLAGS(true, false, false, false),
    FLAGS(false, true, false, false),
    FLAGS(true, true, false, false),
    FLAGS(false, false, true, false),
    FLAGS(true, false, true, false),
    FLAGS(false, true, true, false),
    FLAGS(true, true, true, false),
    FLAGS(false, false, false, true),
    FLAGS(true, false, false, true),
    FLAGS(false, true, false, true),
    FLAGS(true, true, false, true),
    FLAGS(false, false, true, true),
    FLAGS(true, false, true, true),
    FLAGS(false, true, true, true),
    FLAGS(true, true, true, true),
};

static void
add_header(struct json *j, const struct dns_message *m)
{
	json_add_key(j, KEY_RCODE);
	json_add_u64(j, m->rcode);
	json_add_member(
	    j, flag_members[m->aa | m->tc << 1 | m->ad << 2 | m->ra << 3]);
}

static void
add_status(
    struct json *j, const struct dns_record *r, const struct dns_message *m)
{
	char text[DNS_STATUS_TEXT_MAX];
	enum dns_status status = r->status;
	if (status == DNS_STATUS_REPLY && m == NULL)
		status = DNS_STATUS_BAD_REPLY;
	json_add_key(j, KEY_STATUS);
	json_add_string(
	    j, dns_status_text(status, m != NULL ? m->rcode : 0, text));
	if (r->reason != NOT_ASKED_UNSAID)
		json_add_key_string(j, KEY_REASON, not_asked_words[r->reason]);
}

static void
add_asked(struct json *j, const struct dns_record *r)
{
	if (r->server != NULL) {
		json_add_key(j, KEY_SERVER);
		json_add_addr(j, r->server);
		json_add_key(j, KEY_PROTO);
		json_add_string(j, record_protos[r->tcp]);
	}
	record_add_name(j, KEY_NS, r->ns);
	record_add_name(j, KEY_ZONE, r->zone);
	if (r->stage != STAGE_COUNT)
		json_add_key_string(j, KEY_STAGE, stage_name(r->stage));
	json_add_key(j, KEY_ATTEMPTS);
	json_add_u64(j, r->attempts);
	json_add_key(j, KEY_RX_TS);
	json_add_time(j, r->rx_ts_ns);
}

/* NULL: there is none, or it cannot be read. */
static const struct dns_message *
message_of(const struct dns_record *r, struct dns_message *room)
{
	if (r->message == NULL)
		return NULL;
	return dns_message_parse(r->message, r->message_len, room) ? room
								   : NULL;
}

void
dns_record_begin(
    struct text *line, const struct dns_record *r, const struct dns_message *m)
{
	struct json j = json_over(line);
	json_open_object(&j);
	record_add_name(&j, KEY_NAME, &r->question->name);
	record_add_type(&j, r->question->type);
	add_class(&j, r->question->class);
	add_status(&j, r, m);
	if (m != NULL)
		add_header(&j, m);
	add_asked(&j, r);
	if (m != NULL)
		record_add_bool(&j, KEY_EDNS, m->has_edns);
}

/* Behind what there is already. */
static struct json
json_behind(struct text *line)
{
	struct json j = json_over(line);
	j.comma = true;
	return j;
}

void
dns_record_add_late(struct text *line, bool conflict, bool listed,
    const struct observations *servers)
{
	struct json j = json_behind(line);
	if (conflict)
		record_add_bool(&j, KEY_CONFLICT, true);
	if (listed)
		record_add_bool(&j, KEY_LISTED, true);
	observations_add(&j, servers);
}

void
dns_record_end(struct text *line, const struct dns_message *m)
{
	struct json j = json_behind(line);
	if (m != NULL)
		add_data(&j, m);
	json_close_object(&j);
	text_add_char(line, '\n');
}

void
dns_record_add(struct text *line, const struct dns_record *r)
{
	struct dns_message parsed;
	const struct dns_message *m = message_of(r, &parsed);
	dns_record_begin(line, r, m);
	dns_record_add_late(line, r->conflict, r->listed, &r->servers);
	dns_record_end(line, m);
}

static bool
read_class(
    struct record_reader *r, const struct json_value *object, uint16_t *out)
{
	const char *text = class_in;
	char *end;
	if (!record_get_text(r, object, KEY_CLASS, &text))
		return false;
	*out = DNS_CLASS_IN;
	if (strcmp(text, class_in) == 0)
		return true;
	size_t skip = sizeof(class_other) - 1;
	if (strncmp(text, class_other, skip) != 0 || text[skip] < '0' ||
	    text[skip] > '9')
		return record_wrong(r, KEY_CLASS, "a class of the DNS");
	unsigned long n = strtoul(text + skip, &end, 10);
	*out = (uint16_t)n;
	return (*end == 0 && n <= UINT16_MAX) ||
	       record_wrong(r, KEY_CLASS, "a class of the DNS");
}

static bool
read_rr(struct record_reader *r, const struct json_value *object,
    struct dns_record_rr *out)
{
	uint64_t ttl_s = 0;
	if (!record_need_type(r, object, &out->type) ||
	    !read_class(r, object, &out->class) ||
	    !record_need_name(r, object, KEY_NAME, &out->owner) ||
	    !record_get_u64(r, object, KEY_TTL, UINT32_MAX, &ttl_s) ||
	    !record_get_text(r, object, KEY_DATA, &out->data))
		return false;
	out->ttl_s = (uint32_t)ttl_s;
	return true;
}

static bool
read_section(struct record_reader *r, const struct json_value *data,
    const char *key, struct dns_record_section *out)
{
	const struct json_value *list;
	*out = (struct dns_record_section){0};
	if (!record_get_list(r, data, key, "a list of records", &list))
		return false;
	if (list == NULL)
		return true;
	size_t count = json_value_count(list);
	struct dns_record_rr *at = record_alloc(r, count, sizeof(*at));
	if (at == NULL)
		return false;
	const struct json_value *v = json_value_first(list);
	for (size_t i = 0; i < count; i++, v = json_value_next(v)) {
		if (!read_rr(r, v, &at[i]))
			return false;
	}
	*out = (struct dns_record_section){at, count};
	return true;
}

static bool
read_reply(struct record_reader *r, struct dns_record_reply *out)
{
	const struct json_value *flags, *data;
	if (!record_get_object(r, r->root, KEY_FLAGS, &flags) ||
	    !record_get_bool(r, flags, KEY_AA, &out->aa) ||
	    !record_get_bool(r, flags, KEY_TC, &out->tc) ||
	    !record_get_bool(r, flags, KEY_AD, &out->ad) ||
	    !record_get_bool(r, flags, KEY_RA, &out->ra) ||
	    !record_get_bool(r, r->root, KEY_EDNS, &out->edns) ||
	    !record_get_object(r, r->root, KEY_DATA, &data))
		return false;
	for (unsigned s = DNS_ANSWER; s <= DNS_ADDITIONAL; s++) {
		if (!read_section(r, data, section_keys[s], &out->section[s]))
			return false;
	}
	return true;
}

/* The status holds the rcode of a reply; of other ends it may stand alone. */
static bool
read_status(struct record_reader *r, struct dns_record *out, uint16_t *rcode)
{
	const char *text = NULL;
	uint64_t n;
	if (!record_get_text(r, r->root, KEY_STATUS, &text) || text == NULL)
		return record_wrong(r, KEY_STATUS, "a string");
	if (!dns_status_parse(text, &out->status, rcode))
		return record_wrong(r, KEY_STATUS, "the status of a question");
	n = *rcode;
	if (!record_get_u64(r, r->root, KEY_RCODE, UINT16_MAX, &n))
		return false;
	if (out->status == DNS_STATUS_REPLY && n != *rcode)
		return record_wrong(r, KEY_RCODE, "that of the status");
	*rcode = (uint16_t)n;
	return true;
}

static bool
read_question(struct record_reader *r, struct dns_record *out)
{
	struct dns_question *q = record_alloc(r, 1, sizeof(*q));
	const struct dns_name *name;
	if (q == NULL || !record_need_name(r, r->root, KEY_NAME, &name) ||
	    !record_need_type(r, r->root, &q->type) ||
	    !read_class(r, r->root, &q->class))
		return false;
	dns_name_copy(name, &q->name);
	out->question = q;
	return true;
}

static bool
read_asked(struct record_reader *r, struct dns_record *out)
{
	const char *stage = NULL;
	unsigned proto = 0, reason = NOT_ASKED_UNSAID;
	uint64_t attempts = 0;
	if (!record_get_addr(r, r->root, KEY_SERVER, &out->server) ||
	    !record_get_word(r, r->root, KEY_PROTO, record_protos,
		ARRAY_LEN(record_protos), "a protocol", &proto) ||
	    !record_get_word(r, r->root, KEY_REASON, not_asked_words,
		NOT_ASKED_COUNT, "a reason not to ask", &reason) ||
	    !record_get_name(r, r->root, KEY_NS, &out->ns) ||
	    !record_get_name(r, r->root, KEY_ZONE, &out->zone) ||
	    !record_get_text(r, r->root, KEY_STAGE, &stage) ||
	    !record_get_u64(r, r->root, KEY_ATTEMPTS, UINT_MAX, &attempts) ||
	    !record_get_bool(r, r->root, KEY_CONFLICT, &out->conflict) ||
	    !record_get_bool(r, r->root, KEY_LISTED, &out->listed))
		return false;
	if (stage != NULL && !stage_parse(stage, &out->stage))
		return record_wrong(r, KEY_STAGE, "a stage");
	out->tcp = proto == 1;
	out->reason = (enum not_asked)reason;
	out->attempts = (unsigned)attempts;
	return true;
}

bool
dns_record_read(struct record_reader *r, const char *line, size_t len,
    struct dns_record *out, struct dns_record_reply *reply)
{
	*out = (struct dns_record){.stage = STAGE_COUNT};
	*reply = (struct dns_record_reply){.edns = true};
	return record_begin(r, line, len) && read_question(r, out) &&
	       read_status(r, out, &reply->rcode) && read_asked(r, out) &&
	       record_need_time(r, r->root, KEY_RX_TS, &out->rx_ts_ns) &&
	       observations_read(r, &out->servers) && read_reply(r, reply);
}
