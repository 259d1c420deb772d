#include "resolver/transfer/fault.h"

const char *
transfer_fault_text(enum transfer_fault fault)
{
	switch (fault) {
	case TRANSFER_FAULT_NONE:
		return "whole";
	case TRANSFER_FAULT_NO_CONNECTION:
		return "no connection";
	case TRANSFER_FAULT_CUT:
		return "cut: the connection ended before the closing SOA";
	case TRANSFER_FAULT_SILENT:
		return "the server says nothing more (--idle)";
	case TRANSFER_FAULT_SLOW:
		return "not over in the time that it may take (--limit)";
	case TRANSFER_FAULT_ENDLESS:
		return "more bytes than it may have (--max-bytes)";
	case TRANSFER_FAULT_SERVFAIL:
		return "SERVFAIL: the server does not have the zone now";
	case TRANSFER_FAULT_REFUSED:
		return "refused";
	case TRANSFER_FAULT_MALFORMED:
		return "a message that is malformed";
	case TRANSFER_FAULT_OTHER_REPLY:
		return "a reply to another question";
	case TRANSFER_FAULT_OTHER_ZONE:
		return "the SOA of another zone";
	case TRANSFER_FAULT_NO_SOA:
		return "it does not begin with the zone's SOA";
	case TRANSFER_FAULT_OTHER_SOA:
		return "a second SOA that is not the first one again";
	case TRANSFER_FAULT_BEHIND_SOA:
		return "records behind the closing SOA";
	case TRANSFER_FAULT_TSIG_MISSING:
		return "no TSIG where there must be one";
	case TRANSFER_FAULT_TSIG_OTHER_KEY:
		return "a TSIG by another key";
	case TRANSFER_FAULT_TSIG_WRONG:
		return "a wrong TSIG: it was changed, or has another secret";
	case TRANSFER_FAULT_TSIG_LATE:
		return "a TSIG of another time: one of the clocks is wrong";
	case TRANSFER_FAULT_TSIG_REFUSED:
		return "the server does not take our TSIG";
	case TRANSFER_FAULT_TLS:
		return "no TLS with a certificate that is right";
	case TRANSFER_FAULT_DENIED:
		return "denied";
	case TRANSFER_FAULT_BUSY:
		return "the server is busy or failed";
	case TRANSFER_FAULT_HTTP:
		return "no file is there";
	case TRANSFER_FAULT_CHANGED:
		return "the file changed while it came";
	case TRANSFER_FAULT_DAMAGED:
		return "the file is damaged";
	case TRANSFER_FAULT_MACHINE:
		return "this machine failed";
	}
	return "";
}

bool
transfer_fault_passes(enum transfer_fault fault)
{
	return fault == TRANSFER_FAULT_NO_CONNECTION ||
	       fault == TRANSFER_FAULT_CUT || fault == TRANSFER_FAULT_SILENT ||
	       fault == TRANSFER_FAULT_SERVFAIL ||
	       fault == TRANSFER_FAULT_BUSY || fault == TRANSFER_FAULT_CHANGED;
}
