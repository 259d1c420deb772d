#include "scanner/run/delegation.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "resolver/zone/delegations.h"
#include "tap.h"

static const char zone[] =
    "com. 900 in soa a.gtld-servers.net. nstld. 1 2 3 4 5\n"
    "plain.com. 900 in ns ns2.plain.com.\n"
    "plain.com. 900 in ns ns1.other.net.\n"
    "ns2.plain.com. 900 in a 192.0.2.2\n"
    "ns2.plain.com. 900 in aaaa 2001:db8::2\n"
    "signed.com. 900 in ns ns1.other.net.\n"
    "signed.com. 900 in ds 1 13 2 "
    "00000000000000000000000000000000000000000000000000000000000000ab\n";

static struct delegations *
read_zone(void)
{
	char path[] = "/tmp/test_delegation_record.XXXXXX";
	struct delegations *d = delegations_new();
	struct zone_file_count count;
	struct text why;
	text_init(&why);
	int fd = mkstemp(path);
	bool right = write(fd, zone, sizeof(zone) - 1) == sizeof(zone) - 1 &&
		     delegations_read(d, &(struct zone_source){.path = path},
			 &count, &why) == 0 &&
		     delegations_seal(d) == 0;
	ok(right, right ? "zone" : why.bytes);
	close(fd);
	unlink(path);
	text_fini(&why);
	return d;
}

static void
test_record(const struct delegations *d, const char *domain, const char *want)
{
	struct dns_name name;
	struct text t;
	uint32_t index = UINT32_MAX;
	text_init(&t);
	ok(dns_name_from_text(domain, strlen(domain), &name) &&
		delegations_find(d, &name, &index),
	    domain);
	delegation_line_add(&t, d, index);
	bool same = strcmp(t.bytes, want) == 0;
	ok(same, "its record");
	if (!same)
		printf("# got %s", t.bytes);
	text_fini(&t);
}

int
main(void)
{
	struct delegations *d = read_zone();
	test_record(d, "plain.com",
	    "{\"domain\":\"plain.com\",\"zone\":\"com\","
	    "\"ns\":[\"ns2.plain.com\",\"ns1.other.net\"],"
	    "\"glue\":[{\"name\":\"ns2.plain.com\",\"ip\":\"192.0.2.2\"},"
	    "{\"name\":\"ns2.plain.com\",\"ip\":\"2001:db8::2\"}]}\n");
	test_record(d, "signed.com",
	    "{\"domain\":\"signed.com\",\"zone\":\"com\","
	    "\"ns\":[\"ns1.other.net\"],\"ds\":[\"1 13 2 "
	    "00000000000000000000000000000000000000000000000000000000000000"
	    "ab\"]}\n");
	delegations_free(d);
	return tap_end();
}
