"""`python -m measures`."""

import sys

from measures.cli import main

sys.exit(main())
