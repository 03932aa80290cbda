import { registry } from "@web/core/registry";

const row = (name) => `.o_data_row:contains('${name}')`;

/** Tomorrow's greetings of four countries are looked through; one is released. */
registry.category("web_tour.tours").add("trade_care", {
    steps: () => [
        { trigger: ".o_searchview_dropdown_toggler", run: "click" },
        { trigger: ".o_filter_menu .o-dropdown-item:contains('Tomorrow')", run: "click" },
        { trigger: row("Care DE") },
        { trigger: row("Care BR") },
        { trigger: row("Care SA") },
        { trigger: row("Care IN") },
        { trigger: ".o_searchview_dropdown_toggler", run: "click" },
        {
            content: "see the mail before it goes",
            trigger: row("Care DE") + " td[name='name']",
            run: "click",
        },
        { trigger: ".o_form_view .o_field_widget[name='subject']:contains('best wishes')" },
        { trigger: ".o_form_view button[name='action_release']", run: "click" },
        { trigger: ".o_form_view .o_arrow_button_current:contains('Released')" },
    ],
});
