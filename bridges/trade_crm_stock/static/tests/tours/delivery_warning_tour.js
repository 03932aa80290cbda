import { registry } from "@web/core/registry";

/** An expired certificate is named before the goods leave. */
registry.category("web_tour.tours").add("trade_delivery_warning", {
    steps: () => [
        { trigger: ".o_trade_quality_warning:contains('CE 0815')" },
        { trigger: "button[name='button_validate']", run: "click" },
        { trigger: ".modal .alert:contains('CE 0815')" },
        {
            trigger: ".modal .o_field_widget[name='reason'] input",
            run: "edit The customer accepts it",
        },
        { trigger: ".modal button[name='action_deliver']", run: "click" },
        { trigger: ".o_arrow_button_current:contains('Done')" },
    ],
});
