#include "base/program.h"

const char program_version[] = VERSION;
const char program_commit[] = COMMIT;
