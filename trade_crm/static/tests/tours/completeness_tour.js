import { registry } from "@web/core/registry";

/** An administrator changes the rules and the limit, and sees the scores change. */
registry.category("web_tour.tours").add("trade_completeness", {
    steps: () => [
        {
            content: "half of what is asked for is there, and nobody looked for long",
            trigger: ".o_trade_archive:contains('50%'):contains('Stale')",
            run: "click",
        },
        { trigger: ".o_trade_archive_box li:contains('Tour website')" },
        { trigger: "[data-menu-xmlid='trade_crm.menu_trade_config']", run: "click" },
        {
            trigger: "[data-menu-xmlid='trade_crm.menu_trade_completeness_rule']",
            run: "click",
        },
        { trigger: ".o_data_row td:contains('Tour website')", run: "click" },
        { trigger: ".o_field_widget[name='weight'] input", run: "edit 30" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        {
            content: "who lacks it",
            trigger: "button[name='action_missing']",
            run: "click",
        },
        { trigger: ".o_kanban_record:contains('Tour Archive'):contains('25%')" },
        { trigger: "[data-menu-xmlid='trade_crm.menu_trade_config']", run: "click" },
        { trigger: "[data-menu-xmlid='trade_crm.menu_trade_settings']", run: "click" },
        {
            content: "an archive may rest longer",
            trigger: ".o_field_widget[name='trade_fresh_days'] input",
            run: "edit 400 && click body",
        },
        {
            content: "settings load the page anew",
            trigger: ".o_form_button_save:enabled",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: "body:not(:has(.o_form_button_save:enabled))" },
        { trigger: "[data-menu-xmlid='trade_crm.menu_trade_archive']", run: "click" },
        { trigger: "[data-menu-xmlid='trade_crm.menu_trade_customer']", run: "click" },
        { trigger: ".o_kanban_record:contains('Tour Archive')", run: "click" },
        {
            trigger: ".o_trade_archive:contains('25%'):contains('Fresh')",
            run: "click",
        },
        { trigger: ".o_trade_archive_checked", run: "click" },
        { trigger: "body:not(:has(.o_trade_archive_box))" },
        { trigger: ".o_trade_archive:contains('Fresh')", run: "click" },
        { trigger: ".o_trade_archive_box:contains('0 days ago')" },
    ],
});

/** A manager takes the first steps and closes their panel. */
registry.category("web_tour.tours").add("trade_first_steps", {
    steps: () => [
        { trigger: ".o_trade_start_step[data-step='archive']", run: "click" },
        { trigger: ".o_data_row td:contains('Tour website')" },
        { trigger: "[data-menu-xmlid='trade_crm.menu_trade_archive']", run: "click" },
        { trigger: "[data-menu-xmlid='trade_crm.menu_trade_customer']", run: "click" },
        { trigger: ".o_trade_start_step[data-step='archive'] .fa-check-circle" },
        { trigger: ".o_trade_start_close", run: "click" },
        { trigger: "body:not(:has(.o_trade_start))" },
    ],
});
