/*
 * make_evidence DIR DOMAINS HOSTS : the evidence of a run over .com with so
 * many domains, one in ten of them signed, and so many mail hosts with TLSA
 * records, all with real signatures and certificates.  Writes DIR and
 * DIR.anchor.  Domains share some hundred keys: only that is unlike a zone.
 */
#include <stdio.h>

#include <openssl/x509.h>

#include "analysis/dane/tlsa.h"
#include "dns/rdata_parse.h"
#include "dns/type.h"
#include "output/json.h"
#include "output/part.h"
#include "tests/unit/made_run.h"
#include "zone_key.h"

enum {
	KEYS = 200,
	RSA_KEYS = 40, /* of them */
	SIGNED_ONE_IN = 10,
	NOW_S = 1795424400, /* 2026-11-23T09:00:00Z */
	TTL_S = 3600,
};

static struct arena arena;
static struct text scratch, line;
static struct zone_key root_key, com_key, keys[KEYS];
static struct part_writer *dns, *delegation, *smtp, *cert;

static const struct dns_name *
name_of(const char *text)
{
	struct dns_name *n = arena_alloc(&arena, sizeof(*n));
	assert(dns_name_from_text(text, strlen(text), n));
	return n;
}

/* An RRset while it is put together. */
static struct rrset
rrset_of(const char *owner, uint16_t type)
{
	return (struct rrset){.owner = name_of(owner), .type = type};
}

static void
add_wire(struct rrset *set, const uint8_t *bytes, size_t len)
{
	struct rdata r = {arena_copy(&arena, bytes, len), len};
	set->rdata =
	    arena_grow(&arena, set->rdata, set->count, sizeof(*set->rdata));
	set->rdata[set->count++] = r;
}

static void
add_text(struct rrset *set, const char *text)
{
	struct rdata r;
	assert(rdata_parse(&arena, &scratch, set->type, text, &r));
	add_wire(set, r.bytes, r.len);
}

static void
add_key_value(struct json *j, const char *key, const char *value)
{
	json_add_key(j, key);
	json_add_string(j, value);
}

static void
begin_rr(struct json *j, const struct dns_name *owner, uint16_t type)
{
	json_open_object(j);
	json_add_key(j, "name");
	json_begin_string(j);
	dns_name_add_text(j->text, owner);
	json_end_string(j);
	json_add_key(j, "type");
	json_begin_string(j);
	dns_type_add_text(j->text, type);
	json_end_string(j);
	add_key_value(j, "class", "IN");
	json_add_key(j, "ttl");
	json_add_int(j, TTL_S);
	json_add_key(j, "data");
	json_begin_string(j);
}

static void
end_rr(struct json *j)
{
	json_end_string(j);
	json_close_object(j);
}

/* As the scanner writes it (RFC 4034 3.2). */
static void
add_time_text(struct text *t, uint32_t at_s)
{
	char text[sizeof("YYYYMMDDHHMMSS")];
	time_t when = at_s;
	struct tm tm;
	gmtime_r(&when, &tm);
	strftime(text, sizeof(text), "%Y%m%d%H%M%S", &tm);
	text_addf(t, " %s", text);
}

static void
add_sig_text(struct text *t, const struct rrsig *s)
{
	dns_type_add_text(t, s->covered);
	text_addf(t, " %u %u %u", s->algorithm, s->labels, s->original_ttl);
	add_time_text(t, s->expiration);
	add_time_text(t, s->inception);
	text_addf(t, " %u ", s->key_tag);
	dns_name_add_text_dot(t, s->signer);
	text_add_char(t, ' ');
	text_add_base64(t, s->signature.bytes, s->signature.len);
}

/* `by` NULL: unsigned.  The data is written in the form of RFC 3597 where it
 * has no text of its own. */
static void
write_rrset(struct json *j, const struct rrset *set, const char *const *texts,
    const struct zone_key *by, const struct dns_name *zone)
{
	for (size_t i = 0; i < set->count; i++) {
		begin_rr(j, set->owner, set->type);
		text_add(j->text, texts[i]);
		end_rr(j);
	}
	if (by == NULL)
		return;
	struct rrsig sig;
	uint8_t bytes[256];
	zone_key_sign_rrset(by, zone, set, NOW_S, &sig, bytes);
	begin_rr(j, set->owner, DNS_RRSIG);
	add_sig_text(j->text, &sig);
	end_rr(j);
}

/* One dns record with one RRset, or (texts empty) a denial by NSEC. */
static void
write_reply(const char *name, uint16_t type, const char *zone,
    const char *const *texts, size_t count, const struct zone_key *by)
{
	struct rrset set = rrset_of(name, type);
	text_clear(&line);
	struct json j = json_over(&line);
	for (size_t i = 0; i < count; i++)
		add_text(&set, texts[i]);
	json_open_object(&j);
	add_key_value(&j, "name", name);
	json_add_key(&j, "type");
	json_begin_string(&j);
	dns_type_add_text(&line, type);
	json_end_string(&j);
	add_key_value(&j, "class", "IN");
	add_key_value(&j, "status", "NOERROR");
	json_add_key(&j, "rcode");
	json_add_int(&j, 0);
	add_key_value(&j, "server", "192.0.2.53");
	add_key_value(&j, "ns", "ns1.operator.example");
	add_key_value(&j, "zone", zone);
	add_key_value(&j, "proto", "udp");
	add_key_value(&j, "stage", "domains");
	add_key_value(&j, "rx_ts", "2026-11-23T09:00:00.000000Z");
	json_add_key(&j, "data");
	json_open_object(&j);
	json_add_key(&j, "answers");
	json_open_array(&j);
	write_rrset(&j, &set, texts, by, name_of(zone));
	json_close_array(&j);
	json_add_key(&j, "authorities");
	json_open_array(&j);
	json_close_array(&j);
	json_add_key(&j, "additionals");
	json_open_array(&j);
	json_close_array(&j);
	json_close_object(&j);
	json_close_object(&j);
	text_add_char(&line, '\n');
	assert(part_add_line(dns, line.bytes, line.len) == 0);
}

static void
key_text(const struct zone_key *k, char *out, size_t cap)
{
	struct text t;
	text_init(&t);
	text_addf(&t, "%u 3 %u ", k->rdata[0] << 8 | k->rdata[1], k->algorithm);
	text_add_base64(&t, k->rdata + 4, k->len - 4);
	snprintf(out, cap, "%s", t.bytes);
	text_fini(&t);
}

static void
ds_text(const struct zone_key *k, const char *zone, char *out, size_t cap)
{
	const struct dns_name *owner = name_of(zone);
	uint8_t both[600], digest[32];
	memcpy(both, owner->wire, owner->len);
	memcpy(both + owner->len, k->rdata, k->len);
	EVP_Digest(both, owner->len + k->len, digest, NULL, EVP_sha256(), NULL);
	int at = snprintf(out, cap, "%u %u 2 ", k->tag, k->algorithm);
	for (size_t i = 0; i < sizeof(digest); i++)
		at += snprintf(out + at, cap - (size_t)at, "%02x", digest[i]);
}

static void
write_keys(const char *zone, const struct zone_key *k)
{
	char text[700];
	const char *const texts[] = {text};
	key_text(k, text, sizeof(text));
	write_reply(zone, DNS_DNSKEY, zone, texts, 1, k);
}

static void
write_ds(const char *zone, const struct zone_key *k, const char *parent,
    const struct zone_key *by)
{
	char text[200];
	const char *const texts[] = {text};
	ds_text(k, zone, text, sizeof(text));
	write_reply(zone, DNS_DS, parent, texts, 1, by);
}

static void
write_delegation(const char *zone, const struct zone_key *k)
{
	char ds[200] = "";
	text_clear(&line);
	if (k != NULL)
		ds_text(k, zone, ds, sizeof(ds));
	text_addf(&line,
	    "{\"domain\":\"%s\",\"zone\":\"com\",\"ns\":[\"ns1.operator."
	    "example\",\"ns2.operator.example\"],\"ds\":[%s%s%s],"
	    "\"ds_rrsig\":[],\"glue\":[]}\n",
	    zone, k != NULL ? "\"" : "", ds, k != NULL ? "\"" : "");
	assert(part_add_line(delegation, line.bytes, line.len) == 0);
}

static X509 *
make_cert(EVP_PKEY *key, unsigned serial)
{
	X509 *x = X509_new();
	ASN1_INTEGER_set(X509_get_serialNumber(x), (long)serial);
	X509_time_adj_ex(X509_getm_notBefore(x), -1, 0, &(time_t){NOW_S});
	X509_time_adj_ex(X509_getm_notAfter(x), 90, 0, &(time_t){NOW_S});
	X509_set_pubkey(x, key);
	X509_sign(x, key, EVP_sha256());
	return x;
}

/* The session of a host, its certificate, and its TLSA record's data. */
static void
write_session(unsigned host, const char *name, char *tlsa, size_t cap)
{
	static EVP_PKEY *key;
	if (key == NULL)
		key = EVP_EC_gen("P-256");
	X509 *x = make_cert(key, host);
	uint8_t *der = NULL, sha[32];
	int len = i2d_X509(x, &der);
	char hex[65];
	EVP_Digest(der, (size_t)len, sha, NULL, EVP_sha256(), NULL);
	for (size_t i = 0; i < sizeof(sha); i++)
		snprintf(hex + 2 * i, 3, "%02x", sha[i]);
	snprintf(tlsa, cap, "3 0 1 %s", hex);
	text_clear(&line);
	text_addf(&line, "{\"sha256\":\"%s\",\"der\":\"", hex);
	text_add_base64(&line, der, (size_t)len);
	text_add(&line, "\"}\n");
	assert(part_add_line(cert, line.bytes, line.len) == 0);
	text_clear(&line);
	text_addf(&line,
	    "{\"host\":\"%s\",\"ip\":\"192.0.2.%u\",\"port\":25,\"status\":"
	    "\"OK\",\"stage\":\"quit\",\"rx_ts\":\"2026-11-23T09:00:00.000000Z"
	    "\",\"chain\":[\"%s\"]}\n",
	    name, host % 256, hex);
	assert(part_add_line(smtp, line.bytes, line.len) == 0);
	OPENSSL_free(der);
	X509_free(x);
}

static void
write_host(unsigned i)
{
	const struct zone_key *k = &keys[i % KEYS];
	char zone[64], name[80], tlsa_name[96], address[20], tlsa[80];
	const char *const a[] = {address}, *const t[] = {tlsa};
	snprintf(zone, sizeof(zone), "hoster%06u.com", i);
	snprintf(name, sizeof(name), "mx.%s", zone);
	snprintf(tlsa_name, sizeof(tlsa_name), "_25._tcp.%s", name);
	snprintf(address, sizeof(address), "192.0.2.%u", i % 256);
	write_delegation(zone, k);
	write_ds(zone, k, "com", &com_key);
	write_keys(zone, k);
	write_reply(name, DNS_A, zone, a, 1, k);
	write_session(i, name, tlsa, sizeof(tlsa));
	write_reply(tlsa_name, DNS_TLSA, zone, t, 1, k);
}

static void
write_domain(unsigned i, unsigned hosts)
{
	const struct zone_key *k =
	    i % SIGNED_ONE_IN == 0 ? &keys[i / SIGNED_ONE_IN % KEYS] : NULL;
	char zone[64], first[96], second[96];
	const char *const mx[] = {first, second};
	snprintf(zone, sizeof(zone), "domain-%08u.com", i * 2654435761u);
	snprintf(first, sizeof(first), "10 mx.hoster%06u.com.", i % hosts);
	snprintf(
	    second, sizeof(second), "20 mx.hoster%06u.com.", (i + 1) % hosts);
	write_delegation(zone, k);
	write_reply(zone, DNS_MX, zone, mx, 1 + i % 2, k);
	if (k == NULL)
		return;
	write_ds(zone, k, "com", &com_key);
	write_keys(zone, k);
}

static struct part_writer *
open_part(const char *dir, const char *kind)
{
	struct part_config config = {.dir = dir, .kind = kind};
	struct part_writer *w;
	assert(part_writer_open(&config, &w) == 0);
	return w;
}

static void
close_part(struct part_writer *w)
{
	assert(part_finish(w) == 0);
	part_writer_close(w);
}

static void
write_anchor(const char *dir)
{
	char path[4096], text[200];
	snprintf(path, sizeof(path), "%s.anchor", dir);
	FILE *f = fopen(path, "w");
	assert(f != NULL);
	ds_text(&root_key, ".", text, sizeof(text));
	fprintf(f, ". IN DS %s\n", text);
	fclose(f);
}

static void
make_keys(void)
{
	root_key = zone_key_new(ZONE_KEY_RSA, 257);
	com_key = zone_key_new(ZONE_KEY_P256, 257);
	for (unsigned i = 0; i < KEYS; i++)
		keys[i] = zone_key_new(
		    i < RSA_KEYS ? ZONE_KEY_RSA : ZONE_KEY_P256, 257);
}

int
main(int argc, char *argv[])
{
	if (argc != 4) {
		fprintf(stderr, "usage: make_evidence DIR DOMAINS HOSTS\n");
		return 2;
	}
	unsigned domains = (unsigned)strtoul(argv[2], NULL, 10);
	unsigned hosts = (unsigned)strtoul(argv[3], NULL, 10);
	text_init(&scratch);
	text_init(&line);
	make_keys();
	write_anchor(argv[1]);
	delegation = open_part(argv[1], "delegation");
	dns = open_part(argv[1], "dns");
	smtp = open_part(argv[1], "smtp");
	cert = open_part(argv[1], "cert");
	write_keys(".", &root_key);
	write_ds("com", &com_key, ".", &root_key);
	write_keys("com", &com_key);
	for (unsigned i = 0; i < hosts; i++, arena_fini(&arena))
		write_host(i);
	for (unsigned i = 0; i < domains; i++, arena_fini(&arena))
		write_domain(i, hosts);
	close_part(delegation);
	close_part(dns);
	close_part(smtp);
	close_part(cert);
	made_run_manifest(argv[1], MANIFEST_FINISHED, false);
	text_fini(&scratch);
	text_fini(&line);
	return 0;
}
