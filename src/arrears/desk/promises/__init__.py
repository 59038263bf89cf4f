"""What was agreed: promises, plans, settlements, extensions, waivers."""
