import { registry } from "@web/core/registry";

/** From a falling segment to its customers, a win-back activity and a mailing list. */
registry.category("web_tour.tours").add("trade_segment_to_mailing_list", {
    steps: () => [
        { trigger: ".o_trade_group[data-key='cant_lose']", run: "click" },
        { trigger: ".o_list_view .o_data_cell:contains('Grand Hotel Supplies')" },
        { trigger: ".o_list_view thead .o_list_record_selector input", run: "click" },
        { trigger: "button[name='action_win_back']", run: "click" },
        { trigger: ".o_notification:contains('1 planned')" },
        { trigger: "button[name='action_make_segment']", run: "click" },
        {
            trigger: ".o_form_view .o_field_widget[name='name'] input",
            run: "edit Large customers who fell silent",
        },
        { trigger: "button[name='action_mailing_list']", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name='is_public']" },
    ],
});
