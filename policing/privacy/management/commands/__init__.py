"""Programs of the operator."""
