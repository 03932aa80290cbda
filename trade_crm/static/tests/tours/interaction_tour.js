import { registry } from "@web/core/registry";
import { inputFiles } from "@web/../tests/utils";

const CHAT = [
    "15/01/2024, 10:00 - Messages and calls are end-to-end encrypted.",
    "15/01/2024, 10:00 - +49 160 98765432: Best price for the lamp?",
    "15/01/2024, 10:01 - Tour Talker: USD 5.20 FOB Ningbo",
].join("\n");

const entry = (type, text = "") =>
    `.o_trade_timeline_entry[data-type='${type}']${text && `:contains('${text}')`}`;

const everything = () => [
    { trigger: entry("wechat", "Written by hand") },
    { trigger: entry("whatsapp", "USD 5.20") },
    { trigger: entry("whatsapp", "Best price") },
    { trigger: entry("mail", "Our offer") },
    { trigger: entry("quotation") },
    { trigger: entry("payment") },
];

/** A WeChat call in two clicks and an exported chat: the customer and his group tell of
 * both, beside mail, quote and payment. */
registry.category("web_tour.tours").add("trade_interactions", {
    steps: () => [
        { content: "first click", trigger: ".o_trade_log_contact", run: "click" },
        { content: "second click", trigger: ".o_trade_log_out_wechat", run: "click" },
        { trigger: ".o_notification:contains('Contact logged')" },
        { trigger: ".o_notebook .nav-link[name='trade_timeline']", run: "click" },
        { trigger: entry("wechat", "Written by hand") },
        { trigger: ".o_trade_log_contact", run: "click" },
        { trigger: ".o_trade_import_chat", run: "click" },
        {
            content: "choose the exported file",
            trigger: ".modal .o_field_widget[name='file'] .o_select_file_button",
            async run() {
                await inputFiles(".modal .o_field_widget[name='file'] input[type='file']", [
                    new File([CHAT], "_chat.txt", { type: "text/plain" }),
                ]);
            },
        },
        { trigger: ".modal .o_field_widget[name='file']:contains('_chat.txt'), .modal .o_field_widget[name='file'] input" },
        { trigger: ".modal button[name='action_read']", run: "click" },
        { trigger: ".modal .o_data_row:contains('Tour Talker')" },
        { trigger: ".modal button[name='action_import']", run: "click" },
        { trigger: ".modal:contains('2 new contacts')" },
        { trigger: ".modal button[special='cancel'], .modal .btn-secondary", run: "click" },
        ...everything(),
        {
            content: "his group tells it all, and what its other company said",
            trigger: "button[name='action_trade_open_group']",
            run: "click",
        },
        { trigger: ".o_notebook a[name='timeline']", run: "click" },
        { trigger: entry("fair", "Talk Sister") },
        ...everything(),
    ],
});
