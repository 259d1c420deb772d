/* Keys: their tags (RFC 4034 appendix B), which may sign, what a DS names. */
#include "analysis/dnssec/dnskey.h"

#include <string.h>

#include <ldns/ldns.h>

#include "dns/rdata_parse.h"
#include "tap.h"

/* RFC 4034 5.4. */
#define RSA_KEY                                                                \
	"AQOeiiR0GOMYkDshWoSKz9XzfwJr1AYtsmx3TGkJaNXVbfi/2pHm822aJ5iI9BMzNXxe" \
	"YCmZDRD99WYwYqUSdjMmmAphXdvxegXd/M5+X7OrzKBaMbCVdFLUUh6DhweJBjEVv5f2" \
	"wwjM9XzcnOf+EPbtG9DMBmADjFDc2w/rljwvFw=="

static const struct {
	const char *name, *data;
	uint16_t tag;
	bool may_sign;
} keys[] = {
    {"the key of RFC 4034 5.4", "256 3 5 " RSA_KEY, 60485, true},
    {"B.1: of algorithm 1 the tag stands in the modulus", "256 3 1 " RSA_KEY,
	0x3c2f, true},
    {"... whatever its flags are", "257 3 1 " RSA_KEY, 0x3c2f, true},
    {"... of any other algorithm it is a sum", "257 3 8 " RSA_KEY, 60489, true},
    {"a revoked one has another tag", "385 3 5 " RSA_KEY, 60614, false},
    {"a key of three bytes, algorithm 1", "256 3 1 AQID", 0x0102, true},
    {"another protocol", "256 2 5 " RSA_KEY, 60229, false},
    {"no zone key", "0 3 5 " RSA_KEY, 60229, false},
};

/* As libldns has it. */
static uint16_t
tag_by_ldns(const char *data)
{
	char line[512];
	ldns_rr *rr = NULL;
	snprintf(line, sizeof(line), "example. 300 IN DNSKEY %s", data);
	if (ldns_rr_new_frm_str(&rr, line, 300, NULL, NULL) != LDNS_STATUS_OK)
		abort();
	uint16_t tag = ldns_calc_keytag(rr);
	ldns_rr_free(rr);
	return tag;
}

static struct dnskey
parse(struct arena *arena, const char *data)
{
	struct text scratch;
	struct rdata rdata;
	struct dnskey key;
	text_init(&scratch);
	if (!rdata_parse(arena, &scratch, DNS_DNSKEY, data, &rdata) ||
	    !dnskey_parse(&rdata, &key))
		abort();
	text_fini(&scratch);
	return key;
}

static void
tags(void)
{
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		struct arena arena;
		arena_init(&arena);
		struct dnskey key = parse(&arena, keys[i].data);
		if (key.tag != keys[i].tag)
			printf("# %u, by libldns %u\n", key.tag,
			    tag_by_ldns(keys[i].data));
		ok(key.tag == keys[i].tag &&
			key.tag == tag_by_ldns(keys[i].data) &&
			dnskey_may_sign(&key) == keys[i].may_sign,
		    keys[i].name);
		arena_fini(&arena);
	}
}

/* A key that ends before a tag could stand in it reads nothing beyond. */
static void
short_keys(void)
{
	static const uint8_t bytes[] = {1, 0, 3, 1, 9, 9};
	bool good = true;
	for (size_t len = 0; len <= sizeof(bytes); len++) {
		struct dnskey key;
		bool parsed = dnskey_parse(&(struct rdata){bytes, len}, &key);
		good = good && parsed == (len >= 4);
	}
	ok(good, "keys of algorithm 1 that are too short");
}

int
main(void)
{
	tags();
	short_keys();
	return tap_end();
}
