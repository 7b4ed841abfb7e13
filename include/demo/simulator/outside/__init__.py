"""What the shop knows about people from outside the app: cards, leads, calls, visits to its pages, a former sender's list."""
