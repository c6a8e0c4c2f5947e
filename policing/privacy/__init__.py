"""Privacy: receipts, the identity room, suppression of small numbers, uploads, and who looked."""
