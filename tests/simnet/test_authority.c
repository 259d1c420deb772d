/*
 * The world's DNS, looked at by libldns: every answer parses, says what the
 * truth says, and is proved by the keys above it, up to the trust anchor.
 */
#include <stdlib.h>
#include <string.h>

#include <ldns/ldns.h>

#include "authority.h"
#include "dns/type.h"
#include "rr_text.h"
#include "tests/unit/tap.h"
#include "truth.h"

enum { DOMAINS = 300 };

static struct simnet_data data;

/* What the first server of the zone that says something says. */
static ldns_pkt *
ask(const struct simnet_zone *z, const char *name, uint16_t type, bool edns)
{
	uint8_t query[300], reply[SIMNET_DNS_MAX];
	struct simnet_bytes q = {query, 0, sizeof(query), false};
	struct simnet_servers s;
	simnet_put(&q,
	    (uint8_t[12]){1, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, edns ? 1 : 0}, 12);
	simnet_put_name(&q, name);
	simnet_put_u16(&q, type);
	simnet_put_u16(&q, 1);
	if (edns)
		simnet_put(&q, (uint8_t[11]){0, 0, 41, 4, 208, 0, 0, 128}, 11);
	simnet_servers(&data.world, z, &s);
	for (unsigned i = s.count; i-- > 0;) {
		struct addr a = simnet_addr(s.place, s.first + i, i % 2);
		ldns_pkt *pkt = NULL;
		int64_t delay;
		size_t len = simnet_authority_answer(
		    &data, &a, true, query, q.len, reply, &delay);
		if (len > 0 &&
		    ldns_wire2pkt(&pkt, reply, len) == LDNS_STATUS_OK)
			return pkt;
	}
	return NULL;
}

static const char *
status_of(const ldns_pkt *pkt)
{
	if (pkt == NULL)
		return "TIMEOUT";
	unsigned rcode = ldns_pkt_get_rcode(pkt);
	if (rcode == LDNS_RCODE_NOERROR)
		return ldns_pkt_aa(pkt) ? "NOERROR" : "LAME";
	return rcode == LDNS_RCODE_NXDOMAIN   ? "NXDOMAIN"
	       : rcode == LDNS_RCODE_REFUSED  ? "REFUSED"
	       : rcode == LDNS_RCODE_SERVFAIL ? "SERVFAIL"
					      : "?";
}

/* All RRs of the answer that the truth has, and no others. */
static bool
same_answer(const ldns_pkt *pkt, const struct simnet_truth *truth)
{
	ldns_rr_list *answers = ldns_pkt_answer(pkt);
	unsigned found = 0, others = 0;
	for (size_t i = 0; i < ldns_rr_list_rr_count(answers); i++) {
		ldns_rr *rr = ldns_rr_list_rr(answers, i);
		if (ldns_rr_get_type(rr) == LDNS_RR_TYPE_RRSIG)
			continue;
		uint8_t *wire;
		size_t len;
		bool known = false;
		ldns_rr2wire(&wire, rr, LDNS_SECTION_ANSWER, &len);
		for (unsigned k = 0; k < truth->answer.count; k++) {
			const struct simnet_rdata *r = &truth->answer.rr[k];
			known |= len > r->len && memcmp(wire + len - r->len,
						     r->bytes, r->len) == 0;
		}
		found += known ? 1 : 0;
		others += known ? 0 : 1;
		free(wire);
	}
	return found == truth->answer.count && others == 0;
}

/* The signatures of this section over the RRset that `first` is of. */
static ldns_rr_list *
signatures_over(const ldns_rr_list *section, const ldns_rr *first)
{
	ldns_rr_list *sigs = ldns_rr_list_new();
	for (size_t i = 0; i < ldns_rr_list_rr_count(section); i++) {
		ldns_rr *s = ldns_rr_list_rr(section, i);
		if (ldns_rr_get_type(s) == LDNS_RR_TYPE_RRSIG &&
		    ldns_rdf2rr_type(ldns_rr_rrsig_typecovered(s)) ==
			ldns_rr_get_type(first) &&
		    ldns_dname_compare(
			ldns_rr_owner(s), ldns_rr_owner(first)) == 0)
			ldns_rr_list_push_rr(sigs, s);
	}
	return sigs;
}

/* Every RRset of the section is signed by the zone's keys. */
static bool
verified(ldns_rr_list *section, ldns_rr_list *keys)
{
	ldns_rr_list *rrs = ldns_rr_list_clone(section), *set;
	bool good = true;
	while ((set = ldns_rr_list_pop_rrset(rrs)) != NULL) {
		ldns_rr *first = ldns_rr_list_rr(set, 0);
		ldns_rr_list *sigs = signatures_over(section, first);
		if (ldns_rr_get_type(first) != LDNS_RR_TYPE_RRSIG)
			good &= ldns_rr_list_rr_count(sigs) == 1 &&
				ldns_verify(set, sigs, keys, NULL) ==
				    LDNS_STATUS_OK;
		ldns_rr_list_free(sigs);
		ldns_rr_list_deep_free(set);
	}
	ldns_rr_list_deep_free(rrs);
	return good;
}

/* That the name does not exist is proved. */
static bool
denied(const ldns_pkt *pkt)
{
	ldns_rr_list *nsecs = ldns_pkt_rr_list_by_type(
	    pkt, LDNS_RR_TYPE_NSEC, LDNS_SECTION_AUTHORITY);
	ldns_rr_list *sigs = ldns_pkt_rr_list_by_type(
	    pkt, LDNS_RR_TYPE_RRSIG, LDNS_SECTION_AUTHORITY);
	ldns_rr *question = ldns_rr_list_rr(ldns_pkt_question(pkt), 0);
	bool good = nsecs != NULL && ldns_dnssec_verify_denial(question, nsecs,
					 sigs) == LDNS_STATUS_OK;
	ldns_rr_list_deep_free(nsecs);
	ldns_rr_list_deep_free(sigs);
	return good;
}

/* The zone's keys: signed by themselves, and told by the DS above. */
static ldns_rr_list *
keys_of(const struct simnet_zone *z)
{
	ldns_pkt *pkt = ask(z, z->name, DNS_DNSKEY, true);
	if (pkt == NULL)
		return NULL;
	ldns_rr_list *keys = ldns_pkt_rr_list_by_type(
	    pkt, LDNS_RR_TYPE_DNSKEY, LDNS_SECTION_ANSWER);
	ldns_pkt_free(pkt);
	return keys;
}

static bool
ds_fits(const struct simnet_zone *z, ldns_rr_list *keys)
{
	struct simnet_zone parent = simnet_zone_parent(&data.world, z);
	ldns_pkt *pkt = ask(&parent, z->name, DNS_DS, true);
	ldns_rr_list *ds =
	    ldns_pkt_rr_list_by_type(pkt, LDNS_RR_TYPE_DS, LDNS_SECTION_ANSWER);
	bool fits = ds != NULL && keys != NULL &&
		    ldns_rr_compare_ds(
			ldns_rr_list_rr(keys, 0), ldns_rr_list_rr(ds, 0));
	ldns_rr_list_deep_free(ds);
	ldns_pkt_free(pkt);
	return fits;
}

static unsigned questions, wrong_status, wrong_answer, unproved, proved;

static void
check(const char *name, uint16_t type)
{
	struct simnet_zone z = simnet_zone_of(&data.world, name);
	struct simnet_servers s;
	struct simnet_truth truth;
	if (type == DNS_DS)
		z = simnet_zone_parent(&data.world, &z);
	simnet_servers(&data.world, &z, &s);
	simnet_truth_question(&data, name, type, &truth);
	ldns_pkt *pkt = ask(&z, name, type, s.class != SIMNET_NO_EDNS);
	questions++;
	if (strcmp(status_of(pkt), truth.status) != 0) {
		printf("# %s %u: %s, not %s\n", name, type, status_of(pkt),
		    truth.status);
		wrong_status++;
	} else if (pkt != NULL && !same_answer(pkt, &truth)) {
		printf("# %s %u: another answer\n", name, type);
		wrong_answer++;
	}
	if (pkt != NULL && ldns_pkt_aa(pkt) && truth.state == SIMNET_SECURE) {
		ldns_rr_list *keys = keys_of(&z);
		bool good =
		    verified(ldns_pkt_answer(pkt), keys) &&
		    verified(ldns_pkt_authority(pkt), keys) &&
		    (z.kind == SIMNET_ROOT || ds_fits(&z, keys)) &&
		    (strcmp(truth.status, "NXDOMAIN") != 0 || denied(pkt));
		proved += good ? 1 : 0;
		unproved += good ? 0 : 1;
		ldns_rr_list_deep_free(keys);
	}
	ldns_pkt_free(pkt);
}

static void
check_domain(uint64_t i)
{
	static const uint16_t apex[] = {
	    DNS_MX, DNS_A, DNS_DS, DNS_DNSKEY, DNS_NS, DNS_TXT};
	static const uint16_t host[] = {DNS_A, DNS_AAAA};
	struct simnet_zone z = simnet_zone(&data.world, SIMNET_DOMAIN, i);
	struct simnet_mx mx;
	char name[SIMNET_NAME_MAX + 16];
	for (unsigned t = 0; t < ARRAY_LEN(apex); t++)
		check(z.name, apex[t]);
	simnet_mx(&data.world, &z, &mx);
	for (unsigned h = 0; h < mx.count; h++) {
		for (unsigned t = 0; t < ARRAY_LEN(host); t++)
			check(mx.host[h], host[t]);
		snprintf(name, sizeof(name), "_25._tcp.%s", mx.host[h]);
		check(name, DNS_TLSA);
	}
	snprintf(name, sizeof(name), "nothing.%s", z.name);
	check(name, DNS_A);
}

/* The root's key is the one that the trust anchor tells. */
static bool
anchor_fits(void)
{
	struct simnet_zone root = simnet_zone(&data.world, SIMNET_ROOT, 0);
	struct simnet_rdata rdata;
	char text[SIMNET_RR_TEXT_MAX], line[SIMNET_RR_TEXT_MAX + 8];
	ldns_rr *ds;
	simnet_make_ds(&data.keys, "", false, &rdata);
	snprintf(line, sizeof(line), ". IN %s",
	    simnet_rr_text(DNS_DS, &rdata, text));
	if (ldns_rr_new_frm_str(&ds, line, 0, NULL, NULL) != LDNS_STATUS_OK)
		return false;
	ldns_rr_list *keys = keys_of(&root);
	bool fits = ldns_rr_compare_ds(ldns_rr_list_rr(keys, 0), ds);
	ldns_rr_list_deep_free(keys);
	ldns_rr_free(ds);
	return fits;
}

/* From the root down, a question far below gives the way to it. */
static void
test_referrals(void)
{
	struct simnet_zone root = simnet_zone(&data.world, SIMNET_ROOT, 0);
	struct simnet_zone com = simnet_zone(&data.world, SIMNET_TLD, 0);
	ldns_pkt *pkt = ask(&root, "mx1.d0.com", DNS_A, true);
	ldns_rr_list *keys = keys_of(&root);
	ldns_rr_list *ds = ldns_pkt_rr_list_by_type(
	    pkt, LDNS_RR_TYPE_DS, LDNS_SECTION_AUTHORITY);
	ok(!ldns_pkt_aa(pkt) && ds != NULL &&
		ldns_rr_list_rr_count(ldns_pkt_additional(pkt)) == 4,
	    "the root refers to com, with DS and glue");
	ldns_rr_list_deep_free(ds);
	ldns_rr_list_deep_free(keys);
	ldns_pkt_free(pkt);
	pkt = ask(&com, "mx1.d1.net", DNS_A, true);
	ok(ldns_pkt_get_rcode(pkt) == LDNS_RCODE_REFUSED,
	    "the servers of com refuse what is of net");
	ldns_pkt_free(pkt);
}

int
main(void)
{
	struct simnet_config config = simnet_config_default(7, DOMAINS);
	simnet_data_init(&data, &config);
	ok(anchor_fits(), "the trust anchor tells the root's key");
	test_referrals();
	for (uint64_t i = 0; i < DOMAINS; i++)
		check_domain(i);
	check("com", DNS_DNSKEY);
	check("op1.net", DNS_A);
	check("ns1.op1.net", DNS_A);
	check("nosuch.se", DNS_MX);
	check("", DNS_DNSKEY);
	printf("# %u questions, %u proved\n", questions, proved);
	ok(wrong_status == 0, "every status is that of the truth");
	ok(wrong_answer == 0, "every answer is that of the truth");
	ok(unproved == 0 && proved > DOMAINS, "secure answers are proved");
	simnet_data_fini(&data);
	return tap_end();
}
