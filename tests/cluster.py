"""Start the tests' own PostgreSQL before Django reads its settings (``-p tests.cluster``)."""

import os
import tempfile
from pathlib import Path

from redvest import embedded
from redvest.core.messages import compile_stale

CHECKOUT = Path(__file__).resolve().parent.parent
KEYS = Path(tempfile.gettempdir()) / f"redvest-test-keys-{os.getuid()}.json"
TESTS_DATA = embedded.tests_data_dir(CHECKOUT)

os.environ["REDVEST_KEYS"] = str(KEYS)
os.environ["REDVEST_STAFF_MFA"] = "0"  # The second factor has tests of its own.
if not os.environ.get("REDVEST_NO_DATABASE"):
    embedded.ensure_running(TESTS_DATA, tuned_for_tests=True)
os.environ["DATABASE_URL"] = embedded.url_for(TESTS_DATA, user=embedded.OWNER_ROLE)
compile_stale()
