"""The exercises of the course, one module for each section: s5_3.py has those of section 5.3."""
