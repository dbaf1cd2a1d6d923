/* SPDX-License-Identifier: Apache-2.0 */
/* Bad studies and what is said of them (expect.h). */
#include "expect.h"
#include "scen/study.h"

static void load(const char *path, struct base_err *err)
{
    struct scen_study study;

    (void)scen_study_load(path, path, &study, err);
    scen_study_free(&study);
}

int main(int argc, char **argv)
{
    return expect_all(argc, argv, load);
}
