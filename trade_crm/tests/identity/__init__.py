from . import test_group
from . import test_header
from . import test_documents
from . import test_merge
from . import test_rights
from . import test_timeline
