# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Foreign Trade CRM: spreadsheet dashboard",
    "summary": "Customer figures as a spreadsheet dashboard",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Foreign Trade CRM contributors",
    "license": "LGPL-3",
    "depends": ["trade_crm_analytics", "spreadsheet_dashboard"],
    "data": ["data/dashboards.xml"],
    "auto_install": True,
}
