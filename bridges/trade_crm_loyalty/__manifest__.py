# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Foreign Trade CRM: loyalty",
    "summary": "Discounts, points and coupons by the customer's grade",
    "version": "19.0.1.0.0",
    "category": "Sales/CRM",
    "author": "Foreign Trade CRM contributors",
    "license": "LGPL-3",
    "depends": ["trade_crm", "sale_loyalty"],
    "data": ["views/loyalty_program_views.xml", "views/trade_grade_views.xml"],
    "auto_install": True,
}
