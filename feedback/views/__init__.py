"""The pages of reports: the resident's journey, the resident's way back, and the officer's inbox."""
