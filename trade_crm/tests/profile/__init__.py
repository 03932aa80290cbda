from . import test_profile, test_profile_lines, test_profile_rights, test_profile_tours
