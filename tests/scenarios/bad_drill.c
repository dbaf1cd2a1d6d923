/* SPDX-License-Identifier: Apache-2.0 */
/* Bad drills and what is said of them (expect.h). */
#include "expect.h"
#include "scen/drill.h"

static void load(const char *path, struct base_err *err)
{
    struct scen_drill drill;

    (void)scen_drill_load(path, path, &drill, err);
    scen_drill_free(&drill);
}

int main(int argc, char **argv)
{
    return expect_all(argc, argv, load);
}
