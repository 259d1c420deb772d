#include "tlsa_command.h"

#include "analysis/command/make_tlsa.h"
#include "served_chain.h"

int
tlsa_command(int argc, char *argv[])
{
	return make_tlsa_command(argc, argv, served_chain_read);
}
