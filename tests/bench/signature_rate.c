/*
 * signature_rate SECONDS : signature checks per CPU second of one thread, as
 * verify makes them: dates, labels, the bytes that are signed, the key.
 */
#include <stdio.h>
#include <time.h>

#include "base/macros.h"
#include "zone_key.h"

enum { SETS = 64, NOW_S = 1795424400 };

/* One signed address, and the keys of its zone. */
struct signed_set {
	struct rrset rrset;
	struct rdata rdata;
	struct rrsig sig;
	uint8_t address[4];
	uint8_t bytes[256];
};

static int64_t
cpu_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * NS_PER_S + t.tv_nsec;
}

static void
sign(struct signed_set *s, const struct zone_key *key,
    const struct dns_name *zone, uint8_t number)
{
	memcpy(s->address, (uint8_t[]){192, 0, 2, number}, 4);
	s->rdata = (struct rdata){s->address, 4};
	s->rrset = (struct rrset){
	    .owner = zone, .type = DNS_A, .rdata = &s->rdata, .count = 1};
	zone_key_sign_rrset(key, zone, &s->rrset, NOW_S, &s->sig, s->bytes);
	s->rrset.sigs = &s->sig;
	s->rrset.sig_count = 1;
}

static void
measure(const char *name, uint8_t algorithm, int64_t limit_ns)
{
	static struct signed_set sets[SETS];
	struct zone_key key = zone_key_new(algorithm, 257);
	struct rdata rdata = {key.rdata, key.len};
	struct dnskey dnskey;
	struct dnskey_set keys = {.keys = &dnskey, .count = 1};
	struct dns_name zone;
	uint64_t checks = 0;
	struct signature_work work = {0};
	assert(dnskey_parse(&rdata, &dnskey));
	assert(dns_name_from_text("example.com", 11, &zone));
	for (unsigned i = 0; i < SETS; i++)
		sign(&sets[i], &key, &zone, (uint8_t)i);
	int64_t start = cpu_ns(), spent;
	do {
		work.budget = SIGNATURE_BUDGET;
		struct signature_check c = signature_verify(
		    &sets[checks % SETS].rrset, &zone, &keys, NOW_S, &work);
		assert(c.reason == REASON_NONE);
		checks++;
		spent = cpu_ns() - start;
	} while (spent < limit_ns);
	printf("%s %.0f\n", name, (double)checks * NS_PER_S / (double)spent);
	dnskey_set_fini(&keys);
	EVP_PKEY_free(key.pkey);
}

int
main(int argc, char *argv[])
{
	int64_t limit_ns = (argc > 1 ? atoi(argv[1]) : 3) * NS_PER_S;
	measure("ecdsap256", ZONE_KEY_P256, limit_ns);
	measure("rsa2048", ZONE_KEY_RSA, limit_ns);
	return 0;
}
