/* SPDX-License-Identifier: Apache-2.0 */
#include "supply/mind/verbs.h"

sup_carry_out *const sup_verbs[SUP_VERBS] = {
    [SUP_DO_ORDER] = sup_do_order,
    [SUP_DO_RESTOCK] = sup_do_restock,
    [SUP_DO_EXPEDITE] = sup_do_expedite,
    [SUP_DO_CHANGE_MODE] = sup_do_change_mode,
    [SUP_DO_REROUTE] = sup_do_reroute,
    [SUP_DO_TRANSSHIP] = sup_do_transship,
    [SUP_DO_RATION] = sup_do_ration,
    [SUP_DO_HOLD_BACK] = sup_do_hold_back,
    [SUP_DO_RELEASE_RESERVE] = sup_do_release_reserve,
    [SUP_DO_CANCEL] = sup_do_cancel,
    [SUP_DO_BUILD_AHEAD] = sup_do_build_ahead,
    [SUP_DO_OVERTIME] = sup_do_overtime,
    [SUP_DO_SUBCONTRACT] = sup_do_subcontract,
    [SUP_DO_SUBSTITUTE] = sup_do_substitute,
    [SUP_DO_SET_TARGET] = sup_do_set_target,
    [SUP_DO_CFP] = sup_do_cfp,
    [SUP_DO_AWARD] = sup_do_award,
    [SUP_DO_TELL] = sup_do_tell,
    [SUP_DO_UNTELL] = sup_do_untell,
    [SUP_DO_ASK] = sup_do_ask,
    [SUP_DO_ACHIEVE] = sup_do_achieve,
    [SUP_DO_UNACHIEVE] = sup_do_unachieve,
    [SUP_DO_SIGNAL] = sup_do_signal,
    [SUP_DO_ESCALATE] = sup_do_escalate,
};
