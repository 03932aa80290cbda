import { registry } from "@web/core/registry";

const next = { trigger: ".o_statusbar_buttons button[name='action_next']:visible", run: "click" };
const stage = (name) => ({ trigger: `.o_arrow_button_current:contains('${name}')` });

function write(page, field, words) {
    return [
        { trigger: `.o_notebook a[name='${page}']`, run: "click" },
        {
            trigger: `.o_field_widget[name='${field}'] .odoo-editor-editable`,
            run: `editor ${words}`,
        },
    ];
}

/** A mail's complaint goes from its arrival to the verified action. */
registry.category("web_tour.tours").add("trade_case_to_verified", {
    steps: () => [
        { trigger: ".o_kanban_record:contains('Handles break')", run: "click" },
        { trigger: ".o_field_widget[name='description']:contains('Forty pieces')" },
        next,
        stage("Containment"),
        ...write("containment", "containment", "Stock blocked and sorted"),
        next,
        stage("Cause"),
        ...write("cause", "cause", "Resin too dry"),
        next,
        stage("Action"),
        ...write("action", "corrective_action", "Dryer set again"),
        {
            trigger: ".o_field_widget[name='preventive_action'] .odoo-editor-editable",
            run: "editor Moisture checked daily",
        },
        next,
        stage("Verification"),
        ...write("verification", "verification", "500 pieces of the next lot tested"),
        {
            trigger: ".o_statusbar_buttons button[name='action_next']:contains('Verified')",
            run: "click",
        },
        stage("Closed"),
    ],
});

/** A lot of 1,200 at AQL 2.5, level II: 80 pieces, accepted at 5, rejected at 6. */
registry.category("web_tour.tours").add("trade_inspection_1200", {
    steps: () => [
        {
            trigger: ".oe_stat_button[name='action_trade_inspections']",
            run: "click",
        },
        { trigger: ".o_list_button_add", run: "click" },
        {
            trigger: ".o_field_widget[name='product_id'] input",
            run: "edit Tour Chair",
        },
        { trigger: ".ui-menu-item > a:contains('Tour Chair')", run: "click" },
        {
            content: "the order gives the lot, the customer the requirement",
            trigger: ".o_field_widget[name='lot_size'] input:value('1,200')",
        },
        { trigger: ".o_field_widget[name='requirement_id'] input:value('Tour chairs')" },
        { trigger: ".o_form_button_save", run: "click" },
        {
            trigger:
                ".o_trade_sampling_plan .o_data_row:contains('Major'):contains('2.5'):contains('J'):contains('80')",
        },
        {
            trigger:
                ".o_trade_sampling_plan .o_data_row:contains('Major') td[name='accept']:contains('5')",
        },
        {
            trigger:
                ".o_trade_sampling_plan .o_data_row:contains('Major') td[name='reject']:contains('6')",
        },
        {
            trigger: "[name='finding_ids'] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: "[name='finding_ids'] .o_field_widget[name='name'] input",
            run: "edit Loose rivet",
        },
        {
            trigger: "[name='finding_ids'] .o_selected_row td[name='defect_class']",
            run: "click",
        },
        {
            trigger: "[name='finding_ids'] .o_field_widget[name='defect_class'] input",
            run: "click",
        },
        { trigger: ".o_select_menu_item:contains('Major')", run: "click" },
        {
            trigger: "[name='finding_ids'] .o_field_widget[name='count'] input",
            run: "edit 6",
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { trigger: "button[name='action_finish']", run: "click" },
        { trigger: ".ribbon:contains('Not accepted')" },
        { trigger: ".o_arrow_button_current:contains('Done')" },
    ],
});
