/* SPDX-License-Identifier: Apache-2.0 */
/* bdi/expr/lex.h - the words of an expression. Thread: pure but for messages in the text's err.
 */
#pragma once

#include "bdi/expr/node.h"

enum bdi_token_kind {
    BDI_T_END,
    BDI_T_WRONG, // told
    BDI_T_NUMBER,
    BDI_T_NAME,
    BDI_T_MARK, // an operator, a bracket or a comma
};

struct bdi_token {
    enum bdi_token_kind kind;
    const char *at; // in the text
    size_t size;
    double number;
    struct bdi_dim dim;
    bool bare; // the number has no unit
};

/* The token behind `from`. */
struct bdi_token bdi_lex(const struct bdi_text *t, const char *from);

/* Is it this operator, or this name? */
bool bdi_token_is(const struct bdi_token *token, const char *word);

static inline uint32_t bdi_token_column(const struct bdi_text *t, const struct bdi_token *token)
{
    return (uint32_t)(token->at - t->text) + 1;
}
