"""`python -m engine.cli` is `oms`."""

import sys

from engine.cli.main import main

sys.exit(main())
