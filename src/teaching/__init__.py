"""What is made for teaching from the built book: paper, e-books and what else a class may need.

It reads the built site (`make book`) and the tables, and writes `_build/teach/`. Nothing below it
knows of it.
"""
