import { registry } from "@web/core/registry";

const FOLLOWUP_TAB = ".o_notebook .nav-link[name='trade_followup']";

function openFollowup(content) {
    return { content, trigger: FOLLOWUP_TAB, run: "click" };
}

/** The owner sees the step that claiming started, with its deadline. */
registry.category("web_tour.tours").add("trade_followup_claimed", {
    steps: () => [
        openFollowup("what is to be done with this customer"),
        { trigger: "[name='trade_followup_ids'] td:contains('First contact')" },
        { trigger: "[name='trade_followup_ids'] .badge:contains('To do')" },
    ],
});

/** The customer's mail closed it, and says so. */
registry.category("web_tour.tours").add("trade_followup_answered", {
    steps: () => [
        openFollowup("the answer made the step needless"),
        { trigger: "[name='trade_followup_ids'] .badge:contains('Needless')" },
        {
            trigger:
                "[name='trade_followup_ids'] td:contains('The customer contacted us')",
        },
        { trigger: "[name='trade_followup_ids'] .badge:contains('Clock running')" },
    ],
});

/** Seven days of silence bring the second step. */
registry.category("web_tour.tours").add("trade_followup_silent", {
    steps: () => [
        openFollowup("the second step is to do"),
        {
            trigger:
                "[name='trade_followup_ids'] tr:contains('Second contact'):contains('To do')",
        },
    ],
});

/** The manager sees on the board that it stayed undone. */
registry.category("web_tour.tours").add("trade_followup_escalated", {
    steps: () => [
        {
            content: "one step is with the manager",
            trigger: "[data-count='manager'] .text-danger:contains('1')",
            run: "click",
        },
        {
            trigger: ".o_data_row td:contains('Silent Import GmbH')",
            run: "click",
        },
        { trigger: ".o_statusbar_status button.o_arrow_button_current:contains('manager')" },
    ],
});
