#include "output/record/dns.h"

#include <string.h>

#include <jansson.h>

#include "dns/status.h"
#include "tap.h"

/* example.com MX? AA; MX 10 mail; OPT. */
static const uint8_t reply[] =
    "\x12\x34\x84\x00\x00\x01\x00\x01\x00\x00\x00\x01"
    "\x07"
    "example\x03"
    "com\x00\x00\x0f\x00\x01"
    "\xc0\x0c\x00\x0f\x00\x01\x00\x00\x0e\x10"
    "\x00\x09\x00\x0a\x04mail\xc0\x0c"
    "\x00\x00\x29\x04\xd0\x00\x00\x80\x00\x00\x00";

static struct dns_question
question(const char *name, uint16_t type)
{
	struct dns_question q = {.type = type, .class = DNS_CLASS_IN};
	(void)dns_name_from_text(name, strlen(name), &q.name);
	return q;
}

static bool
is(struct text *t, const char *want)
{
	json_error_t error;
	json_t *o = json_loadb(t->bytes, t->len, 0, &error);
	bool same = o != NULL && strcmp(t->bytes, want) == 0;
	if (!same)
		printf("# got %s# %s\n", t->bytes, error.text);
	json_decref(o);
	text_clear(t);
	return same;
}

static void
test_reply(struct text *t)
{
	struct dns_question q = question("example.com", DNS_MX);
	struct dns_question ns = question("ns1.example.net", DNS_A);
	struct addr server;
	(void)addr_parse("192.0.2.53", &server);
	dns_record_add(t, &(struct dns_record){.question = &q,
			      .status = DNS_STATUS_REPLY,
			      .server = &server,
			      .ns = &ns.name,
			      .zone = &q.name,
			      .stage = STAGE_DOMAINS,
			      .attempts = 2,
			      .conflict = true,
			      .message = reply,
			      .message_len = sizeof(reply) - 1});
	ok(is(t,
	       "{\"name\":\"example.com\",\"type\":\"MX\",\"class\":\"IN\","
	       "\"status\":\"NOERROR\",\"rcode\":0,"
	       "\"flags\":{\"aa\":true,\"tc\":false,\"ad\":false,"
	       "\"ra\":false},\"server\":\"192.0.2.53\","
	       "\"proto\":\"udp\",\"ns\":\"ns1.example.net\","
	       "\"zone\":\"example.com\",\"stage\":\"domains\",\"attempts\":2,"
	       "\"rx_ts\":\"1970-01-01T00:00:00.000000Z\",\"edns\":true,"
	       "\"conflict\":true,\"data\":{\"answers\":[{"
	       "\"name\":\"example.com\",\"type\":\"MX\",\"class\":\"IN\","
	       "\"ttl\":3600,\"data\":\"10 mail.example.com.\"}],"
	       "\"authorities\":[],\"additionals\":[]}}\n"),
	    "a reply");
}

/* In pieces, with what is known late put between them. */
static void
test_pieces(struct text *t)
{
	struct dns_question q = question("example.com", DNS_MX);
	struct dns_message m;
	struct text again;
	struct dns_record r = {.question = &q,
	    .status = DNS_STATUS_REPLY,
	    .stage = STAGE_DOMAINS,
	    .conflict = true,
	    .message = reply,
	    .message_len = sizeof(reply)};
	text_init(&again);
	dns_record_add(t, &r);
	bool parsed = dns_message_parse(reply, sizeof(reply), &m);
	dns_record_begin(&again, &r, &m);
	dns_record_add_late(&again, true, false, &r.servers);
	dns_record_end(&again, &m);
	ok(parsed && again.len == t->len && strcmp(again.bytes, t->bytes) == 0,
	    "the same line in pieces");
	text_clear(t);
	text_fini(&again);
}

static void
test_failure(struct text *t)
{
	struct dns_question q = question("a\\\"b.example", DNS_TLSA);
	struct dns_record r = {.question = &q,
	    .status = DNS_STATUS_TIMEOUT,
	    .tcp = true,
	    .stage = STAGE_HOSTS,
	    .attempts = 5,
	    .rx_ts_ns = 1000};
	dns_record_add(t, &r);
	ok(is(t, "{\"name\":\"a\\\\\\\"b.example\",\"type\":\"TLSA\","
		 "\"class\":\"IN\",\"status\":\"TIMEOUT\","
		 "\"stage\":\"hosts\",\"attempts\":5,"
		 "\"rx_ts\":\"1970-01-01T00:00:00.000001Z\"}\n"),
	    "no reply, an odd name");

	r.status = DNS_STATUS_REPLY;
	r.message = reply;
	r.message_len = 20;
	dns_record_add(t, &r);
	ok(strstr(t->bytes, "\"status\":\"BAD_REPLY\"") != NULL &&
		strstr(t->bytes, "\"data\"") == NULL,
	    "a reply that does not parse");
	text_clear(t);
}

/* Two servers, one of which lost a signature, and more than were asked. */
static void
test_servers(struct text *t)
{
	struct dns_question q = question("example.com", DNS_MX);
	struct dns_observation o[2] = {
	    {.status = DNS_STATUS_REPLY, .rcode = DNS_NXDOMAIN, .same = true},
	    {.status = DNS_STATUS_NOT_ASKED, .tcp = true}};
	(void)addr_parse("192.0.2.53", &o[0].server);
	(void)addr_parse("2001:db8::53", &o[1].server);
	struct dns_record r = {.question = &q,
	    .status = DNS_STATUS_LAME,
	    .stage = STAGE_HOSTS,
	    .servers = {o, 2, 3}};
	dns_record_add(t, &r);
	ok(strstr(t->bytes,
	       "\"servers\":[{\"server\":\"192.0.2.53\",\"proto\":\"udp\","
	       "\"status\":\"NXDOMAIN\",\"same\":true,"
	       "\"provable\":false},{\"server\":\"2001:db8::53\","
	       "\"proto\":\"tcp\",\"status\":\"NOT_ASKED\","
	       "\"same\":false,\"provable\":false}],"
	       "\"servers_left\":3}") != NULL,
	    "what each server said");
	text_clear(t);
	r.servers.left = 1;
	dns_record_add(t, &r);
	ok(strstr(t->bytes, "],\"servers_left\":1}") != NULL, "one is left");
	text_clear(t);
	r.servers.left = 0;
	dns_record_add(t, &r);
	ok(strstr(t->bytes, "\"servers_left\"") == NULL, "none is left");
	text_clear(t);
}

/* 33 of them, and one without an address, are no record. */
static void
test_bad_servers(struct text *t)
{
	struct record_reader reader;
	struct dns_record back;
	struct dns_record_reply got;
	record_reader_init(&reader);
	text_add(t, "{\"name\":\"a\",\"type\":\"A\",\"status\":\"LAME\","
		    "\"rx_ts\":\"2026-11-28T00:00:00.000000Z\","
		    "\"servers\":[");
	size_t head = t->len;
	for (int i = 0; i < 33; i++)
		text_addf(t,
		    "%s{\"server\":\"192.0.2.1\",\"proto\":\"udp\","
		    "\"status\":\"LAME\",\"same\":false,\"provable\":false}",
		    i > 0 ? "," : "");
	text_add(t, "]}");
	ok(!dns_record_read(&reader, t->bytes, t->len, &back, &got),
	    "33 servers");
	t->len = head;
	text_add(t, "{\"proto\":\"udp\",\"status\":\"LAME\"}]}");
	ok(!dns_record_read(&reader, t->bytes, t->len, &back, &got),
	    "a server without an address");
	t->len = head;
	text_add(t, "]}");
	ok(dns_record_read(&reader, t->bytes, t->len, &back, &got) &&
		back.servers.at != NULL && back.servers.count == 0,
	    "no server, though all were to be asked");
	record_reader_fini(&reader);
	text_clear(t);
}

int
main(void)
{
	struct text t;
	text_init(&t);
	test_reply(&t);
	test_pieces(&t);
	test_failure(&t);
	test_servers(&t);
	test_bad_servers(&t);
	text_fini(&t);
	return tap_end();
}
