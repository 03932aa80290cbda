import { registry } from "@web/core/registry";

function addHeader(name, code) {
    return [
        {
            content: `add the header ${name}`,
            trigger: "[name='trade_header_ids'] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='name'] input",
            run: `edit ${name}`,
        },
        {
            trigger: ".modal .o_field_widget[name='code_kind'] input",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains('Other')",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='credit_code'] input",
            run: `edit ${code}`,
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            trigger: `body:not(:has(.modal)) [name='trade_header_ids'] td:contains('${name}')`,
        },
    ];
}

/** A salesperson ties a group together and sells under one of three headers. */
registry.category("web_tour.tours").add("trade_group_headers", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_field_widget[name='name'] input", run: "edit Tour Group" },
        {
            content: "add the company to the group",
            trigger: "[name='partner_ids'] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: ".modal .o_searchview_input",
            run: "edit Tour Customer && press Enter",
        },
        {
            trigger: ".modal .o_data_row:contains('Tour Customer') .o_data_cell",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) [name='partner_ids'] td:contains('Tour Customer')",
        },
        { trigger: ".o_form_button_save", run: "click" },
        {
            trigger: ".o_form_saved",
        },
        {
            trigger: "button[name='action_view_companies']",
            run: "click",
        },
        {
            trigger: ".o_kanban_record:contains('Tour Customer')",
            run: "click",
        },
        { trigger: ".o_notebook a[name='trade_headers']", run: "click" },
        ...addHeader("Tour Export KG", "HRB4711"),
        ...addHeader("Tour Shipping AG", "HRB4712"),
        { trigger: ".o_form_button_save", run: "click" },
        {
            content: "the own name and two more",
            trigger: ".o_form_saved [name='trade_header_ids'] .o_data_row:nth-child(3)",
        },
        {
            content: "quote under the export header",
            trigger: "button[name='action_trade_quotations']",
            run: "click",
        },
        { trigger: ".o_list_button_add", run: "click" },
        {
            trigger: ".o_sale_order .o_field_widget[name='trade_header_id'] input",
            run: "edit Tour Export",
        },
        {
            trigger: ".ui-menu-item > a:contains('Tour Export KG')",
            run: "click",
        },
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
        {
            trigger: ".o_statusbar_buttons button[name='action_confirm']",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains('Sales Order')",
        },
        {
            trigger: ".o_statusbar_buttons button:contains('Create Invoice')",
            run: "click",
        },
        { trigger: ".modal button[name='create_invoices']", run: "click" },
        {
            content: "the invoice keeps the order's header",
            trigger: ".o_field_widget[name='trade_header_id'] input:value('Tour Export KG')",
        },
        {
            trigger: ".o_statusbar_buttons button[name='action_post']",
            run: "click",
        },
        { trigger: ".o_arrow_button_current:contains('Posted')" },
    ],
});

/** He opens the group's page and finds everything in one timeline. */
registry.category("web_tour.tours").add("trade_group_timeline", {
    steps: () => [
        { trigger: ".o_data_row:contains('Tour Group') .o_data_cell", run: "click" },
        {
            trigger: "button[name='action_view_orders']:contains('100')",
        },
        { trigger: ".o_notebook a[name='timeline']", run: "click" },
        { trigger: ".o_trade_timeline_entry[data-type='order']:contains('100')" },
        { trigger: ".o_trade_timeline_entry[data-type='out_invoice']" },
        { trigger: ".o_trade_timeline_entry[data-type='wechat']:contains('sample sent')" },
    ],
});
