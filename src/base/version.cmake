# SPDX-License-Identifier: Apache-2.0
# Run by each build: writes OUTPUT (version_build.h) when the version or the commit has changed.
execute_process(COMMAND git -C ${SOURCE} describe --always --dirty --abbrev=12 --exclude=*
  OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT [[
#define BULLWHIP_VERSION "@VERSION@"
#define BULLWHIP_COMMIT "@commit@"
#define BULLWHIP_COMPILER "@COMPILER@"
]])
