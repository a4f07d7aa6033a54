"""What watches over an environment: alarms, budgets, the reaper, and who hears of it."""
