#include "targets.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { ORDER_LABEL = 25, WORD_BITS = 64 };

static const uint64_t targets_max = 1ULL << 40;

static bool
add_port(struct probe_ports *p, unsigned long port)
{
	if (port == 0 || port > UINT16_MAX || p->count == PROBE_PORTS_MAX)
		return false;
	for (unsigned i = 0; i < p->count; i++)
		if (p->at[i] == port)
			return false;
	p->at[p->count++] = (uint16_t)port;
	return true;
}

/* One number of the list; NULL: none is there. */
static const char *
read_port(const char *at, unsigned long *port)
{
	char *end;
	if (*at < '0' || *at > '9')
		return NULL;
	*port = strtoul(at, &end, 10);
	return end;
}

bool
probe_ports_parse(const char *text, struct probe_ports *out)
{
	unsigned long first, last;
	*out = (struct probe_ports){0};
	for (const char *at = text;; at++) {
		at = read_port(at, &first);
		last = first;
		if (at != NULL && *at == '-')
			at = read_port(at + 1, &last);
		if (at == NULL || last < first || last > UINT16_MAX)
			return false;
		for (unsigned long port = first; port <= last; port++)
			if (!add_port(out, port))
				return false;
		if (*at == '\0')
			return true;
		if (*at != ',')
			return false;
	}
}

static size_t
bitmap_bytes(const struct probe_targets *t)
{
	return (size_t)(t->count / WORD_BITS + 1) * sizeof(*t->answered);
}

int
probe_targets_init(struct probe_targets *t, const struct target_space *space,
    const struct probe_ports *ports, uint64_t seed, uint64_t shards,
    uint64_t shard, struct text *why)
{
	uint64_t addresses = target_space_count(space);
	*t = (struct probe_targets){
	    .space = space,
	    .ports = *ports,
	    .count = addresses * ports->count,
	    .shards = shards,
	    .shard = shard,
	};
	if (addresses > targets_max / ports->count) {
		text_add(why, "more than 2^40 targets: probe fewer prefixes "
			      "or ports at one time");
		return -E2BIG;
	}
	permutation_init(&t->order, t->count, seed, ORDER_LABEL);
	void *bits = mmap(NULL, bitmap_bytes(t), PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (bits == MAP_FAILED)
		return -errno;
	t->answered = bits;
	return 0;
}

void
probe_targets_fini(struct probe_targets *t)
{
	if (t->answered != NULL)
		munmap(t->answered, bitmap_bytes(t));
	*t = (struct probe_targets){0};
}

uint64_t
probe_targets_of_shard(const struct probe_targets *t)
{
	if (t->shard >= t->count)
		return 0;
	return (t->count - t->shard - 1) / t->shards + 1;
}

struct probe_target
probe_targets_at(const struct probe_targets *t, uint64_t place)
{
	uint64_t number =
	    permutation_at(&t->order, place * t->shards + t->shard);
	unsigned ports = t->ports.count;
	if (ports == 1)
		return (struct probe_target){
		    .addr = target_space_at(t->space, number),
		    .port = t->ports.at[0],
		    .number = number,
		};
	return (struct probe_target){
	    .addr = target_space_at(t->space, number / ports),
	    .port = t->ports.at[number % ports],
	    .number = number,
	};
}

bool
probe_targets_find(const struct probe_targets *t, const struct addr *addr,
    uint16_t port, uint64_t *number)
{
	uint64_t index;
	if (!target_space_find(t->space, addr, &index))
		return false;
	for (unsigned i = 0; i < t->ports.count; i++) {
		if (t->ports.at[i] != port)
			continue;
		*number = index * t->ports.count + i;
		return true;
	}
	return false;
}

bool
probe_targets_has_answered(const struct probe_targets *t, uint64_t number)
{
	uint64_t word = atomic_load_explicit(
	    &t->answered[number / WORD_BITS], memory_order_relaxed);
	return (word >> number % WORD_BITS & 1) != 0;
}

bool
probe_targets_answer(struct probe_targets *t, uint64_t number)
{
	if (probe_targets_has_answered(t, number))
		return false;
	atomic_fetch_or_explicit(&t->answered[number / WORD_BITS],
	    1ULL << number % WORD_BITS, memory_order_relaxed);
	return true;
}
