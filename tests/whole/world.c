#include "world.h"

enum {
	ODD_PERCENT = 5,
	DANE_PERCENT = 40,
	DANE_HOSTS = 300,    /* SIMNET_MX_MAX of each provider */
	SIGNED_PERCENT = 20, /* of the others */
	MX_PERCENT = 98,
	OPERATORS = 400,
};

struct simnet_config
whole_config(uint64_t seed, uint64_t domains)
{
	struct simnet_config config =
	    simnet_config_default(seed, domains * SIMNET_TLDS);
	config.operators = OPERATORS;
	config.providers = SIMNET_PROVIDERS_MAX;
	config.mx_percent = MX_PERCENT;
	config.signed_percent = SIGNED_PERCENT;
	config.odd_percent = ODD_PERCENT;
	config.dane_percent = DANE_PERCENT;
	config.dane_providers = DANE_HOSTS / SIMNET_MX_MAX;
	return config;
}
