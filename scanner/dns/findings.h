/*
 * findings.h - what the replies taught us for the stages that follow.
 *
 * Facts flow one way: a reply gives hosts, addresses, zones and signers, which
 * are appended here, and questions that follow at once, which the caller is
 * given and asks when it can.  Nothing here asks or waits.
 *
 * The recorder writes it while a stage runs; the stage thread reads it between
 * stages, while the recorder is paused.
 */
#ifndef FINDINGS_H
#define FINDINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/addr.h"
#include "base/array.h"
#include "base/macros.h"
#include "dns/message.h"
#include "domains.h"
#include "hosts.h"
#include "output/record/stage.h"

struct name_table;
struct tlsa_sets;

/* A domain and one of its MX hosts. */
struct mx_use {
	uint32_t domain; /* of struct domains */
	uint32_t host;   /* of struct hosts */
};

struct ns_address {
	uint32_t host; /* name server, of struct delegations */
	struct addr addr;
};

struct findings {
	const struct domains *domains;
	struct hosts *hosts;
	struct tlsa_sets *tlsa;
	struct name_table *zones;   /* that signed something, or were asked */
	struct name_table *signers; /* those that signed something */
	/* Names without signatures, below a zone that may be signed.  Of
	 * hosts' addresses struct hosts knows it. */
	struct name_table *unsigned_names;
	/* What the DS questions of the last stage gave: zones that no zone
	 * file knew to have a DS; zones that have none, signed or not. */
	struct name_table *with_ds, *without_ds;
	struct name_table *with_cds; /* of the latter: publish CDS or CDNSKEY */
	struct array uses;           /* struct mx_use */
	struct array ns_addresses;   /* struct ns_address */
	bool implicit_mx;
	bool reach; /* set by who asks in stage types how mail is reached */
	uint64_t mx_cut; /* domains with more than MX_PER_DOMAIN_MAX */
	bool failed;     /* the heap was exhausted: findings are missing */
};

enum { MX_PER_DOMAIN_MAX = 64 }; /* what is more is cut off */

/* `domains` is borrowed.  0 or -ENOMEM. */
MUST_USE int findings_init(
    struct findings *f, const struct domains *domains, bool implicit_mx);
void findings_fini(struct findings *f);

/* The zone signed something. */
bool findings_signs(const struct findings *f, const struct dns_name *zone);

/* A question ended with a reply.  What follows from it may be asked next. */
struct finding {
	enum stage stage;
	const struct dns_question *question;
	const struct dns_message *message;
	const struct dns_name *zone; /* whose servers were asked, or NULL */
	/*
	 * Of a question of the spray: whose servers it asked, and the number of
	 * that, which in stage domains is the domain's.  NULL: not known.
	 */
	const struct delegation *delegation;
	uint32_t index;
};

/*
 * Appends what it says.  The questions that follow in the same stage, struct
 * dns_question, come to the end of `questions`: no more than 8 for a reply.
 */
void findings_note(
    struct findings *f, const struct finding *what, struct array *questions);

#endif
