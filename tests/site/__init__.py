"""The front door: home, areas, health, numbers for a watching machine, the demo town, and what pages weigh."""
