/* SPDX-License-Identifier: Apache-2.0 */
/* The functions and words of the language. */
#include <string.h>

#include "bdi/expr/parse.h"

static const struct bdi_builtin builtin[] = {
    {"min", BDI_MIN, 2, BDI_MANY},
    {"max", BDI_MAX, 2, BDI_MANY},
    {"abs", BDI_ABS, 1, 1},
    {"floor", BDI_FLOOR, 1, 1},
    {"ceil", BDI_CEIL, 1, 1},
    {"round", BDI_ROUND, 1, 1},
    {"sqrt", BDI_SQRT, 1, 1},
    {"exp", BDI_EXP, 1, 1},
    {"log", BDI_LOG, 1, 1},
    {"pow", BDI_POW, 2, 2},
    {"clamp", BDI_CLAMP, 3, 3},
    {"if", BDI_IF, 3, 3},
    {"age", BDI_AGE, 1, 1},
    {"known", BDI_KNOWN, 1, 1},
    {"confidence", BDI_CONFIDENCE, 1, 1},
};

const struct bdi_builtin *bdi_builtins(size_t *count)
{
    *count = sizeof builtin / sizeof *builtin;
    return builtin;
}

const struct bdi_builtin *bdi_builtin_find(const char *name, size_t size)
{
    for (size_t i = 0; i < sizeof builtin / sizeof *builtin; i++)
        if (strlen(builtin[i].name) == size && memcmp(builtin[i].name, name, size) == 0)
            return &builtin[i];
    return NULL;
}

bool bdi_expr_reserved(const char *name)
{
    static const char *const word[] = {"and", "or", "not", "true", "false", "now"};

    for (size_t i = 0; i < sizeof word / sizeof *word; i++)
        if (strcmp(word[i], name) == 0)
            return true;
    return bdi_builtin_find(name, strlen(name)) != NULL;
}
