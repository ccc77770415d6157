"""The labs alive on a web page, without a kernel: recorded here, played there by player.js.

Read record.py first. watched.py looks at a lab at one position, tape.py writes down what Matplotlib draws, nodes.py
interpolates what is smooth, narrow.py lays a picture out for a phone, pack.py makes text of it all, and notebook.py
makes the labs by the code of the notebooks. site/ has the pages around them.
"""
