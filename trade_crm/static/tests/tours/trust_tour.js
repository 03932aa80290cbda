import { registry } from "@web/core/registry";

const saved = { trigger: ".o_form_saved" };

function openTrust() {
    return [
        { trigger: ".o_notebook a[name='trade_trust']", run: "click" },
        { trigger: ".tab-pane.active [name='trade_credit_limit']" },
    ];
}

function answer(question, points) {
    return [
        {
            content: `answer: ${question}`,
            trigger: `[name='answer_ids'] .o_data_row:contains('${question}') td[name='points']`,
            run: "click",
        },
        {
            trigger: "[name='answer_ids'] .o_selected_row [name='points'] input",
            run: "click",
        },
        { trigger: `.o_select_menu_item:contains('${points}')`, run: "click" },
        {
            content: "the choice is taken over",
            trigger: `[name='answer_ids'] .o_selected_row [name='points'] input:value(${points})`,
        },
        {
            trigger: "[name='answer_ids'] .o_selected_row [name='note'] textarea",
            run: "edit Seen in the register",
        },
        { trigger: ".o_form_button_save", run: "click" },
        {
            content: "it is saved: no line is being written any more",
            trigger: `.o_form_saved [name='answer_ids']:not(:has(.o_selected_row)) .o_data_row:contains('${question}'):contains('${points}')`,
        },
    ];
}

/** A prospect goes through research, visit and trial order; the salesperson's part. */
registry.category("web_tour.tours").add("trade_qualification", {
    steps: () => [
        { trigger: ".o_control_panel .o-kanban-button-new", run: "click" },
        {
            trigger: ".o_field_widget[name='partner_id'] input",
            run: "edit Tour Prospect",
        },
        { trigger: ".ui-menu-item > a:contains('Tour Prospect')", run: "click" },
        { trigger: ".o_form_button_save", run: "click" },
        saved,
        ...answer("Registered?", "3 · Good"),
        { trigger: "button[name='action_next']", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Visit')" },
        ...answer("Need?", "4 · Very good"),
        { trigger: ".o_notebook a[name='visit']", run: "click" },
        {
            trigger: ".o_field_widget[name='visit_date'] button, .o_field_widget[name='visit_date'] input",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='visit_date'] input",
            run: "edit 06/15/2026 && click body",
        },
        {
            trigger: ".o_field_widget[name='visit_report'] .odoo-editor-editable",
            run: "editor Three shops in good streets",
        },
        { trigger: ".o_form_button_save", run: "click" },
        saved,
        { trigger: "button[name='action_next']", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Trial order')" },
        { trigger: ".o_notebook a[name='trial']", run: "click" },
        { trigger: "button[name='action_open_order']", run: "click" },
        {
            trigger: "[name='order_line'] .o_field_x2many_list_row_add > a",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name='product_id'] input, .o_field_widget[name='product_template_id'] input",
            run: "edit Tour Tripod",
        },
        { trigger: ".ui-menu-item > a:contains('Tour Tripod')", run: "click" },
        {
            trigger: ".o_field_widget[name='price_unit'] input",
            run: "edit 100 && click body",
        },
        { trigger: "[name='order_line'] td[name='price_subtotal']:contains('100')" },
        { trigger: ".o_form_button_save", run: "click" },
        saved,
        {
            trigger: ".o_statusbar_buttons button[name='action_confirm']",
            run: "click",
        },
        { trigger: ".o_arrow_button_current:contains('Sales Order')" },
    ],
});

/** The manager sees the trial order's facts and approves. */
registry.category("web_tour.tours").add("trade_qualification_approve", {
    steps: () => [
        { trigger: ".o_kanban_record:contains('Tour Prospect')", run: "click" },
        { trigger: ".o_notebook a[name='trial']", run: "click" },
        { trigger: "[name='order_state']:contains('Sales Order')" },
        { trigger: "button[name='action_approve']", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Approved')" },
    ],
});

/** A rating with its sums is approved and becomes Odoo's credit limit. */
registry.category("web_tour.tours").add("trade_credit_rating", {
    steps: () => [
        ...openTrust(),
        { trigger: "button[name='action_trade_rate']", run: "click" },
        {
            content: "the sums add up to the score",
            trigger: ".o_trade_credit_sums tr[data-kind='on_time']:contains('100%')",
        },
        { trigger: ".o_trade_credit_total:not(:empty)" },
        {
            content: "the documents behind a factor",
            trigger: ".o_trade_credit_sums tr[data-kind='on_time'] button",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row:contains('INV')" },
        { trigger: ".breadcrumb-item.o_back_button a, .o_back_button", run: "click" },
        {
            trigger: ".o_field_widget[name='limit'] input",
            run: "edit 5000",
        },
        { trigger: ".o_form_button_save", run: "click" },
        saved,
        { trigger: "button[name='action_approve']", run: "click" },
        { trigger: ".o_arrow_button_current:contains('In force')" },
    ],
});

/** An order beyond the group's limit is stopped, and approval asked for. */
registry.category("web_tour.tours").add("trade_exposure_stop", {
    steps: () => [
        { trigger: ".alert-warning:contains('Tour Group')" },
        { trigger: ".o_notebook a[name='trade_credit']", run: "click" },
        { trigger: ".o_trade_exposure_limit:contains('over the limit')" },
        {
            trigger: ".o_statusbar_buttons button[name='action_confirm']",
            run: "click",
        },
        { trigger: ".modal:contains('is not confirmed')" },
        { trigger: ".modal .modal-footer .btn-primary", run: "click" },
        { trigger: "button[name='action_trade_ask_credit']", run: "click" },
        {
            trigger: ".o_form_view:not(:has(button[name='action_trade_ask_credit']))",
        },
    ],
});

/** The manager approves, and the order is confirmed. */
registry.category("web_tour.tours").add("trade_exposure_approve", {
    steps: () => [
        { trigger: "button[name='action_trade_approve_credit']", run: "click" },
        {
            trigger: ".o_form_view:not(:has(button[name='action_trade_approve_credit']))",
        },
        {
            trigger: ".o_statusbar_buttons button[name='action_confirm']",
            run: "click",
        },
        { trigger: ".o_arrow_button_current:contains('Sales Order')" },
    ],
});

/** A review that opened by itself is read, judged and closed. */
registry.category("web_tour.tours").add("trade_review", {
    steps: () => [
        { trigger: ".o_data_row:contains('Tour Buyer') .o_data_cell", run: "click" },
        { trigger: ".o_trade_fact_lines tr:contains('Sales'):contains('1,000')" },
        {
            trigger: ".o_field_widget[name='verdict'] input",
            run: "click",
        },
        { trigger: ".o_select_menu_item:contains('Stable')", run: "click" },
        { trigger: ".o_notebook a[name='judgement']", run: "click" },
        {
            trigger: ".o_field_widget[name='judgement'] .odoo-editor-editable",
            run: "editor Buys as before",
        },
        { trigger: ".o_notebook a[name='actions']", run: "click" },
        {
            trigger: "[name='action_ids'] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: "[name='action_ids'] .o_selected_row [name='name'] input",
            run: "edit Show the new catalogue",
        },
        { trigger: ".o_form_button_save", run: "click" },
        saved,
        { trigger: "button[name='action_done']:not(:disabled)", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Done')" },
    ],
});
