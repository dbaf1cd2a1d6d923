/* SPDX-License-Identifier: Apache-2.0 */
#include "bdi/expr.h"

#include <string.h>

#include "bdi/expr/check.h"
#include "bdi/expr/code.h"
#include "bdi/expr/parse.h"

static bool as_wanted(const struct bdi_text *t, struct bdi_node *n,
                      const struct bdi_wanted *wanted)
{
    char said[2][BDI_SAID];

    if (wanted == NULL)
        return true;
    if (n->type != wanted->type) {
        bdi_text_wrong(t, 1, "%s; expected %s", bdi_text_say(t, n, said[0]),
                       wanted->type == BDI_TRUTH ? "a condition" : "a number");
        return false;
    }
    if (n->type == BDI_TRUTH || wanted->dim == NULL)
        return true;
    if (!n->bare && !bdi_dim_equal(n->dim, *wanted->dim)) {
        bdi_text_wrong(t, 1, "%s; expected %s", bdi_text_say(t, n, said[0]),
                       bdi_text_dim(t, *wanted->dim, said[1]));
        return false;
    }
    n->dim = *wanted->dim;
    return true;
}

static bool compile(const struct bdi_text *t, const struct bdi_wanted *wanted,
                    struct base_arena *arena, struct bdi_expr *out)
{
    struct bdi_node *n = bdi_parse(t);

    if (n == NULL)
        return false;
    bdi_check(t, n);
    if (n->bad || !as_wanted(t, n, wanted))
        return false;
    if (bdi_code(n, arena, out))
        return true;
    bdi_text_wrong(t, 1, "more than %d values wait for each other; expected a simpler text",
                   BDI_EXPR_DEPTH);
    return false;
}

bool bdi_expr_compile(const char *text, const struct bdi_scope *scope,
                      const struct bdi_wanted *wanted, struct bdi_where where,
                      struct base_arena *arena, struct bdi_expr *out, struct base_err *err)
{
    struct bdi_text t = {.text = text, .scope = scope, .where = where, .err = err};

    *out = (struct bdi_expr){0};
    if (strlen(text) > BDI_EXPR_LONGEST) {
        bdi_text_wrong(&t, 1, "%zu bytes; expected at most %d", strlen(text), BDI_EXPR_LONGEST);
        return false;
    }
    t.arena = base_arena_new();
    bool good = compile(&t, wanted, arena, out);
    base_arena_free(t.arena);
    if (good)
        out->text = base_arena_string(arena, text);
    else
        *out = (struct bdi_expr){0};
    return good;
}

bool bdi_expr_constant(const struct bdi_expr *e, double *value)
{
    if (e->ops != 1 || e->op->code != BDI_CODE(BDI_CONST, 0))
        return false;
    *value = bdi_expr_eval(e, &(struct bdi_view){0});
    return true;
}

bool bdi_expr_calls(const struct bdi_expr *e)
{
    for (uint32_t i = 0; i < e->ops; i++)
        if (e->op[i].code == BDI_CODE(BDI_CALL, 0))
            return true;
    return false;
}
