# Odoo collects modules named test_* that are members of this package.
from .trust import (
    test_credit_figures,
    test_credit_rating,
    test_exposure,
    test_grade,
    test_grading,
    test_qualification,
    test_review,
    test_trust_tours,
)
from .identity import (
    test_conflict,
    test_conflict_paths,
    test_conflict_races,
    test_conflict_tours,
    test_create_sets,
    test_documents,
    test_group,
    test_header,
    test_merge,
    test_rights,
    test_timeline,
    test_tours,
)
from .matching import test_codes, test_compare, test_properties
from .scoring import test_scorecard
from .chat import test_chat_formats, test_chat_properties
from .contact import (
    test_interaction,
    test_interaction_bank,
    test_interaction_chat_import,
    test_interaction_companies,
    test_interaction_race,
    test_interaction_tours,
    test_signal,
    test_signal_kill,
    test_signal_tours,
)
from .signals import test_reader
from .demo import test_demo_database, test_demo_files, test_history
from .deal import test_deal_line, test_deal_tours, test_last_price, test_order_terms
from .sampling import test_sampling
from .quality import (
    test_case,
    test_case_clock,
    test_case_mail,
    test_case_rating,
    test_feedback,
    test_inspection,
    test_quality_race,
    test_quality_tours,
)
from .completeness import test_completeness, test_completeness_tours
from .settings import test_settings
from .formats import test_formats
from .profile import (
    test_profile,
    test_profile_lines,
    test_profile_rights,
    test_profile_tours,
)
from .market import test_market
from .care import test_care, test_care_kill, test_care_tours, test_question
