/* fault.h - why what was fetched is no zone, in the words of people. */
#ifndef TRANSFER_FAULT_H
#define TRANSFER_FAULT_H

#include <stdbool.h>

/* Of the peer, but for the last. */
enum transfer_fault {
	TRANSFER_FAULT_NONE,
	TRANSFER_FAULT_NO_CONNECTION,
	TRANSFER_FAULT_CUT,     /* FIN or RST before the closing SOA */
	TRANSFER_FAULT_SILENT,  /* not a byte for so long */
	TRANSFER_FAULT_SLOW,    /* not over after so long */
	TRANSFER_FAULT_ENDLESS, /* more bytes than are allowed */
	TRANSFER_FAULT_SERVFAIL,
	TRANSFER_FAULT_REFUSED, /* whatever other rcode */
	TRANSFER_FAULT_MALFORMED,
	TRANSFER_FAULT_OTHER_REPLY, /* to another question than ours */
	TRANSFER_FAULT_OTHER_ZONE,
	TRANSFER_FAULT_NO_SOA,    /* it does not begin with one */
	TRANSFER_FAULT_OTHER_SOA, /* in the middle, one that is not the first */
	TRANSFER_FAULT_BEHIND_SOA, /* records behind the closing one */
	TRANSFER_FAULT_TSIG_MISSING,
	TRANSFER_FAULT_TSIG_OTHER_KEY,
	TRANSFER_FAULT_TSIG_WRONG,
	TRANSFER_FAULT_TSIG_LATE,
	TRANSFER_FAULT_TSIG_REFUSED,
	TRANSFER_FAULT_TLS,
	TRANSFER_FAULT_DENIED,  /* 401, 403 */
	TRANSFER_FAULT_BUSY,    /* 429, 5xx */
	TRANSFER_FAULT_HTTP,    /* whatever else is no file */
	TRANSFER_FAULT_CHANGED, /* another file while it came */
	TRANSFER_FAULT_DAMAGED, /* a file that is no zone file */
	TRANSFER_FAULT_MACHINE,
};

/* In a few words. */
const char *transfer_fault_text(enum transfer_fault fault);

/* It may go better when it is tried again. */
bool transfer_fault_passes(enum transfer_fault fault);

#endif
