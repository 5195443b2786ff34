"""Double coding: a second opinion on a sample of cases, and how far coders agree."""
