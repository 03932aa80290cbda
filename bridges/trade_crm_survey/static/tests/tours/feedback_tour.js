import { registry } from "@web/core/registry";

/** The customer opens the link of the mail and gives a low mark. */
registry.category("web_tour.tours").add("trade_feedback_answer", {
    steps: () => [
        { trigger: "button:contains('Start')", run: "click" },
        {
            trigger: ".js_question-wrapper:contains('recommend us') label:contains('3')",
            run: "click",
        },
        {
            trigger: ".js_question-wrapper:contains('What should we do better') textarea",
            run: "edit Two legs were bent",
        },
        { trigger: "button[value='finish']", run: "click" },
        { trigger: ".modal .btn-primary:contains('Submit')", run: "click" },
        { trigger: ".o_survey_finished:contains('Thank'), h1:contains('Thank')" },
    ],
});

/** The salesperson finds the mark and goes to the case that it opened. */
registry.category("web_tour.tours").add("trade_feedback_case", {
    steps: () => [
        { trigger: ".o_data_row:contains('Ask GmbH') .o_data_cell", run: "click" },
        { trigger: ".o_field_widget[name='case_id'] a", run: "click" },
        { trigger: ".o_field_widget[name='description']:contains('Two legs were bent')" },
    ],
});
