/* Where else a certificate was seen that a TLSA record means. */
#include "analysis/verdict/cert_history.h"

#include "base/hex.h"
#include "mail_world.h"
#include "tap.h"

static struct mail_cert ca, old;

static void
add_session(
    struct evidence *e, const char *host, const char *first, const char *second)
{
	struct text t;
	text_init(&t);
	text_addf(&t,
	    "{\"host\":\"%s\",\"ip\":\"192.0.2.1\",\"port\":25,\"status\":"
	    "\"OK\",\"rx_ts\":\"" WORLD_TIME "\",\"chain\":[\"%s\",\"%s\"]}",
	    host, first, second);
	assert(evidence_add(e, EVIDENCE_SMTP, t.bytes, t.len) == NULL);
	text_fini(&t);
}

static void
add_certs(struct evidence *e)
{
	const struct mail_cert *all[] = {&ca, &old, &leaf};
	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		assert(evidence_add(e, EVIDENCE_CERT, all[i]->record,
			   strlen(all[i]->record)) == NULL);
}

static struct tlsa
record(uint8_t usage, uint8_t selector, const char *hex, uint8_t bytes[32])
{
	size_t len;
	assert(hex_decode(hex, 64, bytes, 32, &len));
	return (struct tlsa){.usage = usage,
	    .selector = selector,
	    .mtype = TLSA_SHA256,
	    .data = {bytes, len}};
}

static struct dns_name
name_of(const char *text)
{
	struct dns_name n;
	assert(dns_name_from_text(text, strlen(text), &n));
	return n;
}

static void
earlier_runs(struct evidence runs[2], struct arena *arena)
{
	static const char *const names[] = {"runs/1", "runs/2"};
	const struct cert_history h = {
	    .runs = runs, .names = names, .count = 2};
	const struct dns_name host = name_of(HOST), other = name_of("a.se");
	const char *detail = "";
	uint8_t bytes[32];
	struct tlsa r = record(TLSA_EE, TLSA_CERT, old.sha256, bytes);
	ok(cert_history_of_host(&h, arena, &host, &r, &detail) ==
		    REASON_OUTDATED &&
		strcmp(detail, "seen in runs/2") == 0,
	    "the leaf of an earlier run, the last that had it");
	ok(cert_history_of_host(&h, arena, &other, &r, &detail) == REASON_NONE,
	    "of another host");
	r.usage = TLSA_TA;
	ok(cert_history_of_host(&h, arena, &host, &r, &detail) == REASON_NONE,
	    "usage 2 does not mean a leaf");
	r = record(TLSA_TA, TLSA_SPKI, ca.spki_sha256, bytes);
	ok(cert_history_of_host(&h, arena, &host, &r, &detail) ==
		REASON_OUTDATED,
	    "usage 2 means what stood behind it");
	r.usage = TLSA_EE;
	ok(cert_history_of_host(&h, arena, &host, &r, &detail) == REASON_NONE,
	    "usage 3 does not");
	r = record(TLSA_EE, TLSA_SPKI, old.spki_sha256, bytes);
	ok(cert_history_of_host(&h, arena, &host, &r, &detail) ==
		REASON_OUTDATED,
	    "its key");
	r = record(TLSA_PKIX_EE, TLSA_CERT, old.sha256, bytes);
	ok(cert_history_of_host(&h, arena, &host, &r, &detail) ==
		REASON_OUTDATED,
	    "usage 1 means the leaf as 3 does");
	r = record(TLSA_PKIX_TA, TLSA_CERT, ca.sha256, bytes);
	ok(cert_history_of_host(&h, arena, &host, &r, &detail) ==
		REASON_OUTDATED,
	    "usage 0 what stood behind it");
	r = record(TLSA_EE, TLSA_CERT, leaf.sha256, bytes);
	ok(cert_history_of_host(&h, arena, &host, &r, &detail) == REASON_NONE,
	    "a certificate that was never sent");
}

static void
other_hosts(const struct evidence *run, struct arena *arena)
{
	const struct dns_name host = name_of(HOST), other = name_of("a.se");
	const char *detail = "";
	uint8_t bytes[32];
	struct tlsa r = record(TLSA_EE, TLSA_CERT, old.sha256, bytes);
	ok(cert_history_of_others(run, arena, &other, &r, &detail) ==
		    REASON_OTHER_HOST &&
		strcmp(detail, "of " HOST) == 0,
	    "the certificate of another host");
	ok(cert_history_of_others(run, arena, &host, &r, &detail) ==
		REASON_NONE,
	    "its own");
	r = record(TLSA_EE, TLSA_SPKI, old.spki_sha256, bytes);
	ok(cert_history_of_others(run, arena, &other, &r, &detail) ==
		REASON_OTHER_HOST,
	    "the key of another host");
	r.mtype = TLSA_SHA512;
	ok(cert_history_of_others(run, arena, &other, &r, &detail) ==
		REASON_NONE,
	    "SHA-512 is not looked for");
	r = record(TLSA_EE, TLSA_CERT, leaf.sha256, bytes);
	ok(cert_history_of_others(run, arena, &other, &r, &detail) ==
		REASON_NONE,
	    "a certificate that nobody sent");
	r = record(TLSA_EE, TLSA_CERT, ca.sha256, bytes);
	ok(cert_history_of_others(run, arena, &other, &r, &detail) ==
		REASON_NONE,
	    "an authority is nobody's leaf");
}

/* The leaf of an earlier run alone: the run that had it is named. */
static void
first_run(struct arena *arena)
{
	static const char *const names[] = {"runs/1", "runs/2"};
	const struct dns_name host = name_of(HOST);
	struct evidence runs[2];
	const struct cert_history h = {.runs = runs,
				      .names = names,
				      .count = 2},
				  none = {0};
	const char *detail = "";
	uint8_t bytes[32];
	struct tlsa r = record(TLSA_EE, TLSA_CERT, old.sha256, bytes);
	for (size_t i = 0; i < 2; i++) {
		evidence_init(&runs[i]);
		add_certs(&runs[i]);
		add_session(&runs[i], HOST, i == 0 ? old.sha256 : leaf.sha256,
		    ca.sha256);
		evidence_seal(&runs[i]);
	}
	ok(cert_history_of_host(&h, arena, &host, &r, &detail) ==
		    REASON_OUTDATED &&
		strcmp(detail, "seen in runs/1") == 0,
	    "the first run of two had it");
	ok(cert_history_of_host(&none, arena, &host, &r, &detail) ==
		REASON_NONE,
	    "no history");
	evidence_fini(&runs[0]);
	evidence_fini(&runs[1]);
}

/* A certificate that is in the records of no run: only its digest is known. */
static void
no_record(struct arena *arena)
{
	static const char *const names[] = {"runs/1"};
	const struct dns_name host = name_of(HOST), other = name_of("a.se");
	struct evidence run;
	const struct cert_history h = {
	    .runs = &run, .names = names, .count = 1};
	const char *detail = "";
	uint8_t bytes[32];
	struct tlsa r = record(TLSA_EE, TLSA_CERT, old.sha256, bytes);
	evidence_init(&run);
	add_session(&run, HOST, old.sha256, ca.sha256);
	evidence_seal(&run);
	ok(cert_history_of_host(&h, arena, &host, &r, &detail) == REASON_NONE &&
		cert_history_of_others(&run, arena, &other, &r, &detail) ==
		    REASON_NONE,
	    "a session whose certificates are not there");
	evidence_fini(&run);
}

int
main(void)
{
	struct evidence runs[2];
	struct arena arena;
	make_leaf();
	make_cert(&ca, "CA", NULL, WORLD_NOW + DAY);
	make_cert(&old, HOST, &ca, WORLD_NOW + DAY);
	arena_init(&arena);
	for (size_t i = 0; i < 2; i++) {
		evidence_init(&runs[i]);
		add_certs(&runs[i]);
		add_session(&runs[i], HOST, old.sha256, ca.sha256);
		evidence_seal(&runs[i]);
	}
	earlier_runs(runs, &arena);
	other_hosts(&runs[1], &arena);
	first_run(&arena);
	no_record(&arena);
	evidence_fini(&runs[0]);
	evidence_fini(&runs[1]);
	arena_fini(&arena);
	free_cert(&old);
	free_cert(&ca);
	free_cert(&leaf);
	return tap_end();
}
