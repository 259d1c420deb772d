#include "scanner/smtp/result.h"

#include <string.h>

#include "tap.h"

static struct dns_name host;
static struct addr ip;

static void
begin(struct smtp_result *r, enum smtp_status status, enum smtp_step step)
{
	smtp_result_init(r, status, 1700000000123456789);
	r->step = step;
}

/* The record is exactly this line; frees the result. */
static void
check(struct smtp_result *r, const struct addr *at, unsigned attempts,
    const char *want, const char *name)
{
	struct text line;
	text_init(&line);
	struct smtp_record record = {
	    .host = &host,
	    .sni = &host,
	    .ip = at,
	    .port = 25,
	    .attempts = attempts,
	};
	smtp_result_record(r, &record);
	smtp_record_add(&line, &record);
	bool same = text_ok(&line) && strcmp(line.bytes, want) == 0;
	if (!same)
		printf("# %s", line.bytes);
	ok(same, name);
	text_fini(&line);
	smtp_result_fini(r);
}

static void
test_cut(void)
{
	struct smtp_result r;
	begin(&r, SMTP_STATUS_TLS_FAILED, SMTP_STEP_TLS);
	r.chain_cut = true;
	check(&r, &ip, 1,
	    "{\"host\":\"mx.example\",\"ip\":\"192.0.2.1\",\"port\":25,"
	    "\"status\":\"TLS_FAILED\",\"stage\":\"tls\",\"attempts\":1,"
	    "\"rx_ts\":\"2023-11-14T22:13:20.123456Z\",\"chain_cut\":true}\n",
	    "a chain that was cut is marked");
}

static void
test_whole(void)
{
	struct smtp_result r;
	begin(&r, SMTP_STATUS_OK, SMTP_STEP_QUIT);
	r.rtt_us = 42;
	text_add(&r.banner, "220-a\r\n220 \xe9\"b\r\n");
	text_add(&r.ehlo, "250-mx\r\n250 STARTTLS\r\n");
	r.offer = SMTP_OFFER_OFFERED;
	r.tls = true;
	strcpy(r.version, "TLSv1.3");
	strcpy(r.cipher, "TLS_AES_256_GCM_SHA384");
	strcpy(r.group, "x25519");
	r.chain_count = 2;
	memset(r.chain[0], 0xab, 32);
	memset(r.chain[1], 0x01, 32);
	for (int i = 0; i < SMTP_STEP_QUIT; i++)
		r.took_us[i] = 10 + i;
	check(&r, &ip, 1,
	    "{\"host\":\"mx.example\",\"ip\":\"192.0.2.1\",\"port\":25,"
	    "\"status\":\"OK\",\"stage\":\"quit\",\"attempts\":1,"
	    "\"rx_ts\":\"2023-11-14T22:13:20.123456Z\",\"rtt_us\":42,"
	    "\"banner\":\"220-a\\r\\n220 \\u00e9\\\"b\\r\\n\","
	    "\"ehlo\":[\"250-mx\",\"250 STARTTLS\"],\"starttls\":\"offered\","
	    "\"tls\":{\"version\":\"TLSv1.3\","
	    "\"cipher\":\"TLS_AES_256_GCM_SHA384\",\"group\":\"x25519\","
	    "\"sni\":\"mx.example\"},"
	    "\"chain\":[\"abababababababababababababababab"
	    "abababababababababababababababab\","
	    "\"01010101010101010101010101010101"
	    "01010101010101010101010101010101\"],"
	    "\"timing\":{\"connect_us\":10,\"banner_us\":11,\"ehlo_us\":12,"
	    "\"starttls_us\":13,\"tls_us\":14,\"tls_ehlo_us\":15}}\n",
	    "a whole session");
}

static void
test_failures(void)
{
	struct smtp_result r;
	begin(&r, SMTP_STATUS_TIMEOUT, SMTP_STEP_CONNECT);
	check(&r, &ip, 3,
	    "{\"host\":\"mx.example\",\"ip\":\"192.0.2.1\",\"port\":25,"
	    "\"status\":\"TIMEOUT\",\"stage\":\"connect\",\"attempts\":3,"
	    "\"rx_ts\":\"2023-11-14T22:13:20.123456Z\"}\n",
	    "no answer: what is not known is left out");
	begin(&r, SMTP_STATUS_NO_ADDRESS, SMTP_STEP_CONNECT);
	check(&r, NULL, 0,
	    "{\"host\":\"mx.example\",\"port\":25,\"status\":\"NO_ADDRESS\","
	    "\"stage\":\"connect\",\"attempts\":0,"
	    "\"rx_ts\":\"2023-11-14T22:13:20.123456Z\"}\n",
	    "no address");
	begin(&r, SMTP_STATUS_NOT_ASKED, SMTP_STEP_CONNECT);
	r.reason = NOT_ASKED_SUFFIX;
	check(&r, &ip, 0,
	    "{\"host\":\"mx.example\",\"ip\":\"192.0.2.1\",\"port\":25,"
	    "\"status\":\"NOT_ASKED\",\"reason\":\"opt_out_suffix\","
	    "\"stage\":\"connect\",\"attempts\":0,"
	    "\"rx_ts\":\"2023-11-14T22:13:20.123456Z\"}\n",
	    "who has opted out");
	begin(&r, SMTP_STATUS_NO_STARTTLS, SMTP_STEP_EHLO);
	text_add(&r.ehlo, "250-mx\n250 XXXXXXXA");
	r.offer = SMTP_OFFER_MASKED;
	text_add_bytes(&r.error, "\0\xff\n", 3);
	check(&r, &ip, 1,
	    "{\"host\":\"mx.example\",\"ip\":\"192.0.2.1\",\"port\":25,"
	    "\"status\":\"NO_STARTTLS\",\"stage\":\"ehlo\",\"attempts\":1,"
	    "\"rx_ts\":\"2023-11-14T22:13:20.123456Z\","
	    "\"ehlo\":[\"250-mx\",\"250 XXXXXXXA\"],\"starttls\":\"masked\","
	    "\"error\":\"\\u0000\\u00ff\\n\"}\n",
	    "bytes of a peer");
}

int
main(void)
{
	addr_parse("192.0.2.1", &ip);
	dns_name_from_text("mx.example", 10, &host);
	test_whole();
	test_cut();
	test_failures();
	return tap_end();
}
