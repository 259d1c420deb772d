#include "dns.h"

#include "dns/rdata.h"
#include "output/json.h"

static void
add_name(struct json *j, const char *key, const struct dns_name *name)
{
	if (name == NULL)
		return;
	json_add_key(j, key);
	json_begin_string(j);
	dns_name_add_text(j->text, name);
	json_end_string(j);
}

/* Of the classes only IN is ever asked; others come as RFC 3597 has them. */
static void
add_class(struct json *j, uint16_t class)
{
	json_add_key(j, "class");
	json_begin_string(j);
	if (class == DNS_CLASS_IN)
		text_add(j->text, "IN");
	else
		text_addf(j->text, "CLASS%u", class);
	json_end_string(j);
}

static void
add_type(struct json *j, uint16_t type)
{
	json_add_key(j, "type");
	json_begin_string(j);
	dns_type_add_text(j->text, type);
	json_end_string(j);
}

static void
add_rr(struct json *j, const struct dns_rr *rr, const struct wire *message)
{
	json_open_object(j);
	add_name(j, "name", &rr->owner);
	add_type(j, rr->type);
	add_class(j, rr->class);
	json_add_key(j, "ttl");
	json_add_u64(j, rr->ttl_s);
	json_add_key(j, "data");
	json_begin_string(j);
	dns_rdata_add_text(j->text, rr->type, rr->rdata, message);
	json_end_string(j);
	json_close_object(j);
}

/* All three sections, each a list, empty ones as well. */
static void
add_data(struct json *j, const struct dns_message *m)
{
	static const char *const keys[] = {
	    [DNS_ANSWER] = "answers",
	    [DNS_AUTHORITY] = "authorities",
	    [DNS_ADDITIONAL] = "additionals",
	};
	struct dns_rr_iter it = dns_rr_first(m);
	struct dns_rr rr;
	bool more = dns_rr_next(&it, &rr);

	json_add_key(j, "data");
	json_open_object(j);
	for (unsigned s = DNS_ANSWER; s <= DNS_ADDITIONAL; s++) {
		json_add_key(j, keys[s]);
		json_open_array(j);
		for (; more && rr.section == s; more = dns_rr_next(&it, &rr))
			if (rr.type != DNS_OPT)
				add_rr(j, &rr, &m->whole);
		json_close_array(j);
	}
	json_close_object(j);
}

static void
add_flag(struct json *j, const char *key, bool set)
{
	json_add_key(j, key);
	json_add_bool(j, set);
}

static void
add_header(struct json *j, const struct dns_message *m)
{
	json_add_key(j, "rcode");
	json_add_u64(j, m->rcode);
	json_add_key(j, "flags");
	json_open_object(j);
	add_flag(j, "aa", m->aa);
	add_flag(j, "tc", m->tc);
	add_flag(j, "ad", m->ad);
	add_flag(j, "ra", m->ra);
	json_close_object(j);
}

static void
add_status(
    struct json *j, const struct dns_record *r, const struct dns_message *m)
{
	char text[DNS_STATUS_TEXT_MAX];
	enum dns_status status = r->status;
	if (status == DNS_STATUS_REPLY && m == NULL)
		status = DNS_STATUS_BAD_REPLY;
	json_add_key(j, "status");
	json_add_string(
	    j, dns_status_text(status, m != NULL ? m->rcode : 0, text));
}

static void
add_asked(struct json *j, const struct dns_record *r)
{
	if (r->server != NULL) {
		json_add_key(j, "server");
		json_add_addr(j, r->server);
		json_add_key(j, "proto");
		json_add_string(j, r->tcp ? "tcp" : "udp");
	}
	add_name(j, "ns", r->ns);
	add_name(j, "zone", r->zone);
	json_add_key(j, "stage");
	json_add_string(j, r->stage);
	json_add_key(j, "attempts");
	json_add_u64(j, r->attempts);
	json_add_key(j, "rx_ts");
	json_add_time(j, r->rx_ts_ns);
}

void
dns_record_add(struct text *line, const struct dns_record *r)
{
	struct dns_message parsed;
	const struct dns_message *m = NULL;
	if (r->message != NULL &&
	    dns_message_parse(r->message, r->message_len, &parsed))
		m = &parsed;

	struct json j = json_over(line);
	json_open_object(&j);
	add_name(&j, "name", &r->question->name);
	add_type(&j, r->question->type);
	add_class(&j, r->question->class);
	add_status(&j, r, m);
	if (m != NULL)
		add_header(&j, m);
	add_asked(&j, r);
	if (m != NULL)
		add_flag(&j, "edns", m->has_edns);
	if (r->conflict)
		add_flag(&j, "conflict", true);
	if (m != NULL)
		add_data(&j, m);
	json_close_object(&j);
	text_add_char(line, '\n');
}
