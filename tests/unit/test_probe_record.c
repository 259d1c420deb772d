#include "scanner/probe/record.h"

#include <string.h>

#include "tap.h"

static struct probe_answer answer(enum probe_class class)
{
	return (struct probe_answer){
	    .class = class,
	    .saddr = addr_from_v4((const uint8_t[]){198, 18, 0, 7}),
	    .daddr = addr_from_v4((const uint8_t[]){198, 18, 0, 1}),
	    .sport = 25,
	    .dport = 61000,
	    .seqnum = 4294967295u,
	    .acknum = 1,
	    .window = 65160,
	    .ttl = 63,
	    .icmp_type = 3,
	    .icmp_code = 1,
	    .icmp_responder = addr_from_v4((const uint8_t[]){198, 18, 0, 9}),
	    .rx_ts_ns = 1700000000123456789,
	};
}

static bool
is_line(const char *fields, enum probe_class class, const char *wanted)
{
	struct probe_fields f;
	const char *bad;
	struct text line;
	struct probe_answer a = answer(class);
	text_init(&line);
	bool good = probe_fields_parse(fields, &f, &bad);
	if (good)
		probe_record_add(&line, &f, &a);
	good = good && strcmp(line.bytes, wanted) == 0;
	if (!good)
		printf("# %s", line.bytes != NULL ? line.bytes : "none\n");
	text_fini(&line);
	return good;
}

static void
test_lines(void)
{
	ok(is_line(NULL, PROBE_SYNACK,
	       "{\"saddr\":\"198.18.0.7\",\"daddr\":\"198.18.0.1\","
	       "\"ttl\":63,\"sport\":25,\"dport\":61000,"
	       "\"seqnum\":4294967295,\"acknum\":1,\"window\":65160,"
	       "\"classification\":\"synack\",\"success\":1,\"repeat\":0,"
	       "\"cooldown\":0,"
	       "\"timestamp_str\":\"2023-11-14T22:13:20.123456Z\","
	       "\"timestamp_ts\":1700000000,\"timestamp_us\":123456}\n"),
	    "all of a SYN-ACK");
	ok(is_line("classification,success,saddr", PROBE_RST,
	       "{\"saddr\":\"198.18.0.7\",\"classification\":\"rst\","
	       "\"success\":0}\n"),
	    "some of a RST");
	ok(is_line("saddr,window,icmp_responder,icmp_type,icmp_code",
	       PROBE_ICMP,
	       "{\"saddr\":\"198.18.0.7\",\"icmp_responder\":\"198.18.0.9\","
	       "\"icmp_type\":3,\"icmp_code\":1}\n"),
	    "of an ICMP error");
}

static void
test_fields(void)
{
	static const char *const refused[] = {"", "sadd", "saddrr", "saddr,",
	    ",saddr", "saddr,,ttl", "saddr ttl"};
	struct probe_fields f;
	const char *bad;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		ok(!probe_fields_parse(refused[i], &f, &bad),
		    refused[i][0] != '\0' ? refused[i] : "no field");
	struct text all;
	text_init(&all);
	probe_fields_list(&all);
	ok(probe_fields_parse(all.bytes, &f, &bad), "the list of all is one");
	text_fini(&all);
}

static void
test_filter(void)
{
	static const char *const refused[] = {"success", "success = 2",
	    "success = 1 &&", "success = 1 & repeat = 0", "ttl = 1",
	    "success = 1 repeat = 0", "&& success = 1"};
	struct probe_filter f;
	struct probe_answer a = answer(PROBE_SYNACK), r = answer(PROBE_RST);
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		ok(!probe_filter_parse(refused[i], &f), refused[i]);
	ok(probe_filter_parse("success = 1 && repeat = 0", &f) &&
		probe_filter_passes(&f, &a) && !probe_filter_passes(&f, &r),
	    "the default: SYN-ACKs");
	a.repeat = true;
	ok(!probe_filter_passes(&f, &a), "but each once");
	ok(probe_filter_parse("repeat=1", &f) && probe_filter_passes(&f, &a),
	    "only repeats");
	ok(probe_filter_parse("", &f) && probe_filter_passes(&f, &a) &&
		probe_filter_passes(&f, &r),
	    "all");
	ok(probe_filter_parse("cooldown=0&&success=0", &f) &&
		!probe_filter_passes(&f, &a) && probe_filter_passes(&f, &r),
	    "without blanks");
}

int
main(void)
{
	test_lines();
	test_fields();
	test_filter();
	return tap_end();
}
