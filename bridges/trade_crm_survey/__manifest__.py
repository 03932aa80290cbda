# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Foreign Trade CRM: surveys",
    "summary": "Customers are asked by rules; their marks are filed as feedback",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Foreign Trade CRM contributors",
    "license": "LGPL-3",
    "depends": ["trade_crm", "survey"],
    "data": [
        "security/ir.model.access.csv",
        "security/rules.xml",
        "data/mail_template.xml",
        "data/survey.xml",
        "data/ir_cron.xml",
        "views/trade_feedback_rule_views.xml",
        "views/survey_question_views.xml",
        "views/feedback_templates.xml",
    ],
    "assets": {
        "web.assets_tests": ["trade_crm_survey/static/tests/tours/**/*"],
    },
    "auto_install": True,
}
