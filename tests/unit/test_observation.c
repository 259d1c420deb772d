/* Verdicts of a run, as the rows that the store's engine reads. */
#include "analysis/history/observation.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "tap.h"

#define ID64 "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

#define TWIN64                                                                 \
	"ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100"

static const char *const verdicts[] = {
    /* A set, a chain, and a session that nobody began. */
    "{\"kind\":\"host\",\"host\":\"mx.example.com\",\"tlsa_base\":"
    "\"mail.example.net\",\"tlsa\":{\"state\":\"secure\",\"zone\":\"net\"},"
    "\"ttl\":300,\"records\":[{\"usage\":3,\"selector\":1,\"mtype\":1,"
    "\"data\":\"abcd\"}],\"addresses\":[{\"ip\":\"192.0.2.1\",\"status\":"
    "\"OK\",\"tls\":\"TLSv1.2\",\"chain\":[\"" ID64 "\"]},"
    "{\"ip\":\"192.0.2.2\",\"status\":\"NOT_ASKED\",\"chain\":[]},"
    "{\"ip\":\"192.0.2.3\",\"status\":\"TLS_FAILED\",\"chain\":[\"" ID64
    "\"],\"twin\":null},"
    /* A chain that was read alone; and one of two. */
    "{\"ip\":\"192.0.2.4\",\"status\":\"CERTIFICATE_ONLY\",\"tls\":"
    "\"TLSv1.2\",\"chain\":[\"" ID64 "\"]},"
    "{\"ip\":\"192.0.2.5\",\"status\":\"OK\",\"tls\":\"TLSv1.3\","
    "\"chain\":[\"" ID64 "\"],\"twin\":{\"key\":\"rsa\",\"status\":\"OK\","
    "\"matched\":true,\"chain\":[\"" TWIN64 "\"]}},"
    "{\"ip\":\"192.0.2.6\",\"status\":\"NO_STARTTLS\",\"chain\":[],\"twin\":"
    "{\"key\":\"ecdsa\",\"status\":\"TLS_FAILED\",\"matched\":false,"
    "\"chain\":[]}}],\"study\":\"valid\"}",
    /* No set, and why. */
    "{\"kind\":\"host\",\"host\":\"mx.example.org\",\"tlsa\":{\"state\":"
    "\"insecure\",\"reason\":\"no_ds\",\"zone\":\"example.org\"},\"records\":"
    "[],\"addresses\":[],\"study\":\"none\",\"reason\":\"no_tlsa\",\"soa\":{"
    "\"zone\":\"example.org\",\"rname\":\"a\\\\.b.example.org\"},\"ds_"
    "signals\":"
    "{\"zone\":\"example.org\",\"cds\":true,\"dsync\":null,\"dsboot\":false}}",
    /* A lookup that failed says nothing. */
    "{\"kind\":\"host\",\"host\":\"mx.example.se\",\"tlsa\":{\"state\":"
    "\"indeterminate\",\"reason\":\"lookup_failed\"},\"records\":[],"
    "\"addresses\":[],\"study\":\"unknown\",\"reason\":\"lookup_failed\"}",
    "{\"kind\":\"domain\",\"domain\":\"example.co.uk\",\"zone\":\"co.uk\","
    "\"mx\":{\"state\":\"insecure\",\"reason\":\"no_ds\"},\"hosts\":[{"
    "\"host\":\"mx.example.com\",\"preference\":10}],\"study\":\"valid\","
    "\"policy\":{\"mta_sts\":true,\"tlsrpt\":false,\"dmarc\":null,\"spf\":true,"
    "\"caa\":null},\"ds_signals\":{\"zone\":\"example.org\",\"cds\":true}}",
    "{\"kind\":\"domain\",\"domain\":\"example.uk\",\"zone\":\"uk\",\"mx\":{"
    "\"state\":\"indeterminate\",\"reason\":\"lookup_failed\"},\"hosts\":[],"
    "\"study\":\"unknown\",\"reason\":\"lookup_failed\"}",
};

static const char delegation[] =
    "{\"domain\":\"example.co.uk\",\"zone\":\"co.uk\",\"ns\":[\"b.ns.net\","
    "\"a.ns.net\"],\"glue\":[{\"name\":\"a.ns.net\",\"ip\":\"2001:db8::1\"}]}";

/* What the rows of one table are, with each id cut to four digits. */
struct want {
	enum observed table;
	const char *rows;
};

static const struct want wants[] = {
    {OBSERVED_TLSA, "mx.example.com\t300\t6618\tsecure\t\\N\t\\N\t\\N\n"
		    "mx.example.org\t\\N\t\\N\tinsecure\tno_ds\t\\N\t"
		    "example.org\n"},
    {OBSERVED_BASE, "mx.example.com\tmail.example.net\n"},
    {OBSERVED_SMTP, "mx.example.com\t192.0.2.1\tOK\t4773\tTLSv1.2\n"
		    "mx.example.com\t192.0.2.3\tTLS_FAILED\t\\N\t\\N\n"
		    "mx.example.com\t192.0.2.4\tCERTIFICATE_ONLY\t4773\t\\N\n"
		    "mx.example.com\t192.0.2.5\tOK\t4773\tTLSv1.3\n"
		    "mx.example.com\t192.0.2.6\tNO_STARTTLS\t\\N\t\\N\n"},
    {OBSERVED_TWIN, "mx.example.com\t192.0.2.5\trsa\t5df4\n"},
    {OBSERVED_RECORD, "6618\t1\t3\t1\t1\tabcd\n"},
    {OBSERVED_LINK, "4773\t1\t0011\n5df4\t1\tffee\n"},
    {OBSERVED_DOMAIN, "example.co.uk\tco.uk\t1ba2\tinsecure\tno_ds\n"},
    {OBSERVED_MX, "1ba2\t10\tmx.example.com\n"},
    {OBSERVED_NS_OF, "example.co.uk\t0b4c\n"},
    {OBSERVED_NS, "0b4c\tb.ns.net\n0b4c\ta.ns.net\n"},
    {OBSERVED_ADDRESS, "mx.example.com\t192.0.2.1\nmx.example.com\t192.0.2.2\n"
		       "mx.example.com\t192.0.2.3\nmx.example.com\t192.0.2.4\n"
		       "mx.example.com\t192.0.2.5\nmx.example.com\t192.0.2.6\n"
		       "a.ns.net\t2001:db8::1\n"},
    {OBSERVED_REGISTERED, "mx.example.com\texample.com\texample\n"
			  "mx.example.org\texample.org\texample\n"
			  "mx.example.se\texample.se\texample\n"
			  "example.co.uk\texample.co.uk\tco\n"
			  "b.ns.net\tns.net\tns\na.ns.net\tns.net\tns\n"},
    {OBSERVED_DROPPED, "mx.example.net\n"},
    {OBSERVED_CONTACT, "example.org\ta\\.b.example.org\n"},
    {OBSERVED_SIGNALS, "example.org\ttrue\t\\N\tfalse\n"},
    {OBSERVED_POLICY, "example.co.uk\ttrue\tfalse\t\\N\ttrue\t\\N\n"},
};

/* Ids are long: of each run of 64 digits the first four stay. */
static void
shorten(char *text)
{
	static const char digits[] = "0123456789abcdef";
	char *to = text;
	for (const char *from = text; *from != '\0';) {
		size_t n = strspn(from, digits);
		size_t kept = n == 64 ? 4 : n > 0 ? n : 1;
		memmove(to, from, kept);
		to += kept;
		from += n > 0 ? n : 1;
	}
	*to = '\0';
}

static void
check(const char *folder, const struct want *w)
{
	char path[512], text[4096] = "";
	snprintf(
	    path, sizeof(path), "%s/%s.tsv", folder, observed_names[w->table]);
	FILE *f = fopen(path, "r");
	size_t len = f != NULL ? fread(text, 1, sizeof(text) - 1, f) : 0;
	if (f != NULL)
		fclose(f);
	text[len] = '\0';
	shorten(text);
	bool good = strcmp(text, w->rows) == 0;
	ok(good, observed_names[w->table]);
	if (!good)
		printf("# got:\n%s# want:\n%s", text, w->rows);
}

int
main(void)
{
	struct observation o;
	char folder[] = "/tmp/danesweep-test.XXXXXX";
	if (mkdtemp(folder) == NULL)
		return 1;
	bool good = observation_open(&o, folder) == 0;
	for (size_t i = 0; good && i < ARRAY_LEN(verdicts); i++)
		good = observation_add_verdict(
			   &o, verdicts[i], strlen(verdicts[i])) == NULL;
	ok(good, "verdicts are read");
	ok(observation_add_delegation(&o, delegation, strlen(delegation)) ==
		NULL,
	    "a delegation is read");
	static const char dropped[] =
	    "{\"host\":\"mx.example.net\",\"reason\":\"no_tlsa\",\"seen\":"
	    "\"2026-11-01T00:00:00.000000Z\"}";
	ok(observation_add_dropped(&o, dropped, strlen(dropped)) == NULL,
	    "a dropped host is read");
	ok(observation_add_verdict(&o, "{}", 2) != NULL,
	    "what is no verdict is refused");
	ok(observation_close(&o) == 0, "all is written");
	for (size_t i = 0; i < ARRAY_LEN(wants); i++)
		check(folder, &wants[i]);
	ok(file_remove_tree(folder) == 0, "all is removed");
	return tap_end();
}
