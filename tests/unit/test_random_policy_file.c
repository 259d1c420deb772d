/* Random policy_file records, there and back. */
#include "output/record/policy_file.h"

#include "record_random.h"

static bool
same_body(struct record_bytes a, struct record_bytes b)
{
	return (a.at == NULL) == (b.at == NULL) && same_bytes(&a, &b);
}

static bool
same(const struct policy_file_record *a, const struct policy_file_record *b)
{
	return same_name(a->domain, b->domain) && a->status == b->status &&
	       a->rx_ns == b->rx_ns && same_addr(a->ip, b->ip) &&
	       a->http_status == b->http_status &&
	       same_text(a->content_type, b->content_type) &&
	       same_text(a->location, b->location) &&
	       same_text(a->detail, b->detail) && same_body(a->body, b->body);
}

static struct record_bytes
body(struct rnd *r)
{
	if (rnd_one_in(r, 2))
		return (struct record_bytes){0};
	return rnd_bytes(r, 2000);
}

static bool
trial(struct rnd *r, struct record_reader *reader, struct text *line)
{
	struct policy_file_record f = {
	    .domain = rnd_name(r),
	    .status = (enum policy_fetch)rnd_below(r, POLICY_FETCH_COUNT),
	    .rx_ns = rnd_time_ns(r),
	    .ip = rnd_one_in(r, 2) ? rnd_addr(r) : NULL,
	    .http_status = rnd_one_in(r, 2) ? rnd_below(r, 1000) : 0,
	    .content_type = rnd_one_in(r, 2) ? rnd_printable(r, 127) : NULL,
	    .location = rnd_one_in(r, 2) ? rnd_printable(r, 255) : NULL,
	    .detail = rnd_one_in(r, 2) ? rnd_printable(r, 80) : NULL,
	    .body = body(r),
	};
	struct policy_file_record back;
	policy_file_record_add(line, &f);
	return policy_file_record_read(reader, line->bytes, line->len, &back) &&
	       same(&f, &back);
}

int
main(int argc, char *argv[])
{
	return record_trials(argc, argv, 3000, trial);
}
