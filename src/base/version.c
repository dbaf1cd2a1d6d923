/* SPDX-License-Identifier: Apache-2.0 */
#include "base/version.h"

#include "version_build.h" // written by the build when the commit changes

const char *base_version(void)
{
    return BULLWHIP_VERSION;
}

const char *base_version_commit(void)
{
    return BULLWHIP_COMMIT;
}

const char *base_version_compiler(void)
{
    return BULLWHIP_COMPILER;
}
