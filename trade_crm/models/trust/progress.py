# Part of Foreign Trade CRM. License LGPL-3 or later (https://www.gnu.org/licenses/lgpl).


def commit_progress(env, processed=0, remaining=None):
    """Commit what a scheduled job has done; nothing outside of one.

    :return: the seconds that the job may go on, 0 when it should end
    """
    if not env.context.get("ir_cron_progress_id"):
        return float("inf")
    return env["ir.cron"]._commit_progress(processed, remaining=remaining)
