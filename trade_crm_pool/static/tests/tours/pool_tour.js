import { registry } from "@web/core/registry";

const DIALOG = ".o_dialog:not(.o_inactive_modal)";

function member(name, weight) {
    return [
        { trigger: "[name='member_ids'] .o_field_x2many_list_row_add a", run: "click" },
        {
            trigger: "[name='member_ids'] .o_selected_row [name='user_id'] input",
            run: `edit ${name}`,
        },
        { trigger: `.o-autocomplete--dropdown-item:contains('${name}')`, run: "click" },
        {
            trigger: "[name='member_ids'] .o_selected_row [name='weight'] input",
            run: `edit ${weight}`,
        },
    ];
}

/** A manager sets up a pool with weights 3, 2, 1 and deals out six customers. */
registry.category("web_tour.tours").add("trade_pool_set_up", {
    steps: () => [
        { trigger: ".o-kanban-button-new, .o_kanban_button_new", run: "click" },
        { trigger: ".o_field_widget[name='name'] input", run: "edit Tour 3:2:1" },
        ...member("Tour Ann", 3),
        ...member("Tour Bea", 2),
        ...member("Tour Cid", 1),
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
    ],
});

registry.category("web_tour.tours").add("trade_pool_deal", {
    steps: () => [
        { content: "six customers are free", trigger: "button[name='action_fill']", run: "click" },
        { trigger: `${DIALOG} footer .btn-primary`, run: "click" },
        { trigger: ".o_data_row:nth-child(6) td:contains('Tour customer')" },
        { content: "back to the pool", trigger: ".breadcrumb-item a:contains('Tour 3:2:1')", run: "click" },
        { trigger: "button[name='action_preview_allocate']", run: "click" },
        ...["Ann", "Bea", "Cid", "Ann", "Bea", "Ann"].map((name, index) => ({
            content: `turn ${index + 1} is ${name}'s`,
            trigger: `${DIALOG} .o_data_row:nth-child(${index + 1}) td:contains('Tour ${name}')`,
        })),
        { trigger: `${DIALOG} button[name='action_allocate']`, run: "click" },
        { trigger: "button[name='action_view_entries'] .o_stat_value:contains('0')" },
        { trigger: "button[name='action_view_moves']", run: "click" },
        { trigger: ".o_data_row:nth-child(6) .badge:contains('Assigned')" },
    ],
});

/** A salesperson claims to the cap of the day, and is told when it resets. */
registry.category("web_tour.tours").add("trade_pool_claim_to_the_cap", {
    steps: () => [
        { trigger: ".o_trade_pool_allowance [data-window='day'] .o_left:contains('2')" },
        { trigger: ".o_data_row:nth-child(1) button[name='action_claim']", run: "click" },
        { trigger: ".o_trade_pool_allowance [data-window='day'] .o_left:contains('1')" },
        { trigger: ".o_data_row:nth-child(1) button[name='action_claim']", run: "click" },
        { trigger: ".o_trade_pool_allowance [data-window='day'] .o_left:contains('0')" },
        { trigger: ".o_trade_pool_allowance [data-window='day']:contains('again from')" },
        { trigger: ".o_data_row:nth-child(1) button[name='action_claim']", run: "click" },
        { trigger: `${DIALOG} .modal-body:contains("2 a day"):contains("It resets at")` },
        { trigger: `${DIALOG} footer button, ${DIALOG} .btn-close`, run: "click" },
        { trigger: ".o_data_row:nth-child(1)" },
    ],
});

/** A preview is read, done and undone. */
registry.category("web_tour.tours").add("trade_pool_recycle", {
    steps: () => [
        { trigger: "button[name='action_preview_recycle']:not(.btn-link)", run: "click" },
        { trigger: `${DIALOG} [name='by_rule']:contains('Silent: 2')` },
        { trigger: `${DIALOG} .o_data_row:contains('Tour customer'):contains('Silent: 3')` },
        { trigger: `${DIALOG} button[name='action_recycle']`, run: "click" },
        { trigger: `${DIALOG}:contains('The whole run can be undone') footer .btn-primary`, run: "click" },
        { content: "the ledger's lines", trigger: ".o_data_row:nth-child(2) .badge:contains('Recycled')" },
        { trigger: ".o_data_row:nth-child(1) .o_list_record_selector input", run: "click" },
        { trigger: "button[name='action_undo_run']", run: "click" },
        { trigger: `${DIALOG} footer .btn-primary`, run: "click" },
        { trigger: ".o_notification:contains('2 changes of hands were undone')" },
    ],
});

/** A leaver's customers go to the others by their weights. */
registry.category("web_tour.tours").add("trade_pool_hand_over", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_field_widget[name='user_id'] input", run: "edit Tour Cid" },
        { trigger: ".o-autocomplete--dropdown-item:contains('Tour Cid')", run: "click" },
        { trigger: ".o_field_widget[name='customer_count']:contains('40')" },
        { trigger: ".o_field_widget[name='pool_id'] input", run: "edit Tour pool" },
        { trigger: ".o-autocomplete--dropdown-item:contains('Tour pool')", run: "click" },
        { trigger: "button[name='action_preview']", run: "click" },
        { trigger: "[name='summary']:contains('Tour Ann: 24'):contains('Tour Bea: 16')" },
        { trigger: ".o_data_row:nth-child(3) td:contains('Tour Ann')" },
        { trigger: "button[name='action_done']", run: "click" },
        { trigger: `${DIALOG} footer .btn-primary`, run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains('Done')" },
    ],
});
