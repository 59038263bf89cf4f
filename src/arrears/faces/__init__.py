"""How people and machines reach the house: workbench, portal, REST, command line."""
