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
