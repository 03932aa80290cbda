import { registry } from "@web/core/registry";

/** While quoting, the last price is one click away, and one more puts it on the line. */
registry.category("web_tour.tours").add("trade_last_price", {
    steps: () => [
        {
            content: "the archive shows what was sold at what price",
            trigger: ".o_notebook .nav-link[name='trade_deals']",
            run: "click",
        },
        { trigger: ".o_trade_customer_prices td:contains('Tour Lamp')" },
        { trigger: ".o_trade_customer_prices td:contains('4.80')" },
        {
            content: "quote again",
            trigger: "button[name='action_trade_quotations']",
            run: "click",
        },
        { trigger: ".o_list_button_add", run: "click" },
        {
            trigger: "[name='order_line'] .o_field_x2many_list_row_add > a",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name='product_id'] input, .o_field_widget[name='product_template_id'] input",
            run: "edit Tour Lamp",
        },
        { trigger: ".ui-menu-item > a:contains('Tour Lamp')", run: "click" },
        {
            content: "the price of the list, and beside it the last price",
            trigger: "[name='order_line'] .o_trade_last_price:contains('4.80')",
            run: "click",
        },
        { trigger: ".o_trade_last_price_row:contains('Won')" },
        { trigger: ".o_trade_last_price_row:contains('Too dear'):contains('5.50')" },
        {
            trigger: ".o_trade_last_price_row:contains('4.80') .o_trade_apply_price",
            run: "click",
        },
        { trigger: "[name='order_line'] td[name='price_subtotal']:contains('4.80')" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        {
            content: "the customer says no",
            trigger: ".o_statusbar_buttons button[name='action_trade_lose']",
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name='reason_id'] input", run: "edit Too dear" },
        { trigger: ".ui-menu-item > a:contains('Too dear')", run: "click" },
        { trigger: ".modal .o_field_widget[name='note'] input", run: "edit 4.50 FOB" },
        { trigger: ".modal button[name='action_cancel_quotations']", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Cancelled')" },
        { trigger: ".o_field_widget[name='trade_lost_reason_id'] input:value('Too dear')" },
    ],
});
