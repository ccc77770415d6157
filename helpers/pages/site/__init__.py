"""The site around the labs: every notebook a page, and a page to start from.

Read build.py first. cells.py makes of a notebook what a page shows, exercise.py puts an exercise into it, and prose.py
makes HTML of its Markdown. page/ is the template, style.css how it looks; judge.js answers exercises, page.js explains
terms and searches.
"""
