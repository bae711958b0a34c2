"""Start the tests' own PostgreSQL before Django reads its settings (``-p tests.cluster``)."""

import os
from pathlib import Path

from redvest import embedded
from redvest.core.messages import compile_stale

CHECKOUT = Path(__file__).resolve().parent.parent
TESTS_DATA = embedded.tests_data_dir(CHECKOUT)
# Beside the data and as long-lived: another checkout may want a key file of another form.
KEYS = TESTS_DATA.with_name(f"{TESTS_DATA.name}-keys.json")

os.environ["REDVEST_KEYS"] = str(KEYS)
os.environ["REDVEST_STAFF_MFA"] = "0"  # The second factor has tests of its own.
if not os.environ.get("REDVEST_NO_DATABASE"):
    embedded.ensure_running(TESTS_DATA, tuned_for_tests=True)
os.environ["DATABASE_URL"] = embedded.url_for(TESTS_DATA, user=embedded.OWNER_ROLE)
compile_stale()
