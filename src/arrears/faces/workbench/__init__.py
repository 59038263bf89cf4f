"""The workbench: pages for everyone who works here, a folder per seat."""
