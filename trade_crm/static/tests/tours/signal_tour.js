import { registry } from "@web/core/registry";

/** The sentence that told of a competitor, its proposal, and one click to an activity. */
registry.category("web_tour.tours").add("trade_signal", {
    steps: () => [
        {
            content: "the signal stands on the customer with its sentence",
            trigger:
                ".o_trade_signals .o_data_row:contains('We are comparing with a supplier in Shanghai.')",
        },
        { trigger: ".o_trade_signals .o_data_row:contains('inspection certificates')" },
        {
            content: "one click",
            trigger: ".o_trade_signals .o_trade_signal_plan",
            run: "click",
        },
        { trigger: ".o_notification:contains('Planned as an activity')" },
        {
            content: "the activity waits in the chatter",
            trigger: ".o-mail-Activity:contains('inspection certificates')",
        },
    ],
});
