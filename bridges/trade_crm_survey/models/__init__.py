from . import trade_feedback
from . import survey_question
from . import survey_user_input
from . import trade_feedback_rule
from . import trade_feedback_request
