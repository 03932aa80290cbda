import { registry } from "@web/core/registry";

const NAME = ".o_field_widget[name='name'] textarea, .o_field_widget[name='name'] input";

/** A salesperson types the beginning of a name that a colleague's customer has. */
registry.category("web_tour.tours").add("trade_conflict_typing", {
    steps: () => [
        { trigger: ".o_form_view .o_field_widget[name='name']" },
        { trigger: NAME, run: "edit 华为技术" },
        {
            content: "warned, without the colleague's data",
            trigger:
                ".o_trade_conflict_hit:contains('A customer of a colleague'):contains('Conflict Ben')",
        },
        {
            trigger: ".o_form_button_cancel",
            run: "click",
        },
        { trigger: "body:not(:has(.o_form_dirty))" },
    ],
});

/** A manager saves a second archive with the same code, with a reason. */
registry.category("web_tour.tours").add("trade_conflict_override", {
    steps: () => [
        { trigger: NAME, run: "edit Zhuhai Second Archive" },
        {
            trigger: ".o_field_widget[name='vat'] input",
            run: "edit 91440300708461136T",
        },
        {
            content: "the banner says that saving is blocked",
            trigger: ".o_trade_conflict_banner .alert-danger",
        },
        { trigger: ".o_form_button_save", run: "click" },
        {
            content: "refused, with what can be done",
            trigger: ".modal:contains('there already')",
        },
        { trigger: ".modal .btn-primary, .modal .btn-close", run: "click" },
        {
            trigger: ".o_field_widget[name='trade_override_reason'] input",
            run: "edit Two archives by contract",
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
    ],
});

/** A manager merges two customers and puts two others into one group. */
registry.category("web_tour.tours").add("trade_conflict_work_list", {
    steps: () => [
        {
            trigger: ".o_data_row:contains('Tour Merge'):not(:contains('Hamburg')) td[name='name_a']",
            run: "click",
        },
        {
            content: "what moves is shown before",
            trigger: ".o_field_widget[name='preview']:contains('Sales Order: 1')",
        },
        { trigger: "button[name='action_merge']", run: "click" },
        { trigger: ".modal .btn-primary", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains('Merged')" },
        { trigger: ".o_breadcrumb .o_back_button", run: "click" },
        {
            trigger: ".o_data_row:contains('Tour Branch') td[name='name_a']",
            run: "click",
        },
        { trigger: "button[name='action_group']", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains('In one group')" },
    ],
});

/** An import of 200 rows of which 20 are customers already. */
registry.category("web_tour.tours").add("trade_conflict_import", {
    steps: () => [
        {
            trigger: ".o_import_action input[type='file']:not(:visible)",
            async run({ anchor }) {
                const response = await fetch("/trade_crm/static/tests/tours/conflict_import.csv");
                const file = new File([await response.blob()], "customers.csv", {
                    type: "text/csv",
                });
                const transfer = new DataTransfer();
                transfer.items.add(file);
                anchor.files = transfer.files;
                anchor.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        {
            trigger: ".o_control_panel button:contains('Import'):not(:disabled)",
            run: "click",
        },
        {
            content: "the import says what it found",
            trigger: ".o_notification:contains('Conflicts to decide: 20')",
        },
    ],
});
