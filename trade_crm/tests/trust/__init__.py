from . import test_credit_figures
from . import test_credit_rating
from . import test_exposure
from . import test_grade
from . import test_grading
from . import test_qualification
from . import test_review
from . import test_trust_tours
