#include "verdicts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/simnet/line_field.h"
#include "tests/simnet/truth.h"
#include "tests/simnet/world_scan.h"
#include "world.h"

enum { TEXT_MAX = 256, SHOWN = 20 };

struct kind {
	uint64_t right, wrong;
	uint64_t valid, invalid, unknown, none; /* in truth */
};

struct tally {
	const struct simnet_data *data;
	struct kind host, domain;
	uint64_t of_nobody; /* names that the seed does not know */
	uint64_t again;     /* domains with a second verdict */
	uint8_t *seen;      /* a bit a domain */
};

static void
count_truth(struct kind *k, const char *study)
{
	k->valid += strcmp(study, "valid") == 0;
	k->invalid += strcmp(study, "invalid") == 0;
	k->unknown += strcmp(study, "unknown") == 0;
	k->none += strcmp(study, "none") == 0;
}

/* A domain's own word stands behind those of its hosts. */
static void
note(struct kind *k, const char *line, const char *want, bool same)
{
	char study[TEXT_MAX];
	const char *behind = strstr(line, "],\"study\"");
	line_field(
	    behind != NULL ? behind : line, "study", study, sizeof(study));
	count_truth(k, want);
	if (same && strcmp(study, want) == 0)
		k->right++;
	else if (k->wrong++ < SHOWN)
		printf("  not %s: %.300s\n", want, line);
}

static void
take_host(void *ctx, const char *line, size_t len)
{
	struct tally *t = ctx;
	char name[TEXT_MAX];
	(void)len;
	line_field(line, "host", name, sizeof(name));
	const char *want = simnet_truth_study(t->data, name);
	if (want != NULL)
		note(&t->host, line, want, true);
}

static void
see(struct tally *t, uint64_t index)
{
	uint8_t bit = (uint8_t)(1u << index % 8);
	t->again += (t->seen[index / 8] & bit) != 0;
	t->seen[index / 8] |= bit;
}

static void
take_domain(void *ctx, const char *line, size_t len)
{
	struct tally *t = ctx;
	struct simnet_domain_truth truth;
	char name[TEXT_MAX], state[TEXT_MAX];
	const char *mx = strstr(line, "\"mx\":");
	(void)len;
	line_field(line, "domain", name, sizeof(name));
	struct simnet_zone z = simnet_zone_of(&t->data->world, name);
	if (mx == NULL || z.tld != WHOLE_TLD ||
	    !simnet_truth_domain(t->data, name, &truth)) {
		t->of_nobody +=
		    z.kind != SIMNET_OPERATOR && z.kind != SIMNET_PROVIDER;
		return;
	}
	see(t, z.index);
	line_field(mx, "state", state, sizeof(state));
	note(&t->domain, line, truth.study, strcmp(state, truth.mx) == 0);
}

static void
print(const char *what, const struct kind *k)
{
	printf("  %s: %llu right, %llu wrong; by the seed %llu valid, %llu "
	       "invalid, %llu unknown, %llu none\n",
	    what, (unsigned long long)k->right, (unsigned long long)k->wrong,
	    (unsigned long long)k->valid, (unsigned long long)k->invalid,
	    (unsigned long long)k->unknown, (unsigned long long)k->none);
}

bool
whole_verdicts_fit(const struct simnet_data *d, const char *run)
{
	uint64_t all = d->world.config.domains;
	struct world_outcome o = {0};
	struct tally t = {.data = d, .seen = calloc(all / 8 + 1, 1)};
	if (t.seen == NULL || strlen(run) >= sizeof(o.dir))
		abort();
	strcpy(o.dir, run);
	world_scan_each(&o, "verdict/host", take_host, &t);
	world_scan_each(&o, "verdict/domain", take_domain, &t);
	free(t.seen);
	uint64_t missing =
	    all / SIMNET_TLDS - (t.domain.right + t.domain.wrong - t.again);
	print("hosts", &t.host);
	print("domains", &t.domain);
	printf("  domains without a verdict %llu, with two %llu; of nobody "
	       "%llu\n",
	    (unsigned long long)missing, (unsigned long long)t.again,
	    (unsigned long long)t.of_nobody);
	return t.host.right > 0 && t.host.wrong == 0 && t.domain.wrong == 0 &&
	       missing == 0 && t.again == 0 && t.of_nobody == 0;
}
