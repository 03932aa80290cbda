import { registry } from "@web/core/registry";

const NAME = ".o_field_widget[name='name'] textarea, .o_field_widget[name='name'] input";

/** A salesperson types a name, letter by letter, that a colleague's customer has. */
registry.category("web_tour.tours").add("trade_conflict_typing", {
    steps: () => [
        { trigger: ".o_form_view .o_field_widget[name='name']" },
        { trigger: NAME, run: "edit Halmstrand P" },
        {
            content: "half a name is enough to be warned",
            trigger:
                ".o_trade_conflict_hit:contains('May become the same'):contains('A customer of a colleague'):contains('Conflict Ben')",
        },
        { trigger: NAME, run: "edit Halmstrand Pi" },
        { content: "another name", trigger: "body:not(:has(.o_trade_conflict_hit))" },
        { trigger: NAME, run: "edit 华" },
        { trigger: NAME, run: "edit 华为" },
        { trigger: ".o_trade_conflict_hit:contains('A customer of a colleague')" },
        { trigger: NAME, run: "edit 华为技" },
        {
            content: "the half typed word does not silence the banner",
            trigger:
                ".o_trade_conflict_hit:contains('May become the same'):contains('its name begins like this')",
        },
        { trigger: NAME, run: "edit 华为技术" },
        {
            content: "warned, without the colleague's data",
            trigger:
                ".o_trade_conflict_hit:contains('Same company'):contains('A customer of a colleague'):contains('Conflict Ben')",
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

/** A manager merges two customers and puts two others in one group. */
registry.category("web_tour.tours").add("trade_conflict_work_list", {
    steps: () => [
        { trigger: ".o_data_row:contains('Halmstrand') .o_data_cell", run: "click" },
        {
            content: "what a merge moves is shown before",
            trigger: ".o_field_widget[name='preview']:contains('1')",
        },
        { trigger: "button[name='action_merge']", run: "click" },
        { trigger: ".modal .modal-footer .btn-primary", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Merged')" },
        { trigger: ".o_field_widget[name='decision_log']:contains('merged into')" },
        { trigger: ".o_back_button, .o_breadcrumb .breadcrumb-item a", run: "click" },
        { trigger: ".o_list_view:not(:has(.o_data_row:contains('Halmstrand')))" },
        { trigger: ".o_data_row:contains('Kvarnholm') .o_data_cell", run: "click" },
        { trigger: ".o_form_view button[name='action_group']", run: "click" },
        { trigger: ".o_arrow_button_current:contains('In one group')" },
    ],
});

/** After an import the work list holds every hidden duplicate. */
registry.category("web_tour.tours").add("trade_conflict_imported", {
    steps: () => [
        { trigger: ".o_list_view .o_data_row" },
        { trigger: ".o_searchview_dropdown_toggler", run: "click" },
        { trigger: ".o_group_by_menu .o_menu_item:contains('Source')", run: "click" },
        { trigger: ".o_group_header:contains('Import'):contains('20')" },
    ],
});

/** A company name in a lead shows who has the customer. */
registry.category("web_tour.tours").add("trade_conflict_lead", {
    steps: () => [
        {
            content: "a lead that came in with a name is looked at when it is opened",
            trigger: ".o_trade_conflict_hit:contains('Conflict Ben')",
        },
        { trigger: ".o_field_widget[name='partner_name'] input", run: "edit Nobody Knows It" },
        { trigger: "body:not(:has(.o_trade_conflict_hit))" },
        { trigger: ".o_field_widget[name='partner_name'] input", run: "edit 华为技术" },
        { trigger: ".o_trade_conflict_hit:contains('A customer of a colleague')" },
        { trigger: ".o_form_button_cancel", run: "click" },
        { trigger: "body:not(:has(.o_form_dirty))" },
    ],
});

/** A salesperson asks for a customer once more than a day allows. */
registry.category("web_tour.tours").add("trade_check_used_up", {
    steps: () => [
        {
            trigger: ".o_menu_sections [data-menu-xmlid='trade_crm.menu_trade_archive']",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu [data-menu-xmlid='trade_crm.menu_trade_conflict_check']",
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name='name'] input", run: "edit 华为技术" },
        { trigger: ".modal button[name='action_check']", run: "click" },
        { trigger: ".modal .o_data_row:contains('A customer of a colleague')" },
        { trigger: ".modal .o_field_widget[name='name'] input", run: "edit Nobody Knows It" },
        { trigger: ".modal button[name='action_check']", run: "click" },
        {
            content: "refused, with what was used up and when there is more",
            trigger:
                ".modal:contains('You have used your 1 checks of today'):contains('You can check again from')",
        },
        { trigger: ".modal:contains('You have used') .modal-footer .btn-primary", run: "click" },
        {
            content: "the last answer is still there to be read",
            trigger: ".modal .o_data_row:contains('A customer of a colleague')",
        },
        { trigger: ".modal button[special='cancel']", run: "click" },
        { trigger: "body:not(:has(.modal))" },
    ],
});
