#include "resume.h"

#include <errno.h>
#include <string.h>

#include "output/part_reader.h"
#include "output/record/cert.h"
#include "output/record/delegation.h"
#include "parts.h"
#include "referral_lines.h"
#include "scanner/dns/replay.h"
#include "scanner/smtp/cert_set.h"
#include "session_log.h"

static int
take_cert(struct record_reader *reader, const struct part_line *line,
    struct cert_set *certs)
{
	struct cert_record cert;
	if (!cert_record_read(reader, line->text, line->len, &cert))
		return -EBADMSG;
	return cert_set_add_written(certs, cert.sha256);
}

static int
take_certs(struct part_reader *parts, struct cert_set *certs)
{
	struct record_reader reader;
	struct part_line line;
	int rc;
	record_reader_init(&reader);
	while ((rc = part_reader_line(parts, &line)) == 1 &&
	       (rc = take_cert(&reader, &line, certs)) == 0)
		;
	record_reader_fini(&reader);
	return rc;
}

static int
read_certs(const char *run, struct cert_set *certs)
{
	struct part_reader *parts;
	int rc = part_reader_open(run, "cert", false, &parts);
	if (rc < 0)
		return rc;
	rc = take_certs(parts, certs);
	part_reader_close(parts);
	return rc;
}

static bool
take_delegation(struct record_reader *reader, const struct part_line *line,
    struct referral_lines *referrals)
{
	struct delegation_record d;
	if (!delegation_record_read(reader, line->text, line->len, &d))
		return false;
	if (referrals != NULL)
		referral_lines_has(referrals, d.domain);
	return true;
}

/* One that is no record would stand for a domain that has none. */
static int
take_delegations(struct part_reader *parts, uint64_t *count,
    struct referral_lines *referrals)
{
	struct record_reader reader;
	struct part_line line;
	int rc;
	record_reader_init(&reader);
	while ((rc = part_reader_line(parts, &line)) == 1 &&
	       take_delegation(&reader, &line, referrals))
		(*count)++;
	record_reader_fini(&reader);
	return rc == 1 ? -EBADMSG : rc;
}

static int
read_delegations(
    const char *run, uint64_t *count, struct referral_lines *referrals)
{
	struct part_reader *parts;
	int rc = part_reader_open(run, "delegation", false, &parts);
	if (rc < 0)
		return rc;
	rc = take_delegations(parts, count, referrals);
	part_reader_close(parts);
	return rc;
}

static uint64_t
count_lines(const struct run_parts *parts, const char *kind)
{
	const struct part_info *part = parts->earlier.at;
	uint64_t lines = 0;
	for (size_t i = 0; i < parts->earlier.count; i++)
		if (strcmp(part[i].kind, kind) == 0)
			lines += part[i].records;
	return lines;
}

int
resume_open(struct resume *r, const char *run, const struct run_parts *parts,
    struct cert_set *certs, struct referral_lines *referrals)
{
	r->listed_lines = count_lines(parts, "listed");
	r->dropped_lines = count_lines(parts, "dropped");
	int rc = read_delegations(run, &r->delegation_lines, referrals);
	if (rc == 0)
		rc = read_certs(run, certs);
	if (rc == 0)
		rc = session_log_read(run, &r->sessions);
	if (rc == 0)
		rc = replay_new(run, &r->replay);
	return rc;
}

void
resume_close(struct resume *r)
{
	replay_free(r->replay);
	session_log_free(r->sessions);
	*r = (struct resume){0};
}
