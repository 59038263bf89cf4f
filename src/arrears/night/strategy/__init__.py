"""Which step comes next: ladders as data, conditions as checked SQL expressions."""
