/* SPDX-License-Identifier: Apache-2.0 */
/* Bad scenarios and what is said of them (expect.h). */
#include "expect.h"
#include "scen/scenario.h"

static void load(const char *path, struct base_err *err)
{
    struct scenario scen;

    if (scen_load_within(path, path, &scen, err))
        scen_free(&scen);
}

int main(int argc, char **argv)
{
    return expect_all(argc, argv, load);
}
