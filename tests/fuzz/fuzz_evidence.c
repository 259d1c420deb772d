#include "analysis/dnssec/anchor.h"
#include "dns/nsec3.h"
#include "analysis/evidence/evidence.h"
#include "analysis/verdict/judge.h"
#include "analysis/dnssec/validator.h"
#include "analysis/verdict/verdict_line.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static enum evidence_kind
kind_of(uint8_t letter)
{
	switch (letter) {
	case 'l':
		return EVIDENCE_LISTED;
	case 'g':
		return EVIDENCE_DELEGATION;
	case 's':
		return EVIDENCE_SMTP;
	case 'c':
		return EVIDENCE_CERT;
	default:
		return EVIDENCE_DNS;
	}
}

/* The first line is the trust anchor, the others records: d, g, l, s or c. */
static void
load(struct evidence *e, struct anchor_set *anchors, const uint8_t *bytes,
    size_t len)
{
	bool first = true;
	while (len > 0) {
		const uint8_t *end = memchr(bytes, '\n', len);
		size_t n = end != NULL ? (size_t)(end - bytes) : len;
		if (first) {
			char *line = arena_alloc(anchors->arena, n + 1);
			memcpy(line, bytes, n);
			(void)anchor_set_add_line(anchors, line);
		} else if (n > 0) {
			(void)evidence_add(e, kind_of(bytes[0]),
			    (const char *)bytes + 1, n - 1);
		}
		first = false;
		bytes += end != NULL ? n + 1 : n;
		len -= end != NULL ? n + 1 : n;
	}
}

static void
judge_all(struct judge *judge, struct mail_plan *plan)
{
	struct text t;
	text_init(&t);
	for (size_t i = 0; i < plan->host_count; i++) {
		struct host_judgement r;
		judge_host(judge, plan->hosts[i], &r);
		verdict_line_add_host(&t, NULL, &r);
	}
	for (size_t i = 0; i < plan->domain_count; i++) {
		struct domain_judgement r;
		judge_domain(judge, plan, plan->domains[i], &r);
		verdict_line_add_domain(&t, NULL, &r);
	}
	text_fini(&t);
}

/* Any records at all: they are refused, or judged. */
int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	static struct judge judge;
	struct evidence e;
	struct arena arena;
	struct anchor_set anchors;
	struct mail_plan plan;
	struct judge_input input = {
	    .dnssec =
		{
		    .evidence = &e,
		    .anchors = &anchors,
		    .nsec3_iterations = NSEC3_ITERATIONS_MAX,
		},
	    .paper = len % 2 == 1,
	};
	evidence_init(&e);
	arena_init(&arena);
	anchor_set_init(&anchors, &arena);
	load(&e, &anchors, bytes, len);
	evidence_seal(&e);
	judge_init(&judge, &input);
	mail_plan_init(&plan, &e);
	judge_all(&judge, &plan);
	mail_plan_fini(&plan);
	judge_fini(&judge);
	arena_fini(&arena);
	evidence_fini(&e);
	return 0;
}
