#include "zone_files.h"

#include <errno.h>
#include <stdio.h>

#include "dns/type.h"
#include "rr_text.h"

static void
print_set(FILE *f, const struct simnet_data *d, const struct simnet_zone *z,
    const char *name, uint16_t type)
{
	struct simnet_rrset set;
	char text[SIMNET_RR_TEXT_MAX];
	if (!simnet_zone_rrset(d, z, name, type, &set))
		return;
	for (unsigned i = 0; i < set.count; i++)
		fprintf(f, "%s. %u IN %s\n", set.owner, (unsigned)set.ttl_s,
		    simnet_rr_text(type, &set.rr[i], text));
}

/* RDATA as bytes (RFC 3597), which any reader takes for any type. */
static void
print_bytes(FILE *f, const char *owner, uint32_t ttl_s, const char *type,
    const struct simnet_rdata *rr)
{
	fprintf(
	    f, "%s. %u IN %s \\# %zu ", owner, (unsigned)ttl_s, type, rr->len);
	for (size_t i = 0; i < rr->len; i++)
		fprintf(f, "%02x", rr->bytes[i]);
	fputc('\n', f);
}

/* What the zone signs of this name and type, by its signature. */
static void
print_signature(FILE *f, const struct simnet_data *d,
    const struct simnet_zone *z, const char *name, uint16_t type)
{
	struct simnet_rrset set;
	struct simnet_rdata rrsig;
	if (!simnet_zone_rrset(d, z, name, type, &set))
		return;
	simnet_sign(&d->keys, z, &set, simnet_labels(name), &rrsig);
	print_bytes(f, set.owner, set.ttl_s, "RRSIG", &rrsig);
}

static void
print_keys(FILE *f, const struct simnet_data *d, const struct simnet_zone *z)
{
	struct simnet_rrset set;
	if (!simnet_zone_rrset(d, z, z->name, DNS_DNSKEY, &set))
		return;
	for (unsigned i = 0; i < set.count; i++)
		print_bytes(f, set.owner, set.ttl_s, "DNSKEY", &set.rr[i]);
	print_signature(f, d, z, z->name, DNS_DNSKEY);
	print_signature(f, d, z, z->name, DNS_SOA);
	print_signature(f, d, z, z->name, DNS_NS);
}

/* A delegation as the registry knows it: NS, DS, and glue within the zone. */
static void
print_delegation(FILE *f, const struct simnet_data *d,
    const struct simnet_zone *parent, const struct simnet_zone *z)
{
	struct simnet_servers s;
	print_set(f, d, parent, z->name, DNS_NS);
	print_set(f, d, parent, z->name, DNS_DS);
	simnet_servers(&d->world, z, &s);
	for (unsigned i = 0; i < s.count; i++) {
		struct simnet_zone home = simnet_zone_of(&d->world, s.name[i]);
		if (!simnet_name_within(s.name[i], parent->name))
			continue;
		/* An operator's glue is printed once, with its own zone. */
		if (s.place == SIMNET_AT_OPERATOR)
			continue;
		print_set(f, d, &home, s.name[i], DNS_A);
		print_set(f, d, &home, s.name[i], DNS_AAAA);
	}
}

static void
print_operator_glue(
    FILE *f, const struct simnet_data *d, const struct simnet_zone *z)
{
	struct simnet_servers s;
	simnet_operator_servers(&d->world, (uint32_t)z->index, &s);
	for (unsigned i = 0; i < s.count; i++) {
		print_set(f, d, z, s.name[i], DNS_A);
		print_set(f, d, z, s.name[i], DNS_AAAA);
	}
}

/* Of every third operator there is no glue: a scan has to ask for it. */
static void
print_all(FILE *f, const struct simnet_data *d, const struct simnet_zone *tld,
    enum simnet_zone_kind kind, uint64_t count)
{
	for (uint64_t i = tld->tld; i < count; i += SIMNET_TLDS) {
		struct simnet_zone z = simnet_zone(&d->world, kind, i);
		print_delegation(f, d, tld, &z);
		if (kind == SIMNET_OPERATOR && i % 3 != 2)
			print_operator_glue(f, d, &z);
	}
}

static FILE *
open_in(const char *dir, const char *name, const char *suffix)
{
	char path[512];
	snprintf(path, sizeof(path), "%s/%s%s", dir, name, suffix);
	return fopen(path, "w");
}

static int
close_file(FILE *f)
{
	bool bad = ferror(f) != 0;
	return fclose(f) != 0 || bad ? -EIO : 0;
}

static int
write_root(const struct simnet_data *d, const char *dir)
{
	struct simnet_zone root = simnet_zone(&d->world, SIMNET_ROOT, 0);
	struct simnet_rdata ds;
	char text[SIMNET_RR_TEXT_MAX];
	FILE *f = open_in(dir, "root.hints", "");
	if (f == NULL)
		return -errno;
	print_set(f, d, &root, "", DNS_NS);
	print_set(f, d, &root, "a.rootns", DNS_A);
	print_set(f, d, &root, "a.rootns", DNS_AAAA);
	print_set(f, d, &root, "b.rootns", DNS_A);
	print_set(f, d, &root, "b.rootns", DNS_AAAA);
	if (close_file(f) < 0)
		return -EIO;
	f = open_in(dir, "trust-anchor", "");
	if (f == NULL)
		return -errno;
	simnet_make_ds(&d->keys, "", false, &ds);
	fprintf(f, ". IN %s\n", simnet_rr_text(DNS_DS, &ds, text));
	return close_file(f);
}

static void
print_zone(FILE *f, const struct simnet_data *d, const struct simnet_zone *tld)
{
	const struct simnet_config *c = &d->world.config;
	print_set(f, d, tld, tld->name, DNS_SOA);
	print_all(f, d, tld, SIMNET_OPERATOR, c->operators);
	print_all(f, d, tld, SIMNET_PROVIDER, c->providers);
	print_all(f, d, tld, SIMNET_DOMAIN, c->domains);
}

static int
write_tld(const struct simnet_data *d, const char *dir, unsigned t)
{
	struct simnet_zone tld = simnet_zone(&d->world, SIMNET_TLD, t);
	struct simnet_zone root = simnet_zone(&d->world, SIMNET_ROOT, 0);
	FILE *f = open_in(dir, tld.name, ".zone");
	if (f == NULL)
		return -errno;
	print_zone(f, d, &tld);
	print_delegation(f, d, &root, &tld);
	return close_file(f);
}

/* The signatures of all DS sets: the others sign nothing of their parent. */
static void
print_ds_signatures(FILE *f, const struct simnet_data *d,
    const struct simnet_zone *tld, enum simnet_zone_kind kind, uint64_t count)
{
	for (uint64_t i = tld->tld; i < count; i += SIMNET_TLDS) {
		struct simnet_zone z = simnet_zone(&d->world, kind, i);
		print_signature(f, d, tld, z.name, DNS_DS);
	}
}

int
simnet_write_signed_zone(
    const struct simnet_data *d, const char *dir, unsigned t)
{
	const struct simnet_config *c = &d->world.config;
	struct simnet_zone tld = simnet_zone(&d->world, SIMNET_TLD, t);
	int rc = write_root(d, dir);
	FILE *f = rc == 0 ? open_in(dir, tld.name, ".zone") : NULL;
	if (f == NULL)
		return rc < 0 ? rc : -errno;
	print_zone(f, d, &tld);
	print_set(f, d, &tld, tld.name, DNS_NS);
	print_keys(f, d, &tld);
	print_ds_signatures(f, d, &tld, SIMNET_OPERATOR, c->operators);
	print_ds_signatures(f, d, &tld, SIMNET_PROVIDER, c->providers);
	print_ds_signatures(f, d, &tld, SIMNET_DOMAIN, c->domains);
	return close_file(f);
}

int
simnet_write_zone_files(const struct simnet_data *d, const char *dir)
{
	int rc = write_root(d, dir);
	for (unsigned t = 0; rc == 0 && t < SIMNET_TLDS; t++)
		rc = write_tld(d, dir, t);
	return rc;
}
