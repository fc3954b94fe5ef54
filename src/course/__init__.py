"""What is taught: the files of teaching/, read, checked, and written into the chapters."""
