import { registry } from "@web/core/registry";

/** Type words into the search box and take the suggestion for a field. */
const search = (words, label) => [
    { trigger: ".o_searchview_input", run: `edit ${words}` },
    {
        trigger: `.o_searchview_autocomplete .o-dropdown-item:contains('${label}')`,
        run: "click",
    },
    { trigger: `.o_searchview_facet:contains('${words}')` },
];
const cell = (name) =>
    `.o_field_widget[name='trade_key_date_ids'] .o_selected_row [name='${name}']`;

/** Who buys in March by CIF Hamburg with FTA certificates; wrong days and addresses. */
registry.category("web_tour.tours").add("trade_profile", {
    steps: () => [
        { trigger: ".o_kanban_record:contains('Tour No Agreement')" },
        ...search("March", "Buys in"),
        ...search("CIF", "Incoterm"),
        ...search("Hamburg", "Destination port"),
        { trigger: ".o_searchview_dropdown_toggler", run: "click" },
        { trigger: ".o_filter_menu .o_menu_item:contains('FTA certificate')", run: "click" },
        { trigger: ".o_searchview_facet:contains('FTA certificate')" },
        { trigger: ".o_kanban_view:not(:has(.o_kanban_record:contains('No Agreement')))" },
        { trigger: ".o_kanban_view:not(:has(.o_kanban_record:contains('Other Terms')))" },
        { trigger: ".o_kanban_record:contains('Tour Wanted')", run: "click" },
        { trigger: ".o_notebook .nav-link[name='trade_people']", run: "click" },
        {
            content: "a birthday of 30 February",
            trigger: ".o_field_widget[name='trade_key_date_ids'] .o_field_x2many_list_row_add a",
            run: "click",
        },
        { trigger: `${cell("contact_id")} input`, run: "edit Katrin" },
        { trigger: ".ui-autocomplete .dropdown-item:contains('Katrin')", run: "click" },
        {
            content: "what the contact brings along has come: it redraws the line",
            trigger: `${cell("contact_id")} input:value(Katrin)`,
            run: () => new Promise((resolve) => setTimeout(resolve, 2000)),
        },
        { trigger: `${cell("month")} input`, run: "click" },
        { trigger: ".o_select_menu_item:contains('February')", run: "click" },
        { trigger: `${cell("month")} input:value(February)` },
        { trigger: `${cell("day")} input`, run: "edit 30" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".modal:contains('There is no 30 February in the calendar')" },
        { trigger: ".modal .btn-primary", run: "click" },
        { trigger: ".o_data_row [name='day']:contains('30'), .o_selected_row [name='day']", run: "click" },
        { trigger: `${cell("day")} input`, run: "edit 28" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        {
            content: "a web address that is none",
            trigger: ".o_field_widget[name='website'] input",
            run: "edit our website",
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".modal:contains('is no web address')" },
        { trigger: ".modal .btn-primary", run: "click" },
        {
            trigger: ".o_field_widget[name='website'] input",
            run: "edit https://www.wanted.example",
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
    ],
});
