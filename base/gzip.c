#include "base/gzip.h"

const struct gzip_codec *const gzip_default = &gzip_isal;
