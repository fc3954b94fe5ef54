"""What is handed out: paper, e-books, kits, quizzes and slides, made from the built book."""
